"""Inviting people by link or by mail: a link is good once, for days, and is stored hashed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.accounts import service as accounts
from touchline.server.accounts.keys import Keys
from touchline.server.accounts.tokens import hashed, new_secret
from touchline.server.accounts.user import User
from touchline.server.clubs import letters, permissions, repository
from touchline.server.clubs.errors import (
    InvitationNotFound,
    InvitedOther,
    OwnInvitation,
    PlayerNotFound,
    PlayerTaken,
    RoleNeedsPlayer,
    TooManyInvitations,
)
from touchline.server.clubs.models import Invitation, Organization, Team
from touchline.server.clubs.schemas import InvitationIn
from touchline.server.clubs.service import diary, organizations, teams
from touchline.server.clubs.viewer import Membership, Role, Viewer
from touchline.server.kit.outbox.posting import Post
from touchline.server.kit.pagination import Page

MOST_OPEN = 200
"""Invitations to one team, or to a whole club, that nobody has accepted yet."""

ABOUT_A_PLAYER = (Role.PARENT, Role.PLAYER)


def invite_to_team(
    session: Session,
    viewer: Viewer,
    team_id: UUID,
    wanted: InvitationIn,
    *,
    keys: Keys,
    post: Post,
    now: datetime,
) -> tuple[Invitation, str]:
    """Invite somebody to a team; return the invitation and its link."""
    team = teams.get_team_of_staff(session, viewer, team_id)
    if wanted.role is Role.ADMIN:
        permissions.require_in_organization(viewer, team.organization_id, permissions.ADMINS)
    organization = organizations.get_organization(session, viewer, team.organization_id)
    _check_player(session, team, wanted)
    return _invite(session, viewer, organization, team, wanted, keys=keys, post=post, now=now)


def invite_to_organization(
    session: Session,
    viewer: Viewer,
    organization_id: UUID,
    wanted: InvitationIn,
    *,
    keys: Keys,
    post: Post,
    now: datetime,
) -> tuple[Invitation, str]:
    """Invite somebody to the whole club; return the invitation and its link."""
    organization = organizations.get_organization(session, viewer, organization_id)
    permissions.require_in_organization(viewer, organization.id, permissions.ADMINS)
    if wanted.role in ABOUT_A_PLAYER:
        raise RoleNeedsPlayer
    return _invite(session, viewer, organization, None, wanted, keys=keys, post=post, now=now)


def list_invitations(
    session: Session, viewer: Viewer, team_id: UUID, page: Page, *, now: datetime
) -> tuple[Sequence[Invitation], int]:
    """Return the open invitations of a team."""
    team = teams.get_team_of_staff(session, viewer, team_id)
    return repository.list_invitations(session, team.organization_id, team.id, page, now=now)


def list_invitations_of_organization(
    session: Session, viewer: Viewer, organization_id: UUID, page: Page, *, now: datetime
) -> tuple[Sequence[Invitation], int]:
    """Return the open invitations of a club and all its teams."""
    organization = organizations.get_organization(session, viewer, organization_id)
    permissions.require_in_organization(viewer, organization.id, permissions.ADMINS)
    return repository.list_invitations(session, organization.id, None, page, now=now)


def preview(session: Session, token: str, *, now: datetime) -> Invitation:
    """Return what a link invites to, with its club and team.

    Raises:
        InvitationNotFound: it is unknown, used, withdrawn or too old, or who made it may not invite any more.
    """
    invitation = repository.find_open_invitation(session, hashed(token), now=now)
    if invitation is None or not _is_backed(session, invitation):
        raise InvitationNotFound
    return invitation


def is_invited(session: Session, email: str, token: str | None, *, now: datetime) -> bool:
    """Say whether somebody without an account holds an open invitation: a link, or one mailed to them."""
    by_link = repository.find_open_invitation(session, hashed(token), now=now) if token else None
    if by_link is not None and by_link.email in (None, email) and _is_backed(session, by_link):
        return True
    return any(_is_backed(session, one) for one in repository.open_invitations_to(session, email, now=now))


def accept(session: Session, user: User, token: str, *, now: datetime) -> Membership:
    """Become what one was invited to be.

    Raises:
        InvitationNotFound: as `preview` says.
        InvitedOther: it was mailed to another address.
        OwnInvitation: nobody says of themselves what they are, or whose parent.
    """
    invitation = preview(session, token, now=now)
    if invitation.email not in (None, user.email):
        raise InvitedOther
    if invitation.invited_by == user.id:
        raise OwnInvitation
    if not repository.use_invitation(session, invitation.id, now=now):
        raise InvitationNotFound
    membership = Membership(invitation.organization_id, invitation.team_id, invitation.role)
    repository.add_member(session, user.id, membership)
    _link(session, user, invitation)
    own, role = invitation.organization_id, invitation.role.value
    diary.note(
        session,
        Viewer(user.id),
        "member.join",
        organization_id=own,
        subject_id=user.id,
        now=now,
        role=role,
        player_id=str(invitation.player_id) if invitation.player_id else None,
    )
    return membership


def withdraw(session: Session, viewer: Viewer, invitation_id: UUID, *, now: datetime) -> None:
    """Make a link useless."""
    invitation = repository.find_invitation(session, viewer, invitation_id)
    if invitation is None:
        raise InvitationNotFound
    if invitation.team is None:
        permissions.require_in_organization(viewer, invitation.organization_id, permissions.ADMINS)
    else:
        teams.get_team_of_staff(session, viewer, invitation.team.id)
    session.delete(invitation)
    own = invitation.organization_id
    diary.note(session, viewer, "invitation.withdraw", organization_id=own, subject_id=invitation_id, now=now)


def _invite(
    session: Session,
    viewer: Viewer,
    organization: Organization,
    team: Team | None,
    wanted: InvitationIn,
    *,
    keys: Keys,
    post: Post,
    now: datetime,
) -> tuple[Invitation, str]:
    team_id = team.id if team else None
    if repository.count_open_invitations(session, organization.id, team_id, now=now) >= MOST_OPEN:
        raise TooManyInvitations(MOST_OPEN)
    goes_by_mail = accounts.count_invitation(
        session, keys, viewer.user_id, organization.id, wanted.email, now=now
    )
    token = new_secret()
    invitation = Invitation(
        id=new_id(),
        token_hash=hashed(token),
        organization_id=organization.id,
        team_id=team_id,
        player_id=wanted.player_id,
        role=wanted.role,
        email=wanted.email,
        invited_by=viewer.user_id,
        created_at=now,
        expires_at=now + timedelta(days=wanted.days),
    )
    session.add(invitation)
    link = f"{keys.public_url}/invitations/{token}"
    if wanted.email is not None and goes_by_mail:
        post(letters.invitation(wanted.email, organization.name, link, days=wanted.days))
    own, role = organization.id, wanted.role.value
    diary.note(
        session,
        viewer,
        "invitation.create",
        organization_id=own,
        subject_id=invitation.id,
        now=now,
        role=role,
    )
    return invitation, link


def _is_backed(session: Session, invitation: Invitation) -> bool:
    """Say whether whoever invited may still do so: what they left open when they had to go opens nothing."""
    if invitation.invited_by is None:
        return False
    inviter = repository.load_viewer(session, invitation.invited_by)
    if invitation.team is None or invitation.role is Role.ADMIN:
        return bool(permissions.ADMINS & inviter.roles_in_organization(invitation.organization_id))
    return permissions.has_in_team(inviter, invitation.team, permissions.STAFF)


def _check_player(session: Session, team: Team, wanted: InvitationIn) -> None:
    if wanted.player_id is None and wanted.role in ABOUT_A_PLAYER:
        raise RoleNeedsPlayer
    if wanted.player_id and repository.find_roster_entry(session, team.id, wanted.player_id) is None:
        raise PlayerNotFound


def _link(session: Session, user: User, invitation: Invitation) -> None:
    if invitation.player_id is None:
        return
    if invitation.role is Role.PARENT:
        repository.add_guardian(session, user.id, invitation.player_id)
    elif invitation.role is Role.PLAYER and not repository.link_player(
        session, invitation.player_id, user.id
    ):
        raise PlayerTaken
