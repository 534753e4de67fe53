"""The takes' sound: extracted once to raw samples that all else reads in stretches, and measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from touchline.base.errors import Invalid
from touchline.core.direct import microphone_quality, moments
from touchline.core.direct.microphone_quality import SoundTrack
from touchline.core.direct.moments import Moment
from touchline.core.sync.evidence import Sound
from touchline.engine.film.shelf import Shelf, key_of
from touchline.engine.film.takes import Take
from touchline.engine.progress import Report, side_by_side
from touchline.media import sound
from touchline.media.sound import SoundFile

SAMPLE_RATE_HZ = 10_000
"""Synchronisation listens up to 4 kHz, but whistles blow up to 4.5 (docs/reference/direction.md)."""

_EXTRACTING_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Heard:
    """One take's sound: where its samples lie, and what was measured in them, in take time."""

    file: SoundFile
    track: SoundTrack
    moments: tuple[Moment, ...]

    @property
    def sound(self) -> Sound:
        """The samples, read from their file in stretches."""
        return sound.load(self.file)


def listen(takes: Sequence[Take], work: Path, shelf: Shelf, report: Report) -> list[Heard | None]:
    """Return what each take heard; None where it has no sound that can be decoded."""

    def listen_to(take: Take, report: Report) -> Heard | None:
        if take.info.sound is None:
            return None
        name = f"sound-{take.fingerprint}"
        key = key_of("listen", take.fingerprint, SAMPLE_RATE_HZ)
        heard = shelf.recall(name, key, Heard)
        if heard is None or not heard.file.path.is_file():
            heard = _measure(take, work / f"{name}.s16", report)
            if heard is not None:
                shelf.keep(name, key, heard)
        report(1.0)
        return heard

    return side_by_side(listen_to, takes, report)


def _measure(take: Take, out: Path, report: Report) -> Heard | None:
    try:
        file = sound.extract_mono(
            take.path,
            out,
            sample_rate_hz=SAMPLE_RATE_HZ,
            on_progress=lambda share: report(_EXTRACTING_SHARE * share),
        )
    except Invalid:
        return None  # the picture may still be fine; the certificate says that no sound was used
    if file is None:
        return None
    samples = sound.load(file)
    return Heard(file, microphone_quality.hear(samples), moments.find_moments(samples))
