"""The takes' sound, extracted once to raw samples that everything else reads as a memory map."""

from collections.abc import Sequence
from pathlib import Path

from touchline.base.errors import Invalid
from touchline.core.sync.evidence import Sound
from touchline.engine.film.shelf import Shelf, key_of
from touchline.engine.film.takes import Take
from touchline.engine.progress import Report, side_by_side
from touchline.media import sound
from touchline.media.sound import SoundFile

SAMPLE_RATE_HZ = 8000
"""Enough for the band 200–4,000 Hz that synchronisation listens to."""


def listen(takes: Sequence[Take], work: Path, shelf: Shelf, report: Report) -> list[Sound | None]:
    """Return each take's mono sound as a memory map; None where it has none that can be decoded."""

    def extract(take: Take, report: Report) -> Sound | None:
        if take.info.sound is None:
            return None
        name = f"sound-{take.fingerprint}"
        key = key_of("listen", take.fingerprint, SAMPLE_RATE_HZ)
        kept = shelf.recall(name, key, SoundFile)
        if kept is None or not kept.path.is_file():
            try:
                kept = sound.extract_mono(
                    take.path, work / f"{name}.s16", sample_rate_hz=SAMPLE_RATE_HZ, on_progress=report
                )
            except Invalid:
                return None  # the picture may still be fine; the certificate says that no sound was used
            if kept is None:
                return None
            shelf.keep(name, key, kept)
        report(1.0)
        return sound.load(kept)

    return side_by_side(extract, takes, report)
