"""All SQL about takes. What a person causes begins at `visible_to`; the server's own work does not."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from touchline.server.clubs import permissions
from touchline.server.clubs.models import Team
from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.kit import rows
from touchline.server.recordings.takes.models import (
    ClockSample,
    Take,
    TakeGap,
    TakeLetters,
    TakeSegment,
    TakeState,
)


def visible_to(viewer: Viewer) -> Select[Take]:
    """Begin a read of takes: those of the viewer's teams, and those that they uploaded themselves.

    What came from outside a team and awaits a yes is seen there by those alone who can say it.
    """
    of_teams = select(Game.id).where(Game.team_id.in_(viewer.team_ids))
    staffed = select(Game.id).join(Game.team).where(_is_staffed_by(viewer))
    in_team = and_(Take.game_id.in_(of_teams), or_(~Take.awaits_yes, Take.game_id.in_(staffed)))
    return select(Take).where(or_(in_team, Take.recorded_by == viewer.user_id))


def _is_staffed_by(viewer: Viewer) -> ColumnElement[bool]:
    staffing = [one for one in viewer.memberships if one.role in permissions.STAFF]
    whole = {one.organization_id for one in staffing if one.team_id is None}
    single = {one.team_id for one in staffing if one.team_id is not None}
    return or_(Team.organization_id.in_(whole), Team.id.in_(single))


def find_take(session: Session, viewer: Viewer, take_id: UUID) -> Take | None:
    """Return a take that the viewer sees."""
    return session.scalars(visible_to(viewer).where(Take.id == take_id)).one_or_none()


def list_takes(session: Session, viewer: Viewer, game_id: UUID) -> Sequence[Take]:
    """Return the takes of a game that the viewer sees, in the order in which they came."""
    query = visible_to(viewer).where(Take.game_id == game_id)
    return session.scalars(query.order_by(Take.created_at, Take.id)).all()


# The server's own work


def get_take(session: Session, take_id: UUID) -> Take | None:
    """Return a take, whoever asks."""
    return session.get(Take, take_id)


def find_game(session: Session, game_id: UUID) -> Game | None:
    """Return a game with its team, whoever asks."""
    query = select(Game).where(Game.id == game_id).options(joinedload(Game.team))
    return session.scalars(query).one_or_none()


def find_by_upload(session: Session, upload_id: UUID) -> Take | None:
    """Return the take that an upload became."""
    return session.scalars(select(Take).where(Take.upload_id == upload_id)).one_or_none()


def uploads_of_takes(session: Session, upload_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these uploads that became takes."""
    query = select(Take.upload_id).where(Take.upload_id.in_(upload_ids))
    return {upload_id for upload_id in session.scalars(query) if upload_id is not None}


def list_of_game(
    session: Session, game_id: UUID, states: Collection[TakeState] = tuple(TakeState)
) -> Sequence[Take]:
    """Return the takes of a game, in the order in which they came."""
    query = select(Take).where(Take.game_id == game_id, Take.state.in_(states))
    return session.scalars(query.order_by(Take.created_at, Take.id)).all()


def list_of_guest(session: Session, participant_id: UUID) -> Sequence[Take]:
    """Return the takes of a guest, in the order in which they came."""
    query = select(Take).where(Take.participant_id == participant_id)
    return session.scalars(query.order_by(Take.created_at, Take.id)).all()


def list_unprepared(session: Session, person_id: UUID) -> Sequence[Take]:
    """Return a person's takes that are still being prepared."""
    query = select(Take).where(Take.recorded_by == person_id, Take.state == TakeState.PREPARING)
    return session.scalars(query).all()


def get_to_change(session: Session, take_id: UUID) -> Take | None:
    """Return a take as it stands now, which nobody else changes until the commit."""
    return session.get(Take, take_id, populate_existing=True, with_for_update=True)


def count_awaiting(session: Session, game_id: UUID, *, sent_by: UUID | None = None) -> int:
    """Return how many takes of a game await a yes: all, or those of a user or guest."""
    awaiting = (Take.game_id == game_id, Take.awaits_yes, Take.state != TakeState.REFUSED)
    query = select(func.count()).where(*awaiting)
    if sent_by is not None:
        query = query.where(or_(Take.recorded_by == sent_by, Take.participant_id == sent_by))
    return session.scalar(query) or 0


def list_awaiting(session: Session, *, created_before: datetime) -> Sequence[UUID]:
    """Return the takes that have come long ago and still await a yes, or were refused before it."""
    states = (TakeState.AWAITING, TakeState.REFUSED)
    query = select(Take.id).where(Take.awaits_yes, Take.state.in_(states), Take.created_at < created_before)
    return session.scalars(query.order_by(Take.created_at, Take.id)).all()


def find_same(session: Session, take: Take, sha256: str) -> Take | None:
    """Return another take of the same game that is the same recording."""
    query = select(Take).where(Take.game_id == take.game_id, Take.sha256 == sha256, Take.id != take.id)
    return session.scalars(query).first()


def hold_game(session: Session, game_id: UUID) -> TakeLetters:
    """Have whoever else counts or adds takes of this game wait until this transaction ends."""
    rows.insert_unless_there(session, TakeLetters, {"game_id": game_id}, {"given": 0})
    query = select(TakeLetters).where(TakeLetters.game_id == game_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def note_content(session: Session, take_id: UUID, sha256: str | None) -> None:
    """Note what a take's recording is, so that no other take of the game becomes the same."""
    session.execute(update(Take).where(Take.id == take_id).values(sha256=sha256))


def recordings_of(session: Session, take_ids: Collection[UUID]) -> dict[UUID, TakeSegment]:
    """Return each take's first segment: of an uploaded file, the whole recording."""
    query = select(TakeSegment).where(TakeSegment.take_id.in_(take_ids), TakeSegment.number == 0)
    return {segment.take_id: segment for segment in session.scalars(query)}


def clock_samples_of(session: Session, take_ids: Collection[UUID]) -> Sequence[ClockSample]:
    """Return what the server's clock was seen to say during these takes."""
    query = select(ClockSample).where(ClockSample.take_id.in_(take_ids))
    return session.scalars(query.order_by(ClockSample.take_id, ClockSample.take_s)).all()


def replace_parts(
    session: Session, take_id: UUID, segments: Sequence[TakeSegment], gaps: Sequence[TakeGap]
) -> None:
    """Keep these segments and gaps of a take, and no others."""
    for table in (TakeSegment, TakeGap):
        session.execute(delete(table).where(table.take_id == take_id))
    session.add_all([*segments, *gaps])


def delete_takes(session: Session, take_ids: Collection[UUID]) -> None:
    """Delete takes with all rows that hang on them."""
    for table in (TakeSegment, TakeGap, ClockSample):
        session.execute(delete(table).where(table.take_id.in_(take_ids)))
    session.execute(delete(Take).where(Take.id.in_(take_ids)))


def list_described(session: Session, team_ids: Collection[UUID]) -> Sequence[Take]:
    """Return the takes of these teams about whose camera somebody has written something."""
    query = select(Take).join(Game, Game.id == Take.game_id)
    return session.scalars(query.where(Game.team_id.in_(team_ids), Take.camera.is_not(None))).all()


def forget_uploader(session: Session, person_id: UUID) -> None:
    """Have a person's takes be nobody's, and nobody's words stand at them."""
    nobody = update(Take).where(Take.recorded_by == person_id).values(recorded_by=None, camera=None)
    session.execute(nobody, execution_options={"synchronize_session": "fetch"})
