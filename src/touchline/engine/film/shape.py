"""Size and frame rate of the film, chosen from what the takes can give."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from touchline.engine.film.request import Format
from touchline.engine.film.takes import Take
from touchline.media.encode_film import usual_rate

SMALLEST_SIDE_PX = 16
"""H.264's block; a tinier picture is enlarged to it."""


@dataclass(frozen=True, slots=True)
class FilmShape:
    """Every frame of the film is `width_px` × `height_px`, at a constant `rate_hz`."""

    width_px: int
    height_px: int
    rate_hz: Fraction


def choose_shape(takes: Sequence[Take], formats: Sequence[Format]) -> FilmShape:
    """Choose so that the most footage is shown as it was filmed.

    Height: the largest take's, but not above the largest format asked for (nothing is gained by
    enlarging) and not below what can be encoded. Shape of the picture: the one with the most footage, so
    portrait takes make a portrait film only when they are the majority. Rate: the usual rate nearest to that
    of the most footage.
    """
    width, height = _most_common({_aspect(take): 0.0 for take in takes}, takes)
    short_side = min(max(form.height_px for form in formats), max(_short_side(take) for take in takes))
    short_side = max(short_side, SMALLEST_SIDE_PX)
    if width >= height:
        shape = (_even(short_side * width / height), _even(short_side))
    else:
        shape = (_even(short_side), _even(short_side * height / width))
    return FilmShape(*shape, rate_hz=_choose_rate(takes))


def _aspect(take: Take) -> tuple[int, int]:
    ratio = Fraction(take.video.width_px, take.video.height_px).limit_denominator(50)
    return ratio.numerator, ratio.denominator


def _most_common(seconds: dict[tuple[int, int], float], takes: Sequence[Take]) -> tuple[int, int]:
    for take in takes:
        seconds[_aspect(take)] += take.duration_s
    return max(seconds, key=lambda aspect: seconds[aspect])


def _short_side(take: Take) -> int:
    return min(take.video.width_px, take.video.height_px)


def _choose_rate(takes: Sequence[Take]) -> Fraction:
    seconds: defaultdict[Fraction, float] = defaultdict(float)
    for take in takes:
        seconds[usual_rate(take.video.frame_rate_hz)] += take.duration_s
    return max(seconds, key=lambda rate: seconds[rate])


def _even(length: float) -> int:
    return max(2, 2 * round(length / 2))
