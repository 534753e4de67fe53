"""Who may do what to what they see. Asked after visibility: whoever sees nothing has been told NotFound."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from touchline.server.clubs.errors import RoleMissing
from touchline.server.clubs.models import Team
from touchline.server.clubs.viewer import Role, Viewer

ADMINS = frozenset({Role.ADMIN})
STAFF = frozenset({Role.ADMIN, Role.COACH})
SEES_NAMES = frozenset({Role.ADMIN, Role.COACH, Role.PARENT, Role.PLAYER})

_WORDS = {Role.ADMIN: "administrators", Role.COACH: "coaches"}


def require_in_organization(viewer: Viewer, organization_id: UUID, roles: AbstractSet[Role]) -> None:
    """Refuse whoever has none of these roles in the whole organisation.

    Raises:
        RoleMissing: none of them.
    """
    if not roles & viewer.roles_in_organization(organization_id):
        raise RoleMissing(_sentence(roles, "club"))


def require_in_team(viewer: Viewer, team: Team, roles: AbstractSet[Role]) -> None:
    """Refuse whoever has none of these roles in a team.

    Raises:
        RoleMissing: none of them.
    """
    if not has_in_team(viewer, team, roles):
        raise RoleMissing(_sentence(roles, "team"))


def has_in_team(viewer: Viewer, team: Team, roles: AbstractSet[Role]) -> bool:
    """Say whether the viewer has one of these roles in a team."""
    return bool(roles & viewer.roles_in_team(team.organization_id, team.id))


def _sentence(roles: AbstractSet[Role], where: str) -> str:
    who = " and ".join(_WORDS.get(role, f"{role}s") for role in sorted(roles))
    return f"Only {who} of this {where} do this. Ask one of them."
