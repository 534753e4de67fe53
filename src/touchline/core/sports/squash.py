"""Squash, singles court; the front wall is at +x.

Dimensions: World Squash, "Specifications for squash courts": 9.75 × 6.40 m, tin 0.48 m, service line
1.78 m, front out line 4.57 m falling to 2.13 m at the back, short line 5.44 m from the front wall,
service boxes of 1.60 m, lines 50 mm wide. Heights and the short line are measured to the line's nearer edge.
"""

from touchline.core.sports.markings import Marking, Rgb, line
from touchline.core.sports.play import Athletes, RallyPlay
from touchline.core.sports.sport import ArenaPosition, Look, Region, Sport, Wall

LENGTH_M, WIDTH_M = 9.75, 6.40
X, Y = LENGTH_M / 2, WIDTH_M / 2
LINE_M = 0.05
SHORT_X = X - 5.44 - LINE_M / 2
RED: Rgb = (190, 44, 40)
PLASTER: Rgb = (226, 224, 216)
TIN_TOP_M = 0.48
SERVICE_M, OUT_M, BACK_OUT_M = 1.78 + LINE_M / 2, 4.57 + LINE_M / 2, 2.13 + LINE_M / 2
BOX_X = SHORT_X - 1.60

MARKINGS = (
    Marking(line((SHORT_X, -Y), (SHORT_X, Y)), LINE_M, RED),
    Marking(line((-X, 0), (SHORT_X, 0)), LINE_M, RED),
    Marking(line((SHORT_X, -Y + 1.60), (BOX_X, -Y + 1.60), (BOX_X, -Y)), LINE_M, RED),
    Marking(line((SHORT_X, Y - 1.60), (BOX_X, Y - 1.60), (BOX_X, Y)), LINE_M, RED),
    Marking(((X, -Y, SERVICE_M), (X, Y, SERVICE_M)), LINE_M, RED),
    Marking(((-X, -Y, BACK_OUT_M), (X, -Y, OUT_M), (X, Y, OUT_M), (-X, Y, BACK_OUT_M)), LINE_M, RED),
)

ALL = Region(-X, -Y, X, Y)

SQUASH = Sport(
    name="squash",
    title="Squash",
    length_m=LENGTH_M,
    width_m=WIDTH_M,
    run_off_m=(4.0, 1.0),
    markings=MARKINGS,
    goals=(),
    walls=(
        Wall(((X, -Y), (X, Y)), 0.0, 5.6, PLASTER),
        Wall(((-X, -Y), (X, -Y)), 0.0, 5.6, PLASTER),
        Wall(((X, Y), (-X, Y)), 0.0, 5.6, PLASTER),
        Wall(((X - 0.02, -Y), (X - 0.02, Y)), 0.0, TIN_TOP_M, (160, 40, 38)),
    ),
    side_sizes=(1,),
    play=RallyPlay(
        athletes=Athletes(top_speed_mps=5.5, jog_speed_mps=2.5, acceleration_mps2=6.0),
        ball_radius_m=0.02,
        shot_speed_mps=22.0,
        mean_shots=7.0,
        rest_s=8.0,
        reach_m=0.9,
        base_m=(SHORT_X - 0.4, 0.0),
    ),
    positions=(
        ArenaPosition("center_high", (-X - 3.0, 0.0, 3.6), 1.0, ALL, "balcony behind the back wall"),
        ArenaPosition("back_low", (-X - 1.2, 0.0, 1.6), 0.7, ALL, "behind the glass, in the middle"),
        ArenaPosition("back_left", (-X - 1.5, 2.2, 2.2), 0.6, ALL, "behind the glass, left"),
        ArenaPosition("back_right", (-X - 1.5, -2.2, 2.2), 0.6, ALL, "behind the glass, right"),
    ),
    look=Look(
        ground_rgb=(196, 158, 108),
        stripes=0,
        surround_rgb=(120, 110, 100),
        team_rgb=((40, 44, 54), (214, 120, 34), (60, 60, 60)),
        stand_lean_deg=90.0,
        crowd=None,
        ball_rgb=(24, 24, 26),
        sky_rgb=(74, 70, 66),
        sun=(0.0, 0.0),
    ),
)
