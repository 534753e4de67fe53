"""The final film: only what is shown is decoded, part by part, so that an interrupted film goes on."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain, compress
from pathlib import Path

import av

from touchline.core.sync.clocks import TakeClock
from touchline.engine.film.shape import FilmShape
from touchline.engine.film.shelf import key_of
from touchline.engine.film.takes import Take
from touchline.engine.film.timeline import Timeline
from touchline.engine.progress import Report
from touchline.media import decode, encode_grid, encode_parts
from touchline.media.decode import Frame
from touchline.media.encode_ahead import ahead
from touchline.media.encode_film import KEYFRAME_S, FilmFormat
from touchline.media.encode_parts import Part
from touchline.media.picture import PictureShaper
from touchline.vision import colour
from touchline.vision.colour import ColourMatch

PART_S = float(KEYFRAME_S)
"""Length of a part, counted from the reference's first frame: a film can be changed no finer than keyframes
lie, and what a late take leaves of a shot is kept (docs/experiments/late-takes.md)."""

LEAD_S = 0.25
"""Decoded before a shot, so that the picture that is still standing at its first frame is known."""

_SAME_MOMENT_S = 1e-6


@dataclass(frozen=True, slots=True)
class Source:
    """A take as the film shows it."""

    take: Take
    clock: TakeClock
    colour: ColourMatch


@dataclass(frozen=True, slots=True)
class Piece:
    """`count` film frames of one source; the first shows game-clock time `start_s`."""

    source: int
    start_s: float
    count: int


def split(timeline: Timeline, zero_s: float) -> list[Piece]:
    """Split the shots at whole PART_S of the game clock from `zero_s` on, whatever stands before or after."""
    rate_hz = timeline.rate_hz
    most = round(PART_S * rate_hz)
    pieces: list[Piece] = []
    for placed in timeline.placed:
        first = placed.first_frame
        number = round((placed.shot.start_s - zero_s) * rate_hz)
        while first < placed.end_frame:
            count = min(most - number % most, placed.end_frame - first)
            pieces.append(Piece(placed.shot.take, timeline.game_s(placed, first), count))
            first, number = first + count, number + count
    return pieces


def render(
    pieces: Sequence[Piece], sources: Sequence[Source], shape: FilmShape, work: Path, report: Report
) -> list[Path]:
    """Encode every piece that is not there yet as a part of its own; returns all parts in order."""
    film = FilmFormat(shape.width_px, shape.height_px, shape.rate_hz)
    parts = [
        Part(work / "parts" / f"{_part_key(piece, sources[piece.source], film)}.mp4", piece.count)
        for piece in pieces
    ]
    is_missing = [not part.path.is_file() for part in parts]
    total = sum(piece.count for piece in pieces)
    missing = list(compress(pieces, is_missing))
    done = total - sum(piece.count for piece in missing)
    if missing:
        pictures = chain.from_iterable(_pictures(span, sources, film) for span in _joined(missing, film))
        encode_parts.write_parts(
            _counted(ahead(pictures), done, total, report), list(compress(parts, is_missing)), film
        )
    report(1.0)
    paths = [part.path for part in parts]
    _forget_others(work / "parts", frozenset(paths))
    return paths


def _joined(pieces: Sequence[Piece], film: FilmFormat) -> list[Piece]:
    """Join what follows on from each other in one take: it is decoded in one go."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and last.source == piece.source:
            apart_s = piece.start_s - (last.start_s + last.count / float(film.rate))
            if abs(apart_s) < _SAME_MOMENT_S:
                joined[-1] = replace(last, count=last.count + piece.count)
                continue
        joined.append(piece)
    return joined


def _part_key(piece: Piece, source: Source, film: FilmFormat) -> str:
    """Name a part by what it shows, told on the take's own clock.

    To the microsecond: where a late take moves the game clock's zero, the same moment differs by rounding.
    """
    start_us = round(1e6 * source.clock.to_take(piece.start_s))
    return key_of(film, source.take.fingerprint, start_us, source.clock.drift_ppm, piece.count, source.colour)


def _forget_others(folder: Path, kept: AbstractSet[Path]) -> None:
    """Remove parts of an earlier cut list: what is shown differently now will not be asked for again."""
    for path in folder.glob("*.mp4"):
        if path not in kept:
            path.unlink()


def _pictures(piece: Piece, sources: Sequence[Source], film: FilmFormat) -> Iterator[av.VideoFrame]:
    source = sources[piece.source]
    shaper = PictureShaper(source.take.video, width_px=film.width_px, height_px=film.height_px)

    def shaped(frame: Frame) -> av.VideoFrame:
        return colour.matched(shaper.shape(frame.picture), source.colour)

    start_s = source.clock.to_take(piece.start_s)
    end_s = source.clock.to_take(piece.start_s + piece.count / float(film.rate))
    return encode_grid.frames_on_grid(
        decode.frames(source.take.path, start_s=start_s - LEAD_S, end_s=end_s),
        clock=source.clock,
        start_s=piece.start_s,
        rate=film.rate,
        count=piece.count,
        shape=shaped,
    )


def _counted(
    pictures: Iterator[av.VideoFrame], done: int, total: int, report: Report
) -> Iterator[av.VideoFrame]:
    for number, picture in enumerate(pictures, start=done):
        if number % 15 == 0:
            report(number / total)
        yield picture
