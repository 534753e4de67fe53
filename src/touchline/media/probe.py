"""What a recording is: its picture, its sound, how long, and what is odd about it; measured, not believed."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from touchline.media import start
from touchline.media.errors import NothingDecodable
from touchline.media.opening import choose_picture, choose_sound, opened, outline_of
from touchline.media.probe_colours import Matrix, Primaries, Transfer, colours_of
from touchline.media.probe_rhythm import Rhythm, rhythm
from touchline.media.probe_times import PacketTimes, packet_times

_HEADER_TOLERANCE_S = 0.5
_STRANGEST_ASPECT = 4.0


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """The picture of a recording.

    `width_px`, `height_px`: as shown, upright and with square pixels. `coded_width_px`, `coded_height_px`: as
    stored. `rotation_deg`: the clockwise turn (0, 90, 180, 270) that makes the stored picture upright.
    `sample_aspect`: width of a stored pixel against its height. `frame_rate_hz`: average outside gaps.
    `longest_keyframe_interval_s`: how far at most a seek must decode. `start_s`: when the first picture shows
    by the container's own clock; this moment is take time 0.
    """

    codec: str
    profile: str
    width_px: int
    height_px: int
    coded_width_px: int
    coded_height_px: int
    rotation_deg: int
    sample_aspect: float
    frame_rate_hz: float
    is_variable: bool
    frame_count: int
    pix_fmt: str
    bit_depth: int
    is_interlaced: bool
    transfer: Transfer
    matrix: Matrix
    primaries: Primaries
    is_full_range: bool
    longest_keyframe_interval_s: float
    start_s: float


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """The sound of a recording; `start_s` is the take time of its first sample."""

    codec: str
    rate_hz: int
    channels: int
    start_s: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A recording. `duration_s` is that of the picture (without one, of the sound), from its packets.

    `gaps`: spans of take time (begin, end) without a picture. `notes`: sentences about what is odd.
    """

    container: str
    duration_s: float
    size_bytes: int
    video: VideoInfo | None
    sound: SoundInfo | None
    gaps: tuple[tuple[float, float], ...] = ()
    notes: tuple[str, ...] = ()


def probe(path: Path) -> MediaInfo:
    """Examine a recording: decode its first picture and sound, and take all times from its packets.

    Raises:
        UnusableRecording: one of its kinds, with a sentence that says what to do.
    """
    picture, sound_at = start.first_picture(path), start.first_sound_at(path)
    with opened(path) as container:
        streams = _Streams(choose_picture(container), choose_sound(container))
        if picture is None and sound_at is None:
            raise NothingDecodable(path, streams.picture_codec)
        zero = start.take_zero(path)
        times = packet_times(container, streams.both, index_is_whole=_index_is_whole(path))
        shown = times[streams.picture.index] if picture and streams.picture else None
        heard = times[streams.sound.index] if sound_at is not None and streams.sound else None
        beat = rhythm(shown, first_s=float(zero)) if shown else None
        video = sound = None
        if picture and streams.picture and shown and beat:
            video = _video_info(streams.picture, picture, shown.at_s.size, beat)
        if streams.sound and sound_at is not None and heard:
            sound = _sound_info(streams.sound, sound_at, heard, zero)
        measured = shown or heard
        return MediaInfo(
            container=container.format.name,
            duration_s=max(0.0, measured.end_s - float(zero)) if measured else 0.0,
            size_bytes=path.stat().st_size,
            video=video,
            sound=sound,
            gaps=tuple((begin - float(zero), end - float(zero)) for begin, end in beat.gaps_s)
            if beat
            else (),
            notes=tuple(_notes(container, streams, shown, heard)),
        )


@dataclass(frozen=True, slots=True)
class _Streams:
    picture: VideoStream | None
    sound: AudioStream | None

    @property
    def both(self) -> tuple[VideoStream | None, AudioStream | None]:
        return self.picture, self.sound

    @property
    def picture_codec(self) -> str | None:
        return self.picture.codec_context.codec.canonical_name if self.picture else None


def _index_is_whole(path: Path) -> bool:
    outline = outline_of(path)
    return outline is not None and not outline.is_fragmented


def _video_info(stream: VideoStream, first: start.FirstPicture, frame_count: int, beat: Rhythm) -> VideoInfo:
    frame = first.frame
    rotation_deg = round(-frame.rotation / 90) * 90 % 360
    aspect = _sample_aspect(stream)
    width_px, height_px = max(1, round(frame.width * aspect)), frame.height
    if rotation_deg % 180:
        width_px, height_px = height_px, width_px
    colours = colours_of(frame)
    return VideoInfo(
        codec=stream.codec_context.codec.canonical_name,
        profile=stream.codec_context.profile or "",
        width_px=width_px,
        height_px=height_px,
        coded_width_px=frame.width,
        coded_height_px=frame.height,
        rotation_deg=rotation_deg,
        sample_aspect=float(aspect),
        frame_rate_hz=beat.rate_hz,
        is_variable=beat.is_variable,
        frame_count=frame_count,
        pix_fmt=frame.format.name,
        bit_depth=frame.format.components[0].bits,
        is_interlaced=frame.interlaced_frame,
        transfer=colours.transfer,
        matrix=colours.matrix,
        primaries=colours.primaries,
        is_full_range=colours.is_full_range,
        longest_keyframe_interval_s=beat.longest_key_interval_s,
        start_s=float(first.at),
    )


def _sample_aspect(stream: VideoStream) -> Fraction:
    """Width of a pixel against its height; what no camera makes counts as square."""
    aspect = Fraction(stream.sample_aspect_ratio or 1)
    return aspect if 1 / _STRANGEST_ASPECT <= aspect <= _STRANGEST_ASPECT else Fraction(1)


def _sound_info(stream: AudioStream, first_at: Fraction, heard: PacketTimes, zero: Fraction) -> SoundInfo:
    return SoundInfo(
        codec=stream.codec_context.codec.canonical_name,
        rate_hz=stream.codec_context.sample_rate,
        channels=stream.codec_context.layout.nb_channels,
        start_s=float(first_at - zero),
        duration_s=max(0.0, heard.end_s - float(first_at)),
    )


def _notes(
    container: InputContainer, streams: _Streams, shown: PacketTimes | None, heard: PacketTimes | None
) -> Iterator[str]:
    if streams.picture and not shown:
        yield "It has a picture track, but no picture in it can be decoded."
    if streams.sound and not heard:
        yield "It has a sound track, but no sound in it can be decoded."
    if any(times and times.is_cut_off for times in (shown, heard)):
        yield "It was cut off while it was recorded or copied; what came before the cut is used."
    stream, measured = (streams.picture, shown) if shown else (streams.sound, heard)
    says_s = _header_duration_s(container, stream)
    if measured is None or says_s is None:
        return
    lasts_s = measured.end_s - float(measured.at_s[0])
    if min(abs(says_s - lasts_s), abs(says_s - measured.end_s)) > _HEADER_TOLERANCE_S:
        yield f"Its header says that it lasts {says_s:.1f} s; what it holds lasts {lasts_s:.1f} s."


def _header_duration_s(container: InputContainer, stream: VideoStream | AudioStream | None) -> float | None:
    """What the header says; None for the containers for which FFmpeg guesses from size and bit rate."""
    if stream is not None and stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if container.duration is None or not container.format.name.startswith(("mov", "matroska")):
        return None
    return container.duration * 1e-6
