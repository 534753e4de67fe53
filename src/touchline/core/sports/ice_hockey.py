"""Ice hockey, on the largest rink that the IIHF allows.

Dimensions: IIHF Official Rule Book, section 1 "Playing area": 60 × 30 m, corners of 8.5 m radius, boards
of 1.07 m, goal lines 4 m from the ends, blue lines 22.86 m from the ends, face-off circles of 4.5 m
radius, goals of 1.83 × 1.22 m.
"""

from types import MappingProxyType

from touchline.core.sports.markings import Marking, Path, Rgb, arc, at_both_ends, line, spot
from touchline.core.sports.play import Athletes, GoalPlay
from touchline.core.sports.sport import ArenaPosition, Goal, Look, Region, Sport, Wall

LENGTH_M, WIDTH_M = 60.0, 30.0
X, Y = LENGTH_M / 2, WIDTH_M / 2
CORNER_M = 8.5
BLUE_X = X - 22.86
GOAL_X = X - 4.0
THIN_M, THICK_M = 0.05, 0.30
RED: Rgb = (196, 38, 46)
BLUE: Rgb = (36, 82, 170)

BOARDS: Path = (
    *arc((X - CORNER_M, Y - CORNER_M), CORNER_M, 0, 90),
    *arc((-X + CORNER_M, Y - CORNER_M), CORNER_M, 90, 180),
    *arc((-X + CORNER_M, -Y + CORNER_M), CORNER_M, 180, 270),
    *arc((X - CORNER_M, -Y + CORNER_M), CORNER_M, 270, 360),
    (X, Y - CORNER_M, 0.0),
)
# Where the goal line meets the rounded boards: 4.5 m before the corner's centre.
GOAL_LINE_Y = Y - CORNER_M + (CORNER_M**2 - (CORNER_M - 4.0) ** 2) ** 0.5

MARKINGS = (
    Marking(line((0, -Y), (0, Y)), THICK_M, RED),
    Marking(arc((0, 0), 4.5), THIN_M, BLUE),
    spot((0, 0), 0.15, BLUE),
    *at_both_ends(
        Marking(line((BLUE_X, -Y), (BLUE_X, Y)), THICK_M, BLUE),
        Marking(line((GOAL_X, -GOAL_LINE_Y), (GOAL_X, GOAL_LINE_Y)), THIN_M, RED),
        Marking(arc((GOAL_X, 0), 1.83, 90, 270), THIN_M, RED),
        *(Marking(arc((GOAL_X - 6, y), 4.5), THIN_M, RED) for y in (-7.0, 7.0)),
        *(spot((GOAL_X - 6, y), 0.3, RED) for y in (-7.0, 7.0)),
        *(spot((BLUE_X - 1.5, y), 0.3, RED) for y in (-7.0, 7.0)),
    ),
)

ALL = Region(-X, -Y, X, Y)
LEFT = Region(-X, -Y, 0, Y)
RIGHT = Region(0, -Y, X, Y)

ICE_HOCKEY = Sport(
    name="ice_hockey",
    title="Ice hockey",
    length_m=LENGTH_M,
    width_m=WIDTH_M,
    run_off_m=(5.0, 8.0),
    markings=MARKINGS,
    goals=(
        Goal((-GOAL_X, 0.0), 1.83, 1.22, 1.12, rgb=RED),
        Goal((GOAL_X, 0.0), 1.83, 1.22, 1.12, rgb=RED),
    ),
    walls=(Wall(tuple((x, y) for x, y, _ in BOARDS), 0.0, 1.07, (238, 238, 236)),),
    side_sizes=(6,),
    play=GoalPlay(
        athletes=Athletes(top_speed_mps=9.5, jog_speed_mps=5.5, acceleration_mps2=4.0),
        formations=MappingProxyType(
            {6: ((-0.84, 0.0), (-0.5, -0.35), (-0.5, 0.35), (-0.12, -0.55), (-0.05, 0.0), (-0.12, 0.55))}
        ),
        ball_radius_m=0.038,
        pass_speed_mps=18.0,
        shot_speed_mps=26.0,
        shooting_range_m=16.0,
        mean_hold_s=1.2,
        goal_share=0.09,
        flies=False,
        referees=2,
    ),
    positions=(
        ArenaPosition("center_high", (0.0, -21.0, 7.5), 1.0, ALL, "middle of the stand, top row"),
        ArenaPosition("center_low", (0.0, -16.5, 2.4), 0.6, ALL, "behind the glass at the red line"),
        ArenaPosition("center_far", (0.0, 17.5, 2.4), 0.5, ALL, "red line, on the side of the benches"),
        ArenaPosition("goal_left", (-33.0, 0.0, 4.0), 0.7, LEFT, "behind the left goal, above the glass"),
        ArenaPosition("goal_right", (33.0, 0.0, 4.0), 0.7, RIGHT, "behind the right goal, above the glass"),
        ArenaPosition("corner_left", (-29.0, -17.0, 5.0), 0.6, LEFT, "near left corner of the stand"),
        ArenaPosition("corner_right", (29.0, -17.0, 5.0), 0.6, RIGHT, "near right corner of the stand"),
    ),
    look=Look(
        ground_rgb=(222, 230, 236),
        stripes=0,
        surround_rgb=(78, 82, 90),
        team_rgb=((178, 32, 40), (28, 50, 110), (40, 40, 40)),
        stand_lean_deg=35.0,
        crowd=0.4,
        ball_rgb=(20, 20, 22),
        sky_rgb=(44, 48, 56),
        sun=(0.0, 0.0),
    ),
)
