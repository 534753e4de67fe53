"""What the page says at the top, in sentences: what was made, how well it is aligned, what is left out."""

from dataclasses import dataclass

from touchline.core.sync.certificate import Verdict
from touchline.engine.film.report import words
from touchline.engine.film.report.facts import FilmReport, LeftOut, TakeReport

UNPLACED = LeftOut(
    why="It could not be placed on the game clock with enough certainty.",
    what_to_do=(
        "Check that it is of the same game and overlaps the others. Its own sound, without music and not "
        "muted, is what places it best; clock samples (--clock) place it without sound."
    ),
)


@dataclass(frozen=True, slots=True)
class LeftOutView:
    """A take that the film does not show: the reason, and what to do."""

    take: TakeReport
    reason: LeftOut


def left_out(report: FilmReport) -> list[LeftOutView]:
    """Takes that the film could not use, with a reason each."""
    return [
        LeftOutView(take, take.left_out or _unplaced(take)) for take in report.takes if not take.is_usable
    ]


def _unplaced(take: TakeReport) -> LeftOut:
    told = take.certificate.explanation if take.certificate else ""
    return LeftOut(told or UNPLACED.why, UNPLACED.what_to_do)


def result(report: FilmReport) -> str:
    """Say in a sentence what was made."""
    usable = [take for take in report.takes if take.is_usable]
    if report.film is None:
        return f"No film could be made: {_none_usable(report)}"
    source = "one take" if len(usable) == 1 else words.counted(len(usable), "take")
    cut_count = max(0, len(report.shots) - 1)
    ways = f", cut {words.how_often(cut_count)}" if cut_count else ", without a cut"
    return f"A film of {words.duration(report.film.duration_s)} from {source}{ways}."


def _none_usable(report: FilmReport) -> str:
    if not report.takes:
        return "there was no take."
    if len(report.takes) == 1:
        return "the only take could not be used."
    unusable = sum(not take.is_usable for take in report.takes)
    if unusable == len(report.takes):
        return f"none of the {unusable} takes could be used."
    return (
        "the making stopped before the film was there. Run the same command again: what is finished is kept."
    )


def alignment(report: FilmReport) -> str:
    """Say how well the takes are aligned; empty when there are not two to align."""
    placed = [(take, take.certificate) for take in report.takes if take.is_usable and take.certificate]
    if len(placed) < 2:
        return ""
    unsure = [take.label for take, certificate in placed if certificate.verdict is Verdict.WARN]
    if not unsure:
        return "Every take is aligned to within half a frame."
    if len(unsure) == 1:
        return f"Take {unsure[0]} is aligned less surely than half a frame."
    return f"Takes {words.listed(unsure)} are aligned less surely than half a frame."


def omission(report: FilmReport) -> str:
    """Say which takes are left out; empty when none is."""
    labels = [view.take.label for view in left_out(report)]
    if not labels or report.film is None:
        return ""
    if len(labels) == 1:
        return f"Take {labels[0]} is left out."
    return f"Takes {words.listed(labels)} are left out."


def widest_bound_s(report: FilmReport) -> float | None:
    """Return the widest 95 % bound of the takes in the film; None when there are not two."""
    bounds = [take.certificate.bound_s for take in report.takes if take.is_usable and take.certificate]
    return max(bounds) if len(bounds) > 1 else None
