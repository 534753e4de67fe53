"""Any take's picture becomes the film's: size, uprightness, lines and colours."""

from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import clips
from touchline.media import decode, picture_tone, probe
from touchline.media.picture import PictureShaper
from touchline.media.picture_fit import MOST_LOST, fit
from touchline.media.probe import VideoInfo

FILM = {"width_px": 320, "height_px": 180}

PLAIN = VideoInfo(
    codec="h264", profile="High", width_px=320, height_px=180, coded_width_px=320, coded_height_px=180,
    rotation_deg=0, sample_aspect=1.0, frame_rate_hz=30.0, is_variable=False, frame_count=60,
    pix_fmt="yuv420p", bit_depth=8, is_interlaced=False, transfer="sdr", matrix="bt709",
    primaries="bt709", is_full_range=False, longest_keyframe_interval_s=1.0, start_s=0.0,
)  # fmt: skip

BT601, BT709, BT2020 = (0.299, 0.114), (0.2126, 0.0722), (0.2627, 0.0593)
"""Weights of red and blue in luma."""


def coded(rgb, matrix, *, bits=8, full=False):
    """Y'CbCr levels of R'G'B' in [0, 1], by the definition of ITU-R BT.601, BT.709 and BT.2020."""
    red, blue = matrix
    y = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2]
    cb, cr = (rgb[2] - y) / (2 * (1 - blue)), (rgb[0] - y) / (2 * (1 - red))
    scale = 2 ** (bits - 8)
    if full:
        return [255 * scale * y, 128 * scale + 255 * scale * cb, 128 * scale + 255 * scale * cr]
    return [scale * (16 + 219 * y), scale * (128 + 224 * cb), scale * (128 + 224 * cr)]


def one_colour(levels, pix_fmt="yuv420p", size=(320, 180)):
    picture = av.VideoFrame(*size, pix_fmt)
    wide = picture.format.components[0].bits > 8
    for plane, level in zip(picture.planes, levels, strict=True):
        np.frombuffer(plane, np.uint16 if wide else np.uint8)[:] = round(level)
    picture.pts, picture.time_base = 7, Fraction(1, 30)
    return picture


def middle(picture):
    """Y, Cb and Cr in the middle of an 8-bit 4:2:0 picture."""
    planes = [
        np.frombuffer(plane, np.uint8).reshape(plane.height, -1)[:, : plane.width] for plane in picture.planes
    ]
    return [int(plane[plane.shape[0] // 2, plane.shape[1] // 2]) for plane in planes]


def shaped(path, **film):
    shaper = PictureShaper(probe.probe(path).video, **film)
    return [shaper.shape(frame.picture) for frame in decode.frames(path)]


def numbers(pictures, rows=slice(None), columns=slice(None)):
    return [clips.read_frame_index(clips.luma_of(picture)[rows, columns]) for picture in pictures]


def test_a_picture_that_is_the_films_already_passes_through_untouched():
    picture = one_colour([100, 120, 130])
    assert PictureShaper(PLAIN, **FILM).shape(picture) is picture


@pytest.mark.parametrize(
    "how",
    [
        {"width": 640, "height": 360},
        {"width": 160, "height": 90},
        {"width": 322, "height": 182, "rotation": 90},
        {"rotation": 180},
        {"width": 321, "height": 181, "codec": "libvpx-vp9"},
        {"width": 240, "height": 180, "sample_aspect": Fraction(4, 3)},
        {"width": 320, "height": 200},
        {"codec": "libx265", "pix_fmt": "yuv420p10le"},
        {"codec": "libx265", "pix_fmt": "yuv420p10le", "transfer": "pq"},
        {"codec": "libx265", "pix_fmt": "yuv420p10le", "transfer": "hlg", "rotation": 270},
        {"pix_fmt": "yuv422p"},
        {"pix_fmt": "yuv444p"},
        {"interlaced": True},
        {"full_range": True},
    ],
    ids=str,
)
def test_every_kind_of_picture_comes_out_upright_whole_and_in_order(how, tmp_path):
    path = clips.write_clip(tmp_path / "clip.mkv", **{"seconds": 0.3, "sound": None} | how)
    pictures = shaped(path, **FILM)
    assert {(p.width, p.height, p.format.name) for p in pictures} == {(320, 180, "yuv420p")}
    assert {(p.colorspace, p.color_range) for p in pictures} == {(1, 1)}
    assert numbers(pictures) == list(range(9))


def test_time_stamps_stay_those_of_the_picture(tmp_path):
    path = clips.write_clip(tmp_path / "clip.mp4", seconds=0.3, transfer="bt601", sound=None)
    shaper = PictureShaper(probe.probe(path).video, **FILM)
    for frame in decode.frames(path):
        before = (frame.picture.pts, frame.picture.time_base)
        result = shaper.shape(frame.picture)
        assert (result.pts, result.time_base) == (frame.picture.pts, frame.picture.time_base) == before


def test_portrait_among_landscape_is_whole_in_the_middle_of_its_own_blur(tmp_path):
    path = clips.write_clip(
        tmp_path / "phone.mp4", seconds=0.2, width=180, height=320, rotation=90, sound=None
    )
    pictures = shaped(path, **FILM)
    assert numbers(pictures, columns=slice(110, 210)) == list(range(6))
    luma = clips.luma_of(pictures[0]).astype(float)
    side = luma[:, :100]
    assert 20 < side.mean() < 0.7 * luma[:140, 110:210].mean()
    assert (
        np.abs(np.diff(side[:140], axis=1)).mean() < 0.2 * np.abs(np.diff(luma[:140, 110:210], axis=1)).mean()
    )


def test_landscape_among_portrait_is_padded_too(tmp_path):
    path = clips.write_clip(tmp_path / "clip.mp4", seconds=0.2, sound=None)
    pictures = shaped(path, width_px=180, height_px=320)
    assert numbers(pictures, rows=slice(110, 212)) == list(range(6))


@pytest.mark.parametrize("matrix", ["bt601", "bt709"])
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    "rgb", [(0.8, 0.2, 0.1), (0.1, 0.5, 0.2), (0.2, 0.3, 0.9), (0.5, 0.5, 0.5), (1, 1, 1)]
)
def test_colours_of_every_matrix_and_range_become_bt709_limited(matrix, full, rgb):
    source = replace(PLAIN, matrix=matrix, is_full_range=full)
    levels = coded(rgb, {"bt601": BT601, "bt709": BT709}[matrix], full=full)
    result = PictureShaper(source, **FILM).shape(one_colour(levels))
    assert middle(result) == pytest.approx(coded(rgb, BT709), abs=2)


def test_ten_bits_become_eight():
    source = replace(PLAIN, pix_fmt="yuv420p10le", bit_depth=10)
    picture = one_colour(coded((0.3, 0.6, 0.2), BT709, bits=10), "yuv420p10le")
    result = PictureShaper(source, **FILM).shape(picture)
    assert middle(result) == pytest.approx(coded((0.3, 0.6, 0.2), BT709), abs=1)


@pytest.mark.parametrize(("transfer", "primaries"), [("pq", "bt2020"), ("hlg", "bt2020"), ("sdr", "bt2020")])
@pytest.mark.parametrize(
    "rgb", [(0.5, 0.5, 0.5), (0.58, 0.58, 0.58), (0.4, 0.3, 0.25), (0.35, 0.5, 0.3), (0, 0, 0)]
)
def test_tables_give_what_the_formulas_say(transfer, primaries, rgb):
    source = replace(PLAIN, pix_fmt="yuv420p10le", transfer=transfer, primaries=primaries, matrix="bt2020")
    picture = one_colour(coded(rgb, BT2020, bits=10), "yuv420p10le")
    truth = picture_tone.to_screen(np.array(rgb, float), transfer=transfer, primaries=primaries)
    result = PictureShaper(source, **FILM).shape(picture)
    assert middle(result) == pytest.approx(coded(truth, BT709), abs=3)


def test_pq_is_the_standards_own_table():
    assert picture_tone.pq_light(np.array([0.0, 0.5080784, 0.7518271, 1.0])) == pytest.approx(
        [0, 100, 1000, 10_000], rel=1e-4
    )
    assert picture_tone.pq_coded(np.array([100.0, 10_000.0])) == pytest.approx([0.5080784, 1], abs=1e-6)


def test_both_kinds_of_high_range_put_diffuse_white_at_the_same_place():
    hlg = picture_tone.to_screen(np.full(3, 0.75), transfer="hlg", primaries="bt2020")
    pq = picture_tone.to_screen(picture_tone.pq_coded(np.full(3, 203.0)), transfer="pq", primaries="bt2020")
    assert hlg == pytest.approx(pq, abs=2e-3)
    assert pq == pytest.approx([0.903] * 3, abs=2e-3)


@pytest.mark.parametrize("transfer", ["pq", "hlg"])
def test_grey_stays_grey_and_in_order_from_black_to_the_peak(transfer):
    peak = 0.7518271 if transfer == "pq" else 1.0
    ramp = np.repeat(np.linspace(0, peak, 200)[:, None], 3, axis=1)
    screen = picture_tone.to_screen(ramp, transfer=transfer, primaries="bt2020")
    assert np.ptp(screen, axis=1).max() < 1e-6
    assert (np.diff(screen[:, 0]) > 0).all()
    assert screen[[0, -1], 0] == pytest.approx([0, 1], abs=1e-4)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.sampled_from(["pq", "hlg", "sdr"]))
def test_every_colour_finds_a_place_on_the_screen(rgb, transfer):
    screen = picture_tone.to_screen(np.array(rgb), transfer=transfer, primaries="bt2020")
    assert np.isfinite(screen).all()
    assert screen.min() >= 0
    assert screen.max() <= 1


def test_colours_of_the_screens_own_range_stay_as_they_are():
    colours = np.random.default_rng(2).uniform(0, 1, (50, 3))
    assert picture_tone.to_screen(colours, transfer="sdr", primaries="bt709") == pytest.approx(
        colours, abs=1e-9
    )


def test_the_lines_of_two_moments_become_those_of_one(tmp_path):
    path = clips.write_clip(tmp_path / "camcorder.mp4", seconds=0.4, interlaced=True, sound=None)

    def comb(picture):
        luma = clips.luma_of(picture)[:140].astype(float)
        return np.abs(luma[1:-1] - (luma[:-2] + luma[2:]) / 2).mean()

    shaper = PictureShaper(probe.probe(path).video, **FILM)
    pairs = [(comb(frame.picture), comb(shaper.shape(frame.picture))) for frame in decode.frames(path)]
    assert all(after < 0.6 * before for before, after in pairs)


def test_a_change_of_size_on_the_way_is_followed():
    shaper = PictureShaper(PLAIN, **FILM)
    for size in ((320, 180), (640, 360), (320, 180)):
        result = shaper.shape(one_colour([90, 110, 140], size=size))
        assert (result.width, result.height, middle(result)) == (320, 180, [90, 110, 140])


@given(
    st.integers(16, 4000), st.integers(16, 4000), st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([1.0, 4 / 3, 0.9]), st.sampled_from([(1920, 1080), (1280, 720), (720, 1280), (640, 640)]),
)  # fmt: skip
def test_a_fit_is_even_inside_and_keeps_the_shape(width, height, rotation, aspect, film):
    result = fit(
        (width, height), sample_aspect=aspect, rotation_deg=rotation, width_px=film[0], height_px=film[1]
    )
    cut, place = result.cut, result.place
    assert 0 <= cut.left <= cut.left + cut.width <= width
    assert 0 <= cut.top <= cut.top + cut.height <= height
    assert 0 <= place.left <= place.left + place.width <= film[0]
    assert 0 <= place.top <= place.top + place.height <= film[1]
    assert not any(
        number % 2 for number in (cut.left, cut.top, place.left, place.top, place.width, place.height)
    )
    assert cut.width * cut.height >= (1 - MOST_LOST) * width * height - 3 * (width + height)


@pytest.mark.parametrize(
    ("stored", "rotation", "film", "cut", "place"),
    [
        ((1920, 1080), 0, (1280, 720), (1920, 1080), (1280, 720)),
        ((1920, 1200), 0, (1920, 1080), (1920, 1080), (1920, 1080)),
        ((1440, 1080), 0, (1920, 1080), (1440, 1080), (1440, 1080)),
        ((1920, 1080), 90, (1920, 1080), (1920, 1080), (608, 1080)),
        ((1920, 1088), 90, (1080, 1920), (1920, 1080), (1080, 1920)),
        ((2560, 1080), 0, (1920, 1080), (2560, 1080), (1920, 810)),
    ],
)
def test_fits_worked_by_hand(stored, rotation, film, cut, place):
    result = fit(stored, sample_aspect=1.0, rotation_deg=rotation, width_px=film[0], height_px=film[1])
    assert (result.cut.width, result.cut.height) == cut
    assert (result.place.width, result.place.height) == place


@pytest.mark.realdata
@pytest.mark.parametrize("camera", ["cam01", "cam02", "cam03"])
def test_real_portrait_recordings_fill_a_landscape_film(real_data, camera):
    path = real_data / "multicam" / "pose2sim" / "Demo_SinglePerson" / "videos" / f"{camera}.mp4"
    shaper = PictureShaper(probe.probe(path).video, width_px=640, height_px=360)
    result = shaper.shape(next(decode.frames(path)).picture)
    luma = clips.luma_of(result)
    assert (result.width, result.height) == (640, 360)
    assert luma[:, :200].mean() < luma[:, 225:415].mean()
