"""A film engine for tests: it looks at no picture, and lays the documented folder at once.

A take of no bytes cannot be used. Each of the others is taken to last ten seconds and to begin one second
after the one before; each is shown in turn until the next begins, the last one to its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from touchline.core.sync.certificate import Verdict
from touchline.server.kit.film_engine.port import (
    FORMATS,
    INSTANT,
    MASTER,
    POSTER,
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

TAKE_S = 10.0
APART_S = 1.0
_PICTURES = b"pictures"
_LAST_QUICK = Stage.CUTTING


@dataclass
class MemoryEngine:
    """Remembers what was ordered."""

    orders: list[FilmOrder] = field(default_factory=list)

    def make_film(self, order: FilmOrder, progress: FilmProgress) -> FilmMade:
        """Pretend to make a film."""
        self.orders.append(order)
        usable = [take for take in order.takes if take.path.stat().st_size]
        for stage in Stage:
            with progress.stage(stage) as report:
                report(1.0)
            if stage is _LAST_QUICK and (order.is_quick or not usable):
                break
        _lay_out(order, usable)
        return _made(order.takes, usable)


def _lay_out(order: FilmOrder, usable: Sequence[OrderedTake]) -> None:
    _write(order.folder / ".touchline" / "takes.json", b"{}")
    if not usable:
        return
    angles = [f"angles/{_letter(index)}/video/00000.m4s" for index in range(len(usable))]
    for angle in angles:
        _write(order.folder / angle, _PICTURES)
    _write(order.folder / INSTANT, _playlist("film/video.m3u8"))
    _write(order.folder / "film" / "video.m3u8", _playlist(*(f"../{angle}" for angle in angles)))
    if order.is_quick:
        return
    for size, name in enumerate(FORMATS.values()):
        _write(order.folder / name, _PICTURES * (len(usable) + len(FORMATS) - size))
    _write(order.folder / POSTER, b"a still")
    _write(order.folder / MASTER, _playlist("own.m3u8"))
    _write(order.folder / "hls" / "own.m3u8", _playlist("own/00000.m4s"))
    _write(order.folder / "hls" / "own" / "00000.m4s", _PICTURES)


def _made(takes: Sequence[OrderedTake], usable: Sequence[OrderedTake]) -> FilmMade:
    placed = [_placed(index, take) for index, take in enumerate(usable)]
    left_out = [_left_out(take) for take in takes if take not in usable]
    if not usable:
        return FilmMade(tuple(left_out))
    return FilmMade(
        takes=tuple(placed + left_out),
        duration_s=TAKE_S + APART_S * (len(usable) - 1),
        shots=tuple(_shot(index, take, len(usable)) for index, take in enumerate(usable)),
        chapters=(Chapter(0.5, "Whistle"),),
    )


def _shot(index: int, take: OrderedTake, count: int) -> ShotInFilm:
    start_s = APART_S * index
    end_s = start_s + (TAKE_S if index == count - 1 else APART_S)
    return ShotInFilm(take.take_id, start_s, end_s, start_s, "It is this take's turn.")


def _placed(index: int, take: OrderedTake) -> TakeInFilm:
    evidence = (Evidence("sound", None, True, 0.001, "It was assumed."),)
    return TakeInFilm(
        take_id=take.take_id,
        is_used=True,
        verdict=Verdict.PASS,
        explanation="It lies where it was assumed to lie.",
        offset_s=APART_S * index,
        drift_ppm=0.0,
        bound_s=0.002,
        evidence=evidence,
    )


def _left_out(take: OrderedTake) -> TakeInFilm:
    return TakeInFilm(take.take_id, False, Verdict.FAIL, "It is empty. Upload it again.")


def _letter(index: int) -> str:
    return chr(ord("A") + index)


def _playlist(*names: str) -> bytes:
    return "\n".join(("#EXTM3U", *names, "")).encode()


def _write(path: Path, content: bytes) -> None:
    """Write beside and rename, so that whoever linked the file before keeps what they linked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
