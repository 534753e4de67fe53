"""A first guess of every clock, to a few tenths of a second: which takes belong together at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from touchline.core.sync import coarse, listening, motion_ties, shared_clock
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind, Sound, TakeEvidence
from touchline.core.sync.ties import Tie, refused

# From here on a loop of music fits nearly as well elsewhere as where it belongs.
AMBIGUOUS = 0.75
_SURE_SCORE = 6.0


@dataclass(frozen=True, slots=True)
class FirstGuess:
    """`clocks` of the takes that hold together, by take; `refusals` are ties that were not believed, and why.

    `reference` is the take that the others tie to best, or the one wanted; its clock is the game clock here.
    """

    reference: int
    clocks: dict[int, TakeClock]
    refusals: list[Tie]


@dataclass(frozen=True, slots=True)
class _Link:
    """The second take's clock as seen from the first's, with how much it is trusted."""

    first: int
    second: int
    trust: float
    delay_s: float
    drift: float


def guess(
    takes: Sequence[TakeEvidence], on_progress: Callable[[float], None], wanted: int | None = None
) -> FirstGuess:
    """Guess the clocks of the largest group of takes that some evidence joins.

    Take `wanted` is the reference if it is one of them.
    """
    sounds = {i: take.sound for i, take in enumerate(takes) if take.sound is not None}
    heard = {i: sound for i, sound in sounds.items() if is_audible(sound)}
    silent = [refused(EvidenceKind.SOUND, i, None, "its sound is silent") for i in sounds if i not in heard]
    links, apart = _sound_links(heard, on_progress)
    links += _clock_links(takes)
    links += _motion_links(takes)
    group = _largest_group(links, takes)
    trust = {i: sum(k.trust for k in links if i in (k.first, k.second)) for i in group}
    reference = max(group, key=lambda i: (i == wanted, trust[i], -i))
    return FirstGuess(reference, _chain(reference, group, links), silent + apart)


def is_audible(sound: Sound) -> bool:
    """Whether anything louder than rounding noise is in the sound."""
    minute = 60 * listening.RATE_HZ
    return any(
        float(abs(listening.stretch(sound, first, minute)).max()) > 4.0 * listening.SILENT_RMS
        for first in range(0, listening.length(sound), minute)
    )


def _sound_links(
    heard: Mapping[int, Sound], on_progress: Callable[[float], None]
) -> tuple[list[_Link], list[Tie]]:
    loudness = {}
    for number, (take, sound) in enumerate(heard.items()):
        loudness[take] = listening.loudness(sound)
        on_progress(0.5 * (number + 1) / len(heard))
    links, apart = [], []
    pairs = list(combinations(heard, 2))
    for number, (i, j) in enumerate(pairs):
        overlap = coarse.find_overlap(loudness[i], loudness[j])
        on_progress(0.5 + 0.5 * (number + 1) / len(pairs))
        looping = coarse.repeats_itself(loudness[i]) and coarse.repeats_itself(loudness[j])
        if looping or (overlap is not None and overlap.rival > AMBIGUOUS):
            reason = "their sound fits at several delays, as music that repeats itself does"
            apart.append(refused(EvidenceKind.SOUND, i, j, reason))
        elif overlap is None:
            apart.append(refused(EvidenceKind.SOUND, i, j, "no stretch of sound is alike in both"))
        else:
            delay_s = heard[j].start_s - heard[i].start_s + overlap.delay_s - overlap.drift * heard[i].start_s
            trust = 2.0 if overlap.score >= _SURE_SCORE else 0.5
            links.append(_Link(i, j, trust + overlap.score * 1e-6, delay_s, overlap.drift))
    return links, apart


def _clock_links(takes: Sequence[TakeEvidence]) -> list[_Link]:
    read = {i: shared_clock.clock_by_readings(t.clock) for i, t in enumerate(takes) if t.clock is not None}
    known = {i: clock for i, clock in read.items() if clock is not None}
    return [
        _Link(i, j, 1.0, known[i].offset_s - known[j].offset_s, 0.0)
        for i, j in combinations(sorted(known), 2)
    ]


def _motion_links(takes: Sequence[TakeEvidence]) -> list[_Link]:
    links = []
    seen = {i: t.motion for i, t in enumerate(takes) if t.motion is not None}
    for i, j in combinations(seen, 2):
        overlap = motion_ties.find_overlap(seen[i], seen[j])
        if overlap is not None and overlap.rival < AMBIGUOUS:
            links.append(_Link(i, j, 0.1 + min(overlap.score, 90.0) * 1e-3, overlap.delay_s, 0.0))
    return links


def _largest_group(links: Sequence[_Link], takes: Sequence[TakeEvidence]) -> set[int]:
    """The takes that hold together: most of them, then longest; a single take only if no two do."""
    groups = [{i} for i in range(len(takes))]
    for link in links:
        joined = [g for g in groups if link.first in g or link.second in g]
        groups = [g for g in groups if g not in joined] + [set().union(*joined)]
    return max(groups, key=lambda g: (len(g), sum(takes[i].duration_s for i in g)))


def _chain(reference: int, group: set[int], links: Sequence[_Link]) -> dict[int, TakeClock]:
    """Clocks of the group along the most trusted links, beginning at the reference."""
    clocks = {reference: TakeClock(0.0)}
    while len(clocks) < len(group):
        open_links = [k for k in links if (k.first in clocks) != (k.second in clocks) and k.first in group]
        best = max(open_links, key=lambda k: k.trust)
        if best.first in clocks:
            clocks[best.second] = _after(clocks[best.first], best.delay_s, best.drift)
        else:
            back = 1.0 / (1.0 + best.drift)
            clocks[best.first] = _after(clocks[best.second], -best.delay_s * back, back - 1.0)
    return clocks


def _after(known: TakeClock, delay_s: float, drift: float) -> TakeClock:
    """The clock that shows `delay_s` + (1 + `drift`) · t when the known one shows t."""
    rate = known.rate * (1.0 + drift)
    return TakeClock(known.offset_s - delay_s / rate, (rate - 1.0) * 1e6)
