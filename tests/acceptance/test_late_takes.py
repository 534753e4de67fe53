"""A folder's film, cut list and report always speak of the same takes, also when a take joins late."""

import json
from pathlib import Path

import pytest

from factories import clips
from factories.commands import Ran, touchline

SMALL = {"width": 160, "height": 90, "rate": 25, "sound": "noise", "sound_rate_hz": 16_000}


@pytest.fixture
def takes(tmp_path: Path) -> list[Path]:
    """Two takes of one game, the second of which goes on longer."""
    first = clips.write_clip(tmp_path / "first.mp4", seconds=6, **SMALL)
    return [first, clips.write_clip(tmp_path / "late.mp4", seconds=9, first_index=1000, **SMALL)]


def film_of(ran: Ran) -> str | None:
    assert ran.exit_code == 0, ran.stderr
    return json.loads(ran.stdout)["film"]


def test_a_quick_look_with_a_late_take_does_not_pass_the_film_before_off_as_its_own(
    takes: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert film_of(touchline("film", takes[0], "--out", out, "--formats", "mobile", "--json"))
    same = touchline("film", takes[0], "--out", out, "--quick", "--json")
    assert film_of(same) == str(out / "film.mp4")
    quick = touchline("film", *takes, "--out", out, "--quick", "--json")
    assert film_of(quick) is None
    assert "film.mp4 is still the film before" in quick.stderr
    assert 'src="film.mp4"' not in (out / "report.html").read_text(encoding="utf-8")
    before = (out / "film.mp4").read_bytes()
    assert film_of(touchline("film", *takes, "--out", out, "--json")) == str(out / "film.mp4")
    assert (out / "film.mp4").read_bytes() != before


def test_an_angle_that_was_being_made_for_other_takes_is_made_again(
    takes: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert touchline("film", takes[0], "--out", out, "--quick").exit_code == 0
    before = {path: path.read_bytes() for path in (out / "angles").rglob("*.m4s")}
    assert touchline("film", *reversed(takes), "--out", out, "--quick").exit_code == 0
    assert touchline("film", takes[0], "--out", out, "--quick").exit_code == 0
    assert {path: path.read_bytes() for path in (out / "angles").rglob("*.m4s")} == before
