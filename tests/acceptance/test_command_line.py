"""The command as people mistype, misuse and repeat it: a sentence that helps, an exit code that is true."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

from factories import clips
from factories.commands import Ran, touchline

STAGE_SAID = "Watchable now: "


def take(path: Path, **how: Any) -> Path:
    small = {"seconds": 2.0, "width": 64, "height": 36, "sound": "noise", "sound_rate_hz": 16_000}
    return clips.write_clip(path, **small | how)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording that can be used."""
    return take(tmp_path_factory.mktemp("takes") / "good.mp4")


@pytest.fixture(scope="module")
def tall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording larger than the mobile size."""
    return take(tmp_path_factory.mktemp("takes") / "tall.mp4", seconds=1.0, width=720, height=480)


def refused(ran: Ran) -> str:
    """The sentence of a command that was refused."""
    assert ran.exit_code == 2, ran.stderr
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    return ran.stderr


# What is asked for


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument 'TAKE'"),
        (["TAKE"], "Missing option '--out'"),
        (["TAKE", "--out", ""], "--out is empty. Name the folder"),
        (["TAKE", "--out", "OUT", "--quik"], "--quick"),
        (["TAKE", "--out", "OUT", "--sport", "quidditch"], "'quidditch'. It knows: soccer, ice_hockey"),
        (["TAKE", "--out", "OUT", "--formats", "4k"], "1080p, 720p, mobile, separated by commas; '4k'"),
        (["TAKE", "--out", "OUT", "--formats", " , "], "none was named"),
        (["typo.mp4", "--out", "OUT"], "There is no recording typo.mp4. Look at its name"),
        ([".", "--out", "OUT"], "is a folder. Name the recordings in it"),
        (["TAKE", "--out", "OUT", "--positions", "none.json"], "none.json cannot be read"),
    ],
)
def test_wrong_usage_is_told_with_what_would_be_right(
    arguments: list[str], words: str, good: Path, tmp_path: Path
) -> None:
    stands_for = {"TAKE": str(good), "OUT": "out"}
    ran = touchline("film", *(stands_for.get(word, word) for word in arguments), cwd=tmp_path)
    assert words in refused(ran)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("option", "content", "words"),
    [
        ("--positions", "{", "hints.json is not JSON"),
        ("--positions", "", "hints.json is not JSON"),
        ("--positions", "[]", "must be a JSON object"),
        ("--positions", '{"god.mp4": [1, 2]}', "'god.mp4', which is none of the recordings: good.mp4"),
        ("--positions", '{"good.mp4": [1]}', "must be [x, y] or [x, y, z] in metres"),
        ("--positions", '{"good.mp4": [NaN, 1]}', "must be [x, y] or [x, y, z] in metres"),
        ("--positions", '{"good.mp4": "center_high"}', "say with --sport on which pitch"),
        ("--clock", '{"good.mp4": [[1, 2, 0]]}', "a list of [take_s, shared_s, bound_s]"),
        ("--clock", '{"good.mp4": 5}', "a list of [take_s, shared_s, bound_s]"),
    ],
)
def test_a_bad_file_of_hints_is_told_with_what_should_stand_there(
    option: str, content: str, words: str, good: Path, tmp_path: Path
) -> None:
    hints = tmp_path / "hints.json"
    hints.write_text(content)
    assert words in refused(touchline("film", good, "--out", tmp_path / "out", option, hints))
    assert not (tmp_path / "out").exists()


def test_the_usage_line_can_be_read_by_a_person() -> None:
    ran = touchline("film", "--help")
    assert ran.exit_code == 0
    assert "touchline film [OPTIONS] {TAKE}..." in ran.stdout


def test_a_demo_without_a_name_for_its_folder_is_refused(tmp_path: Path) -> None:
    ran = touchline("demo", "--out", "", "--seconds", "6", cwd=tmp_path)
    assert "--out is empty. Name the folder" in refused(ran)
    assert os.listdir(tmp_path) == []


# Where it is made


def a_file(folder: Path) -> Path:
    (folder / "place").write_text("a letter")
    return folder / "place"


def a_full_folder(folder: Path) -> Path:
    (folder / "place").mkdir()
    (folder / "place" / "thesis.txt").write_text("years of work")
    return folder / "place"


def a_link_to_a_full_folder(folder: Path) -> Path:
    (folder / "link").symlink_to(a_full_folder(folder))
    return folder / "link"


def a_link_to_nowhere(folder: Path) -> Path:
    (folder / "link").symlink_to(folder / "gone" / "too")
    return folder / "link"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (a_file, "is a file. Choose a folder"),
        (a_full_folder, "is not empty. Choose a new one, so that nothing in it is lost"),
        (a_link_to_a_full_folder, "is not empty. Choose a new one, so that nothing in it is lost"),
        (a_link_to_nowhere, "Choose another one"),
        (lambda _folder: Path("/dev/null"), "is a file. Choose a folder"),
    ],
)
def test_where_something_else_lies_nothing_is_made(
    place: Callable[[Path], Path], words: str, good: Path, tmp_path: Path
) -> None:
    out = place(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert words in refused(touchline("film", good, "--out", out))
    assert sorted(tmp_path.rglob("*")) == before


def test_what_lies_in_the_way_of_a_part_of_the_film_is_named(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert touchline("film", good, "--out", out, "--quick").exit_code == 0
    (out / "report.html").unlink()
    (out / "report.html").mkdir()
    ran = touchline("film", good, "--out", out, "--quick")
    assert f"in the way of {out / 'report.html'}" in refused(ran)


def test_the_recordings_own_folder_is_refused(tmp_path: Path) -> None:
    recording = take(tmp_path / "a.mp4")
    assert "Choose another folder" in refused(touchline("film", recording, "--out", tmp_path))
    assert os.listdir(tmp_path) == ["a.mp4"]


def test_a_link_to_an_empty_folder_is_where_the_film_is_made(good: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    assert touchline("film", good, "--out", tmp_path / "link", "--quick").exit_code == 0
    assert (tmp_path / "disk" / "film.m3u8").is_file()


# What is handed in

NAMES = [
    "a game.mp4",
    "quo'te\" $HOME.mp4",
    "new\nline.mp4",
    "-dash.mp4",
    "--out.mp4",
    "⚽😀.mp4",
    os.fsdecode(b"caf\xe9.mp4"),
    "<b>a&b.mp4",
    "\x1b[31mred.mp4",
    "http:concat:a|b.mp4",
    "%s{0}[red]#?.mp4",
    f"{'x' * 250}.mp4",
]


def test_a_name_is_only_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "takes"
    folder.mkdir()
    for index, name in enumerate(NAMES):
        take(folder / "new.mp4", seconds=0.6, sound=None, first_index=index).rename(folder / name)
    ran = touchline("film", "--out", "../out", "--quick", "--json", "--", *NAMES, cwd=folder)
    assert ran.exit_code == 0, ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
    told = [row["file"] for row in json.loads(ran.stdout)["takes"]]
    placed = [row["file"] for row in json.loads((tmp_path / "out" / "sync.json").read_text())["takes"]]
    assert told == placed
    assert (told[0], told[2], told[6]) == ("a game.mp4", "new\\nline.mp4", "caf\\udce9.mp4")
    assert len(set(told)) == len(NAMES)
    assert not any("could not be opened" in row["why_not"] for row in unused(ran))


def unused(ran: Ran) -> list[dict[str, Any]]:
    return [row for row in json.loads(ran.stdout)["takes"] if not row["is_used"]]


def test_a_folder_may_have_any_name_too(good: Path, tmp_path: Path) -> None:
    out = tmp_path / os.fsdecode(b"o\xff ut\n<b>")
    hints = tmp_path / os.fsdecode(b"where\xff.json")
    hints.write_text('{"good.mp4": [1, 2]}')
    ran = touchline("film", good, "--out", out, "--positions", hints, "--quick", "--json")
    assert json.loads(ran.stdout)["report"] == str(out / "report.html")
    assert "</html>" in (out / "report.html").read_text(encoding="utf-8")


def test_what_is_no_file_is_left_out_without_waiting_for_it(good: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "link.mp4").symlink_to("/dev/zero")
    strange = ["/dev/zero", "/dev/urandom", tmp_path / "pipe.mp4", tmp_path / "link.mp4"]
    ran = touchline("film", *strange, good, "--out", tmp_path / "out", "--quick", "--json")
    assert ran.exit_code == 0, ran.stderr
    assert [row["file"] for row in unused(ran)] == ["zero", "urandom", "pipe.mp4", "link.mp4"]
    assert all("is not a file" in row["why_not"] for row in unused(ran))


def test_one_recording_under_several_names_is_one_recording(good: Path, tmp_path: Path) -> None:
    (tmp_path / "soft.mp4").symlink_to(good)
    (tmp_path / "hard.mp4").hardlink_to(good)
    shutil.copy(good, tmp_path / "copy.mp4")
    names = ["soft.mp4", "hard.mp4", "copy.mp4", "soft.mp4"]
    ran = touchline("film", *names, "--out", "out", "--quick", "--json", cwd=tmp_path)
    assert ran.exit_code == 0, ran.stderr
    assert "soft.mp4 is named twice; it is used once." in ran.stderr
    assert [row["file"] for row in unused(ran)] == ["hard.mp4", "copy.mp4"]
    assert all("is the same recording as soft.mp4" in row["why_not"] for row in unused(ran))


def test_a_link_that_leads_nowhere_is_a_missing_recording(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").symlink_to("gone.mp4")
    assert "There is no recording" in refused(touchline("film", "a.mp4", "--out", "out", cwd=tmp_path))


@pytest.fixture
def as_anybody() -> list[str]:
    """What a command begins with that may read only what its user may: root reads everything."""
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
    if not shutil.which(prefix[0]) or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("root reads everything, and cannot give that up here (setpriv of util-linux does it)")
    return prefix


@pytest.mark.parametrize("is_its_folder", [False, True])
def test_a_recording_that_may_not_be_read_is_left_out_and_the_others_are_filmed(
    is_its_folder: bool, as_anybody: list[str], good: Path, tmp_path: Path
) -> None:
    (tmp_path / "locked").mkdir()
    secret = take(tmp_path / "locked" / "secret.mp4")
    locked = secret.parent if is_its_folder else secret
    locked.chmod(0o000)
    try:
        arguments = [secret, good, "--out", tmp_path / "out", "--quick", "--json"]
        ran = run(*as_anybody, sys.executable, "-m", "touchline", "film", *arguments)
    finally:
        locked.chmod(0o700)
    assert ran.exit_code == 0, ran.stderr
    (row,) = unused(ran)
    assert "secret.mp4 cannot be read (Permission denied). Check its permissions" in row["why_not"]


def run(*command: object, **how: Any) -> Ran:
    ran = subprocess.run(
        [str(word) for word in command],
        text=True,
        check=False,
        timeout=240,
        stderr=subprocess.PIPE,
        **{"stdout": subprocess.PIPE} | how,
    )
    return Ran(ran.returncode, ran.stdout or "", ran.stderr)


def test_with_nothing_usable_the_report_says_why(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("Bring oranges.")
    ran = touchline("film", "notes.mp4", "--out", "out", "--json", cwd=tmp_path)
    assert ran.exit_code == 1
    told = json.loads(ran.stdout)
    assert (told["film"], told["playlist"], told["cuts"]) == (None, None, None)
    assert "notes.mp4 is not a film" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    spoken = touchline("film", "notes.mp4", "--out", "out", cwd=tmp_path)
    assert (spoken.exit_code, spoken.stdout) == (1, "")
    assert "No film could be made" in spoken.stderr


def test_what_could_not_be_placed_is_told_with_its_reason_in_json_too(good: Path, tmp_path: Path) -> None:
    other = take(tmp_path / "other.mp4", seconds=3.0, seed=77)
    ran = touchline("film", good, other, "--out", tmp_path / "out", "--quick", "--json")
    (row,) = unused(ran)
    assert "could not be placed" in row["why_not"]


# What comes out


def ladder_heights(out: Path) -> list[int]:
    lines = (out / "hls" / "master.m3u8").read_text().splitlines()
    sizes = [line.split("RESOLUTION=")[1].split(",")[0] for line in lines if "RESOLUTION=" in line]
    return [int(size.split("x")[1]) for size in sizes]


@pytest.mark.parametrize(
    ("formats", "height_px", "offered"),
    [("mobile", 360, [360]), ("mobile,720p", 480, [480, 360]), ("720P", 480, [480])],
)
def test_formats_are_the_sizes_that_are_offered_and_the_largest_is_the_films(
    formats: str, height_px: int, offered: list[int], tall: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert touchline("film", tall, "--out", out, "--formats", formats).exit_code == 0
    with av.open(out / "film.mp4") as container:
        assert container.streams.video[0].height == height_px
    assert ladder_heights(out) == offered


def written_at(*folders: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*.*")}


def test_after_quick_the_full_command_makes_only_what_is_missing(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    quick = touchline("film", good, "--out", out, "--quick", "--json")
    assert json.loads(quick.stdout)["film"] is None
    assert not (out / "film.mp4").exists()
    kept = written_at(out / "angles", out / ".touchline")
    del kept[out / ".touchline" / "takes.json"]
    full = touchline("film", good, "--out", out, "--json")
    assert json.loads(full.stdout)["film"] == str(out / "film.mp4")
    assert kept.items() <= written_at(out / "angles", out / ".touchline").items()


def test_json_is_all_that_stands_on_standard_output(good: Path, tmp_path: Path) -> None:
    ran = touchline("film", good, "--out", tmp_path / "out", "--quick", "--json")
    told = json.loads(ran.stdout)
    assert told["shots"] == 1
    assert STAGE_SAID in ran.stderr
    assert "Report:" not in ran.stdout
    spoken = touchline("film", good, "--out", tmp_path / "out", "--quick")
    assert spoken.stdout == ""
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in spoken.stderr


def test_a_reader_who_goes_away_does_not_unmake_the_film(good: Path, tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    arguments = [good, "--out", tmp_path / "out", "--quick", "--json"]
    with os.fdopen(theirs, "w") as closed:
        ran = run(sys.executable, "-m", "touchline", "film", *arguments, stdout=closed)
    assert ran.exit_code == 0
    assert ran.stderr.splitlines()[-1] == could_not_be_printed("Broken pipe", tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_result_that_finds_no_room_is_told_where_it_stands_too(good: Path, tmp_path: Path) -> None:
    arguments = [good, "--out", tmp_path / "out", "--quick", "--json"]
    with Path("/dev/full").open("w") as full:
        ran = run(sys.executable, "-m", "touchline", "film", *arguments, stdout=full)
    assert ran.exit_code == 1
    assert ran.stderr.splitlines()[-1] == could_not_be_printed("No space left on device", tmp_path)


def could_not_be_printed(why: str, folder: Path) -> str:
    report = folder / "out" / "report.html"
    return f"The result could not be printed ({why}). Nothing is lost: {report} tells it too."
