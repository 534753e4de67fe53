"""Lists come a page at a time, and say how many there are."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

MOST = 100

Row = TypeVar("Row")
Item = TypeVar("Item")


class Page(BaseModel):
    """Which part of a list is asked for."""

    limit: Annotated[int, Query(ge=1, le=MOST)] = 20
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0


class Listed(BaseModel, Generic[Item]):
    """A part of a list, and how long the whole is."""

    items: list[Item]
    total: int
    limit: int
    offset: int


async def _page(
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20, offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> Page:
    return Page(limit=limit, offset=offset)


PageQuery = Annotated[Page, Depends(_page)]


def listed(rows: Sequence[Row], total: int, page: Page, shown: Callable[[Row], Item]) -> Listed[Item]:
    """Return rows as the answer to a page that was asked for."""
    return Listed(items=[shown(row) for row in rows], total=total, limit=page.limit, offset=page.offset)


def part_of(rows: Sequence[Row], page: Page, shown: Callable[[Row], Item]) -> Listed[Item]:
    """Return the page that was asked for of rows that are all at hand."""
    return listed(rows[page.offset : page.offset + page.limit], len(rows), page, shown)
