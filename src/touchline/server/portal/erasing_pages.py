"""Erasing a person, for whoever runs the server: first what goes and what stays, then the name is typed."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask

from touchline.server.accounts.deps import Administrator
from touchline.server.kit.deps import DbSession, Now, PortsOfApp
from touchline.server.portal import forms
from touchline.server.portal.forms import Form, Sent
from touchline.server.portal.page import CurrentPage, Page
from touchline.server.privacy import service as privacy
from touchline.server.privacy.errors import AnotherName
from touchline.server.privacy.person import Person
from touchline.server.privacy.schemas import NameTypedIn
from touchline.server.privacy.service import Erased

router = APIRouter(prefix="/admin/people/{person_id}/erase")


@router.get("")
def ask_erase_person(
    person_id: UUID, page: CurrentPage, _administrator: Administrator, session: DbSession
) -> Response:
    """Say what goes and what stays, and ask for the name."""
    return _shown(page, privacy.find_person(session, person_id), forms.empty(page.reader))


@router.post("")
def erase_person(
    *,
    person_id: UUID,
    page: CurrentPage,
    administrator: Administrator,
    request: Request,
    sent: Sent,
    session: DbSession,
    ports: PortsOfApp,
    clock: Now,
) -> Response:
    """Erase a person for good, if their name was typed."""
    person = privacy.find_person(session, person_id)
    form = forms.read(page.reader, sent, NameTypedIn)
    gone: list[Erased] = []

    def erase(told: NameTypedIn) -> None:
        if told.name.casefold() != person.name.casefold():
            raise AnotherName
        now = clock.now()
        gone.append(privacy.erase_person(session, ports.sealer, person_id, by=administrator.id, now=now))

    if not form.submit(session, erase, about={AnotherName: "name"}):
        return _shown(page, person, form, status=422)
    answer = page.go("/admin/people", "person.erased")
    answer.background = BackgroundTask(privacy.remove_files, request.app.state.uploads, gone[0])
    return answer


def _shown(page: Page, person: Person, form: Form[NameTypedIn], *, status: int = 200) -> Response:
    goes, stays = privacy.what_goes(person), privacy.what_stays(person)
    return page.show(
        "admin_erase.html",
        status=status,
        person=person,
        known_by=person.id,
        form=form,
        goes=goes,
        stays=stays,
    )
