"""What is said before somebody is erased, and what whoever erases them must type."""

from uuid import UUID

from pydantic import BaseModel

from touchline.server.clubs.viewer import Role
from touchline.server.kit import examples
from touchline.server.kit.examples import example
from touchline.server.kit.fields import Name

_COACH = {"club": "Lions", "team": "Lions U12", "role": "coach"}


class PlaceOut(BaseModel):
    """What somebody is, and where: in a team, or in a whole club."""

    model_config = example(**_COACH)

    club: str
    team: str | None
    role: Role


class ErasureOut(BaseModel):
    """Whom it is about, all ids by which they are known, and in sentences what goes and what stays."""

    model_config = example(
        person_ids=[examples.PERSON_ID],
        name="Anna Keller",
        email="anna@example.org",
        players=[],
        places=[_COACH],
        goes=["The account. They are signed out on all devices at once, and what they had open closes."],
        stays=["The audit log, which knows them by an id that nobody has any more."],
    )

    person_ids: list[UUID]
    name: str
    email: str | None
    players: list[str]
    places: list[PlaceOut]
    goes: list[str]
    stays: list[str]


class NameTypedIn(BaseModel):
    """The name of whoever is to be erased: typed, so that nobody is erased by a slip."""

    name: Name
