"""A clip begins and ends where it was asked to, judged by FFmpeg's own program."""

import re
from pathlib import Path

import numpy as np
import pytest

from factories import clips, judges
from touchline.core.sync.clocks import TakeClock
from touchline.media import cut_clip, sound
from touchline.media.cut_clip import NothingFilmed, Stretch
from touchline.media.encode_grid import GRAIN_S

SMALL = {"width": 128, "height": 96, "seconds": 12.0, "gop": 60, "sound": "clicks"}
KINDS = {
    "film": ("film.mp4", {}),
    "browser's recording": ("take.webm", {"codec": "libvpx-vp9", "container_options": {"live": "1"}}),
    "phone's recording that turns": ("take.mp4", {"rotation": 90, "variable": True, "start_s": 0.4}),
    "thin sound late": ("late.mkv", {"sound_start_s": 0.3, "sound_rate_hz": 44_100, "sound_codec": "aac"}),
}
CLOCKS = {"as it is": TakeClock(0.0), "late and fast": TakeClock(31.5, 300.0)}


def told_duration_s(path: Path) -> float:
    told = judges.ffmpeg("-i", str(path), "-f", "null", "-").stderr.decode()
    found = re.search(r"Duration: (\d+):(\d+):([\d.]+)", told)
    assert found is not None
    return 3600 * int(found[1]) + 60 * int(found[2]) + float(found[3])


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_and_sound_of_a_clip_lies_where_it_did(kind: str, clock: str, tmp_path: Path) -> None:
    name, how = KINDS[kind]
    source, of_take = clips.write_clip(tmp_path / name, **SMALL, **how), CLOCKS[clock]
    start_s, end_s = of_take.to_game(7.31), of_take.to_game(10.63)
    heard: list[float] = []
    lasts_s = cut_clip.cut_clip(Stretch(source, of_take, start_s, end_s), tmp_path, on_progress=heard.append)

    clip = tmp_path / "clip.mp4"
    assert lasts_s == pytest.approx(end_s - start_s, abs=1 / 30)
    assert told_duration_s(clip) == pytest.approx(end_s - start_s, abs=1 / 30)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0

    shown = judges.frame_numbers(clip, SMALL["width"], SMALL["height"])
    rate_hz = len(shown) / lasts_s
    assert rate_hz == pytest.approx(30, abs=0.1)  # an uneven rhythm is measured as 29.98
    times_s, numbers = np.array(clips.frame_times_s(**SMALL, **how)), clips.frame_indices(**SMALL, **how)
    wanted_s = [of_take.to_take(start_s + n / rate_hz) + GRAIN_S for n in range(len(shown))]
    expected = [numbers[np.searchsorted(times_s, at_s, side="right") - 1] for at_s in wanted_s]
    assert max(abs(np.subtract(shown, expected))) <= (1 if how.get("variable") else 0)

    begins_s = [of_take.to_game(second) - start_s for second in (8.0, 9.0, 10.0)]
    assert judges.clicks_s(judges.sound_of(clip), 0.005) == pytest.approx(begins_s, abs=0.003)


def test_a_clip_starts_to_play_before_it_is_loaded(tmp_path: Path) -> None:
    source = clips.write_clip(tmp_path / "film.mp4", **SMALL)
    cut_clip.cut_clip(Stretch(source, TakeClock(0.0), 0.0, 0.5), tmp_path, on_progress=lambda _share: None)
    content = (tmp_path / "clip.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert (tmp_path / "poster.jpg").read_bytes().startswith(b"\xff\xd8")
    assert judges.frame_numbers(tmp_path / "clip.mp4", 128, 96) == list(range(15))


def test_a_clip_without_sound_is_silent(tmp_path: Path) -> None:
    source = clips.write_clip(tmp_path / "film.mp4", **{**SMALL, "sound": None})
    cut_clip.cut_clip(Stretch(source, TakeClock(0.0), 1.0, 2.0), tmp_path, on_progress=lambda _share: None)
    heard = judges.sound_of(tmp_path / "clip.mp4")
    assert len(heard) >= 48_000
    assert not heard.any()


def test_a_stretch_in_which_the_camera_recorded_nothing_is_refused_with_what_to_do(tmp_path: Path) -> None:
    source = clips.write_clip(tmp_path / "film.mp4", **{**SMALL, "gap_s": (3.0, 8.0)})
    with pytest.raises(NothingFilmed, match="another angle"):
        cut_clip.cut_clip(
            Stretch(source, TakeClock(0.0), 5.0, 6.0), tmp_path, on_progress=lambda _share: None
        )
    assert not (tmp_path / "clip.mp4").exists()


@pytest.mark.parametrize("name", ["film.mp4", "take.webm", "take.ts"])
def test_sound_that_is_read_from_the_middle_is_the_same(name: str, tmp_path: Path) -> None:
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    source = clips.write_clip(tmp_path / name, **SMALL, codec=codec)

    def heard(start_s: float) -> tuple[float, np.ndarray]:
        blocks = list(sound.sound_blocks(source, start_s=start_s))
        return blocks[0][0], np.concatenate([block for _, block in blocks])

    whole_from_s, whole = heard(0.0)
    part_from_s, part = heard(7.5)
    assert part_from_s <= 7.5
    rest = whole[round((7.5 - whole_from_s) * 48_000) :]
    same = part[round((7.5 - part_from_s) * 48_000) :]
    assert len(rest) == pytest.approx(len(same), abs=48)
    clicks = [judges.clicks_s(samples, 0.005) for samples in (rest, same)]
    assert clicks[0] == pytest.approx(clicks[1], abs=0.002)  # Matroska rounds to 1 ms
