"""How sides stand: named slots on a pitch of any size, and those formations that come with each sport.

A sport says where a side of each size stands, goalkeeper first, and nothing more. Names are made from that:
players who stand equally deep are a line, lines count from the back (`back`, `middle`, `front`), and within a
line from left to right. The formation is called by its lines: 4-4-2. So a new sport has formations at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from touchline.core.sports.play import RallyPlay, Spot
from touchline.core.sports.sport import Sport
from touchline.core.sports.table import SPORTS

LINE_GAP = 0.12
"""Who stands more than this share of half the pitch before the one behind is in the next line."""

_NAMESPACE = UUID("6f1d0a6e-3a53-5d0e-9a52-1d8f0c1d7b11")
_LINES = {1: ("middle",), 2: ("back", "front"), 3: ("back", "middle", "front")}
_ACROSS = {
    1: ("",),
    2: ("left", "right"),
    3: ("left", "center", "right"),
    4: ("left", "center_left", "center_right", "right"),
    5: ("left", "center_left", "center", "center_right", "right"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A named place: `x` from the own goal line (0) to the other (1), `y` from left (0) to right (1)."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A formation, ours (of no club) or a club's own."""

    id: UUID
    organization_id: UUID | None
    sport: str
    name: str
    slots: tuple[Slot, ...]

    def slot(self, name: str) -> Slot | None:
        """Return the slot of this name."""
        return next((slot for slot in self.slots if slot.name == name), None)


def plans_of(sport: Sport) -> Iterator[Plan]:
    """Yield the formations that come with a sport, one per size of side."""
    if isinstance(sport.play, RallyPlay):
        base = (sport.play.base_m[0] * 2 / sport.length_m, sport.play.base_m[1] * 2 / sport.width_m)
        yield _plan(sport, "1", [_slot("base", base)])
        return
    for _, (keeper, *field) in sorted(sport.play.formations.items()):
        lines = _lines(field)
        slots = [slot for number, line in enumerate(lines) for slot in _named(line, number, len(lines))]
        name = "-".join(str(len(line)) for line in lines)
        yield _plan(sport, name, [_slot("goalkeeper", keeper), *slots])


def _plan(sport: Sport, name: str, slots: Sequence[Slot]) -> Plan:
    made = uuid5(_NAMESPACE, f"{sport.name}/{len(slots)}/{name}")
    return Plan(made, None, sport.name, name, tuple(slots))


def _lines(field: Sequence[Spot]) -> list[list[Spot]]:
    lines: list[list[Spot]] = []
    for spot in sorted(field):
        if lines and spot[0] - lines[-1][-1][0] <= LINE_GAP:
            lines[-1].append(spot)
        else:
            lines.append([spot])
    return lines


def _named(line: Sequence[Spot], number: int, lines: int) -> Iterator[Slot]:
    depth = _LINES[lines][number] if lines in _LINES else f"line_{number + 1}"
    across = _ACROSS.get(len(line), tuple(str(place + 1) for place in range(len(line))))
    from_left = sorted(line, key=lambda spot: -spot[1])  # looking along +x, +y is to the left
    for word, spot in zip(across, from_left, strict=True):
        yield _slot(f"{depth}_{word}" if word else depth, spot)


def _slot(name: str, spot: Spot) -> Slot:
    return Slot(name, round((1 + spot[0]) / 2, 4), round((1 - spot[1]) / 2, 4))


SHIPPED = tuple(plan for sport in SPORTS.values() for plan in plans_of(sport))
"""The formations that come with the sports; their ids are the same on every server."""
