"""What can be watched without encoding: every take as an angle on the game clock, and the instant cut."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from touchline.core.direct.shots import Shot
from touchline.engine.film.directing import Directed, Placed
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.shelf import Shelf, key_of
from touchline.engine.progress import Report, side_by_side
from touchline.media import copy_mix, copy_takes, hls_instant, mix_sound
from touchline.media.copy_takes import CopiedTake
from touchline.media.mix_sound import Heard


def prepare(
    directed: Directed, folder: FilmFolder, shelf: Shelf, report: Report
) -> tuple[list[CopiedTake], Path]:
    """Make all that the instant cut plays: each take in `angles/<letter>`, and the film's one sound track.

    Side by side: copying waits for the disk while mixing computes.
    """
    angles: dict[str, CopiedTake] = {}
    out = folder.work / "sound.m4a"

    def make(take: Placed | None, report: Report) -> None:
        if take is None:
            _mix(directed, out, shelf, report)
        else:
            angles[take.take.letter] = _copy(take, folder, shelf, report)
        report(1.0)

    side_by_side(make, [None, *directed.placed], report)
    _forget_others(folder.angles, set(angles))
    return [angles[take.take.letter] for take in directed.placed], out


def _copy(take: Placed, folder: FilmFolder, shelf: Shelf, report: Report) -> CopiedTake:
    name = f"angle-{take.take.letter}"
    key = key_of("angle", take.take.fingerprint, take.clock)
    where = folder.angles / take.take.letter
    kept = shelf.recall(name, key, CopiedTake)
    if kept is None or kept.folder != where or not kept.index.is_file():
        shelf.forget(name)
        kept = copy_takes.copy_to_hls(
            take.take.path, take.take.info, where, clock=take.clock, on_progress=report
        )
        shelf.keep(name, key, kept)
    return kept


def _mix(directed: Directed, out: Path, shelf: Shelf, report: Report) -> None:
    """Mix the film's sound as AAC over the stretches of the film."""
    spans = directed.direction.stretches
    key = key_of(
        "mix", [(take.take.fingerprint, take.clock) for take in directed.placed], directed.sound_plan, spans
    )
    if shelf.recall("mix", key, bool) is None or not out.is_file():
        shelf.forget("mix")
        heard = [Heard(take.take.path, take.clock) for take in directed.placed]
        mix_sound.write_mix(heard, directed.sound_plan, out, spans=spans, on_progress=report)
        shelf.keep("mix", key, True)


def _forget_others(angles: Path, letters: set[str]) -> None:
    """Remove angles of takes that are no longer in the film."""
    for stale in angles.iterdir():
        if stale.is_dir() and stale.name not in letters:
            shutil.rmtree(stale)


def show_instant(
    directed: Directed, angles: Sequence[CopiedTake], mixed: Path, folder: FilmFolder
) -> tuple[Shot, ...]:
    """Write `film.m3u8`; returns the shots as it plays them, cut at keyframes."""
    sound = copy_mix.copy_mix(mixed, folder.root / "sound", directed.direction.stretches)
    return hls_instant.write_instant(folder.instant, directed.shots, [angle.video for angle in angles], sound)
