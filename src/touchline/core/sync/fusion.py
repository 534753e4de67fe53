"""All takes of a game on one clock: sound, clock readings and picture, each as far as it can be trusted."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from touchline.core.sync import bundle, certify, first_guess, network, places, shared_clock, windows
from touchline.core.sync.certificate import Certificate, Synchronisation
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind, TakeEvidence
from touchline.core.sync.joint_ties import tie_jointly
from touchline.core.sync.motion_ties import tie_by_motion
from touchline.core.sync.sound_ties import tie_by_sound
from touchline.core.sync.ties import Tie, refused

FloatArray = NDArray[np.float64]
Progress = Callable[[float], None]

_COARSE_SHARE = 0.3
_IN_95_PERCENT = 1.96


def synchronise(
    takes: Sequence[TakeEvidence],
    *,
    max_baseline_m: float = 125.0,
    pitch_size_m: tuple[float, float] | None = None,
    on_progress: Progress | None = None,
) -> Synchronisation:
    """Place every take on the game clock: the earliest placed one starts at 0, the reference has drift 0.

    `max_baseline_m` is the largest plausible distance between two cameras whose places nobody told;
    `pitch_size_m` the length and width of the pitch, which tells where sounds come from. A take that no
    evidence joins to the others gets the verdict FAIL and a sentence. `on_progress` hears shares of 1.

    Raises:
        ValueError: if there is no take, or `max_baseline_m` is not positive.
    """
    if not takes:
        raise ValueError("there is no take to synchronise")
    if not max_baseline_m > 0.0:
        raise ValueError(f"max_baseline_m must be positive, got {max_baseline_m}")
    tell = on_progress if on_progress is not None else _tell_nobody
    guessed = first_guess.guess(takes, lambda share: tell(_COARSE_SHARE * share))
    ties = _sound_ties(takes, guessed, max_baseline_m, pitch_size_m, tell)
    ties += _clock_ties(takes, guessed.clocks)
    ties += _motion_ties(takes, guessed.clocks)
    tell(1.0)
    return _conclude(takes, guessed, ties)


def _tell_nobody(_: float) -> None:
    pass


def _sound_ties(
    takes: Sequence[TakeEvidence],
    guessed: first_guess.FirstGuess,
    max_baseline_m: float,
    pitch_size_m: tuple[float, float] | None,
    tell: Progress,
) -> list[Tie]:
    sounds = {i: t.sound for i, t in enumerate(takes) if t.sound is not None and i in guessed.clocks}
    audible = {i: sound for i, sound in sounds.items() if first_guess.is_audible(sound)}
    pairs = list(combinations(audible, 2))
    clocks = {i: guessed.clocks[i] for i in audible}
    heard = windows.listen(
        audible, clocks, pairs, on_progress=lambda share: tell(_COARSE_SHARE + (1 - _COARSE_SHARE) * share)
    )
    travels = _Travels(takes, max_baseline_m, pitch_size_m)
    ties = [tie_by_sound(i, j, heard[i, j], travels.between(i, j)) for i, j in pairs]
    known = {i: p for i in audible if (p := takes[i].position_m) is not None}
    if len(known) >= bundle.FEWEST_HEARERS:
        apart_only = network.solve(ties, len(takes), guessed.reference, _drifts(takes, guessed.clocks))
        ties = tie_jointly(ties, heard, known, travels.places(), apart_only)
    silent = [refused(EvidenceKind.SOUND, i, None, "its sound is silent") for i in sounds if i not in audible]
    apart = [
        refused(EvidenceKind.SOUND, i, j, reason)
        for (i, j), reason in guessed.reasons.items()
        if (i, j) not in heard
    ]
    return ties + silent + apart


class _Travels:
    """How much later one take may hear a sound than another, from what is known about their places."""

    def __init__(
        self, takes: Sequence[TakeEvidence], max_baseline_m: float, pitch_size_m: tuple[float, float] | None
    ) -> None:
        self._positions = [take.position_m for take in takes]
        self._max_baseline_m = max_baseline_m
        self._pitch_m = pitch_size_m
        self._anywhere: FloatArray | None = None

    def between(self, i: int, j: int) -> places.Travel:
        first, second = self._positions[i], self._positions[j]
        if first is None or second is None:
            return places.Travel(
                self._unknown(), self._max_baseline_m / places.SPEED_OF_SOUND_MPS, is_known=False
            )
        densities = places.travel_densities(first, second, *places.sources(self._pitch()))
        baseline_m = float(np.linalg.norm(np.subtract(first, second)))
        return places.Travel(densities, 1.03 * baseline_m / places.SPEED_OF_SOUND_MPS, is_known=True)

    def places(self) -> FloatArray:
        """Places (S, 3) from which sounds may come."""
        return places.sources(self._pitch())[0]

    def _pitch(self) -> tuple[float, float]:
        known = [p for p in self._positions if p is not None]
        return self._pitch_m if self._pitch_m is not None else places.assumed_pitch(known)

    def _unknown(self) -> FloatArray:
        if self._anywhere is None:
            self._anywhere = places.unknown_densities(self._pitch_m, self._max_baseline_m)
        return self._anywhere


def _clock_ties(takes: Sequence[TakeEvidence], clocks: dict[int, TakeClock]) -> list[Tie]:
    """Ties of all takes with readings to the shared clock, whose zero the first of them sets."""
    ties: list[Tie] = []
    zero_s = 0.0
    for i, take in enumerate(takes):
        if take.clock is not None and i in clocks:
            if not ties:
                guess = shared_clock.clock_by_readings(take.clock)
                zero_s = guess.offset_s - clocks[i].offset_s if guess is not None else 0.0
            ties.append(shared_clock.tie_by_clock(i, take.clock, clocks[i], zero_s))
    return ties


def _motion_ties(takes: Sequence[TakeEvidence], clocks: dict[int, TakeClock]) -> list[Tie]:
    seen = {i: take.motion for i, take in enumerate(takes) if take.motion is not None and i in clocks}
    return [tie_by_motion(i, j, (seen[i], seen[j]), (clocks[i], clocks[j])) for i, j in combinations(seen, 2)]


def _conclude(
    takes: Sequence[TakeEvidence], guessed: first_guess.FirstGuess, ties: list[Tie]
) -> Synchronisation:
    clocks = guessed.clocks
    solution = network.solve(ties, len(takes), guessed.reference, _drifts(takes, clocks))
    placed = {
        i: _corrected(clock, float(solution.late_s[i]), float(solution.drift[i]))
        for i, clock in clocks.items()
        if np.isfinite(solution.covariance[i]).all()
    }
    zero_s = min(clock.offset_s for clock in placed.values())
    certificates = tuple(
        _certificate(i, evidence=take, assumed=clocks, placed=placed, zero_s=zero_s, solution=solution)
        for i, take in enumerate(takes)
    )
    return Synchronisation(guessed.reference, certificates, network.loop_closure(solution.ties, len(takes)))


def _certificate(
    take: int,
    *,
    evidence: TakeEvidence,
    assumed: dict[int, TakeClock],
    placed: dict[int, TakeClock],
    zero_s: float,
    solution: network.Solution,
) -> Certificate:
    if take not in placed:
        return certify.refuse(take, solution.ties, evidence)
    clock = TakeClock(placed[take].offset_s - zero_s, placed[take].drift_ppm)
    # Offset and drift are both worst at one end of the take.
    ends_s = (assumed[take].to_game(0.0), assumed[take].to_game(evidence.duration_s))
    bound_s = _IN_95_PERCENT * max(solution.deviation_s(take, end_s) for end_s in ends_s)
    return certify.certify(take, evidence, clock, bound_s, solution.ties)


def _drifts(takes: Sequence[TakeEvidence], clocks: dict[int, TakeClock]) -> FloatArray:
    """The drift that each assumed clock already holds, in seconds per second; 0 where there is none."""
    return np.array([clocks[i].drift_ppm * 1e-6 if i in clocks else 0.0 for i in range(len(takes))])


def _corrected(assumed: TakeClock, late_s: float, drift: float) -> TakeClock:
    """The assumed clock less what it is late by: `late_s` + `drift` · game time."""
    rate = assumed.rate / (1.0 - drift)
    return TakeClock((1.0 - drift) * assumed.offset_s - late_s, (rate - 1.0) * 1e6)
