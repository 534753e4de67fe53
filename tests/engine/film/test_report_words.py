"""Numbers as people read them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.engine.film.report import words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00.0"),
        (7.44, "0:07.4"),
        (59.96, "1:00.0"),
        (185.2, "3:05.2"),
        (3599.99, "1:00:00.0"),
        (5025.6, "1:23:45.6"),
        (-1.25, "−0:01.2"),
        (-0.01, "0:00.0"),
    ],
)
def test_a_moment_reads_like_a_clock(seconds: float, text: str) -> None:
    assert words.clock(seconds) == text


@given(st.floats(0, 1e6))
def test_a_clock_never_shows_sixty_and_never_loses_more_than_half_a_tenth(seconds: float) -> None:
    parts = [float(part) for part in words.clock(seconds).split(":")]
    assert all(part < 60 for part in parts[-2:])
    total = sum(part * 60**power for power, part in enumerate(reversed(parts)))
    assert abs(total - seconds) <= 0.05 + 1e-6


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.34, "0.3 s"),
        (3.0, "3 s"),
        (59.96, "1 min"),
        (724.2, "12 min 4 s"),
        (5400, "1 h 30 min"),
        (3600, "1 h"),
    ],
)
def test_a_length_is_as_precise_as_it_matters(seconds: float, text: str) -> None:
    assert words.duration(seconds).replace(words.NARROW, " ") == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (18_400, "18 kB"),
        (999_600, "1 MB"),
        (2_592_000_000, "2.6 GB"),
    ],
)
def test_a_size_counts_as_shops_do(count: int, text: str) -> None:
    assert words.size(count).replace(words.NARROW, " ") == text


def test_signs_are_true_signs_and_nothing_is_minus_nothing() -> None:
    assert words.milliseconds(-0.0042, signed=True).startswith("−4.20")
    assert words.milliseconds(0.18, signed=True).startswith("+180")
    assert words.ppm(-0.0001).startswith("0")


def test_what_is_not_known_is_said_in_words() -> None:
    assert words.milliseconds(math.inf) == "unknown"
    assert words.duration(math.nan) == "unknown"
    assert words.percent(math.nan) == "unknown"
    assert words.figure(math.nan, "s") == "not measured"


def test_a_share_is_all_or_nothing_only_when_it_is() -> None:
    shown = [words.percent(share).replace(words.NARROW, " ") for share in (0, 0.004, 0.34, 0.996, 1)]
    assert shown == ["0 %", "0.4 %", "34 %", "99.6 %", "100 %"]


def test_words_are_counted_and_listed_as_one_speaks() -> None:
    assert [words.counted(n, "take") for n in (0, 1, 1200)] == ["no takes", "1 take", "1,200 takes"]
    assert [words.listed(w) for w in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
