"""A name is taken out of what others wrote, and only the name."""

import pytest

from touchline.server.kit.naming import is_told_apart, without_name


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Goal by Tom", "Goal by …"),
        ("TOM's phone", "…'s phone"),
        ("tom, Tom and Tomas in Tombstone", "…, … and Tomas in Tombstone"),
        ("Nobody", "Nobody"),
        ("", ""),
    ],
)
def test_a_name_is_taken_out_however_it_is_written_and_words_that_begin_so_stay(text: str, left: str) -> None:
    assert without_name(text, "Tom") == left


def test_a_name_is_not_a_pattern() -> None:
    assert without_name("Tom (7) and Tom 7", "Tom (7)") == "… and Tom 7"
    assert without_name("Für Zoë Ünal", "zoë ünal") == "Für …"


def test_a_name_of_one_word_tells_nobody_apart() -> None:
    assert [is_told_apart(name) for name in ("Max Keller", "Max", " Max ")] == [True, False, False]
