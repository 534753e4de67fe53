"""The files of positions and clocks: read exactly, and refused with a sentence that says where."""

import json
from pathlib import Path

import numpy as np
import pytest

from touchline.base.errors import Invalid
from touchline.core.sports.table import SPORTS
from touchline.engine.film import tables

NAMES = ("a.mp4", "b.mp4")


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "table.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_position_is_metres_or_a_name_of_the_sport(tmp_path: Path) -> None:
    soccer = SPORTS["soccer"]
    named = soccer.positions[0]
    path = written(tmp_path, {"a.mp4": [-52, 8], "b.mp4": named.name})
    positions = tables.read_positions(path, NAMES, soccer)
    assert positions == {"a.mp4": (-52.0, 8.0, 1.6), "b.mp4": named.position_m}


def test_a_file_saved_by_windows_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "where.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"a.mp4": [0, 0, 3]}).encode())
    assert tables.read_positions(path, NAMES, None) == {"a.mp4": (0.0, 0.0, 3.0)}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ([], "must be a JSON object"),
        ({"c.mp4": [0, 0]}, "none of the recordings"),
        ({"a.mp4": [0]}, "must be \\[x, y\\]"),
        ({"a.mp4": [0, 0, 0, 0]}, "must be \\[x, y\\]"),
        ({"a.mp4": ["0", 0]}, "must be \\[x, y\\]"),
        ({"a.mp4": [True, 0]}, "must be \\[x, y\\]"),
        ('{"a.mp4": [NaN, 0]}', "must be \\[x, y\\]"),
        ({"a.mp4": [1e6, 0]}, "must be \\[x, y\\]"),
        ({"a.mp4": None}, "must be \\[x, y\\]"),
        ({"a.mp4": "on_the_roof"}, "has no position 'on_the_roof'"),
    ],
)
def test_a_wrong_position_is_told_in_a_sentence(tmp_path: Path, content: object, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        tables.read_positions(written(tmp_path, content), NAMES, SPORTS["soccer"])


def test_a_named_position_needs_a_sport(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="--sport"):
        tables.read_positions(written(tmp_path, {"a.mp4": "center_high"}), NAMES, None)


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        tables.read_clock(tmp_path / "none.json", NAMES)


def test_a_file_without_end_is_told_in_a_sentence() -> None:
    with pytest.raises(Invalid, match="larger than 64 MB"):
        tables.read_positions(Path("/dev/zero"), ["a.mp4"], None)


def test_clock_samples_come_in_the_order_of_time(tmp_path: Path) -> None:
    path = written(tmp_path, {"b.mp4": [[20, 120.01, 0.05], [10, 110, 0.04]]})
    samples = tables.read_clock(path, NAMES)["b.mp4"]
    np.testing.assert_array_equal(samples.take_s, [10, 20])
    np.testing.assert_array_equal(samples.shared_s, [110, 120.01])
    np.testing.assert_array_equal(samples.bound_s, [0.04, 0.05])


@pytest.mark.parametrize("rows", [[], [[1, 2]], [[1, 2, 0]], [[1, 2, -1]], {"take_s": 1}, [[1, "2", 3]], 7])
def test_a_wrong_clock_is_told_in_a_sentence(tmp_path: Path, rows: object) -> None:
    with pytest.raises(Invalid, match="must be a list of"):
        tables.read_clock(written(tmp_path, {"a.mp4": rows}), NAMES)


@pytest.mark.parametrize("number", [10**400, 1e308, -1e13])
def test_a_number_that_means_nothing_is_told_in_a_sentence(tmp_path: Path, number: float) -> None:
    with pytest.raises(Invalid, match="in metres"):
        tables.read_positions(written(tmp_path, {"a.mp4": [number, 0]}), NAMES, None)
    with pytest.raises(Invalid, match="must be a list of"):
        tables.read_clock(written(tmp_path, {"a.mp4": [[number, 0, 1]]}), NAMES)


def test_a_bound_of_more_than_an_hour_is_no_reading(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="at most an hour"):
        tables.read_clock(written(tmp_path, {"a.mp4": [[0, 0, 3601]]}), NAMES)


def test_readings_of_different_clocks_are_told_apart(tmp_path: Path) -> None:
    content = {"a.mp4": [[0, 1_700_000_000, 0.01]], "b.mp4": [[0, 1000, 0.01]]}
    with pytest.raises(Invalid, match=r"b.mp4 and a.mp4 began 19,675.9 days apart"):
        tables.read_clock(written(tmp_path, content), NAMES)
