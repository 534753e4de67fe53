"""What may be done with a player's picture and data: nothing, until somebody who may says yes.

A parent says yes. A player without a parent here says it themself. Coaches and administrators may only take
a yes back, for example when a parent tells them by word of mouth.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.clubs import permissions, repository
from touchline.server.clubs.errors import PlayerNotFound, RoleMissing
from touchline.server.clubs.models import Player
from touchline.server.clubs.schemas import ConsentIn
from touchline.server.clubs.service import addresses, diary
from touchline.server.clubs.viewer import Purpose, Viewer


@dataclass(frozen=True, slots=True)
class MissingYes:
    """So many players have a yes to say still; `of_erased`: and one is missing that nobody can say."""

    players: int
    of_erased: bool


def get_consents(session: Session, viewer: Viewer, player_id: UUID) -> tuple[frozenset[Purpose], bool]:
    """Return what may be done, and whether the viewer may say yes."""
    player = _player_of(session, viewer, player_id)
    return _given(session, player.id), _may_give(session, viewer, player.id)


def get_player(session: Session, viewer: Viewer, player_id: UUID) -> Player:
    """Return a player, for those whom their consent concerns.

    Raises:
        PlayerNotFound: there is none, or not for this viewer.
        RoleMissing: the viewer sees them, and is neither they, nor a parent of theirs, nor their coach.
    """
    return _player_of(session, viewer, player_id)


def list_own_players(session: Session, viewer: Viewer) -> list[tuple[Player, frozenset[Purpose], bool]]:
    """Return the viewer's children and themself, what may be done with each, and who may say yes."""
    players: Sequence[Player] = repository.list_own_players(session, viewer)
    given = consents_of(session, [player.id for player in players])
    return [(player, given[player.id], _may_give(session, viewer, player.id)) for player in players]


def set_consents(
    session: Session, viewer: Viewer, player_id: UUID, wanted: ConsentIn, *, now: datetime
) -> tuple[frozenset[Purpose], bool]:
    """Say yes and no.

    Raises:
        RoleMissing: a yes from somebody who may only take one back.
    """
    player = _player_of(session, viewer, player_id)
    given, may_give = _given(session, player.id), _may_give(session, viewer, player.id)
    agreed = frozenset(purpose for purpose in Purpose if getattr(wanted, purpose.value))
    if agreed - given and not may_give:
        raise RoleMissing("Only a parent says yes for a child. You may take a yes back.")
    for purpose in agreed - given:
        repository.give_consent(session, player.id, purpose, by=viewer.user_id, at=now)
        _note(session, viewer, "consent.give", player, purpose, now=now)
    for purpose in given - agreed:
        repository.withdraw_consent(session, player.id, purpose)
        _note(session, viewer, "consent.withdraw", player, purpose, now=now)
    if given - agreed:
        addresses.close_of_player(session, player.id, now=now)
    return agreed, may_give


def consents_of(session: Session, player_ids: Collection[UUID]) -> dict[UUID, frozenset[Purpose]]:
    """Return what may be done with each of these players; a player without any yes has an empty set."""
    found: dict[UUID, set[Purpose]] = {player_id: set() for player_id in player_ids}
    for consent in repository.read_consents(session, player_ids):
        found[consent.player_id].add(consent.purpose)
    return {player_id: frozenset(purposes) for player_id, purposes in found.items()}


def missing_yes(session: Session, team_id: UUID, purpose: Purpose, *, since: datetime) -> MissingYes | None:
    """Return whose yes is missing of those in a team since a moment; None if nobody's is.

    Whoever has left since is asked, too: a child is not out of a film because it is off the roster. Nor is it
    because it has been erased.
    """
    present = {entry.player_id for entry in repository.read_roster(session, team_id)}
    player_ids = present | set(repository.left_since(session, team_id, since))
    agreed = consents_of(session, player_ids)
    players = sum(purpose not in agreed[player_id] for player_id in player_ids)
    of_erased = repository.is_closed_for_good(session, team_id, purpose, since)
    return MissingYes(players, of_erased=of_erased) if players or of_erased else None


def _given(session: Session, player_id: UUID) -> frozenset[Purpose]:
    return consents_of(session, [player_id])[player_id]


def _player_of(session: Session, viewer: Viewer, player_id: UUID) -> Player:
    player = repository.find_player(session, viewer, player_id)
    if player is None:
        raise PlayerNotFound
    if player.id in viewer.child_ids | viewer.own_player_ids:
        return player
    teams = repository.teams_of_player(session, viewer, player.id)
    if not any(permissions.has_in_team(viewer, team, permissions.STAFF) for team in teams):
        raise RoleMissing("Only the player, their parents and coaches see this.")
    return player


def _may_give(session: Session, viewer: Viewer, player_id: UUID) -> bool:
    if player_id in viewer.child_ids:
        return True
    return player_id in viewer.own_player_ids and not repository.has_guardian(session, player_id)


def _note(
    session: Session, viewer: Viewer, action: str, player: Player, purpose: Purpose, *, now: datetime
) -> None:
    own = player.organization_id
    diary.note(
        session, viewer, action, organization_id=own, subject_id=player.id, now=now, purpose=purpose.value
    )
