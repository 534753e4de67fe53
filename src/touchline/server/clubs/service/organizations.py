"""Clubs: whoever founds one runs it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.ids import new_id
from touchline.server.clubs import permissions, repository
from touchline.server.clubs.errors import OrganizationNotFound
from touchline.server.clubs.models import Organization
from touchline.server.clubs.schemas import OrganizationIn
from touchline.server.clubs.service import diary
from touchline.server.clubs.viewer import Membership, Role, Viewer
from touchline.server.kit.pagination import Page


def list_organizations(session: Session, viewer: Viewer, page: Page) -> tuple[Sequence[Organization], int]:
    """Return the clubs of which the viewer is a member."""
    return repository.list_organizations(session, viewer, page)


def get_organization(session: Session, viewer: Viewer, organization_id: UUID) -> Organization:
    """Return a club that the viewer sees.

    Raises:
        OrganizationNotFound: there is none, or not for this viewer.
    """
    organization = repository.find_organization(session, viewer, organization_id)
    if organization is None:
        raise OrganizationNotFound
    return organization


def create_organization(
    session: Session, viewer: Viewer, wanted: OrganizationIn, *, now: datetime
) -> Organization:
    """Found a club and become its administrator."""
    organization = Organization(id=new_id(), name=wanted.name, created_at=now)
    session.add(organization)
    session.flush()
    repository.add_member(session, viewer.user_id, Membership(organization.id, None, Role.ADMIN))
    own = organization.id
    diary.note(session, viewer, "organization.create", organization_id=own, subject_id=own, now=now)
    return organization


def update_organization(
    session: Session, viewer: Viewer, organization_id: UUID, wanted: OrganizationIn, *, now: datetime
) -> Organization:
    """Rename a club."""
    organization = get_organization(session, viewer, organization_id)
    permissions.require_in_organization(viewer, organization.id, permissions.ADMINS)
    organization.name = wanted.name
    own = organization.id
    diary.note(session, viewer, "organization.update", organization_id=own, subject_id=own, now=now)
    return organization
