"""The rules of clubs, a module per use."""

from touchline.server.clubs.service.consents import (
    MissingYes,
    consents_of,
    get_consents,
    get_player,
    list_own_players,
    missing_yes,
    set_consents,
)
from touchline.server.clubs.service.erasure import (
    Place,
    delete_expired,
    erase_person,
    hold_clubs_run_by,
    places_of,
    players_known_by,
    team_ids_of_player,
)
from touchline.server.clubs.service.invitations import (
    accept as accept_invitation,
)
from touchline.server.clubs.service.invitations import (
    invite_to_organization,
    invite_to_team,
    is_invited,
    list_invitations,
    list_invitations_of_organization,
)
from touchline.server.clubs.service.invitations import (
    preview as preview_invitation,
)
from touchline.server.clubs.service.invitations import (
    withdraw as withdraw_invitation,
)
from touchline.server.clubs.service.members import (
    change_role,
    get_member,
    list_members,
    list_members_of_team,
    list_own_memberships,
    people_of_team,
)
from touchline.server.clubs.service.members import (
    remove as remove_member,
)
from touchline.server.clubs.service.organizations import (
    create_organization,
    get_organization,
    list_organizations,
    update_organization,
)
from touchline.server.clubs.service.roster_import import import_roster
from touchline.server.clubs.service.rosters import (
    add_player,
    get_entry,
    list_roster,
    remove_player,
    update_player,
)
from touchline.server.clubs.service.teams import (
    archive_team,
    create_team,
    get_team,
    get_team_of_staff,
    list_teams,
    restore_team,
    update_team,
)
from touchline.server.clubs.service.viewing import load_viewer

__all__ = [
    "MissingYes",
    "Place",
    "accept_invitation",
    "add_player",
    "archive_team",
    "change_role",
    "consents_of",
    "create_organization",
    "create_team",
    "delete_expired",
    "erase_person",
    "get_consents",
    "get_entry",
    "get_member",
    "get_organization",
    "get_player",
    "get_team",
    "get_team_of_staff",
    "hold_clubs_run_by",
    "import_roster",
    "invite_to_organization",
    "invite_to_team",
    "is_invited",
    "list_invitations",
    "list_invitations_of_organization",
    "list_members",
    "list_members_of_team",
    "list_organizations",
    "list_own_memberships",
    "list_own_players",
    "list_roster",
    "list_teams",
    "load_viewer",
    "missing_yes",
    "people_of_team",
    "places_of",
    "players_known_by",
    "preview_invitation",
    "remove_member",
    "remove_player",
    "restore_team",
    "set_consents",
    "team_ids_of_player",
    "update_organization",
    "update_player",
    "update_team",
    "withdraw_invitation",
]
