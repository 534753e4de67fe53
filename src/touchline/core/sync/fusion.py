"""All takes of a game on one clock: sound, clock readings and picture, each as far as it can be trusted."""

from collections.abc import Callable, Sequence
from itertools import combinations

from touchline.core.sync import certify, clocks_in_use, first_guess, hearing, network, shared_clock
from touchline.core.sync.certificate import Synchronisation
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.clocks_in_use import ClocksInUse, Estimate
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
    in_use: ClocksInUse | None = None,
    on_progress: Progress | None = None,
) -> Synchronisation:
    """Place every take on the game clock: the earliest placed one starts at 0, the reference has drift 0.

    `max_baseline_m` is the largest plausible distance between two cameras whose places nobody told;
    `pitch_size_m` the length and width of the pitch, which tells where sounds come from. Clocks
    `in_use` stay where the evidence agrees with them (`clocks_in_use.py`). A take that no evidence joins to
    the others gets the verdict FAIL and a sentence. `on_progress` hears shares of 1.

    Raises:
        ValueError: if there is no take, or `max_baseline_m` is not positive.
    """
    if not takes:
        raise ValueError("there is no take to synchronise")
    if not max_baseline_m > 0.0:
        raise ValueError(f"max_baseline_m must be positive, got {max_baseline_m}")
    tell = on_progress if on_progress is not None else _tell_nobody
    guessed = first_guess.guess(
        takes, lambda share: tell(_COARSE_SHARE * share), in_use.reference if in_use else None
    )
    heard = hearing.hear(
        takes,
        guessed,
        Travels(takes, max_baseline_m, pitch_size_m),
        lambda share: tell(_COARSE_SHARE + (1.0 - _COARSE_SHARE) * share),
    )
    ties = [*heard.ties, *_clock_ties(takes, heard.clocks), *_motion_ties(takes, heard.clocks)]
    tell(1.0)
    solution = network.solve(ties, len(takes), guessed.reference, heard.clocks)
    estimates = _estimates(takes, heard.clocks, solution)
    if in_use is not None and in_use.reference == guessed.reference:
        estimates = clocks_in_use.keep(estimates, in_use, takes)
    certificates = tuple(
        certify.certify(i, take, estimates[i].clock, estimates[i].bound_s, solution.ties)
        if i in estimates
        else certify.refuse(i, solution.ties, take)
        for i, take in enumerate(takes)
    )
    return Synchronisation(guessed.reference, certificates, network.loop_closure(solution.ties, len(takes)))


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


def _estimates(
    takes: Sequence[TakeEvidence], assumed: dict[int, TakeClock], solution: network.Solution
) -> dict[int, Estimate]:
    """The clocks of all takes that could be placed, on the game clock, with their bounds."""
    placed = {i: solution.corrected(i, clock) for i, clock in assumed.items() if solution.reaches(i)}
    earliest = min(placed, key=lambda take: placed[take].offset_s)
    zero_s = placed[earliest].offset_s
    first_s = assumed[earliest].to_game(0.0)
    estimates = {}
    for i, clock in placed.items():
        # Offset and drift are both worst at one end of the take. The game clock's rate is the reference's and
        # its zero the earliest take's first frame: the bound holds against either.
        deviation_s = max(
            max(solution.deviation_s(i, end_s), solution.deviation_between_s(i, end_s, earliest, first_s))
            for end_s in (assumed[i].to_game(0.0), assumed[i].to_game(takes[i].duration_s))
        )
        estimates[i] = Estimate(
            TakeClock(clock.offset_s - zero_s, clock.drift_ppm), _IN_95_PERCENT * deviation_s
        )
    return estimates
