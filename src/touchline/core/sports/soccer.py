"""Soccer, on the pitch that FIFA recommends.

Dimensions: IFAB Laws of the Game, Law 1 "The Field of Play"; 105 × 68 m is the size asked for
in FIFA competitions. Team sizes 5 to 9 play on smaller pitches with the same words for places.
"""

from types import MappingProxyType

from touchline.core.sports.markings import Marking, Rgb, arc, at_both_ends, box, line, spot
from touchline.core.sports.play import Athletes, GoalPlay
from touchline.core.sports.sport import ArenaPosition, Goal, Look, Region, Sport

LENGTH_M, WIDTH_M = 105.0, 68.0
X, Y = LENGTH_M / 2, WIDTH_M / 2
LINE_M = 0.12  # the widest that Law 1 allows
WHITE: Rgb = (236, 240, 234)
ARC_AT_PENALTY_AREA_DEG = 53.05  # acos((16.5 - 11) / 9.15)

MARKINGS = (
    Marking(box(-X, -Y, X, Y), LINE_M, WHITE),
    Marking(line((0, -Y), (0, Y)), LINE_M, WHITE),
    Marking(arc((0, 0), 9.15), LINE_M, WHITE),
    spot((0, 0), 0.11, WHITE),
    *at_both_ends(
        Marking(box(X - 16.5, -20.16, X, 20.16), LINE_M, WHITE),
        Marking(box(X - 5.5, -9.16, X, 9.16), LINE_M, WHITE),
        spot((X - 11, 0), 0.11, WHITE),
        Marking(
            arc((X - 11, 0), 9.15, 180 - ARC_AT_PENALTY_AREA_DEG, 180 + ARC_AT_PENALTY_AREA_DEG),
            LINE_M,
            WHITE,
        ),
        Marking(arc((X, Y), 1.0, 180, 270), LINE_M, WHITE),
        Marking(arc((X, -Y), 1.0, 90, 180), LINE_M, WHITE),
    ),
)

KEEPER = (-0.93, 0.0)
FORMATIONS = MappingProxyType(
    {
        5: (KEEPER, (-0.55, 0.0), (-0.3, -0.5), (-0.3, 0.5), (-0.06, 0.0)),
        7: (KEEPER, (-0.6, -0.35), (-0.6, 0.35), (-0.35, -0.6), (-0.38, 0.0), (-0.35, 0.6), (-0.06, 0.05)),
        8: (
            KEEPER, (-0.62, -0.5), (-0.66, 0.0), (-0.62, 0.5),
            (-0.34, -0.6), (-0.38, 0.0), (-0.34, 0.6), (-0.06, 0.05),
        ),
        9: (
            KEEPER, (-0.62, -0.5), (-0.66, 0.0), (-0.62, 0.5),
            (-0.34, -0.6), (-0.38, 0.0), (-0.34, 0.6), (-0.06, -0.15), (-0.08, 0.2),
        ),
        11: (
            KEEPER, (-0.6, -0.65), (-0.66, -0.22), (-0.66, 0.22), (-0.6, 0.65),
            (-0.34, -0.7), (-0.38, -0.22), (-0.38, 0.22), (-0.34, 0.7), (-0.06, -0.12), (-0.08, 0.16),
        ),
    }
)  # fmt: skip

ALL = Region(-X, -Y, X, Y)
LEFT = Region(-X, -Y, 0, Y)
RIGHT = Region(0, -Y, X, Y)

SOCCER = Sport(
    name="soccer",
    title="Soccer",
    length_m=LENGTH_M,
    width_m=WIDTH_M,
    run_off_m=(9.0, 9.0),
    markings=MARKINGS,
    goals=(Goal((-X, 0.0), 7.32, 2.44, 2.0), Goal((X, 0.0), 7.32, 2.44, 2.0)),
    walls=(),
    side_sizes=(5, 7, 8, 9, 11),
    play=GoalPlay(
        athletes=Athletes(top_speed_mps=8.2, jog_speed_mps=4.2, acceleration_mps2=4.0),
        formations=FORMATIONS,
        ball_radius_m=0.11,
        pass_speed_mps=14.0,
        shot_speed_mps=20.0,
        shooting_range_m=22.0,
        mean_hold_s=1.6,
        goal_share=0.15,
        flies=True,
    ),
    positions=(
        ArenaPosition("center_high", (0.0, -42.0, 9.0), 1.0, ALL, "half-way line, as high as you can get"),
        ArenaPosition("center_low", (0.0, -38.5, 1.7), 0.6, ALL, "half-way line, at the rail"),
        ArenaPosition("center_far", (0.0, 38.5, 1.7), 0.5, ALL, "half-way line, on the other side"),
        ArenaPosition("goal_left", (-59.0, -7.0, 2.6), 0.7, LEFT, "behind the left goal, beside the net"),
        ArenaPosition("goal_right", (59.0, -7.0, 2.6), 0.7, RIGHT, "behind the right goal, beside the net"),
        ArenaPosition("corner_left", (-56.0, -39.0, 4.0), 0.6, LEFT, "near left corner"),
        ArenaPosition("corner_right", (56.0, -39.0, 4.0), 0.6, RIGHT, "near right corner"),
    ),
    look=Look(
        ground_rgb=(74, 128, 58),
        stripes=18,
        surround_rgb=(96, 104, 92),
        team_rgb=((206, 52, 46), (44, 92, 190), (238, 214, 60)),
        stand_lean_deg=32.0,
        crowd=0.35,
        ball_rgb=(250, 250, 248),
        sky_rgb=(164, 192, 214),
        sun=(0.75, 0.45),
    ),
)
