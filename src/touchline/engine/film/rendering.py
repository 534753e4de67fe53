"""The final film: only what is shown is decoded, part by part, so that an interrupted film goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av

from touchline.core.sync.clocks import TakeClock
from touchline.engine.film.shape import FilmShape
from touchline.engine.film.shelf import key_of
from touchline.engine.film.takes import Take
from touchline.engine.film.timeline import Timeline
from touchline.engine.progress import Report
from touchline.media import decode, encode_film, encode_grid
from touchline.media.decode import Frame
from touchline.media.encode_ahead import ahead
from touchline.media.encode_film import FilmFormat
from touchline.media.picture import PictureShaper
from touchline.vision import colour
from touchline.vision.colour import ColourMatch

PART_S = 30.0
"""Length of a part: what an interruption costs at most, against a seek and an encoder's start per part."""

LEAD_S = 0.25
"""Decoded before a shot, so that the picture that is still standing at its first frame is known."""


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


def split(timeline: Timeline) -> list[list[Piece]]:
    """Split the film into parts of about PART_S, at cuts where there are any, inside long shots otherwise."""
    most = round(PART_S * timeline.rate_hz)
    parts: list[list[Piece]] = []
    room = 0
    for placed in timeline.placed:
        for first in range(placed.first_frame, placed.end_frame, most):
            count = min(most, placed.end_frame - first)
            if count > room:
                parts.append([])
                room = most
            parts[-1].append(Piece(placed.shot.take, timeline.game_s(placed, first), count))
            room -= count
    return parts


def render(
    timeline: Timeline, sources: Sequence[Source], shape: FilmShape, work: Path, report: Report
) -> list[Path]:
    """Encode every part that is not there yet; returns all parts in order."""
    film = FilmFormat(shape.width_px, shape.height_px, shape.rate_hz)
    paths, done = [], 0
    for pieces in split(timeline):
        path = work / "parts" / f"{_part_key(pieces, sources, film)}.mp4"
        count = sum(piece.count for piece in pieces)
        if not path.is_file():
            pictures = _counted(ahead(_pictures(pieces, sources, film)), done, timeline.frames, report)
            encode_film.write_part(pictures, path, film)
        done += count
        report(done / timeline.frames)
        paths.append(path)
    _forget_others(work / "parts", paths)
    return paths


def _part_key(pieces: Sequence[Piece], sources: Sequence[Source], film: FilmFormat) -> str:
    used = {piece.source: sources[piece.source] for piece in pieces}
    return key_of(
        film,
        [(sources[piece.source].take.fingerprint, piece.start_s, piece.count) for piece in pieces],
        [(source.clock, source.colour) for source in used.values()],
    )


def _forget_others(folder: Path, kept: Sequence[Path]) -> None:
    """Remove parts of an earlier cut list: what is shown differently now will not be asked for again."""
    for path in folder.glob("*.mp4"):
        if path not in kept:
            path.unlink()


def _pictures(
    pieces: Sequence[Piece], sources: Sequence[Source], film: FilmFormat
) -> Iterator[av.VideoFrame]:
    for piece in pieces:
        source = sources[piece.source]
        shaper = PictureShaper(source.take.video, width_px=film.width_px, height_px=film.height_px)

        def shaped(
            frame: Frame, shaper: PictureShaper = shaper, match: ColourMatch = source.colour
        ) -> av.VideoFrame:
            return colour.matched(shaper.shape(frame.picture), match)

        start_s = source.clock.to_take(piece.start_s)
        end_s = source.clock.to_take(piece.start_s + piece.count / float(film.rate))
        yield from encode_grid.frames_on_grid(
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
