"""Routes of organisations and their members."""

from uuid import UUID

from fastapi import APIRouter

from touchline.server.clubs import service
from touchline.server.clubs.deps import FOUNDERS_ONLY, CurrentViewer
from touchline.server.clubs.endpoints.members import shown_members
from touchline.server.clubs.models import Organization
from touchline.server.clubs.schemas import MemberOut, OrganizationIn, OrganizationOut, RoleIn
from touchline.server.clubs.viewer import Role, Viewer
from touchline.server.kit.deps import DbSession, Now
from touchline.server.kit.idempotency.once import Once
from touchline.server.kit.pagination import Listed, Page, PageQuery, listed

router = APIRouter(prefix="/organizations")


@router.get("")
def list_organizations(viewer: CurrentViewer, session: DbSession, page: PageQuery) -> Listed[OrganizationOut]:
    """List the clubs of which one is a member."""
    rows, total = service.list_organizations(session, viewer, page)
    return listed(rows, total, page, lambda row: _shown(row, viewer))


@router.post("", status_code=201, dependencies=FOUNDERS_ONLY)
def create_organization(
    wanted: OrganizationIn, viewer: CurrentViewer, session: DbSession, clock: Now, once: Once
) -> OrganizationOut:
    """Found a club and become its administrator."""

    def create() -> OrganizationOut:
        made = service.create_organization(session, viewer, wanted, now=clock.now())
        return OrganizationOut(id=made.id, name=made.name, roles=[Role.ADMIN])

    return once(OrganizationOut, create)


@router.get("/{organization_id}")
def get_organization(organization_id: UUID, viewer: CurrentViewer, session: DbSession) -> OrganizationOut:
    """Show a club."""
    return _shown(service.get_organization(session, viewer, organization_id), viewer)


@router.put("/{organization_id}")
def update_organization(
    organization_id: UUID, wanted: OrganizationIn, viewer: CurrentViewer, session: DbSession, clock: Now
) -> OrganizationOut:
    """Rename a club."""
    changed = service.update_organization(session, viewer, organization_id, wanted, now=clock.now())
    return _shown(changed, viewer)


@router.get("/{organization_id}/members")
def list_organization_members(
    organization_id: UUID, viewer: CurrentViewer, session: DbSession, page: PageQuery
) -> Listed[MemberOut]:
    """List the members of a club."""
    return shown_members(session, *service.list_members(session, viewer, organization_id, page), page)


@router.put("/{organization_id}/members/{member_id}")
def change_role(
    *,
    organization_id: UUID,
    member_id: UUID,
    wanted: RoleIn,
    viewer: CurrentViewer,
    session: DbSession,
    clock: Now,
) -> MemberOut:
    """Make a member something else."""
    member = service.change_role(session, viewer, organization_id, member_id, wanted.role, now=clock.now())
    return shown_members(session, [member], 1, Page()).items[0]


@router.delete("/{organization_id}/members/{member_id}", status_code=204)
def remove_member(
    organization_id: UUID, member_id: UUID, viewer: CurrentViewer, session: DbSession, clock: Now
) -> None:
    """End a membership; everybody may end their own."""
    service.remove_member(session, viewer, organization_id, member_id, now=clock.now())


def _shown(organization: Organization, viewer: Viewer) -> OrganizationOut:
    roles = sorted(viewer.roles_in_organization(organization.id))
    return OrganizationOut(id=organization.id, name=organization.name, roles=roles)
