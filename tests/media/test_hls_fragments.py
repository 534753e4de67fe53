"""Fragments: exact times in, exact times out, and trimming without encoding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.media import hls_fragments
from touchline.media.hls_fragments import Sample


def in_decode_order() -> list[Sample]:
    """I0 P3 B1 B2 | I4 P6 B5, one thousand ticks apart."""
    return [
        Sample(0, True, b"I0"),
        Sample(3000, False, b"P3!"),
        Sample(1000, False, b"B1"),
        Sample(2000, False, b"B2"),
        Sample(4000, True, b"I4"),
        Sample(6000, False, b"P6"),
        Sample(5000, False, b"B5"),
    ]


def test_a_fragment_says_its_times_in_the_boxes_of_the_standard() -> None:
    data = hls_fragments.to_bytes(hls_fragments.of_samples([Sample(90_000, True, b"abc")], 93_000), 7)
    assert int.from_bytes(data[:4], "big") + 8 + 3 == len(data)
    assert data[20:24] == (7).to_bytes(4, "big")  # mfhd: sequence
    assert data[60:68] == (90_000).to_bytes(8, "big")  # tfdt: decode time
    assert data[88:92] == (3000).to_bytes(4, "big")  # trun: duration
    assert data.endswith(b"mdatabc")


@given(st.lists(st.tuples(st.integers(0, 10**12), st.booleans(), st.binary(max_size=9)), min_size=1))
def test_a_fragment_is_read_back_as_it_was_written(rows: list[tuple[int, bool, bytes]]) -> None:
    distinct = list({row[0]: Sample(*row) for row in rows}.values())
    start = min(sample.pts for sample in distinct)
    distinct = [Sample(start + (s.pts - start) % 2**30, s.is_keyframe, s.data) for s in distinct]
    distinct = list({sample.pts: sample for sample in distinct}.values())
    written = hls_fragments.of_samples(distinct, max(s.pts for s in distinct) + 5)
    read = hls_fragments.from_bytes(hls_fragments.to_bytes(written, 1))
    assert read.pts.tolist() == [sample.pts for sample in distinct]
    assert (read.end, read.payload) == (written.end, written.payload)
    assert np.array_equal(read.is_keyframe, written.is_keyframe)


def test_a_trimmed_end_keeps_the_picture_that_a_shown_one_refers_to_but_never_shows_it() -> None:
    whole = hls_fragments.of_samples(in_decode_order(), 7000)
    trimmed = hls_fragments.until(whole, 2500)  # B1 and B2 need P3
    assert trimmed.payload == b"I0P3!B1B2"
    assert trimmed.pts.tolist() == [0, 2499, 1000, 2000]
    assert trimmed.end == 2500


def test_a_trimmed_start_begins_at_the_keyframe() -> None:
    trimmed = hls_fragments.from_keyframe(hls_fragments.of_samples(in_decode_order(), 7000), 4000)
    assert (trimmed.payload, trimmed.start, trimmed.end) == (b"I4P6B5", 4000, 7000)


def test_two_pictures_at_one_moment_are_told_apart_by_a_tick() -> None:
    fragment = hls_fragments.of_samples([Sample(10, True, b"a"), Sample(10, False, b"b")], 12)
    assert fragment.pts.tolist() == [10, 11]


def test_a_fragment_cannot_start_where_no_keyframe_is() -> None:
    with pytest.raises(ValueError, match="keyframe"):
        hls_fragments.from_keyframe(hls_fragments.of_samples(in_decode_order(), 7000), 3000)


def test_a_fragment_that_somebody_else_wrote_is_refused() -> None:
    with pytest.raises(ValueError, match="Touchline wrote"):
        hls_fragments.from_bytes(b"\0" * 200)
