"""Who belongs to a team or a club, and inviting more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from touchline.base.errors import TouchlineError
from touchline.server.accounts import service as accounts
from touchline.server.accounts.deps import AccountKeys, Post
from touchline.server.accounts.user import Contact
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.errors import AlreadyMember, PlayerNotFound, RoleNeedsPlayer
from touchline.server.clubs.models import Member
from touchline.server.clubs.schemas import InvitationIn, RoleIn
from touchline.server.clubs.viewer import Role, Viewer
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.errors import TooOften
from touchline.server.kit.pagination import MOST, Page
from touchline.server.portal import forms, scenes
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.page import CurrentPage
from touchline.server.portal.page import Page as Shown
from touchline.server.portal.scenes import WHOLE, Part, TeamScene

router = APIRouter()

Offset = Annotated[int, Query(ge=0, le=1_000_000)]
_ABOUT: dict[type[TouchlineError], str] = {RoleNeedsPlayer: "player_id", PlayerNotFound: "player_id"}
OF_CLUB = (Role.ADMIN, Role.COACH, Role.VIEWER)
OF_TEAM = (Role.PARENT, Role.COACH, Role.PLAYER, Role.VIEWER)


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A member with the name and the address of their account."""

    member: Member
    contact: Contact


@router.get("/teams/{team_id}/people")
def list_people_of_team(
    *,
    team_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
    offset: Offset = 0,
) -> Response:
    """Show the members of a team and its open invitations."""
    scene = scenes.of_staff(session, viewer, team_id)
    part = Page(limit=MOST, offset=offset)
    members, total = clubs.list_members_of_team(session, viewer, team_id, part)
    invitations, _ = clubs.list_invitations(session, viewer, team_id, WHOLE, now=clock.now())
    shown = _shown(session, members, total, part)
    return page.show("team_people.html", scene=scene, members=shown, invitations=invitations)


@router.get("/clubs/{club_id}/people")
def list_people_of_club(
    *,
    club_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
    offset: Offset = 0,
) -> Response:
    """Show the members of a club and all open invitations."""
    scene = scenes.of_administrator(session, viewer, club_id)
    part = Page(limit=MOST, offset=offset)
    members, total = clubs.list_members(session, viewer, club_id, part)
    invitations, _ = clubs.list_invitations_of_organization(session, viewer, club_id, WHOLE, now=clock.now())
    shown = _shown(session, members, total, part)
    return page.show("club_people.html", scene=scene, members=shown, invitations=invitations)


@router.get("/teams/{team_id}/invite")
def show_invite_to_team(
    *,
    team_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    player: UUID | None = None,
) -> Response:
    """Ask who is to be invited to a team."""
    scene = scenes.of_staff(session, viewer, team_id)
    form = forms.empty(page.reader, role=Role.PARENT.value, player_id=player, days=7)
    return _invite_page(page, session, viewer, scene, form)


@router.post("/teams/{team_id}/invite")
def invite_to_team(
    *,
    team_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    keys: AccountKeys,
    post: Post,
    clock: Now,
) -> Response:
    """Invite somebody to a team."""
    scene = scenes.of_staff(session, viewer, team_id)
    form = forms.read(page.reader, sent, InvitationIn)
    links: list[str] = []

    def invite(told: InvitationIn) -> None:
        if told.role not in (Role.PARENT, Role.PLAYER):
            told = told.model_copy(update={"player_id": None})
        _, link = clubs.invite_to_team(session, viewer, team_id, told, keys=keys, post=post, now=clock.now())
        links.append(link)

    if not form.submit(session, invite, about=_ABOUT, expected=(TooOften,)):
        return _invite_page(page, session, viewer, scene, form, status=422)
    return _invited(page, f"{scene.path}/people", form, links[0])


@router.get("/clubs/{club_id}/invite")
def show_invite_to_club(
    club_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Ask who is to be invited to a whole club."""
    scene = scenes.of_administrator(session, viewer, club_id)
    form = forms.empty(page.reader, role=Role.COACH.value, days=7)
    return page.show("club_invite.html", scene=scene, form=form, roles=OF_CLUB)


@router.post("/clubs/{club_id}/invite")
def invite_to_club(
    *,
    club_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    keys: AccountKeys,
    post: Post,
    clock: Now,
) -> Response:
    """Invite somebody to a whole club."""
    scene = scenes.of_administrator(session, viewer, club_id)
    form = forms.read(page.reader, sent, InvitationIn)
    links: list[str] = []

    def invite(told: InvitationIn) -> None:
        _, link = clubs.invite_to_organization(
            session, viewer, club_id, told, keys=keys, post=post, now=clock.now()
        )
        links.append(link)

    if not form.submit(session, invite, about={RoleNeedsPlayer: "role"}, expected=(TooOften,)):
        return page.show("club_invite.html", status=422, scene=scene, form=form, roles=OF_CLUB)
    return _invited(page, f"/clubs/{club_id}/people", form, links[0])


@router.post("/teams/{team_id}/invitations/{invitation_id}/withdraw")
def withdraw_of_team(
    *,
    team_id: UUID,
    invitation_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
) -> Response:
    """Make a link to a team useless."""
    clubs.withdraw_invitation(session, viewer, invitation_id, now=clock.now())
    return page.go(f"/teams/{team_id}/people", "invitation.withdrawn")


@router.post("/clubs/{club_id}/invitations/{invitation_id}/withdraw")
def withdraw_of_club(
    *,
    club_id: UUID,
    invitation_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
) -> Response:
    """Make a link to a club useless."""
    clubs.withdraw_invitation(session, viewer, invitation_id, now=clock.now())
    return page.go(f"/clubs/{club_id}/people", "invitation.withdrawn")


@router.get("/clubs/{club_id}/members/{member_id}")
def show_member(
    club_id: UUID, member_id: UUID, page: CurrentPage, viewer: CurrentViewer, session: DbSession
) -> Response:
    """Show what somebody is in a club, and ask what they are to be."""
    member = clubs.get_member(session, viewer, club_id, member_id)
    return _member_page(page, session, viewer, member, forms.empty(page.reader, role=member.role.value))


@router.post("/clubs/{club_id}/members/{member_id}")
def change_member(
    *,
    club_id: UUID,
    member_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """Make somebody something else."""
    member = clubs.get_member(session, viewer, club_id, member_id)
    form = forms.read(page.reader, sent, RoleIn)

    def change(told: RoleIn) -> None:
        clubs.change_role(session, viewer, club_id, member_id, told.role, now=clock.now())

    if not form.submit(session, change, about={AlreadyMember: "role", RoleNeedsPlayer: "role"}):
        return _member_page(page, session, viewer, member, form, status=422)
    return page.go(f"/clubs/{club_id}/people", "saved")


@router.post("/clubs/{club_id}/members/{member_id}/remove")
def remove_member(
    *,
    club_id: UUID,
    member_id: UUID,
    page: CurrentPage,
    viewer: CurrentViewer,
    sent: Sent,
    session: DbSession,
    clock: Now,
) -> Response:
    """End a membership; the page before has asked."""
    member = clubs.get_member(session, viewer, club_id, member_id)
    is_own = member.user_id == viewer.user_id
    form: Form[Any] = forms.read(page.reader, sent, forms.Nothing)

    def remove(_: forms.Nothing) -> None:
        clubs.remove_member(session, viewer, club_id, member_id, now=clock.now())

    if not form.submit(session, remove):
        form.values["role"] = member.role.value
        return _member_page(page, session, viewer, member, form, status=409)
    return page.go("/account" if is_own else f"/clubs/{club_id}/people", "member.removed")


def _shown(session: Session, members: Sequence[Member], total: int, page: Page) -> Part[ShownMember]:
    show = _with_contacts(session, members)
    return scenes.part([show(member) for member in members], total, page)


def _with_contacts(session: Session, members: Sequence[Member]) -> Callable[[Member], ShownMember]:
    contacts = accounts.contacts(session, [member.user_id for member in members])
    return lambda member: ShownMember(member, contacts[member.user_id])


def _invite_page(
    page: Shown, session: Session, viewer: Viewer, scene: TeamScene, form: Form[Any], *, status: int = 200
) -> Response:
    _, entries, _ = clubs.list_roster(session, viewer, scene.team.id, WHOLE)
    roles = (*OF_TEAM, Role.ADMIN) if scene.is_admin else OF_TEAM
    return page.show("team_invite.html", status=status, scene=scene, form=form, roles=roles, roster=entries)


def _member_page(
    page: Shown, session: Session, viewer: Viewer, member: Member, form: Form[Any], *, status: int = 200
) -> Response:
    scene = scenes.of_club(session, viewer, member.organization_id)
    shown = _with_contacts(session, [member])(member)
    is_own = member.user_id == viewer.user_id
    return page.show(
        "member.html", status=status, scene=scene, shown=shown, form=form, roles=OF_CLUB, is_own=is_own
    )


def _invited(page: Shown, where: str, form: Form[InvitationIn], link: str) -> Response:
    if form.told is not None and form.told.email is not None:
        return page.go(where, "invited.by.mail")
    return page.go(where, "invited.by.link", secret=link)
