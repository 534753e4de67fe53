"""The pitch as a drawing: lines, goals and walls of a sport from above, and the places to film from.

Colours and the widths of lines are the style sheet's; numbers in the drawing are those of the list beside it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import dist

from markupsafe import Markup

from touchline.core.sports.markings import Marking, Point
from touchline.core.sports.sport import ArenaPosition, Goal, Sport
from touchline.server.portal.language import translatable

MARGIN_M = 3.0
HALF = 0.5
SPOT_M = 0.045
"""How large somebody is drawn, as a share of the larger side of what is shown."""
CLOSED_M = 0.01
DOT_M = 0.027
"""How large a place is drawn, as a share of the drawing's length."""

PLACES = {
    "center_high": translatable("Middle, high up"),
    "center_low": translatable("Middle, low"),
    "center_far": translatable("Middle, far side"),
    "goal_left": translatable("Left goal"),
    "goal_right": translatable("Right goal"),
    "corner_left": translatable("Left corner"),
    "corner_right": translatable("Right corner"),
    "back_low": translatable("Behind the court, low"),
    "back_left": translatable("Behind the court, left"),
    "back_right": translatable("Behind the court, right"),
}
"""A position's name → what a parent calls it; others are shown by their name."""


def place_words(name: str | None) -> str:
    """Return what a position is called, to be translated."""
    return PLACES.get(name or "", (name or "").replace("_", " ").capitalize())


def draw(sport: Sport, *, taken: Collection[str] = (), chosen: str | None = None) -> Markup:
    """Return the pitch with its places, numbered from 1; `taken` have a camera already."""
    left_m, top_m, width_m, height_m = _frame(sport)
    parts = [
        _ground(sport),
        *(_line(marking) for marking in sport.markings if _lies(marking)),
        *(_goal(goal) for goal in sport.goals),
        *(
            Markup('<path class="pitch-wall" d="{}"/>').format(_path((x, y, 0.0) for x, y in wall.path_m))
            for wall in sport.walls
        ),
        *(
            _place(position, number, width_m, position.name in taken, position.name == chosen)
            for number, position in enumerate(sport.positions, 1)
        ),
    ]
    return Markup('<svg class="pitch" viewBox="{} {} {} {}" aria-hidden="true">{}</svg>').format(
        *_metres(left_m, top_m, width_m, height_m), Markup("").join(parts)
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """Somebody on the pitch: where (as `formations.Slot` has it), and what stands in their circle."""

    x: float
    y: float
    words: str


def draw_side(sport: Sport, spots: Sequence[Spot]) -> Markup:
    """Return where a side stands, its own goal on the left: on its own half, if that holds all of it."""
    has_half = all(spot.x <= HALF for spot in spots)
    width_m = sport.length_m / (2 if has_half else 1)
    radius_m = SPOT_M * max(width_m, sport.width_m)
    box = (-sport.length_m / 2, -sport.width_m / 2, width_m, sport.width_m)
    grown = (box[0] - radius_m, box[1] - radius_m, box[2] + 2 * radius_m, box[3] + 2 * radius_m)
    parts = [
        _ground(sport),
        *(_line(marking) for marking in sport.markings if _lies(marking)),
        *(_goal(goal) for goal in sport.goals),
        *(_spot(sport, spot, number, radius_m) for number, spot in enumerate(spots)),
    ]
    return Markup('<svg class="pitch" viewBox="{} {} {} {}" aria-hidden="true">{}</svg>').format(
        *_metres(*grown), Markup("").join(parts)
    )


def _spot(sport: Sport, spot: Spot, number: int, radius_m: float) -> Markup:
    x, y = (spot.x - 0.5) * sport.length_m, (spot.y - 0.5) * sport.width_m
    classes = "spot" if spot.words else "spot is-free"
    return Markup(
        '<g class="{}" data-spot="{}"><circle cx="{}" cy="{}" r="{}"/>'
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle" dominant-baseline="central">{}</text></g>'
    ).format(classes, number, *_metres(x, y, radius_m, x, y, 1.1 * radius_m), spot.words)


def _frame(sport: Sport) -> tuple[float, float, float, float]:
    """Left, top, width and height of what holds the pitch and all places."""
    spots = [position.position_m for position in sport.positions]
    reach_x = max(sport.length_m / 2, *(abs(x) for x, _, _ in spots)) + MARGIN_M
    reach_y = max(sport.width_m / 2, *(abs(y) for _, y, _ in spots)) + MARGIN_M
    return -reach_x, -reach_y, 2 * reach_x, 2 * reach_y


def _ground(sport: Sport) -> Markup:
    """Fill what the boards enclose, or the whole pitch where there are none."""
    x, y = sport.length_m / 2, sport.width_m / 2
    corners = ((-x, -y), (x, -y), (x, y), (-x, y))
    closed = next(
        (wall.path_m for wall in sport.walls if dist(wall.path_m[0], wall.path_m[-1]) < CLOSED_M), corners
    )
    return Markup('<path class="pitch-ground" d="{}Z"/>').format(_path((a, b, 0.0) for a, b in closed))


def _lies(marking: Marking) -> bool:
    return all(z == 0 for _, _, z in marking.path_m)


def _line(marking: Marking) -> Markup:
    return Markup('<path class="pitch-line" d="{}"/>').format(_path(marking.path_m))


def _goal(goal: Goal) -> Markup:
    x, y = goal.centre_m
    back_m = goal.depth_m if x > 0 else -goal.depth_m
    corners = [(x, y - goal.width_m / 2), (x + back_m, y - goal.width_m / 2)]
    corners += [(x + back_m, y + goal.width_m / 2), (x, y + goal.width_m / 2)]
    return Markup('<path class="pitch-goal" d="{}"/>').format(_path((a, b, 0.0) for a, b in corners))


def _place(position: ArenaPosition, number: int, width_m: float, is_taken: bool, is_chosen: bool) -> Markup:
    x, y, _ = position.position_m
    classes = "place" + (" is-taken" if is_taken else "") + (" is-chosen" if is_chosen else "")
    radius_m = DOT_M * width_m
    return Markup(
        '<g class="{}" data-place="{}"><circle cx="{}" cy="{}" r="{}"/>'
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle" dominant-baseline="central">{}</text></g>'
    ).format(classes, position.name, *_metres(x, -y, radius_m, x, -y, 1.2 * radius_m), number)


def _path(points: Iterable[Point]) -> str:
    """Return the path in the drawing, where y grows downwards."""
    return "M" + " L".join(f"{x:.2f} {-y:.2f}" for x, y, _ in points)


def _metres(*values: float) -> list[str]:
    return [f"{value:.2f}" for value in values]
