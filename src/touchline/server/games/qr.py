"""The picture of a game's link, for the wall of the rink: SVG and PNG, dark on white in any theme."""

from enum import StrEnum
from io import BytesIO

import segno

SMALLEST_PX, LARGEST_PX, USUAL_PX = 100, 2000, 400


class QrFormat(StrEnum):
    """What the picture is made as."""

    SVG = "svg"
    PNG = "png"


MEDIA_TYPES = {QrFormat.SVG: "image/svg+xml", QrFormat.PNG: "image/png"}


def join_link(public_url: str, code: str) -> str:
    """Return the address that a guest opens."""
    return f"{public_url}/join/{code}"


def picture_of(link: str, kind: QrFormat, size_px: int) -> bytes:
    """Return the picture with its quiet zone.

    An SVG is `size_px` wide. A PNG is the largest that fits: each module has the same whole number of pixels,
    at least one, because a reader fails on modules of different width.
    """
    code = segno.make(link, error="m", micro=False)
    width, _ = code.symbol_size()
    scale = size_px / width if kind is QrFormat.SVG else max(1, size_px // width)
    picture = BytesIO()
    code.save(picture, kind=kind.value, scale=scale, dark="black", light="white")
    return picture.getvalue()
