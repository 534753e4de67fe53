"""What the API hears and says about shares."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from touchline.server.kit import examples
from touchline.server.kit.examples import example, example_of
from touchline.server.kit.fields import Name
from touchline.server.recordings.shares.models import ShareKind

USUAL_DAYS, MOST_DAYS = 30, 365
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200

MediaType = Literal["application/vnd.apple.mpegurl", "video/mp4"]


class ShareIn(BaseModel):
    """A link that is to be made. `label` is for whoever made it, and shown to who opens it."""

    model_config = example(days=30, password=examples.PASSWORD, label="For the grandparents")

    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = USUAL_DAYS
    password: (
        Annotated[SecretStr, Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)] | None
    ) = None
    label: Name | None = None


class ShareOut(BaseModel):
    """A link that was made. `is_open` is false once it has expired, and while a consent is missing."""

    model_config = example(
        id=examples.SHARE_ID,
        game_id=examples.GAME_ID,
        kind="film",
        take_id=None,
        clip_id=None,
        label="For the grandparents",
        has_password=True,
        is_open=True,
        problem=None,
        is_mine=True,
        views=3,
        last_viewed_at="2026-09-21T19:02:11Z",
        created_at=examples.FILMED_AT,
        expires_at="2026-10-20T15:44:40Z",
    )

    id: UUID
    game_id: UUID
    kind: ShareKind
    take_id: UUID | None
    clip_id: UUID | None
    label: str | None
    has_password: bool
    is_open: bool
    problem: str | None
    is_mine: bool
    views: int
    last_viewed_at: datetime | None
    created_at: datetime
    expires_at: datetime


class NewShareOut(ShareOut):
    """A new link, told this once."""

    model_config = example(
        **{**example_of(ShareOut), "views": 0, "last_viewed_at": None},
        link=f"https://touchline.example.org/s/{examples.SECRET}",
    )

    link: str


class OpenIn(BaseModel):
    """What opens a link that has a password."""

    model_config = example(password=examples.PASSWORD)

    password: Annotated[SecretStr, Field(max_length=LONGEST_PASSWORD)] | None = None


class OpenAgainIn(BaseModel):
    """What opens a link for whoever opened it a while ago: the ticket that they were given then."""

    model_config = example(ticket="eyJzaGFyZSI6IjAxOTliMzBhIn0.c2lnbmVk")

    ticket: Annotated[str, Field(max_length=2000)]


class OpenedShareOut(BaseModel):
    """What a link shows.

    While `needs_password` is true all else is null: send the password. `stream_url` is null while the film
    or clip is being made. Addresses are good until `good_until`; whoever still watches then sends `ticket`
    to `…/again` and gets new ones, without the password and without being counted again. It is good for 12
    hours from the first opening, however often it was sent.
    """

    model_config = example(
        needs_password=False,
        kind="film",
        label="For the grandparents",
        stream_url=examples.FILE_URL + "film.m3u8",
        media_type="application/vnd.apple.mpegurl",
        poster_url=examples.FILE_URL + "film.jpg",
        good_until="2026-09-21T03:44:40Z",
        expires_at="2026-10-20T15:44:40Z",
        ticket="eyJzaGFyZSI6IjAxOTliMzBhIn0.c2lnbmVk",
    )

    needs_password: bool
    kind: ShareKind | None
    label: str | None
    stream_url: str | None
    media_type: MediaType | None
    poster_url: str | None
    good_until: datetime | None
    expires_at: datetime | None
    ticket: str | None
