"""The final film: rendered, joined with its sound and chapters, its poster, and its HLS ladder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from touchline.core.direct.moments import Moment, MomentKind
from touchline.core.sync.clocks import TakeClock
from touchline.engine.film import rendering
from touchline.engine.film.directing import Directed
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.rendering import Source
from touchline.engine.film.request import Format
from touchline.engine.film.shape import FilmShape
from touchline.engine.film.shelf import Shelf, key_of
from touchline.engine.film.timeline import Timeline
from touchline.engine.progress import Report
from touchline.media import decode, hls_ladder, join_parts, poster
from touchline.media.chapters import Mark
from touchline.vision import colour
from touchline.vision.colour import ColourMatch, Look

TITLES = {MomentKind.WHISTLE: "Whistle", MomentKind.CROWD: "The crowd"}
"""What chapters are called, by the kind of moment."""

_RENDERING_SHARE = 0.95


def finish_film(
    directed: Directed,
    timeline: Timeline,
    shape: FilmShape,
    *,
    mixed: Path,
    folder: FilmFolder,
    shelf: Shelf,
    report: Report,
) -> None:
    """Write `film.mp4` and `poster.jpg`, unless they are there already."""
    matches = _match_colours(directed, shelf)
    sources = [
        Source(take.take, take.clock, match) for take, match in zip(directed.placed, matches, strict=True)
    ]
    marks = chapter_marks(directed.moments, timeline)
    key = key_of(
        "film", shape, timeline, directed.sound_plan, directed.direction.stretches, marks,
        [(source.take.fingerprint, source.clock, source.colour) for source in sources],
    )  # fmt: skip
    if shelf.recall("film", key, bool) and folder.film.is_file() and folder.poster.is_file():
        return
    shelf.forget("film")
    shelf.forget("film-shows")
    parts = rendering.render(
        rendering.split(timeline, directed.zero_s),
        sources,
        shape,
        folder.work,
        lambda share: report(_RENDERING_SHARE * share),
    )
    join_parts.join_parts(
        parts,
        mixed,
        folder.film,
        rate=shape.rate_hz,
        marks=marks,
        on_progress=lambda share: report(_RENDERING_SHARE + (1 - _RENDERING_SHARE) * share),
    )
    _write_poster(folder, timeline)
    shelf.keep("film-shows", _shown_key(directed), True)
    shelf.keep("film", key, True)


def _match_colours(directed: Directed, shelf: Shelf) -> tuple[ColourMatch, ...]:
    """Bring all takes to the look that the film had before: a late take does not change the others."""
    tracks = [take.seen.picture for take in directed.placed]
    look = shelf.recall("look", key_of("look"), Look)
    if look is None or np.isnan(look.surface).any():
        look = colour.shared_look(tracks)
        shelf.keep("look", key_of("look"), look)
    return colour.match_colours(tracks, look)


def current_film(directed: Directed, folder: FilmFolder, shelf: Shelf) -> Path | None:
    """Return the final film if it shows this direction; None where there is none, or one of other cuts."""
    shown = shelf.recall("film-shows", _shown_key(directed), bool)
    return folder.film if shown and folder.film.is_file() else None


def _shown_key(directed: Directed) -> str:
    """Name what a film of this direction shows, whatever its size."""
    return key_of(directed.shots, [(take.take.fingerprint, take.clock) for take in directed.placed])


def chapter_marks(moments: Sequence[Moment], timeline: Timeline) -> list[Mark]:
    """Chapters of the film at the moments, in film time."""
    return [Mark(timeline.film_s(moment.at_s), TITLES[moment.kind]) for moment in moments]


def _write_poster(folder: FilmFolder, timeline: Timeline) -> None:
    """Take the middle of the best shot: the picture that shows most of the play."""
    best = max(timeline.placed, key=lambda placed: placed.shot.score)
    middle_s = float((best.first_frame + best.end_frame) / 2 / timeline.rate_hz)
    frames = decode.frames(folder.film, start_s=middle_s)
    frame = next(frames, None) or next(decode.frames(folder.film))
    poster.write_poster(frame.picture, folder.poster)


def write_ladder(
    directed: Directed, formats: Sequence[Format], folder: FilmFolder, shelf: Shelf, report: Report
) -> None:
    """Write the HLS ladder of the finished film, unless it is there already."""
    film = folder.film.stat()
    key = key_of("ladder", film.st_size, film.st_mtime_ns, formats, directed.shots[0].start_s)
    if shelf.recall("ladder", key, bool) and (folder.ladder / hls_ladder.MASTER).is_file():
        return
    hls_ladder.write_ladder(
        folder.film,
        folder.ladder,
        [form.height_px for form in formats],
        clock=TakeClock(directed.shots[0].start_s),
        on_progress=report,
    )
    shelf.keep("ladder", key, True)
