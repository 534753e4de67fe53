"""Routes of arenas: facts about sports, for anybody; a guest must know where to stand."""

from typing import Annotated

from fastapi import APIRouter, Path

from touchline.core.sports.sport import ArenaPosition, Sport
from touchline.core.sports.table import SPORTS
from touchline.server.games.errors import ArenaNotFound
from touchline.server.games.schemas import ArenaOut, PositionOut, RegionOut
from touchline.server.kit.pagination import Listed, PageQuery, part_of

router = APIRouter(prefix="/arena")


@router.get("/types")
def list_arenas(page: PageQuery) -> Listed[ArenaOut]:
    """List the types of arena."""
    return part_of(list(SPORTS.values()), page, _shown)


@router.get("/{type}/positions")
def list_arena_positions(
    kind: Annotated[str, Path(alias="type", max_length=40)], page: PageQuery
) -> Listed[PositionOut]:
    """List where one can film from, and what one sees from there."""
    if kind not in SPORTS:
        raise ArenaNotFound(SPORTS)
    return part_of(SPORTS[kind].positions, page, _shown_position)


def _shown(sport: Sport) -> ArenaOut:
    return ArenaOut(
        type=sport.name,
        title=sport.title,
        length_m=sport.length_m,
        width_m=sport.width_m,
        side_sizes=list(sport.side_sizes),
    )


def _shown_position(position: ArenaPosition) -> PositionOut:
    x_m, y_m, z_m = position.position_m
    return PositionOut(
        name=position.name,
        hint=position.hint,
        priority=position.priority,
        x_m=x_m,
        y_m=y_m,
        z_m=z_m,
        covers=RegionOut.model_validate(position.covers, from_attributes=True),
    )
