"""Routes of the audit log, for the server's administrators."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from touchline.base.errors import NotAllowed
from touchline.server.accounts.deps import CurrentUser
from touchline.server.audit import service
from touchline.server.audit.models import AuditEntry
from touchline.server.audit.schemas import AuditEntryOut, AuditFilter, ChainOut
from touchline.server.kit.deps import DbSession
from touchline.server.kit.pagination import Listed, PageQuery, listed

router = APIRouter(tags=["Operations"])


def _administrator(user: CurrentUser) -> None:
    if not user.is_administrator:
        raise NotAllowed("Only administrators of this server read the audit log.")


@router.get("/audit", dependencies=[Depends(_administrator)])
def list_audit_entries(
    session: DbSession, which: Annotated[AuditFilter, Query()], page: PageQuery
) -> Listed[AuditEntryOut]:
    """List who saw or changed what, the newest first."""
    entries, total = service.list_entries(session, which, page)
    return listed(entries, total, page, _shown)


@router.get("/audit/chain", dependencies=[Depends(_administrator)])
def verify_audit_log(session: DbSession) -> ChainOut:
    """Say whether the log is whole."""
    return ChainOut.model_validate(service.verify(session), from_attributes=True)


def _shown(entry: AuditEntry) -> AuditEntryOut:
    return AuditEntryOut(
        number=entry.number,
        at=entry.at,
        actor_id=entry.actor_id,
        action=entry.action,
        subject_id=entry.subject_id,
        organization_id=entry.organization_id,
        details=json.loads(entry.details),
        hash=entry.hash,
    )
