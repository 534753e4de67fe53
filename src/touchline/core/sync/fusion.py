"""All takes of a game on one clock: sound, clock readings and picture, each as far as it can be trusted."""

from collections.abc import Callable, Sequence
from itertools import combinations

from touchline.core.sync import certify, first_guess, hearing, network, shared_clock
from touchline.core.sync.certificate import Certificate, Synchronisation
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import TakeEvidence
from touchline.core.sync.motion_ties import tie_by_motion
from touchline.core.sync.ties import Tie
from touchline.core.sync.travel import Travels

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
    heard = hearing.hear(
        takes,
        guessed,
        Travels(takes, max_baseline_m, pitch_size_m),
        lambda share: tell(_COARSE_SHARE + (1.0 - _COARSE_SHARE) * share),
    )
    ties = [*heard.ties, *_clock_ties(takes, heard.clocks), *_motion_ties(takes, heard.clocks)]
    tell(1.0)
    return _conclude(takes, guessed.reference, heard.clocks, ties)


def _tell_nobody(_: float) -> None:
    pass


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
    takes: Sequence[TakeEvidence], reference: int, clocks: dict[int, TakeClock], ties: Sequence[Tie]
) -> Synchronisation:
    solution = network.solve(ties, len(takes), reference, clocks)
    placed = {i: solution.corrected(i, clock) for i, clock in clocks.items() if solution.reaches(i)}
    earliest = min(placed, key=lambda take: placed[take].offset_s)
    certificates = tuple(
        _certificate(i, evidence=take, assumed=clocks, placed=placed, earliest=earliest, solution=solution)
        for i, take in enumerate(takes)
    )
    return Synchronisation(reference, certificates, network.loop_closure(solution.ties, len(takes)))


def _certificate(
    take: int,
    *,
    evidence: TakeEvidence,
    assumed: dict[int, TakeClock],
    placed: dict[int, TakeClock],
    earliest: int,
    solution: network.Solution,
) -> Certificate:
    if take not in placed:
        return certify.refuse(take, solution.ties, evidence)
    zero_s = placed[earliest].offset_s
    clock = TakeClock(placed[take].offset_s - zero_s, placed[take].drift_ppm)
    # Offset and drift are both worst at one end of the take. The game clock's rate is the reference's and its
    # zero the earliest take's first frame: the bound holds against either.
    ends_s = (assumed[take].to_game(0.0), assumed[take].to_game(evidence.duration_s))
    first_s = assumed[earliest].to_game(0.0)
    deviation_s = max(
        max(solution.deviation_s(take, end_s), solution.deviation_between_s(take, end_s, earliest, first_s))
        for end_s in ends_s
    )
    return certify.certify(take, evidence, clock, _IN_95_PERCENT * deviation_s, solution.ties)
