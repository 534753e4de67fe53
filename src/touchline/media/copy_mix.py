"""The film's mixed sound as a rendition on the game clock, to lie beside playlists of pictures."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from touchline.core.sync.clocks import TakeClock
from touchline.media import hls_segments
from touchline.media.copy_sound import SoundCopy
from touchline.media.hls_segments import Rendition
from touchline.media.mix_sound import Span


def copy_mix(mix: Path, folder: Path, spans: Sequence[Span]) -> Rendition:
    """Copy what `write_mix` wrote for `spans`; between them it is silent. No encoding.

    Raises:
        ValueError: the mix holds no sound.
        Unavailable: the disk is full.
    """
    begins_s = np.concatenate([[0.0], np.cumsum([end_s - start_s for start_s, end_s in spans])[:-1]])
    with av.open(mix) as container:
        stream = container.streams.audio[0]
        copy = SoundCopy(stream, folder, TakeClock(0.0), Fraction(0))
        per_s = 1 / (stream.time_base or 1)
        for packet in container.demux(stream):
            if packet.pts is None or packet.pts < 0:
                continue  # the encoder's priming; a rendition that begins without a step needs none
            film_s = float(packet.pts / per_s)
            span = max(0, bisect_right(begins_s, film_s) - 1)
            packet.pts += round((spans[span][0] - begins_s[span]) * per_s)
            copy.add(packet)
        rendition = copy.close()
    if rendition is None:
        raise ValueError(f"expected sound in {mix.name}, got none")
    hls_segments.keep(rendition)
    return rendition
