"""The takes' pictures, measured once."""

from collections.abc import Sequence
from dataclasses import dataclass

from touchline.core.direct.picture import PictureTrack
from touchline.core.sync.evidence import Motion
from touchline.engine.film.shelf import Shelf, key_of
from touchline.engine.film.takes import Take
from touchline.engine.progress import Report, side_by_side
from touchline.vision import look


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured in one take's picture."""

    picture: PictureTrack
    motion: Motion


def look_at(takes: Sequence[Take], shelf: Shelf, report: Report) -> list[Seen]:
    """Measure each take's picture."""

    def measure(take: Take, report: Report) -> Seen:
        name = f"picture-{take.fingerprint}"
        key = key_of("look", take.fingerprint)
        seen = shelf.recall(name, key, Seen)
        if seen is None:
            picture, motion = look.look(take.path, duration_s=take.duration_s, on_progress=report)
            seen = Seen(picture, motion)
            shelf.keep(name, key, seen)
        report(1.0)
        return seen

    return side_by_side(measure, takes, report)
