"""Names, letters and fingerprints of the recordings handed in."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import clips
from touchline.base.errors import Unavailable
from touchline.engine.film import takes
from touchline.engine.film.shelf import Shelf
from touchline.engine.film.takes import Refused, Take


def test_letters_go_on_after_z_as_in_a_spreadsheet() -> None:
    assert [takes.letter_of(index) for index in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == [
        "A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_a_name_is_the_files_name_and_only_as_much_of_its_folders_as_it_takes() -> None:
    paths = [Path("/games/anna/take.mp4"), Path("/games/ben/take.mp4"), Path("/games/bench.webm")]
    assert takes.unique_names(paths) == ["anna/take.mp4", "ben/take.mp4", "bench.webm"]


@given(
    st.lists(
        st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(lambda parts: Path("/", *parts)),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_no_two_recordings_ever_share_a_name(paths: list[Path]) -> None:
    names = takes.unique_names(paths)
    assert len(set(names)) == len(paths)


def test_copies_share_a_fingerprint_and_other_content_does_not(tmp_path: Path) -> None:
    one = tmp_path / "one.mp4"
    one.write_bytes(bytes(3 * 2**20))
    copy = shutil.copy(one, tmp_path / "copy.mp4")
    other = tmp_path / "other.mp4"
    other.write_bytes(bytes(3 * 2**20 - 1) + b"\1")
    assert takes.fingerprint(one) == takes.fingerprint(Path(copy))
    assert takes.fingerprint(one) != takes.fingerprint(other)


def read(paths: list[Path], work: Path) -> list[Take | Refused]:
    prints = [takes.fingerprint(path) for path in paths]
    return takes.read_takes(paths, prints, work=work, shelf=Shelf(work), report=lambda _share: None)


def test_of_two_copies_the_first_that_was_named_is_kept(tmp_path: Path) -> None:
    one = clips.write_clip(tmp_path / "one.mp4", seconds=0.5)
    copy = Path(shutil.copy(one, tmp_path / "copy.mp4"))
    first, second = read([one, copy], tmp_path / "work")
    assert isinstance(first, Take)
    assert isinstance(second, Refused)
    assert "copy.mp4 is the same recording as one.mp4" in second.sentence


def test_sound_alone_cannot_be_shown(tmp_path: Path) -> None:
    take = clips.write_clip(tmp_path / "take.mp4", seconds=0.5)
    only_sound = tmp_path / "only.wav"
    only_sound.write_bytes(wav(8000))
    good, refused = read([take, only_sound], tmp_path / "work")
    assert isinstance(good, Take)
    assert isinstance(refused, Refused)
    assert "no picture" in refused.sentence


def wav(samples: int) -> bytes:
    size = 2 * samples
    head = b"RIFF" + (36 + size).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = (
        bytes([1, 0, 1, 0])
        + (8000).to_bytes(4, "little")
        + (16000).to_bytes(4, "little")
        + bytes([2, 0, 16, 0])
    )
    return head + form + b"data" + size.to_bytes(4, "little") + bytes(size)


def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    take = clips.write_clip(tmp_path / "take.mp4", seconds=0.5)
    (first,) = read([take], tmp_path / "work")
    kept = next((tmp_path / "work").glob("probe-*.json"))
    before = kept.stat().st_mtime_ns
    (again,) = read([take], tmp_path / "work")
    assert again == first
    assert kept.stat().st_mtime_ns == before


def test_two_unreadable_files_of_one_name_are_not_taken_for_copies(tmp_path: Path) -> None:
    one, other = (
        takes.fingerprint(tmp_path / "a" / "gone.mp4"),
        takes.fingerprint(tmp_path / "b" / "gone.mp4"),
    )
    assert one != other
    assert one == takes.fingerprint(tmp_path / "a" / ".." / "a" / "gone.mp4")


def test_a_pipe_and_a_device_have_a_fingerprint_without_being_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert takes.fingerprint(tmp_path / "pipe.mp4") != takes.fingerprint(Path("/dev/zero"))


def test_a_full_disk_is_not_the_recordings_fault(tmp_path: Path) -> None:
    take = clips.write_clip(tmp_path / "take.mp4", seconds=0.5)

    class FullShelf(Shelf):
        def keep(self, name: str, key: str, value: object) -> None:
            raise Unavailable("The disk is full.")

    with pytest.raises(Unavailable):
        takes.read_takes([take], ["1"], work=tmp_path, shelf=FullShelf(tmp_path), report=lambda _share: None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Übung ⚽ 👩‍👦.mp4", "Übung ⚽ 👩‍👦.mp4"),
        ("two\nlines\x1b[31m.mp4", "two\\nlines\\x1b[31m.mp4"),
        (os.fsdecode(b"caf\xe9.mp4"), "caf\\udce9.mp4"),
    ],
)
def test_what_no_page_can_show_is_written_out_in_a_name(name: str, shown: str) -> None:
    assert takes.unique_names([Path("/games") / name]) == [shown]
    shown.encode("utf-8")


def test_a_damaged_copy_is_not_the_same_recording(tmp_path: Path) -> None:
    content = bytes(range(256)) * 40_000
    good, bad, copy = (tmp_path / name for name in ("good.mp4", "bad.mp4", "copy.mp4"))
    good.write_bytes(content)
    copy.write_bytes(content)
    # A hole between two of the blocks that are sampled: only reading it all can tell.
    damaged = bytearray(content)
    damaged[5_000_000:5_000_100] = bytes(100)
    bad.write_bytes(damaged)
    first, second, third = takes.fingerprints([good, bad, copy])
    assert first == third == takes.fingerprint(good)
    assert second != first


def test_a_mended_recording_has_another_name(tmp_path: Path) -> None:
    recording = tmp_path / "a.mp4"
    content = bytes(range(256)) * 40_000
    recording.write_bytes(content[:4_000_000] + bytes(2_000_000) + content[6_000_000:])
    before = takes.fingerprint(recording)
    recording.write_bytes(content)
    assert takes.fingerprint(recording) != before


def test_what_turns_the_direction_of_writing_is_written_out() -> None:
    assert takes.legible("a\u202e4pm.exe") == "a\\u202e4pm.exe"
