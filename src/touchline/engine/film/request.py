"""What somebody asks of the film pipeline."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from touchline.base.errors import Invalid


class Format(StrEnum):
    """The sizes a film is offered in, by the height of the picture."""

    FULL_HD = "1080p"
    HD = "720p"
    MOBILE = "mobile"

    @property
    def height_px(self) -> int:
        """Height of the landscape picture."""
        return {Format.FULL_HD: 1080, Format.HD: 720, Format.MOBILE: 360}[self]


ALL_FORMATS = tuple(Format)


@dataclass(frozen=True, slots=True)
class FilmRequest:
    """Takes in, a folder out.

    `sport` is a key of core.sports.SPORTS or None; `positions` and `clock` are files as
    docs/howto/film-a-game.md describes them. `is_quick` stops after the instant cut: no encoding where the
    codecs allow it.
    """

    takes: tuple[Path, ...]
    out: Path
    sport: str | None = None
    positions: Path | None = None
    clock: Path | None = None
    is_quick: bool = False
    formats: tuple[Format, ...] = ALL_FORMATS

    def __post_init__(self) -> None:
        if not self.takes:
            raise Invalid("Name at least one recording.")
        if not self.formats:
            raise Invalid(f"Name at least one format: {', '.join(Format)}.")


def parse_formats(text: str) -> tuple[Format, ...]:
    """Read `1080p,720p,mobile`, largest first whatever the order it came in.

    Raises:
        Invalid: when a word is not a format.
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in set(Format)]
    if unknown or not words:
        named = f"'{unknown[0]}' is not one" if unknown else "none was named"
        raise Invalid(f"The formats are {', '.join(Format)}, separated by commas; {named}.")
    return tuple(sorted({Format(word) for word in words}, key=lambda form: -form.height_px))
