"""How a take's picture is fitted into the film's: cropped where little is lost, else padded."""

from dataclasses import dataclass

MOST_LOST = 0.15
"""Share of the picture that may be cropped. 4:3 in 16:9 would lose 25 %, portrait in landscape 68 %."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in pixels, its corner the upper left; all even, as 4:2:0 colour needs."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Fit:
    """`cut`: what is kept of the picture as stored. `place`: where it goes in the film, upright."""

    cut: Place
    place: Place


def fit(
    stored: tuple[int, int], *, sample_aspect: float, rotation_deg: int, width_px: int, height_px: int
) -> Fit:
    """Fit a picture of `stored` (width, height) pixels into a film of width_px × height_px, both even.

    `sample_aspect` is the width of a stored pixel against its height, `rotation_deg` the clockwise turn (a
    multiple of 90) that makes the picture upright.
    """
    lies = rotation_deg % 180 == 90
    ratio = stored[0] * sample_aspect / stored[1]
    upright_ratio = 1 / ratio if lies else ratio
    excess = upright_ratio * height_px / width_px  # > 1: wider than the film
    if min(excess, 1 / excess) < 1 - MOST_LOST:
        whole = _centred(*stored, *stored)
        wide, high = min(1.0, excess), min(1.0, 1 / excess)
        return Fit(whole, _centred(width_px, height_px, width_px * wide, height_px * high))
    kept = (min(1.0, 1 / excess), min(1.0, excess))
    across, down = reversed(kept) if lies else kept
    cut = _centred(*stored, stored[0] * across, stored[1] * down)
    return Fit(cut, Place(0, 0, width_px, height_px))


def _centred(width: int, height: int, inner_width: float, inner_height: float) -> Place:
    """The even rectangle nearest to the wished size, in the middle; the whole where a pixel is missing."""
    inner = [
        outer if outer - wish < 2 else max(2, 2 * round(wish / 2))
        for outer, wish in ((width, inner_width), (height, inner_height))
    ]
    return Place((width - inner[0]) // 4 * 2, (height - inner[1]) // 4 * 2, inner[0], inner[1])
