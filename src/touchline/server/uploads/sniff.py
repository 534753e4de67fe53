"""What a file is, told by its first bytes; what its sender says it is, is not believed."""

from touchline.server.uploads.models import Kind

HEAD_BYTES = 4096
"""So many first bytes decide."""

_TS_PACKET_BYTES = 188
_STARTS = {
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
}
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


def kind_of(head: bytes) -> Kind:
    """Return what a file that begins with these bytes is."""
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    for asked in (_iso_media, _matroska, _riff, _fit, _transport_stream, _xml):
        if found := asked(head):
            return found
    return Kind.OTHER


def _iso_media(head: bytes) -> Kind | None:
    if head[4:8] not in _BOXES:
        return None
    return Kind.MP4 if head[4:8] == b"ftyp" and head[8:12] != b"qt  " else Kind.QUICKTIME


def _matroska(head: bytes) -> Kind | None:
    if not head.startswith(b"\x1aE\xdf\xa3"):
        return None
    return Kind.WEBM if b"\x42\x82\x84webm" in head else Kind.MATROSKA


def _riff(head: bytes) -> Kind | None:
    return Kind.AVI if head.startswith(b"RIFF") and head[8:12] == b"AVI " else None


def _fit(head: bytes) -> Kind | None:
    return Kind.FIT if head[:1] in (b"\x0c", b"\x0e") and head[8:12] == b".FIT" else None


def _transport_stream(head: bytes) -> Kind | None:
    packets = head[: 4 * _TS_PACKET_BYTES : _TS_PACKET_BYTES]
    return Kind.MPEG_TS if len(head) >= _TS_PACKET_BYTES and set(packets) == {0x47} else None


def _xml(head: bytes) -> Kind | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"<"):
        return None
    if b"<TrainingCenterDatabase" in text:
        return Kind.TCX
    return Kind.GPX if b"<gpx" in text else None
