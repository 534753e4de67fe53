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


def show_angles(
    placed: Sequence[Placed], folder: FilmFolder, shelf: Shelf, report: Report
) -> list[CopiedTake]:
    """Make every placed take playable on the game clock, in `angles/<letter>`."""

    def show(take: Placed, report: Report) -> CopiedTake:
        name = f"angle-{take.take.letter}"
        key = key_of("angle", take.take.fingerprint, take.clock)
        where = folder.angles / take.take.letter
        kept = shelf.recall(name, key, CopiedTake)
        if kept is None or kept.folder != where or not kept.index.is_file():
            kept = copy_takes.copy_to_hls(
                take.take.path, take.take.info, where, clock=take.clock, on_progress=report
            )
            shelf.keep(name, key, kept)
        report(1.0)
        return kept

    angles = side_by_side(show, placed, report)
    _forget_others(folder.angles, {take.take.letter for take in placed})
    return angles


def _forget_others(angles: Path, letters: set[str]) -> None:
    """Remove angles of takes that are no longer in the film."""
    for stale in angles.iterdir():
        if stale.is_dir() and stale.name not in letters:
            shutil.rmtree(stale)


def mix(directed: Directed, work: Path, shelf: Shelf, report: Report) -> Path:
    """Mix the film's one sound track; returns an AAC file over the stretches of the film."""
    out = work / "sound.m4a"
    spans = directed.direction.stretches
    key = key_of(
        "mix", [(take.take.fingerprint, take.clock) for take in directed.placed], directed.sound_plan, spans
    )
    if shelf.recall("mix", key, bool) is None or not out.is_file():
        heard = [Heard(take.take.path, take.clock) for take in directed.placed]
        mix_sound.write_mix(heard, directed.sound_plan, out, spans=spans, on_progress=report)
        shelf.keep("mix", key, True)
    return out


def show_instant(
    directed: Directed, angles: Sequence[CopiedTake], mixed: Path, folder: FilmFolder
) -> tuple[Shot, ...]:
    """Write `film.m3u8`; returns the shots as it plays them, cut at keyframes."""
    sound = copy_mix.copy_mix(mixed, folder.root / "sound", directed.direction.stretches)
    return hls_instant.write_instant(folder.instant, directed.shots, [angle.video for angle in angles], sound)
