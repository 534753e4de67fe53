"""Formations: those that come with the sports are everybody's, a club's own are its members'."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.audit import service as audit
from touchline.server.clubs import permissions
from touchline.server.clubs import service as clubs
from touchline.server.clubs.errors import RoleMissing
from touchline.server.clubs.models import Team
from touchline.server.clubs.viewer import Viewer
from touchline.server.games import repository
from touchline.server.games.errors import (
    FormationExists,
    FormationNotFound,
    FormationOfOtherSport,
    TooManyFormations,
)
from touchline.server.games.formations import SHIPPED, Plan, Slot
from touchline.server.games.models import Formation
from touchline.server.games.schemas import FormationFilter, FormationIn
from touchline.server.kit.pagination import Page

MOST_PER_CLUB = 100


def list_formations(
    session: Session, viewer: Viewer, which: FormationFilter, page: Page
) -> tuple[Sequence[Plan], int]:
    """Return a page of ours and then of the clubs' own, and how many there are."""
    own = [_plan_of(row) for row in repository.read_formations(session, viewer.organization_ids)]
    found = [plan for plan in (*SHIPPED, *own) if _is_wanted(plan, which)]
    return found[page.offset : page.offset + page.limit], len(found)


def create_formation(session: Session, viewer: Viewer, wanted: FormationIn, *, now: datetime) -> Plan:
    """Give a club a formation of its own.

    Raises:
        RoleMissing: the viewer coaches no team of the club and does not administer it.
        FormationExists, TooManyFormations: not under this name, or not one more.
    """
    club = clubs.get_organization(session, viewer, wanted.organization_id)
    if not any(
        one.organization_id == club.id and one.role in permissions.STAFF for one in viewer.memberships
    ):
        raise RoleMissing("Only administrators and coaches of this club do this. Ask one of them.")
    if len(repository.read_formations(session, {club.id})) >= MOST_PER_CLUB:
        raise TooManyFormations(MOST_PER_CLUB)
    formation = Formation(id=new_id(), created_by=viewer.user_id, created_at=now, **wanted.model_dump())
    try:
        with session.begin_nested():
            session.add(formation)
    except IntegrityError:
        raise FormationExists from None
    audit.record(
        session,
        "formation.create",
        actor_id=viewer.user_id,
        at=now,
        subject_id=formation.id,
        organization_id=club.id,
    )
    return _plan_of(formation)


def plan_for(session: Session, team: Team, formation_id: UUID) -> Plan:
    """Return the formation in which a team stands.

    Raises:
        FormationNotFound: it is neither one of ours nor of the team's club.
        FormationOfOtherSport: the team plays something else.
    """
    own = map(_plan_of, repository.read_formations(session, {team.organization_id}))
    found = next((plan for plan in (*SHIPPED, *own) if plan.id == formation_id), None)
    if found is None:
        raise FormationNotFound
    if found.sport != team.sport:
        raise FormationOfOtherSport
    return found


def _is_wanted(plan: Plan, which: FormationFilter) -> bool:
    pairs = (
        (which.sport, plan.sport),
        (which.side_size, len(plan.slots)),
        (which.organization_id, plan.organization_id),
    )
    return all(wanted is None or wanted == found for wanted, found in pairs)


def _plan_of(row: Formation) -> Plan:
    slots = tuple(Slot(**slot) for slot in row.slots)
    return Plan(row.id, row.organization_id, row.sport, row.name, slots)
