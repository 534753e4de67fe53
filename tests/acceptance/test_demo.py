"""`touchline demo --once`: a club's whole game day, over the API, by a real server and its worker."""

from pathlib import Path

from factories.commands import touchline


def test_a_club_is_founded_its_game_is_filmed_and_the_film_plays(tmp_path: Path) -> None:
    once = ("demo", "--out", tmp_path / "demo", "--seconds", "6", "--port", "0", "--once")
    day = touchline(*once)
    assert (day.exit_code, day.stdout) == (0, "")
    for said in ("A club is founded", "has uploaded the recording", "Against the truth", "The film plays"):
        assert said in day.stderr
    assert "beyond its bound" not in day.stderr
    again = touchline(*once)
    assert again.exit_code == 0
    assert "A club is founded" not in again.stderr
    assert "The film plays" in again.stderr
