"""What the API hears and says about clubs."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from touchline.core.sports.table import SPORTS, find_sport
from touchline.server.accounts.schemas import EmailAddress
from touchline.server.clubs.viewer import Role
from touchline.server.kit import examples
from touchline.server.kit.examples import example, example_of
from touchline.server.kit.fields import Label, Name

Sport = Annotated[
    str,
    Field(max_length=40, json_schema_extra={"enum": sorted(SPORTS)}),
    AfterValidator(lambda name: find_sport(name).name),
]
JerseyNumber = Annotated[int, Field(ge=0, le=999)]


class OrganizationIn(BaseModel):
    """A club as it is told."""

    model_config = example(name="Lions")

    name: Name


class OrganizationOut(BaseModel):
    """A club, and what the viewer is in all of it."""

    model_config = example(id=examples.CLUB_ID, name="Lions", roles=["admin"])

    id: UUID
    name: str
    roles: list[Role]


class TeamIn(BaseModel):
    """A team as it is told."""

    model_config = example(
        name="Lions U12", sport="ice_hockey", league="Regional league", age_group="U12", season="2026/27"
    )

    name: Name
    sport: Sport
    league: Label | None = None
    age_group: Label | None = None
    season: Label | None = None


class NewTeamIn(TeamIn):
    """A new team of a club."""

    model_config = example(
        organization_id=examples.CLUB_ID,
        name="Lions U12",
        sport="ice_hockey",
        league="Regional league",
        age_group="U12",
        season="2026/27",
    )

    organization_id: UUID


class TeamFilter(BaseModel):
    """Which teams are asked for, and in which order; administrators may ask for those put away."""

    organization_id: UUID | None = None
    is_archived: bool = False
    sport: Annotated[str, Field(max_length=40)] | None = None
    season: Label | None = None
    sort: Literal["name", "-name", "created_at", "-created_at"] = "name"


class TeamOut(BaseModel):
    """A team, and what the viewer is in it."""

    model_config = example(
        id=examples.TEAM_ID,
        organization_id=examples.CLUB_ID,
        name="Lions U12",
        sport="ice_hockey",
        league="Regional league",
        age_group="U12",
        season="2026/27",
        roles=["coach"],
    )

    id: UUID
    organization_id: UUID
    name: str
    sport: str
    league: str | None
    age_group: str | None
    season: str | None
    roles: list[Role]


class RosterEntryIn(BaseModel):
    """A player's name, number and position."""

    model_config = example(name="Mia Frei", jersey_number=7, position="left wing")

    name: Name
    jersey_number: JerseyNumber | None = None
    position: Label | None = None


class NewRosterEntryIn(BaseModel):
    """A new player by name, or one of the club's players by id."""

    model_config = example(name="Mia Frei", jersey_number=7, position="left wing")

    name: Name | None = None
    player_id: UUID | None = None
    jersey_number: JerseyNumber | None = None
    position: Label | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.name is None) == (self.player_id is None):
            raise ValueError("Tell either a name or a player_id.")
        return self


class RosterEntryOut(BaseModel):
    """A player in a team; mere viewers are told no names."""

    model_config = example(
        player_id=examples.CHILD_ID, name="Mia Frei", jersey_number=7, position="left wing"
    )

    player_id: UUID
    name: str | None
    jersey_number: int | None
    position: str | None


class FaultOut(BaseModel):
    """What is wrong with a line of a file."""

    model_config = example(line=4, column="number", message="Two players have the number 7.")

    line: int
    column: str
    message: str


class ImportOut(BaseModel):
    """What an import did with the good lines, and why it did nothing with the others."""

    model_config = example(added=14, updated=2, unchanged=0, faults=[example_of(FaultOut)])

    added: int
    updated: int
    unchanged: int
    faults: list[FaultOut]


class ConsentIn(BaseModel):
    """What may be done with a player's picture and data."""

    model_config = example(film=True, analyse=False, share=False)

    film: bool
    analyse: bool
    share: bool


class ConsentOut(ConsentIn):
    """What may be done with a player's picture and data, and whether the viewer may say yes to it."""

    model_config = example(film=True, analyse=False, share=False, may_give=True)

    may_give: bool


class InvitationIn(BaseModel):
    """Somebody is to become a member; without an address the link itself is the invitation."""

    model_config = example(role="parent", player_id=examples.CHILD_ID, email="ben@example.org", days=7)

    role: Role
    player_id: UUID | None = None
    email: EmailAddress | None = None
    days: Annotated[int, Field(ge=1, le=30)] = 7


class InvitationOut(BaseModel):
    """An open invitation."""

    model_config = example(
        id=examples.INVITATION_ID,
        role="parent",
        team_id=examples.TEAM_ID,
        player_id=examples.CHILD_ID,
        email="ben@example.org",
        expires_at="2026-09-19T18:20:05Z",
    )

    id: UUID
    role: Role
    team_id: UUID | None
    player_id: UUID | None
    email: str | None
    expires_at: datetime


class NewInvitationOut(InvitationOut):
    """A new invitation; its link is told this once."""

    model_config = example(
        **example_of(InvitationOut), link=f"https://touchline.example.org/invitations/{examples.SECRET}"
    )

    link: str


class InvitationPreview(BaseModel):
    """What somebody is invited to."""

    model_config = example(
        organization_name="Lions", team_name="Lions U12", role="parent", expires_at="2026-09-19T18:20:05Z"
    )

    organization_name: str
    team_name: str | None
    role: Role
    expires_at: datetime


class MemberOut(BaseModel):
    """A member and their role."""

    model_config = example(
        id=examples.MEMBER_ID,
        user_id=examples.PERSON_ID,
        display_name="Anna Keller",
        email="anna@example.org",
        team_id=examples.TEAM_ID,
        role="coach",
    )

    id: UUID
    user_id: UUID
    display_name: str
    email: str
    team_id: UUID | None
    role: Role


class RoleIn(BaseModel):
    """What a member is to be."""

    model_config = example(role="coach")

    role: Role


class OwnPlayerOut(BaseModel):
    """A child of the viewer, or the player they are, and what may be done with their picture and data."""

    model_config = example(player_id=examples.CHILD_ID, name="Mia Frei", consent=example_of(ConsentOut))

    player_id: UUID
    name: str
    consent: ConsentOut


class MembershipOut(BaseModel):
    """What one has become."""

    model_config = example(organization_id=examples.CLUB_ID, team_id=examples.TEAM_ID, role="parent")

    organization_id: UUID
    team_id: UUID | None
    role: Role
