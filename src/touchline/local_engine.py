"""The film engine of this very program, behind the server's port: the two know nothing of each other.

It can be pickled, so that the worker's processes can be handed it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from touchline.base import files
from touchline.core.direct.shots import Shot
from touchline.core.sports.table import find_sport
from touchline.core.sync.certificate import Certificate, Verdict
from touchline.engine.film import pipeline
from touchline.engine.film.finishing import TITLES
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.pipeline import FilmResult
from touchline.engine.film.request import ALL_FORMATS, FilmRequest, Format
from touchline.engine.film.takes import Refused, Take
from touchline.media import hls_file, hls_ladder
from touchline.server.kit.film_engine import words
from touchline.server.kit.film_engine.port import (
    FORMATS,
    Chapter,
    Evidence,
    FilmMade,
    FilmOrder,
    FilmProgress,
    OrderedTake,
    ShotInFilm,
    Stage,
    TakeInFilm,
)


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Makes films in the process that asks for them, in these sizes."""

    formats: tuple[Format, ...] = ALL_FORMATS

    def make_film(self, order: FilmOrder, progress: FilmProgress) -> FilmMade:
        """Make the film that is ordered, in its folder."""
        work = FilmFolder(order.folder).work
        request = FilmRequest(
            takes=tuple(take.path for take in order.takes),
            out=order.folder,
            sport=order.sport,
            positions=_table(work / "order-positions.json", _positions(order)),
            clock=_table(work / "order-clock.json", _clocks(order)),
            is_quick=order.is_quick,
            formats=self.formats,
        )
        result = pipeline.make_film(request, progress)
        if result.film is not None and not order.is_quick:
            with progress.stage(Stage.FILING):
                _write_files(result.folder)
        return _Told(order, result).film()


def _write_files(folder: FilmFolder) -> None:
    """Write the smaller sizes as files too, unless they are there already; none of a film before."""
    sizes = hls_file.smaller_sizes(folder.ladder)
    for form in (Format.HD, Format.MOBILE):
        out = folder.root / FORMATS[form]
        rendition = sizes.get(f"{form.height_px}p")
        if rendition is None:
            out.unlink(missing_ok=True)
        elif not _is_newer(out, folder.film, folder.ladder / hls_ladder.MASTER):
            hls_file.write_file(rendition, folder.film, out)


def _is_newer(path: Path, *sources: Path) -> bool:
    made_at = path.stat().st_mtime_ns if path.is_file() else 0
    return all(source.stat().st_mtime_ns < made_at for source in sources)


def _positions(order: FilmOrder) -> dict[str, str]:
    """Named positions by file; one that this sport does not have would refuse the whole film."""
    if order.sport is None:
        return {}
    known = {position.name for position in find_sport(order.sport).positions}
    return {take.path.name: take.position for take in order.takes if take.position in known}


def _clocks(order: FilmOrder) -> dict[str, list[list[float]]]:
    return {
        take.path.name: [[read.take_s, read.shared_s, read.bound_s] for read in take.clock]
        for take in order.takes
        if take.clock
    }


def _table(path: Path, content: Mapping[str, object]) -> Path | None:
    if not content:
        return None
    with files.written_whole(path) as unfinished:
        unfinished.write_text(json.dumps(content), encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class _Told:
    """What the pipeline made, in the server's terms."""

    order: FilmOrder
    result: FilmResult

    def film(self) -> FilmMade:
        """Return all of it."""
        shots = self._played() if self.order.is_quick else self._final()
        return FilmMade(
            takes=tuple(
                self._take(take, reading)
                for take, reading in zip(self.order.takes, self.result.readings, strict=True)
            ),
            duration_s=shots[-1].end_s if shots else None,
            shots=shots,
            chapters=self._chapters(shots),
        )

    def _take(self, take: OrderedTake, reading: Take | Refused) -> TakeInFilm:
        if isinstance(reading, Refused):
            return TakeInFilm(take.take_id, False, Verdict.FAIL, self._sentence(take, reading.sentence))
        assert self.result.sync is not None, "takes that could be read are synchronised"
        certificate = self.result.sync.certificates[self._usable().index(take.take_id)]
        is_placed = certificate.verdict is not Verdict.FAIL
        return TakeInFilm(
            take_id=take.take_id,
            is_used=is_placed,
            verdict=certificate.verdict,
            explanation=certificate.explanation,
            offset_s=certificate.clock.offset_s if is_placed else None,
            drift_ppm=certificate.clock.drift_ppm if is_placed else None,
            bound_s=certificate.bound_s if is_placed else None,
            evidence=self._evidence(certificate),
        )

    def _evidence(self, certificate: Certificate) -> tuple[Evidence, ...]:
        usable = self._usable()
        return tuple(
            Evidence(
                kind=use.kind.value,
                other=None if use.other is None else usable[use.other],
                is_used=use.used,
                rms_s=use.rms_s if use.rms_s < float("inf") else None,
                reason=use.reason,
            )
            for use in certificate.evidence
        )

    def _usable(self) -> list[UUID]:
        pairs = zip(self.order.takes, self.result.readings, strict=True)
        return [take.take_id for take, reading in pairs if isinstance(reading, Take)]

    def _sentence(self, take: OrderedTake, sentence: str) -> str:
        others = tuple(other.path.name for other in self.order.takes if other is not take)
        return words.of_take(sentence, take.path.name, others)

    def _played(self) -> tuple[ShotInFilm, ...]:
        """Lay the instant cut's shots end to end, as its playlist does."""
        shots, at_s = [], 0.0
        for shot in self.result.played:
            shots.append(self._shot(shot, at_s, at_s + shot.duration_s))
            at_s += shot.duration_s
        return tuple(shots)

    def _final(self) -> tuple[ShotInFilm, ...]:
        timeline = self.result.timeline
        if timeline is None:
            return ()
        return tuple(
            self._shot(
                placed.shot,
                float(placed.first_frame / timeline.rate_hz),
                float(placed.end_frame / timeline.rate_hz),
            )
            for placed in timeline.placed
        )

    def _shot(self, shot: Shot, start_s: float, end_s: float) -> ShotInFilm:
        assert self.result.directed is not None, "shots come of a direction"
        name = self.result.directed.placed[shot.take].take.name
        shown = next(take for take in self.order.takes if take.path.name == name)
        return ShotInFilm(shown.take_id, start_s, end_s, shot.start_s, shot.reason)

    def _chapters(self, shots: Sequence[ShotInFilm]) -> tuple[Chapter, ...]:
        moments = self.result.directed.moments if self.result.directed else ()
        return tuple(Chapter(_film_s(shots, moment.at_s), TITLES[moment.kind]) for moment in moments)


def _film_s(shots: Sequence[ShotInFilm], game_s: float) -> float:
    """Return the film's time of a moment on the game clock."""
    before = [shot for shot in shots if shot.game_start_s <= game_s] or [shots[0]]
    return min(max(before[-1].start_s + game_s - before[-1].game_start_s, 0.0), before[-1].end_s)
