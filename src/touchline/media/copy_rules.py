"""Which recordings a browser can be given as they are."""

from collections.abc import Iterator

from av.audio.stream import AudioStream

from touchline.media.probe import VideoInfo

LONGEST_GROUP_S = 4.0
"""A cut can only fall on a keyframe: beyond this it would come more than two seconds too early or late."""

_PIXEL_FORMATS = ("yuv420p", "yuvj420p")


def why_not_copied(video: VideoInfo) -> str | None:
    """Say in words why this picture needs a proxy; None where its packets can be handed on.

    Every browser plays 8-bit 4:2:0 H.264 in fragmented MP4. HEVC and VP9 do not do: Debian's Chromium has
    no HEVC, Safari no VP9 in HLS, and a film must not change its codec at a cut. Pictures turned by display
    matrix play well alone, but at a cut Chromium 156 turns the take before for its last 0.1 s as well, and
    after a quarter turn it keeps the turned size. Interlaced pictures comb on every screen.
    """
    return next(_objections(video), None)


def _objections(video: VideoInfo) -> Iterator[str]:
    if video.codec != "h264":
        yield f"browsers do not all play {video.codec}"
    if video.pix_fmt not in _PIXEL_FORMATS:
        yield f"browsers do not play pictures of the kind {video.pix_fmt}"
    if video.is_interlaced:
        yield "its pictures are interlaced"
    if video.rotation_deg:
        yield "it is turned by its header, which browsers get wrong at cuts"
    if video.sample_aspect != 1:
        yield "its pixels are not square"
    if video.longest_keyframe_interval_s > LONGEST_GROUP_S:
        yield f"its keyframes are up to {video.longest_keyframe_interval_s:.1f} s apart"


def can_copy_sound(stream: AudioStream) -> bool:
    """Whether this is plain AAC (low complexity, with its header) in mono or stereo."""
    context = stream.codec_context
    return (
        context.codec.canonical_name == "aac"
        and stream.profile == "LC"
        and bool(context.extradata)
        and context.layout.nb_channels <= 2
    )
