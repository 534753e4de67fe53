"""Routes for whoever runs this server: people, storage, settings in force. Others are told of nothing."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from touchline.server.accounts import service
from touchline.server.accounts.deps import Administrator, NoteOfActs
from touchline.server.accounts.models import Account
from touchline.server.accounts.schemas import AdministratorIn, PeopleFilter, PersonOut, StorageOut
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.pagination import Listed, PageQuery, listed, part_of
from touchline.server.kit.storage.usage import Forecast, forecast, free_bytes_at
from touchline.server.kit.told_settings import SettingOut, told

GB = 1_000_000_000

router = APIRouter(prefix="/admin", tags=["Operations"])


@router.get("/people")
def list_people(
    administrator: Administrator, session: DbSession, which: Annotated[PeopleFilter, Query()], page: PageQuery
) -> Listed[PersonOut]:
    """List the people with an account on this server, by name."""
    rows, total = service.list_people(session, administrator, which, page)
    return listed(rows, total, page, _shown)


@router.put("/people/{person_id}")
def set_administrator(
    *,
    person_id: UUID,
    wanted: AdministratorIn,
    administrator: Administrator,
    note: NoteOfActs,
    session: DbSession,
    clock: Now,
) -> PersonOut:
    """Have somebody run this server, or no longer."""
    changed = service.set_administrator(
        session, administrator, person_id, note, is_administrator=wanted.is_administrator, now=clock.now()
    )
    return _shown(changed)


@router.post("/people/{person_id}/sign-out", status_code=204)
def end_sign_ins(
    person_id: UUID, administrator: Administrator, note: NoteOfActs, session: DbSession, clock: Now
) -> None:
    """Sign somebody out on all devices."""
    service.end_sign_ins(session, administrator, person_id, note, now=clock.now())


@router.get("/storage")
def get_storage(administrator: Administrator, request: Request) -> StorageOut:  # noqa: ARG001 (lets in)
    """Show what is kept, what there is room for, and when that is full."""
    found = forecast_of(request)
    return StorageOut(
        files=found.usage.files,
        used_bytes=found.usage.used_bytes,
        growth_bytes_per_day=found.usage.growth_bytes_per_day,
        room_bytes=found.room_bytes,
        disk_free_bytes=found.disk_free_bytes,
        quota_bytes=found.quota_bytes,
        full_at=found.full_at,
        counted_at=found.usage.counted_at,
    )


@router.get("/settings")
def list_settings(
    administrator: Administrator,  # noqa: ARG001 (lets in)
    request: Request,
    page: PageQuery,
) -> Listed[SettingOut]:
    """List the settings in force; of secrets, whether they are set."""
    return part_of(told(request.app.state.settings), page, lambda setting: setting)


def forecast_of(request: Request) -> Forecast:
    """Return what the files of this application take and when there is no room left."""
    settings, meter = request.app.state.settings, request.app.state.meter
    quota_gb = settings.files_quota_gb
    return forecast(
        meter.read(),
        free_bytes=free_bytes_at(settings.files),
        keep_free_bytes=int(settings.disk_keep_free_gb * GB),
        quota_bytes=None if quota_gb is None else int(quota_gb * GB),
    )


def _shown(account: Account) -> PersonOut:
    return PersonOut.model_validate(account, from_attributes=True)
