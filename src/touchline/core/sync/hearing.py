"""All that the sounds of the takes say together: listened to twice, first roughly, then closely."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from touchline.core.sync import bundle, first_guess, network, windows
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Sound, TakeEvidence
from touchline.core.sync.joint_ties import tie_jointly
from touchline.core.sync.sound_ties import tie_by_sound
from touchline.core.sync.ties import Tie
from touchline.core.sync.travel import Travels

Pair = tuple[int, int]
Progress = Callable[[float], None]

# A thousand windows are enough to bring the clocks within a window of each other.
_FIRST_WINDOWS = 1000
_FIRST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Hearing:
    """`clocks` of the takes, closer than the first guess, and the `ties` that were measured on them."""

    clocks: dict[int, TakeClock]
    ties: list[Tie]


def hear(
    takes: Sequence[TakeEvidence], guessed: first_guess.FirstGuess, travels: Travels, on_progress: Progress
) -> Hearing:
    """Tie all takes that hold together by their sounds, and say of the others why not.

    A sound that four takes heard is only seen as one where their windows lie on each other; so a first round
    of a thousand windows corrects the guessed clocks, and the second uses all windows.
    """
    sounds = {i: t.sound for i, t in enumerate(takes) if t.sound is not None and i in guessed.clocks}
    audible = {i: sound for i, sound in sounds.items() if first_guess.is_audible(sound)}
    game_s = max((takes[i].duration_s for i in audible), default=0.0)
    sparse_s = max(windows.WINDOW_S, game_s / _FIRST_WINDOWS)
    clocks = dict(guessed.clocks)
    first = _Round(takes, guessed.reference, clocks, travels)
    solution = first.solve(first.tie(audible, sparse_s, lambda share: on_progress(_FIRST_SHARE * share)))
    clocks.update({i: solution.corrected(i, clocks[i]) for i in audible if solution.reaches(i)})
    second = _Round(takes, guessed.reference, clocks, travels)
    ties = second.tie(
        audible, windows.WINDOW_S, lambda share: on_progress(_FIRST_SHARE + (1.0 - _FIRST_SHARE) * share)
    )
    measured = {(tie.first, tie.second) for tie in ties}
    others = [tie for tie in guessed.refusals if (tie.first, tie.second) not in measured]
    return Hearing(clocks, ties + others)


@dataclass(frozen=True, slots=True)
class _Round:
    """One time of listening to all takes on assumed clocks."""

    takes: Sequence[TakeEvidence]
    reference: int
    clocks: Mapping[int, TakeClock]
    travels: Travels

    def tie(self, audible: Mapping[int, Sound], step_s: float, on_progress: Progress) -> list[Tie]:
        """Ties of all pairs; four takes or more of known places are tied together."""
        clocks = {i: self.clocks[i] for i in audible}
        pairs = list(combinations(audible, 2))
        heard = windows.listen(audible, clocks, pairs, step_s=step_s, on_progress=on_progress)
        ties = self._tie_pairs(heard)
        known = {i: p for i in audible if (p := self.takes[i].position_m) is not None}
        if len(known) < bundle.FEWEST_HEARERS:
            return ties
        return tie_jointly(ties, heard, known, self.travels.places(), self.solve(ties))

    def _tie_pairs(self, heard: Mapping[Pair, windows.PairWindows]) -> list[Tie]:
        """Their drifts first, then their offsets with the drifts that all pairs agree on."""
        travel = {pair: self.travels.between(*pair) for pair in heard}
        alone = [tie_by_sound(*pair, heard[pair], travel[pair]) for pair in heard]
        drift = self.solve(alone).drift
        return [tie_by_sound(i, j, heard[i, j], travel[i, j], rate=drift[j] - drift[i]) for i, j in heard]

    def solve(self, ties: Sequence[Tie]) -> network.Solution:
        """All clocks by these ties alone."""
        return network.solve(ties, len(self.takes), self.reference, self.clocks)
