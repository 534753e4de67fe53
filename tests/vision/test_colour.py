"""Matched takes look alike, and never less alike than before."""

from dataclasses import replace

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.clips import Clip, draw
from factories.direct_takes import picture_track
from factories.scenes import Picture, Scene, draw_scene, frame_of
from touchline.core.direct.picture import PictureTrack
from touchline.vision.appearance import appearance
from touchline.vision.colour import match_colours, matched, shared_look
from touchline.vision.thumbnail import luma_thumbnail

LEFT = draw_scene(Scene(players_at=lambda _t: 0.3, shift_px=lambda _t: (40.0, -30.0)), 0.0)
RIGHT = draw_scene(Scene(players_at=lambda _t: 0.8, shift_px=lambda _t: (-60.0, 20.0), seed=2), 0.0)


def with_cast(picture: Picture, gains: tuple[float, float, float], exposure: float) -> Picture:
    """As a camera with another white balance and exposure records it: gains in linear light, gamma 2.2."""
    light = (picture / 255.0) ** 2.2 * np.array(gains) * exposure
    return np.round(255 * np.clip(light, 0, 1) ** (1 / 2.2)).astype(np.uint8)


def measured(picture: Picture) -> PictureTrack:
    frame = frame_of(picture)
    seen = appearance(frame, luma_thumbnail(frame, 0, height_px=180), 0)
    return picture_track(
        0.5, colour=seen.colour[None], surface=seen.surface[None], neutral=seen.neutral[None]
    )


def planes(frame: av.VideoFrame) -> np.ndarray:
    return frame.to_ndarray(format="yuv444p").astype(np.float64)


def difference(one: av.VideoFrame, other: av.VideoFrame) -> float:
    return float(np.abs(planes(one) - planes(other)).mean())


def seen_difference(tracks: list[PictureTrack]) -> float:
    return float(np.abs(tracks[0].surface - tracks[1].surface).sum())


@pytest.mark.parametrize("gains", [(1.15, 1.0, 0.8), (0.8, 1.0, 1.25), (1.0, 1.0, 1.0)])
@pytest.mark.parametrize("exposure", [0.7, 1.0, 1.3])
def test_a_cast_between_two_cameras_is_taken_away(gains: tuple[float, float, float], exposure: float) -> None:
    first, second = measured(LEFT), measured(with_cast(RIGHT, gains, exposure))
    to_first, to_second = match_colours([first, second])
    # The same scene through both cameras, after both matches: what a cut between them shows.
    as_first = matched(frame_of(LEFT), to_first)
    as_second = matched(frame_of(with_cast(LEFT, gains, exposure)), to_second)
    before = difference(frame_of(LEFT), frame_of(with_cast(LEFT, gains, exposure)))
    after = difference(as_first, as_second)
    assert after <= before
    if before > 4:
        assert after < 0.5 * before


def test_cameras_that_are_alike_are_left_alone() -> None:
    assert all(
        match.is_identity for match in match_colours([measured(LEFT), measured(LEFT), measured(RIGHT)])
    )


def test_one_take_has_nobody_to_be_matched_with() -> None:
    assert match_colours([measured(LEFT)])[0].is_identity


def test_takes_are_brought_to_a_look_that_is_given_and_one_match_does_not_depend_on_the_others() -> None:
    first, late = measured(LEFT), measured(with_cast(RIGHT, (1.15, 1.0, 0.8), 0.8))
    look = shared_look([first])
    alone, both = match_colours([first], look), match_colours([first, late], look)
    assert both[0].is_identity
    assert alone[0].is_identity
    assert not both[1].is_identity
    assert not match_colours([first, late])[0].is_identity


def test_a_take_that_shows_something_else_keeps_its_colours() -> None:
    pitch = measured(LEFT)
    wall = replace(pitch, surface=np.array([[200.0, 180.0, 90.0]]))
    assert match_colours([pitch, pitch, wall])[2].is_identity


def test_how_much_is_white_beside_black_is_not_how_bright_a_surface_is() -> None:
    few, many = (draw(Clip(), number) for number in (0b1000_0000_1000_0000, 0b0111_0111_0111_0111))
    tracks = [measured(few), measured(many)]
    assert all(min(abs(track.surface[0, 0] - np.array([16, 235]))) < 15 for track in tracks)
    assert all(match.is_identity for match in match_colours(tracks))


def test_a_surface_that_changes_within_a_take_is_no_surface() -> None:
    views = np.array([[90.0, 134.0, 146.0], [131.0, 110.0, 118.0]])  # measured: pitch, then the stand
    one, other = (np.repeat(views, counts, axis=0) for counts in ((7, 5), (5, 7)))
    neutral = np.tile([128.0, 128.0], (12, 1))
    tracks = [picture_track(6.0, surface=surface, neutral=neutral) for surface in (one, other)]
    assert all(match.is_identity for match in match_colours(tracks))


def test_a_take_without_comparable_colours_keeps_them() -> None:
    pitch = measured(LEFT)
    hdr = replace(pitch, surface=np.full((1, 3), np.nan), neutral=np.full((1, 2), np.nan))
    assert all(match.is_identity for match in match_colours([pitch, hdr]))


def test_black_and_white_stay_what_they_are() -> None:
    dark = measured(with_cast(RIGHT, (1.0, 1.0, 1.0), 0.5))
    for match in match_colours([measured(LEFT), dark]):
        assert match.y[16] == 16
        assert match.y[235] == 235
        assert np.all(np.diff(match.y.astype(int)) >= 0)


surfaces = st.tuples(st.floats(60, 180), st.floats(90, 160), st.floats(90, 160))
neutrals = st.tuples(st.floats(115, 141), st.floats(115, 141)) | st.just((np.nan, np.nan))


@given(st.lists(st.tuples(surfaces, neutrals), min_size=2, max_size=5))
@settings(max_examples=60, deadline=None)
def test_no_match_moves_a_surface_away_from_the_others(
    cameras: list[tuple[tuple[float, ...], tuple[float, ...]]],
) -> None:
    tracks = [
        picture_track(0.5, surface=np.array([surface]), neutral=np.array([neutral]))
        for surface, neutral in cameras
    ]
    target = np.median([surface for surface, _ in cameras], axis=0)
    for (surface, _), match in zip(cameras, match_colours(tracks), strict=True):
        after = [
            curve[round(value)] for curve, value in zip((match.y, match.cb, match.cr), surface, strict=True)
        ]
        assert np.all(np.abs(after - target) <= np.abs(np.array(surface) - target) + 1.0)


def test_a_matched_frame_keeps_its_time_and_the_old_one_its_pixels() -> None:
    frame = frame_of(LEFT)
    frame.pts = 7
    before = planes(frame)
    match = match_colours([measured(LEFT), measured(with_cast(RIGHT, (1.2, 1.0, 0.8), 1.2))])[0]
    changed = matched(frame, match)
    assert changed.pts == 7
    assert np.array_equal(planes(frame), before)
    assert not np.array_equal(planes(changed), before)
