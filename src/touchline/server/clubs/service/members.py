"""Members of a club and their roles."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from touchline.server.clubs import permissions, repository
from touchline.server.clubs.errors import (
    AlreadyMember,
    LastAdministrator,
    MemberNotFound,
    OrganizationNotFound,
    RoleNeedsPlayer,
)
from touchline.server.clubs.models import Member, Team
from touchline.server.clubs.service import addresses, diary, teams
from touchline.server.clubs.viewer import Role, Viewer
from touchline.server.kit.pagination import Page


def list_members(
    session: Session, viewer: Viewer, organization_id: UUID, page: Page
) -> tuple[Sequence[Member], int]:
    """Return the members of a club, for its administrators."""
    _require_administrator(viewer, organization_id)
    return repository.list_members(session, organization_id, None, page)


def list_members_of_team(
    session: Session, viewer: Viewer, team_id: UUID, page: Page
) -> tuple[Sequence[Member], int]:
    """Return the members of a team, for its coaches."""
    team = teams.get_team_of_staff(session, viewer, team_id)
    return repository.list_members(session, team.organization_id, team.id, page)


def get_member(session: Session, viewer: Viewer, organization_id: UUID, member_id: UUID) -> Member:
    """Return a member: administrators see anybody, everybody sees themself.

    Raises:
        MemberNotFound: there is none.
    """
    if organization_id not in viewer.organization_ids:
        raise OrganizationNotFound
    member = repository.find_member(session, organization_id, member_id)
    if member is None or member.user_id != viewer.user_id:
        _require_administrator(viewer, organization_id)
    if member is None:
        raise MemberNotFound
    return member


def people_of_team(session: Session, team: Team) -> Sequence[UUID]:
    """Return who sees a team, each once: its own members and those of the whole club."""
    return repository.people_of_team(session, team)


def list_own_memberships(session: Session, viewer: Viewer) -> Sequence[Member]:
    """Return all that the viewer is, in every club."""
    return repository.list_memberships(session, viewer.user_id)


def remove(
    session: Session, viewer: Viewer, organization_id: UUID, member_id: UUID, *, now: datetime
) -> None:
    """End a membership: administrators anybody's, everybody their own.

    Raises:
        LastAdministrator: nobody would be left to run the club.
    """
    if organization_id not in viewer.organization_ids:
        raise OrganizationNotFound
    repository.lock_organization(session, organization_id)
    member = repository.find_member(session, organization_id, member_id)
    if member is None or member.user_id != viewer.user_id:
        _require_administrator(viewer, organization_id)
    if member is None:
        raise MemberNotFound
    if member.role is Role.ADMIN and repository.count_administrators(session, organization_id) == 1:
        raise LastAdministrator
    repository.remove_member(session, member)
    addresses.close_of_scope(session, organization_id, member.team_id, now=now)
    diary.note(
        session,
        viewer,
        "member.remove",
        organization_id=organization_id,
        subject_id=member.user_id,
        now=now,
        role=member.role.value,
    )


def change_role(
    session: Session, viewer: Viewer, organization_id: UUID, member_id: UUID, role: Role, *, now: datetime
) -> Member:
    """Make a member of the whole club, or a coach or viewer of a team, something else.

    Raises:
        RoleNeedsPlayer: parents and players are made by an invitation, which says whose.
        LastAdministrator: nobody would be left to run the club.
        AlreadyMember: they are that already.
    """
    _require_administrator(viewer, organization_id)
    repository.lock_organization(session, organization_id)
    member = repository.find_member(session, organization_id, member_id)
    if member is None:
        raise MemberNotFound
    if {member.role, role} & {Role.PARENT, Role.PLAYER}:
        raise RoleNeedsPlayer
    last = repository.count_administrators(session, organization_id) == 1
    if member.role is Role.ADMIN and role is not Role.ADMIN and last:
        raise LastAdministrator
    if member.role is not role:
        _set_role(session, member, role)
    own, subject_id = organization_id, member.user_id
    diary.note(
        session, viewer, "member.change", organization_id=own, subject_id=subject_id, now=now, role=role.value
    )
    return member


def _set_role(session: Session, member: Member, role: Role) -> None:
    try:
        with session.begin_nested():
            member.role = role
            session.flush()
    except IntegrityError:
        raise AlreadyMember from None


def _require_administrator(viewer: Viewer, organization_id: UUID) -> None:
    if organization_id not in viewer.organization_ids:
        raise OrganizationNotFound
    permissions.require_in_organization(viewer, organization_id, permissions.ADMINS)
