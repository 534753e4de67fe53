"""What the API hears and says about games."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from touchline.server.accounts.schemas import TimeZone
from touchline.server.clubs.schemas import Sport
from touchline.server.games.codes import LONGEST_TYPED
from touchline.server.games.models import GameKind, GameState
from touchline.server.kit import examples
from touchline.server.kit.examples import example, example_of
from touchline.server.kit.fields import Label, Name

FIRST_START = datetime(2000, 1, 1, tzinfo=UTC)
LAST_START = datetime(2100, 1, 1, tzinfo=UTC)


def _of_our_times(starts_at: datetime) -> datetime:
    if not FIRST_START <= starts_at < LAST_START:
        raise ValueError("Enter a start between the years 2000 and 2100.")
    return starts_at.astimezone(UTC)


Start = Annotated[AwareDatetime, AfterValidator(_of_our_times)]
Day = Annotated[date, Field(ge=FIRST_START.date(), le=LAST_START.date())]
Code = Annotated[str, Field(max_length=LONGEST_TYPED)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Score = Annotated[int, Field(ge=0, le=999)]


_TOLD: dict[str, object] = {
    "kind": "match",
    "opponent": "Bears",
    "is_home": True,
    "place": "Rink 2",
    "starts_at": examples.STARTS_AT,
    "time_zone": "Europe/Zurich",
    "our_score": 4,
    "their_score": 3,
    "expected_takes": 3,
}
"""What is told of the game that stands as an example."""


class GameIn(BaseModel):
    """A game as it is told. `time_zone` is that of the place; the scores are ours and theirs."""

    model_config = example(**_TOLD)

    kind: GameKind = GameKind.MATCH
    opponent: Name | None = None
    is_home: bool = True
    place: Name | None = None
    starts_at: Start
    time_zone: TimeZone
    our_score: Score | None = None
    their_score: Score | None = None
    expected_takes: Annotated[int, Field(ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _scores_of_a_match(self) -> Self:
        if (self.our_score is None) != (self.their_score is None):
            raise ValueError("Tell both scores, or none.")
        if self.kind is not GameKind.MATCH and self.our_score is not None:
            raise ValueError("A practice has no score. Leave the score out, or make it a match.")
        return self


class NewGameIn(GameIn):
    """A new game of a team."""

    model_config = example(
        team_id=examples.TEAM_ID,
        kind="match",
        opponent="Bears",
        is_home=True,
        place="Rink 2",
        starts_at=examples.STARTS_AT,
        time_zone="Europe/Zurich",
        expected_takes=3,
    )

    team_id: UUID


class GameFilter(BaseModel):
    """Which games are asked for, and in which order; cancelled ones only if asked for by status.

    `from` and `to` are days where the game is played, both included.
    """

    model_config = ConfigDict(populate_by_name=True)

    team_id: UUID | None = None
    status: Annotated[list[GameState], Field(max_length=len(GameState))] = []
    kind: GameKind | None = None
    from_day: Annotated[Day | None, Field(alias="from")] = None
    to_day: Annotated[Day | None, Field(alias="to")] = None
    sort: Literal["starts_at", "-starts_at", "created_at", "-created_at"] = "-starts_at"


class GameOut(BaseModel):
    """A game, and whether the viewer runs it; mere viewers are not told the code."""

    model_config = example(
        id=examples.GAME_ID,
        team_id=examples.TEAM_ID,
        team_name="Lions U12",
        sport="ice_hockey",
        state="ready",
        code="K7M4XP",
        **_TOLD,
        created_at=examples.MADE_AT,
        cancelled_at=None,
        may_run=True,
    )

    id: UUID
    team_id: UUID
    team_name: str
    sport: str
    kind: GameKind
    state: GameState
    code: str | None
    opponent: str | None
    is_home: bool
    place: str | None
    starts_at: datetime
    time_zone: str
    our_score: int | None
    their_score: int | None
    expected_takes: int | None
    created_at: datetime
    cancelled_at: datetime | None
    may_run: bool


class JoinInfo(BaseModel):
    """What anybody who holds a code is told: what is played, when, and how far it is."""

    model_config = example(
        game_id=examples.GAME_ID,
        sport="ice_hockey",
        kind="match",
        state="scheduled",
        starts_at=examples.STARTS_AT,
        time_zone="Europe/Zurich",
    )

    game_id: UUID
    sport: str
    kind: GameKind
    state: GameState
    starts_at: datetime
    time_zone: str


class JoinIn(BaseModel):
    """Somebody takes part; members of the team need no code."""

    model_config = example(code="K7M4XP", position="center_high")

    code: Code | None = None
    position: Label | None = None
    name: Name | None = None
    """Whose camera it is, as a guest says; whoever has an account is known already."""


class JoinedOut(JoinInfo):
    """One takes part; a guest's token is told this once."""

    model_config = example(
        **example_of(JoinInfo),
        participant_id=examples.PARTICIPANT_ID,
        position="center_high",
        camera_token=f"tlc_{examples.SECRET}",
        expires_at="2026-09-21T14:00:00Z",
    )

    participant_id: UUID
    position: str | None
    camera_token: str | None
    expires_at: datetime | None


class OwnGameOut(JoinInfo):
    """A game of one's teams, or one that was joined by its code (then `is_seen` is false)."""

    model_config = example(**example_of(JoinInfo), is_seen=True, takes_part=True, position="center_high")

    is_seen: bool
    takes_part: bool
    position: str | None


class ParticipantOut(BaseModel):
    """Somebody who takes part; only those who run the game are told names, a guest's too."""

    model_config = example(
        id=examples.PARTICIPANT_ID,
        is_guest=False,
        display_name="Anna Keller",
        position="center_high",
        joined_at="2026-09-20T13:41:09Z",
    )

    id: UUID
    is_guest: bool
    display_name: str | None
    position: str | None
    joined_at: datetime


class ArenaOut(BaseModel):
    """A type of arena: a sport, its pitch and the sizes of its sides."""

    model_config = example(type="ice_hockey", title="Ice hockey", length_m=60.0, width_m=30.0, side_sizes=[6])

    type: str
    title: str
    length_m: float
    width_m: float
    side_sizes: list[int]


class RegionOut(BaseModel):
    """A part of the pitch."""

    model_config = example(x_min_m=-30.0, y_min_m=-15.0, x_max_m=30.0, y_max_m=15.0)

    x_min_m: float
    y_min_m: float
    x_max_m: float
    y_max_m: float


class PositionOut(BaseModel):
    """A place to film from, in the pitch frame: origin at the centre, x along the length, z up."""

    model_config = example(
        name="center_high",
        hint="middle of the stand, top row",
        priority=1.0,
        x_m=0.0,
        y_m=-21.0,
        z_m=7.5,
        covers=example_of(RegionOut),
    )

    name: str
    hint: str
    priority: float
    x_m: float
    y_m: float
    z_m: float
    covers: RegionOut


class SlotIn(BaseModel):
    """A place in a formation.

    `x` goes from the own goal line (0) to the other one (1), `y` from the left touchline (0) to the right one
    (1), as a player sees it who looks at the other goal. The arena's `length_m` and `width_m` make it metres.
    """

    model_config = example(name="goalkeeper", x=0.02, y=0.5)

    name: Label
    x: Share
    y: Share


class FormationIn(BaseModel):
    """A club's own formation, for any size of side."""

    model_config = example(
        organization_id=examples.CLUB_ID,
        sport="ice_hockey",
        name="Three on three",
        slots=[
            {"name": "goalkeeper", "x": 0.02, "y": 0.5},
            {"name": "defence", "x": 0.3, "y": 0.5},
            {"name": "left wing", "x": 0.6, "y": 0.25},
            {"name": "right wing", "x": 0.6, "y": 0.75},
        ],
    )

    organization_id: UUID
    sport: Sport
    name: Name
    slots: Annotated[list[SlotIn], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        if len({slot.name.casefold() for slot in self.slots}) < len(self.slots):
            raise ValueError("Two slots have the same name. Name each slot differently.")
        return self


class FormationFilter(BaseModel):
    """Which formations are asked for."""

    sport: Annotated[str, Field(max_length=40)] | None = None
    side_size: Annotated[int, Field(ge=1, le=30)] | None = None
    organization_id: UUID | None = None


class SlotOut(BaseModel):
    """A place in a formation."""

    model_config = example(name="goalkeeper", x=0.02, y=0.5)

    name: str
    x: float
    y: float


class FormationOut(BaseModel):
    """A formation; one of ours belongs to no club."""

    model_config = example(id=examples.FORMATION_ID, side_size=4, **example_of(FormationIn))

    id: UUID
    organization_id: UUID | None
    sport: str
    name: str
    side_size: int
    slots: list[SlotOut]


class StarterIn(BaseModel):
    """Who begins in a slot."""

    model_config = example(slot="left wing", player_id=examples.CHILD_ID)

    slot: Label
    player_id: UUID


class LineupIn(BaseModel):
    """Who begins, who sits on the bench, and who leads them; slots may stay empty."""

    model_config = example(
        formation_id=examples.FORMATION_ID,
        starters=[example_of(StarterIn)],
        substitutes=[examples.KEEPER_ID],
        captain_id=examples.CHILD_ID,
    )

    formation_id: UUID
    starters: Annotated[list[StarterIn], Field(max_length=30)] = []
    substitutes: Annotated[list[UUID], Field(max_length=60)] = []
    captain_id: UUID | None = None


class NewLineupIn(LineupIn):
    """The line-up of a game."""

    model_config = example(game_id=examples.GAME_ID, **example_of(LineupIn))

    game_id: UUID


class LineupFilter(BaseModel):
    """Which line-ups are asked for."""

    game_id: UUID | None = None
    team_id: UUID | None = None


class LinedUpOut(BaseModel):
    """A player in a line-up; mere viewers are told no names."""

    model_config = example(player_id=examples.KEEPER_ID, name="Noa Weber", jersey_number=1, is_captain=False)

    player_id: UUID
    name: str | None
    jersey_number: int | None
    is_captain: bool


class StarterOut(LinedUpOut):
    """A player who begins, and where."""

    model_config = example(
        player_id=examples.CHILD_ID,
        name="Mia Frei",
        jersey_number=7,
        is_captain=True,
        slot="left wing",
        x=0.6,
        y=0.25,
    )

    slot: str
    x: float
    y: float


class LineupOut(BaseModel):
    """Who begins a game, and who sits on the bench."""

    model_config = example(
        id=examples.LINEUP_ID,
        game_id=examples.GAME_ID,
        formation_id=examples.FORMATION_ID,
        starters=[example_of(StarterOut)],
        substitutes=[example_of(LinedUpOut)],
        updated_at=examples.MADE_AT,
    )

    id: UUID
    game_id: UUID
    formation_id: UUID
    starters: list[StarterOut]
    substitutes: list[LinedUpOut]
    updated_at: datetime
