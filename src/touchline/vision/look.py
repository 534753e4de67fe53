"""Measure a take's picture in one pass over the file, on small frames.

Three rhythms: twenty times a second how much moves, ten times a second what moves (camera and scene), twice
a second what the picture looks like.
What it costs is in docs/experiments/direction.md.
"""

import math
from collections import deque
from collections.abc import Callable
from pathlib import Path

from touchline.core.direct.picture import PictureTrack
from touchline.core.sync.evidence import Motion
from touchline.media.decode import Skip, sampled_frames
from touchline.media.probe import probe
from touchline.vision.appearance import appearance
from touchline.vision.camera_motion import camera_shift, movement_between
from touchline.vision.fine_motion import RATE_HZ, FineMotion
from touchline.vision.picture_notes import PictureNotes
from touchline.vision.presence import Background
from touchline.vision.thumbnail import GreyPicture, luma_thumbnail
from touchline.vision.tilt import tilt_deg

MOTION_RATE_HZ = 10.0
# A player half-way across the pitch moves less than a pixel between two frames. Over 0.3 s the liveliness of
# a camera behind a goal follows the ball (correlation 0.7); over 0.07 s it does not (0.2).
MOTION_BASE_S = 0.3
ANALYSIS_HEIGHT_PX = 180
_SAME_MOMENT_S = 1e-3


def look(
    path: Path,
    *,
    analysis_height_px: int = ANALYSIS_HEIGHT_PX,
    duration_s: float | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[PictureTrack, Motion]:
    """Measure the picture of the take in the file `path`, in take time.

    Returns what directing needs, per half second, and the finer series of motion, one value per pair of
    frames, by which takes without sound can be synchronised. Damaged frames count as not seen.
    `on_progress` hears the share of `duration_s` that is done; the file is probed for it where it is None.

    Raises:
        UnusableRecording: if the file holds no picture that can be decoded.
    """
    if on_progress is not None and duration_s is None:
        duration_s = probe(path).duration_s
    notes, background, fine = PictureNotes(), Background(), FineMotion()
    due = 0
    recent: deque[tuple[float, GreyPicture]] = deque()
    for frame in sampled_frames(path, rate_hz=RATE_HZ, skip=Skip.NON_REFERENCE):
        if frame.picture.is_corrupt:
            continue
        picture = luma_thumbnail(frame.picture, frame.rotation_deg, height_px=analysis_height_px)
        fine.add(frame.take_s, picture)
        slot = math.floor((frame.take_s + _SAME_MOMENT_S) * MOTION_RATE_HZ)
        if slot < due:
            continue
        due = slot + 1
        if notes.wants_appearance(frame.take_s):
            notes.add_appearance(frame.take_s, appearance(frame.picture, picture, frame.rotation_deg))
            notes.add_presence(frame.take_s, background.presence(frame.take_s, picture))
        if notes.wants_tilt(frame.take_s):
            notes.add_tilt(frame.take_s, tilt_deg(picture))
        _note_movement(notes, recent, frame.take_s, picture)
        if on_progress is not None and duration_s:
            on_progress(min(1.0, frame.take_s / duration_s))
    return notes.track(), fine.motion()


def _note_movement(
    notes: PictureNotes, recent: deque[tuple[float, GreyPicture]], take_s: float, picture: GreyPicture
) -> None:
    """Compare with the frame before for the camera's movement, with one 0.3 s ago for the players'."""
    if recent and recent[-1][1].shape != picture.shape:
        recent.clear()
    if recent:
        before_s, before = recent[-1]
        notes.add_shift(before_s, take_s, camera_shift(before, picture))
        while len(recent) > 1 and take_s - recent[0][0] > MOTION_BASE_S + _SAME_MOMENT_S:
            recent.popleft()
        base_s, base = recent[0]
        notes.add_movement(base_s, take_s, movement_between(base, picture))
    recent.append((take_s, picture))
