"""What Touchline must know of a sport: its pitch, its goals, its surroundings, and where to film from."""

from dataclasses import dataclass
from math import hypot

from touchline.core.sports.markings import Marking, Point, Rgb
from touchline.core.sports.play import Play


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal whose mouth's middle is at `centre_m` (x, y) on the ground, open towards the pitch centre."""

    centre_m: tuple[float, float]
    width_m: float
    height_m: float
    depth_m: float
    rgb: Rgb = (245, 245, 245)


@dataclass(frozen=True, slots=True)
class Wall:
    """Something upright along `path_m` (x, y) from `bottom_m` to `top_m`: boards, a court's wall, a tin."""

    path_m: tuple[tuple[float, float], ...]
    bottom_m: float
    top_m: float
    rgb: Rgb

    def __post_init__(self) -> None:
        if len(self.path_m) < 2 or not self.top_m > self.bottom_m >= 0:
            raise ValueError("a wall needs two points and a top above its bottom")


@dataclass(frozen=True, slots=True)
class Region:
    """Rectangle of the pitch in metres."""

    x_min_m: float
    y_min_m: float
    x_max_m: float
    y_max_m: float

    def __post_init__(self) -> None:
        if not (self.x_max_m > self.x_min_m and self.y_max_m > self.y_min_m):
            raise ValueError(f"a region must have an area, got {self}")

    @property
    def centre_m(self) -> tuple[float, float]:
        """Its middle (x, y)."""
        return (self.x_min_m + self.x_max_m) / 2, (self.y_min_m + self.y_max_m) / 2


@dataclass(frozen=True, slots=True)
class ArenaPosition:
    """A named place to film from.

    A camera at `position_m` (x, y, z) sees what is in `covers`. `priority` in [0, 1]: how much a
    director prefers it when all else is equal. `hint` tells a parent where that is.
    """

    name: str
    position_m: Point
    priority: float
    covers: Region
    hint: str

    def __post_init__(self) -> None:
        if not 0 <= self.priority <= 1:
            raise ValueError(f"priority must lie in [0, 1], got {self.priority}")


@dataclass(frozen=True, slots=True)
class Look:
    """Colours and surroundings, for drawings of the pitch and for synthetic pictures.

    `stripes` is the number of mowing stripes along the length (0: none). `stand_lean_deg` is the lean
    of what surrounds the pitch beyond `run_off_m`: 90 is a wall. `crowd` is the share of seats taken;
    None where there are no seats. `sky_rgb` is what is above. `sun` (x, y) is how far a shadow falls
    per metre of height; (0, 0) under the lights of a hall.
    """

    ground_rgb: Rgb
    stripes: int
    surround_rgb: Rgb
    team_rgb: tuple[Rgb, Rgb, Rgb]
    stand_lean_deg: float
    crowd: float | None
    ball_rgb: Rgb
    sky_rgb: Rgb
    sun: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sport:
    """One sport. All of it in the pitch frame: metres, origin at the centre, x along the length, z up.

    `run_off_m` is how far beyond the pitch (ends, sides) people and cameras can stand.
    """

    name: str
    title: str
    length_m: float
    width_m: float
    run_off_m: tuple[float, float]
    markings: tuple[Marking, ...]
    goals: tuple[Goal, ...]
    walls: tuple[Wall, ...]
    side_sizes: tuple[int, ...]
    play: Play
    positions: tuple[ArenaPosition, ...]
    look: Look

    def __post_init__(self) -> None:
        if not (self.length_m > 0 and self.width_m > 0):
            raise ValueError(f"a pitch must have an area, got {self.length_m} × {self.width_m} m")
        if not self.side_sizes:
            raise ValueError(f"{self.name} needs at least one size of side")
        if not self.positions:
            raise ValueError(f"{self.name} needs at least one place to film from")

    @property
    def largest_baseline_m(self) -> float:
        """Largest plausible distance between two cameras: the diagonal of pitch and run-off.

        Divided by 343 m/s it bounds how much sound alone can mislead about two takes.
        """
        ends_m, sides_m = self.run_off_m
        return hypot(self.length_m + 2 * ends_m, self.width_m + 2 * sides_m)

    def position(self, name: str) -> ArenaPosition:
        """The arena position called `name`.

        Raises:
            ValueError: if there is none; the message lists what there is.
        """
        for position in self.positions:
            if position.name == name:
                return position
        known = ", ".join(p.name for p in self.positions)
        raise ValueError(f"{self.title} has no position '{name}'. It has: {known}.")
