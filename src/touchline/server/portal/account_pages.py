"""Oneself: name, preferences, password, memberships, signing out everywhere."""

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from touchline.server.accounts import cookies
from touchline.server.accounts import service as accounts
from touchline.server.accounts.deps import AccountKeys, CurrentUser
from touchline.server.accounts.errors import WeakPassword, WrongCredentials
from touchline.server.accounts.models import Account
from touchline.server.accounts.schemas import PasswordIn, PreferencesIn, ProfileIn
from touchline.server.clubs import service as clubs
from touchline.server.clubs.deps import CurrentViewer
from touchline.server.clubs.schemas import TeamFilter
from touchline.server.clubs.viewer import Viewer
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.errors import TooOften
from touchline.server.portal import forms, scenes
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.page import CurrentPage, Page
from touchline.server.portal.scenes import WHOLE

router = APIRouter(prefix="/account")

_PREFERENCES = (
    "language",
    "time_zone",
    "notification_frequency",
    "units",
    "max_heart_rate_bpm",
    "resting_heart_rate_bpm",
)


@router.get("")
def show_account(page: CurrentPage, user: CurrentUser, viewer: CurrentViewer, session: DbSession) -> Response:
    """Show oneself and what one is where."""
    account = accounts.find(session, user.id)
    return page.show("account.html", account=account, memberships=_memberships(session, viewer))


@router.get("/profile")
def show_profile(page: CurrentPage, user: CurrentUser) -> Response:
    """Show what others see."""
    return page.show("profile.html", form=forms.empty(page.reader, display_name=user.display_name))


@router.post("/profile")
def change_profile(page: CurrentPage, user: CurrentUser, sent: Sent, session: DbSession) -> Response:
    """Change what others see."""
    form = forms.read(page.reader, sent, ProfileIn)
    if not form.submit(session, lambda told: accounts.update_profile(session, user, told)):
        return page.show("profile.html", status=422, form=form)
    return page.go("/account", "saved")


@router.get("/preferences")
def show_preferences(page: CurrentPage, user: CurrentUser, session: DbSession) -> Response:
    """Show how one wants to be told things."""
    return _preferences(page, forms.empty(page.reader, **_told(accounts.find(session, user.id))))


@router.post("/preferences")
def change_preferences(page: CurrentPage, user: CurrentUser, sent: Sent, session: DbSession) -> Response:
    """Change how one wants to be told things."""
    form = forms.read(page.reader, sent, PreferencesIn)
    if not form.submit(session, lambda told: accounts.update_preferences(session, user, told)):
        return _preferences(page, form, status=422)
    return page.go("/account", "saved")


@router.get("/password")
def show_password(page: CurrentPage) -> Response:
    """Ask for the present password and a new one."""
    return page.show("password.html", form=forms.empty(page.reader))


@router.post("/password")
def change_password(
    *,
    page: CurrentPage,
    user: CurrentUser,
    sent: Sent,
    session: DbSession,
    keys: AccountKeys,
    clock: Now,
) -> Response:
    """Change one's password; all devices are signed out."""
    form = forms.read(page.reader, sent, PasswordIn)
    about = {WrongCredentials: "present_password", WeakPassword: "new_password"}

    def change(told: PasswordIn) -> None:
        accounts.change_password(session, keys, user, told, now=clock.now())

    expected = (WrongCredentials, TooOften)
    if not form.submit(session, change, about=about, expected=expected, keeps_trace=True):
        return page.show("password.html", status=422, form=form)
    answer = page.go("/sign-in", "password.changed")
    cookies.clear_on(answer)
    return answer


@router.post("/sign-out-everywhere")
def sign_out_everywhere(page: CurrentPage, user: CurrentUser, session: DbSession, clock: Now) -> Response:
    """Sign all devices out."""
    accounts.sign_out_everywhere(session, user, now=clock.now())
    answer = page.go("/sign-in", "signed.out.everywhere")
    cookies.clear_on(answer)
    return answer


def _told(account: Account) -> dict[str, Any]:
    return scenes.values_of(account, *_PREFERENCES)


def _preferences(page: Page, form: Form[Any], *, status: int = 200) -> Response:
    return page.show(
        "preferences.html", status=status, form=form, languages=page.renderer.languages(page.reader)
    )


def _memberships(session: Session, viewer: Viewer) -> list[tuple[Any, str, str]]:
    names = {club.id: club.name for club in clubs.list_organizations(session, viewer, WHOLE)[0]}
    teams = {team.id: team.name for team in clubs.list_teams(session, viewer, TeamFilter(), WHOLE)[0]}
    return [
        (
            member,
            names.get(member.organization_id, ""),
            teams.get(member.team_id, "") if member.team_id else "",
        )
        for member in clubs.list_own_memberships(session, viewer)
    ]
