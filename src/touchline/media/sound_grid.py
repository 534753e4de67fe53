"""Lays decoded sound on an even grid of samples that keeps to the container's times.

A recorder's sound card and its clock run apart (0.2 to 16 ms per minute between phones), a browser's packets
come with times that jitter by milliseconds, and lost packets leave holes. FFmpeg's resampler fills holes with
silence, cuts overlaps and stretches the rest by less than anybody hears; here it gets steadied times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from av.audio.frame import AudioFrame
from av.filter import Graph
from numpy.typing import NDArray

HOLE_S = 0.04
"""More than this between a packet's time and the end of the one before is a hole or an overlap: two packets
of a browser. Less is jitter."""

_SETTLE_S = 2.0
"""Time in which steadied times follow: 10 ms of jitter becomes 0.7 ms, 300 ppm of drift lags by 0.6 ms."""

_STRETCH_PER_S = 1000
"""Samples per second that the resampler may add or leave out once the times are 1 ms apart."""

_BLOCK_SAMPLES = 1 << 14
"""What comes out at once: a packet's 1,024 samples each cost more in handling than in arithmetic."""

SampleFormat = Literal["s16", "fltp"]


@dataclass(slots=True)
class SteadyTimes:
    """Follows packet times without their jitter, and leaps at once where there is a hole or an overlap."""

    expected_s: float | None = None

    def follow(self, at_s: float | None, lasts_s: float) -> float:
        """Return the steadied time of a packet that claims `at_s` (None: no claim) and lasts `lasts_s`."""
        if at_s is None:
            steady_s = self.expected_s or 0.0
        elif self.expected_s is None or abs(at_s - self.expected_s) > HOLE_S:
            steady_s = at_s
        else:
            steady_s = self.expected_s + (at_s - self.expected_s) * min(1.0, lasts_s / _SETTLE_S)
        self.expected_s = steady_s + lasts_s
        return steady_s


class Grid:
    """Resamples decoded sound onto the grid sample k = k / rate of take time, without holes.

    `samples` of a 16-bit grid are int16, of a float grid float32 in [-1, 1]; blocks have shape (n, channels).
    """

    def __init__(self, *, sample_rate_hz: int, channels: int, sample_format: SampleFormat) -> None:
        self._rate_hz = sample_rate_hz
        self._layout = "mono" if channels == 1 else "stereo"
        self._format = sample_format
        self._times = SteadyTimes()
        self._graph: Graph | None = None
        self._shape: tuple[object, ...] = ()
        self._next_sample: int | None = None

    def lay(self, frame: AudioFrame, at_s: float | None) -> Iterator[tuple[int, NDArray[Any]]]:
        """Take in a frame that begins at `at_s` of take time; yield (first sample, block) when ready."""
        shape = (frame.sample_rate, frame.format.name, frame.layout.name)
        if self._graph is None or shape != self._shape:
            yield from self.finish()
        steady_s = self._times.follow(at_s, frame.samples / frame.sample_rate)
        if self._graph is None:
            if self._next_sample is None:
                self._next_sample = round(steady_s * self._rate_hz)
            self._graph, self._shape = self._new_graph(frame, self._next_sample / self._rate_hz), shape
        frame.time_base = Fraction(1, frame.sample_rate)
        frame.pts = round(steady_s * frame.sample_rate)
        self._graph.push(frame)
        yield from self._ready()

    def finish(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield what the resampler still holds."""
        if self._graph is not None:
            self._graph.push(None)
            yield from self._ready()
            self._graph = None

    def _ready(self) -> Iterator[tuple[int, NDArray[Any]]]:
        while self._graph is not None:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return
            if not isinstance(frame, AudioFrame):
                return
            first = self._next_sample or 0
            self._next_sample = first + frame.samples
            block = frame.to_ndarray()
            yield first, block.T if block.shape[0] > 1 else block.reshape(-1, 1)

    def _new_graph(self, frame: AudioFrame, first_s: float) -> Graph:
        first = round(first_s * frame.sample_rate)  # FFmpeg's first_pts counts samples that go in
        graph = Graph()
        graph.link_nodes(
            graph.add_abuffer(
                sample_rate=frame.sample_rate,
                format=frame.format,
                layout=frame.layout,
                time_base=Fraction(1, frame.sample_rate),
            ),
            graph.add(
                "aresample",
                f"{self._rate_hz}:async={_STRETCH_PER_S}:min_hard_comp={HOLE_S}:first_pts={first}",
            ),
            graph.add("aformat", f"sample_fmts={self._format}:channel_layouts={self._layout}"),
            graph.add("asetnsamples", f"n={_BLOCK_SAMPLES}:p=0"),
            graph.add("abuffersink"),
        ).configure()
        return graph
