"""Routes of invitations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from touchline.server.accounts.deps import AccountKeys, CurrentUser, Post
from touchline.server.clubs import service
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.models import Invitation
from touchline.server.clubs.schemas import (
    InvitationIn,
    InvitationOut,
    InvitationPreview,
    MembershipOut,
    NewInvitationOut,
)
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.fields import Token
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter()


@router.get("/teams/{team_id}/invitations")
def list_team_invitations(
    team_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery, clock: Now
) -> Listed[InvitationOut]:
    """List the open invitations of a team."""
    rows, total = service.list_invitations(session, viewer, team_id, page, now=clock.now())
    return listed(rows, total, page, lambda row: InvitationOut.model_validate(row, from_attributes=True))


@router.get("/organizations/{organization_id}/invitations")
def list_organization_invitations(
    organization_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery, clock: Now
) -> Listed[InvitationOut]:
    """List the open invitations of a club and all its teams."""
    rows, total = service.list_invitations_of_organization(
        session, viewer, organization_id, page, now=clock.now()
    )
    return listed(rows, total, page, lambda row: InvitationOut.model_validate(row, from_attributes=True))


@router.post("/teams/{team_id}/invitations", status_code=201)
def invite_to_team(
    *,
    team_id: UUID,
    wanted: InvitationIn,
    viewer: CurrentViewer,
    session: DbSession,
    keys: AccountKeys,
    post: Post,
    clock: Now,
    once: Once,
) -> NewInvitationOut:
    """Invite a coach, a player, a player's parent or a viewer; the link is told this once."""

    def invite() -> NewInvitationOut:
        invitation, link = service.invite_to_team(
            session, viewer, team_id, wanted, keys=keys, post=post, now=clock.now()
        )
        return _shown_once(invitation, link)

    return once(NewInvitationOut, invite)


@router.post("/organizations/{organization_id}/invitations", status_code=201)
def invite_to_organization(
    *,
    organization_id: UUID,
    wanted: InvitationIn,
    viewer: CurrentViewer,
    session: DbSession,
    keys: AccountKeys,
    post: Post,
    clock: Now,
    once: Once,
) -> NewInvitationOut:
    """Invite an administrator, a coach or a viewer of the whole club; the link is told this once."""

    def invite() -> NewInvitationOut:
        invitation, link = service.invite_to_organization(
            session, viewer, organization_id, wanted, keys=keys, post=post, now=clock.now()
        )
        return _shown_once(invitation, link)

    return once(NewInvitationOut, invite)


@router.get("/invitations/{token}")
def preview_invitation(token: Annotated[Token, Path()], session: DbSession, clock: Now) -> InvitationPreview:
    """Show what a link invites to."""
    invitation = service.preview_invitation(session, token, now=clock.now())
    return InvitationPreview(
        organization_name=invitation.organization.name,
        team_name=invitation.team.name if invitation.team else None,
        role=invitation.role,
        expires_at=invitation.expires_at,
    )


@router.post("/invitations/{token}/accept")
def accept_invitation(
    token: Annotated[Token, Path()], user: CurrentUser, session: DbSession, clock: Now, once: Once
) -> MembershipOut:
    """Become what one was invited to be."""

    def accept() -> MembershipOut:
        membership = service.accept_invitation(session, user, token, now=clock.now())
        return MembershipOut.model_validate(membership, from_attributes=True)

    return once(MembershipOut, accept)


@router.delete("/invitations/{invitation_id}", status_code=204)
def withdraw_invitation(invitation_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now) -> None:
    """Make a link useless."""
    service.withdraw_invitation(session, viewer, invitation_id, now=clock.now())


def _shown_once(invitation: Invitation, link: str) -> NewInvitationOut:
    shown = InvitationOut.model_validate(invitation, from_attributes=True)
    return NewInvitationOut(**shown.model_dump(), link=link)
