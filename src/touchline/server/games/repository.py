"""All SQL about games. Every read for a member starts at `visible_to`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from touchline.base.ids import new_id
from touchline.server.clubs.models import Member, RosterEntry, Team
from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Formation, Game, GameState, LineupPlace, MatchLineup, Participant
from touchline.server.games.schemas import GameFilter, LineupFilter
from touchline.server.kit import rows
from touchline.server.kit.pagination import Page

_ORDER = {
    "starts_at": (Game.starts_at, Game.id),
    "-starts_at": (Game.starts_at.desc(), Game.id),
    "created_at": (Game.created_at, Game.id),
    "-created_at": (Game.created_at.desc(), Game.id),
}


# Games


def visible_to(viewer: Viewer) -> Select[Game]:
    """Begin a read of games, each with its team: those of the teams that the viewer sees."""
    with_team = select(Game).join(Game.team).options(contains_eager(Game.team))
    return with_team.where(Game.team_id.in_(viewer.team_ids))


def find_game(session: Session, viewer: Viewer, game_id: UUID) -> Game | None:
    """Return a game that the viewer sees."""
    return session.scalar(visible_to(viewer).where(Game.id == game_id))


def list_games(session: Session, viewer: Viewer, which: GameFilter, page: Page) -> tuple[Sequence[Game], int]:
    """Return a page of games, and how many there are."""
    query = visible_to(viewer).where(*_wanted(which)).order_by(*_ORDER[which.sort])
    return rows.page_of(session, query, page)


def next_game(session: Session, viewer: Viewer, *, after: datetime) -> Game | None:
    """Return the first game that starts after a moment and has not been filmed."""
    open_states = (GameState.SCHEDULED, GameState.RECORDING)
    query = visible_to(viewer).where(Game.starts_at > after, Game.state.in_(open_states))
    return session.scalar(query.order_by(Game.starts_at, Game.id).limit(1))


def lock_state(session: Session, game: Game) -> GameState | None:
    """Read a game's state as it is now, and hold the game until the transaction ends; None if it is gone."""
    state = session.scalar(select(Game.state).where(Game.id == game.id).with_for_update())
    if state is not None:
        set_committed_value(game, "state", state)
    return state


def _wanted(which: GameFilter) -> list[ColumnElement[bool]]:
    wanted = [Game.state.in_(which.status) if which.status else Game.state != GameState.CANCELLED]
    if which.team_id is not None:
        wanted.append(Game.team_id == which.team_id)
    if which.kind is not None:
        wanted.append(Game.kind == which.kind)
    if which.from_day is not None:
        wanted.append(Game.played_on >= which.from_day)
    if which.to_day is not None:
        wanted.append(Game.played_on <= which.to_day)
    return wanted


# Taking part


def find_game_by_code(session: Session, code: str) -> Game | None:
    """Return the game of a code, for whoever holds it."""
    query = select(Game).join(Game.team).options(contains_eager(Game.team))
    return session.scalar(query.where(Game.code == code, Team.archived_at.is_(None)))


def list_games_of(session: Session, viewer: Viewer, page: Page) -> tuple[Sequence[Game], int]:
    """Return a page of the games of the viewer's teams and of those they take part in, the last one first."""
    joined = select(Participant.game_id).where(
        Participant.user_id == viewer.user_id, Participant.left_at.is_(None)
    )
    query = (
        select(Game)
        .join(Game.team)
        .options(contains_eager(Game.team))
        .where(or_(Game.team_id.in_(viewer.team_ids), Game.id.in_(joined)), Team.archived_at.is_(None))
        .order_by(*_ORDER["-starts_at"])
    )
    return rows.page_of(session, query, page)


def participations(session: Session, user_id: UUID, game_ids: Collection[UUID]) -> dict[UUID, Participant]:
    """Return what a user is in each of these games in which they take part."""
    query = select(Participant).where(
        Participant.user_id == user_id, Participant.game_id.in_(game_ids), Participant.left_at.is_(None)
    )
    return {found.game_id: found for found in session.scalars(query)}


def list_participants(session: Session, game_id: UUID, page: Page) -> tuple[Sequence[Participant], int]:
    """Return a page of those who take part, as they came, and how many they are."""
    query = select(Participant).where(Participant.game_id == game_id, Participant.left_at.is_(None))
    return rows.page_of(session, query.order_by(Participant.joined_at, Participant.id), page)


def count_outsiders(session: Session, game: Game) -> int:
    """Return how many take part who are no members of the team."""
    query = select(func.count()).select_from(Participant).where(*_is_outsider(game))
    return session.scalar(query.where(Participant.left_at.is_(None))) or 0


def outsiders_of(session: Session, game: Game) -> Sequence[UUID]:
    """Return who ever took part and is no member of the team: users, and guests by what they are here."""
    query = select(func.coalesce(Participant.user_id, Participant.id)).where(*_is_outsider(game))
    return session.scalars(query).all()


def _is_outsider(game: Game) -> tuple[ColumnElement[bool], ...]:
    scopes = (game.team_id, game.team.organization_id)
    own = exists().where(Member.user_id == Participant.user_id, Member.scope_id.in_(scopes))
    return Participant.game_id == game.id, ~own


def find_present(session: Session, game_id: UUID, participant_id: UUID) -> Participant | None:
    """Return somebody who takes part in a game."""
    present = (Participant.game_id == game_id, Participant.left_at.is_(None))
    return session.scalar(select(Participant).where(Participant.id == participant_id, *present))


def find_participant(session: Session, game_id: UUID, user_id: UUID) -> Participant | None:
    """Return what a user is in a game, even if they have left."""
    query = select(Participant).where(Participant.game_id == game_id, Participant.user_id == user_id)
    return session.scalar(query)


def find_camera(session: Session, token_hash: str, *, now: datetime) -> Participant | None:
    """Return the guest of a token that is still good, with the game and its team."""
    query = (
        select(Participant)
        .join(Participant.game)
        .join(Game.team)
        .options(contains_eager(Participant.game).contains_eager(Game.team))
        .where(Participant.token_hash == token_hash, Participant.expires_at > now, Team.archived_at.is_(None))
    )
    return session.scalar(query)


def find_guest(session: Session, participant_id: UUID) -> Participant | None:
    """Return somebody who takes part without an account."""
    guest = (Participant.id == participant_id, Participant.user_id.is_(None))
    return session.scalar(select(Participant).where(*guest))


def names_of_guests(session: Session, participant_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what these guests call themselves, as long as it is known."""
    query = select(Participant).where(Participant.id.in_(participant_ids))
    return {guest.id: guest.name for guest in session.scalars(query) if guest.name}


def extend_tokens(session: Session, game_id: UUID, *, until: datetime, now: datetime) -> None:
    """Have the tokens of a game that are still good live until a moment, none shorter than before."""
    good = (Participant.token_hash.is_not(None), Participant.expires_at > now)
    shorter = (Participant.game_id == game_id, Participant.expires_at < until)
    rows.changed(session, update(Participant).where(*good, *shorter).values(expires_at=until))


def put_participant(session: Session, game_id: UUID, user_id: UUID, *, now: datetime) -> Participant:
    """Have a user take part, whether they never did, do already, or have left."""
    key = {"game_id": game_id, "user_id": user_id}
    rows.insert_unless_there(session, Participant, key, {"id": new_id(), "joined_at": now})
    query = select(Participant).filter_by(**key).with_for_update()
    participant = session.scalars(query.execution_options(populate_existing=True)).one()
    if participant.left_at is not None:
        participant.joined_at, participant.left_at = now, None
    return participant


# Formations and line-ups


def read_formations(session: Session, organization_ids: Collection[UUID]) -> Sequence[Formation]:
    """Return the formations of these clubs by sport and name."""
    query = select(Formation).where(Formation.organization_id.in_(organization_ids))
    return session.scalars(query.order_by(Formation.sport, Formation.name, Formation.id)).all()


def visible_lineups(viewer: Viewer) -> Select[MatchLineup]:
    """Begin a read of line-ups, each with its game and its players: those of games that the viewer sees."""
    query = select(MatchLineup).join(MatchLineup.game).join(Game.team)
    loaded = (
        contains_eager(MatchLineup.game).contains_eager(Game.team),
        selectinload(MatchLineup.places).options(joinedload(LineupPlace.player)),
    )
    return query.options(*loaded).where(Game.team_id.in_(viewer.team_ids))


def find_lineup(session: Session, viewer: Viewer, lineup_id: UUID) -> MatchLineup | None:
    """Return a line-up that the viewer sees, as it is now."""
    query = visible_lineups(viewer).where(MatchLineup.id == lineup_id)
    return session.scalar(query.execution_options(populate_existing=True))


def list_lineups(
    session: Session, viewer: Viewer, which: LineupFilter, page: Page
) -> tuple[Sequence[MatchLineup], int]:
    """Return a page of line-ups, the last game's first, and how many there are."""
    query = visible_lineups(viewer).order_by(*_ORDER["-starts_at"])
    if which.game_id is not None:
        query = query.where(MatchLineup.game_id == which.game_id)
    if which.team_id is not None:
        query = query.where(Game.team_id == which.team_id)
    return rows.page_of(session, query, page)


def lock_lineup(session: Session, lineup_id: UUID) -> None:
    """Hold a line-up until the transaction ends, so that it is written by one after the other."""
    session.scalar(select(MatchLineup.id).where(MatchLineup.id == lineup_id).with_for_update())


def clear_lineup(session: Session, lineup: MatchLineup) -> None:
    """Remove everybody from a line-up, those too whom somebody else has put there since it was read."""
    rows.changed(session, delete(LineupPlace).where(LineupPlace.lineup_id == lineup.id))
    for place in lineup.places:
        session.expunge(place)


def jersey_numbers(session: Session, team_id: UUID, player_ids: Collection[UUID]) -> dict[UUID, int | None]:
    """Return the jersey number of each of these players who is on the team's roster."""
    query = select(RosterEntry.player_id, RosterEntry.jersey_number)
    of_team = query.where(RosterEntry.team_id == team_id, RosterEntry.player_id.in_(player_ids))
    return {row.player_id: row.jersey_number for row in session.execute(of_team)}


# Forgetting


def erase_person(session: Session, person_id: UUID) -> None:
    """Remove a player from line-ups, or a user from games."""
    rows.changed(session, delete(LineupPlace).where(LineupPlace.player_id == person_id))
    rows.changed(session, delete(Participant).where(Participant.user_id == person_id))
    rows.changed(session, update(Game).where(Game.created_by == person_id).values(created_by=None))
    rows.changed(session, update(Formation).where(Formation.created_by == person_id).values(created_by=None))


def forget_expired_tokens(session: Session, *, now: datetime) -> None:
    """Forget the tokens of guests that open nothing any more, and what those guests called themselves."""
    over = (Participant.token_hash.is_not(None), Participant.expires_at <= now)
    rows.changed(session, update(Participant).where(*over).values(token_hash=None, name=None))
