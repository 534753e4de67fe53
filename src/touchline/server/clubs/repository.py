"""All SQL about clubs.

Reads on behalf of somebody start at one of the `visible_…` queries; what lies inside a team or a club that
was found so (its roster, its members) is read by the id of the one that was found.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, true, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from touchline.base.ids import new_id
from touchline.server.clubs.models import (
    ClosedForGood,
    Consent,
    FormerPlayer,
    Guardian,
    Invitation,
    Member,
    Organization,
    Player,
    RosterEntry,
    Team,
)
from touchline.server.clubs.schemas import TeamFilter
from touchline.server.clubs.viewer import Membership, Purpose, Role, Viewer
from touchline.server.kit import rows
from touchline.server.kit.pagination import Page

_ORDER = {
    "name": (Team.name, Team.id),
    "-name": (Team.name.desc(), Team.id),
    "created_at": (Team.created_at, Team.id),
    "-created_at": (Team.created_at.desc(), Team.id),
}
_RUNS_CLUB = (Member.role == Role.ADMIN, Member.team_id.is_(None))


# Who is looking


def load_viewer(session: Session, user_id: UUID) -> Viewer:
    """Return what a user is in which club, and which teams they see."""
    found = session.execute(
        select(Member.organization_id, Member.team_id, Member.role).where(Member.user_id == user_id)
    )
    memberships = tuple(Membership(*row) for row in found)
    whole = {one.organization_id for one in memberships if one.team_id is None}
    single = {one.team_id for one in memberships if one.team_id is not None}
    seen = or_(Team.organization_id.in_(whole), Team.id.in_(single))
    teams = session.scalars(select(Team.id).where(seen, Team.archived_at.is_(None)))
    children = session.scalars(select(Guardian.player_id).where(Guardian.user_id == user_id))
    own = session.scalars(select(Player.id).where(Player.user_id == user_id))
    return Viewer(user_id, memberships, frozenset(teams), frozenset(children), frozenset(own))


# What they see


def visible_organizations(viewer: Viewer) -> Select[Organization]:
    """Begin a read of organisations: those of which the viewer is a member."""
    return select(Organization).where(Organization.id.in_(viewer.organization_ids))


def visible_to(viewer: Viewer) -> Select[Team]:
    """Begin a read of teams: those that the viewer sees."""
    return select(Team).where(Team.id.in_(viewer.team_ids))


def archived_of(viewer: Viewer) -> Select[Team]:
    """Begin a read of teams that were put away: those of organisations that the viewer administers."""
    return select(Team).where(
        Team.organization_id.in_(viewer.administered_ids), Team.archived_at.is_not(None)
    )


def visible_players(viewer: Viewer) -> Select[Player]:
    """Begin a read of players: their own, and those of teams that they see."""
    in_team = select(RosterEntry.player_id).where(RosterEntry.team_id.in_(viewer.team_ids))
    own = viewer.child_ids | viewer.own_player_ids
    return select(Player).where(or_(Player.id.in_(in_team), Player.id.in_(own)))


# Organisations and teams


def list_organizations(session: Session, viewer: Viewer, page: Page) -> tuple[Sequence[Organization], int]:
    """Return a page of organisations by name, and how many there are."""
    seen = visible_organizations(viewer)
    return rows.page_of(session, seen.order_by(Organization.name, Organization.id), page)


def find_organization(session: Session, viewer: Viewer, organization_id: UUID) -> Organization | None:
    """Return an organisation that the viewer sees."""
    return session.scalar(visible_organizations(viewer).where(Organization.id == organization_id))


def lock_organization(session: Session, organization_id: UUID) -> None:
    """Hold an organisation until the transaction ends, so that its members change one after the other."""
    session.scalar(select(Organization.id).where(Organization.id == organization_id).with_for_update())


def list_teams(session: Session, viewer: Viewer, which: TeamFilter, page: Page) -> tuple[Sequence[Team], int]:
    """Return a page of teams, and how many there are."""
    wanted = [
        column == value
        for column, value in (
            (Team.organization_id, which.organization_id),
            (Team.sport, which.sport),
            (Team.season, which.season),
        )
        if value is not None
    ]
    seen = archived_of(viewer) if which.is_archived else visible_to(viewer)
    return rows.page_of(session, seen.where(*wanted).order_by(*_ORDER[which.sort]), page)


def find_team(session: Session, viewer: Viewer, team_id: UUID) -> Team | None:
    """Return a team that the viewer sees."""
    return session.scalar(visible_to(viewer).where(Team.id == team_id))


def find_archived_team(session: Session, viewer: Viewer, team_id: UUID) -> Team | None:
    """Return a team that was put away, for an administrator of its organisation."""
    return session.scalar(archived_of(viewer).where(Team.id == team_id))


# Rosters


def list_roster(session: Session, team_id: UUID, page: Page) -> tuple[Sequence[RosterEntry], int]:
    """Return a page of a team's roster by number (those without one last), and how many there are."""
    query = (
        select(RosterEntry)
        .join(RosterEntry.player)
        .options(contains_eager(RosterEntry.player))
        .where(RosterEntry.team_id == team_id)
        .order_by(func.coalesce(RosterEntry.jersey_number, 1000), Player.name, Player.id)
    )
    return rows.page_of(session, query, page)


def read_roster(session: Session, team_id: UUID) -> Sequence[RosterEntry]:
    """Return a whole roster."""
    query = select(RosterEntry).where(RosterEntry.team_id == team_id)
    return session.scalars(query.options(joinedload(RosterEntry.player))).all()


def left_since(session: Session, team_id: UUID, moment: datetime) -> Sequence[UUID]:
    """Return who has left a team since a moment."""
    left = select(FormerPlayer.player_id).where(FormerPlayer.team_id == team_id)
    return session.scalars(left.where(FormerPlayer.left_at >= moment)).all()


def find_roster_entry(session: Session, team_id: UUID, player_id: UUID) -> RosterEntry | None:
    """Return a player's place in a team."""
    query = select(RosterEntry).where(RosterEntry.team_id == team_id, RosterEntry.player_id == player_id)
    return session.scalar(query.options(joinedload(RosterEntry.player)))


def find_player_of_organization(session: Session, organization_id: UUID, player_id: UUID) -> Player | None:
    """Return a player of a club."""
    query = select(Player).where(Player.organization_id == organization_id, Player.id == player_id)
    return session.scalar(query)


def find_player(session: Session, viewer: Viewer, player_id: UUID) -> Player | None:
    """Return a player whom the viewer sees."""
    return session.scalar(visible_players(viewer).where(Player.id == player_id))


def teams_of_player(session: Session, viewer: Viewer, player_id: UUID) -> Sequence[Team]:
    """Return the teams of a player that the viewer sees."""
    query = visible_to(viewer).join(RosterEntry, RosterEntry.team_id == Team.id)
    return session.scalars(query.where(RosterEntry.player_id == player_id)).all()


def all_teams_of_player(session: Session, player_id: UUID) -> Sequence[Team]:
    """Return all teams in which a player is or was, each with its club, whoever sees them."""
    there = select(RosterEntry.team_id).where(RosterEntry.player_id == player_id)
    once = select(FormerPlayer.team_id).where(FormerPlayer.player_id == player_id)
    query = select(Team).where(or_(Team.id.in_(there), Team.id.in_(once))).order_by(Team.name, Team.id)
    return session.scalars(query.options(joinedload(Team.organization))).all()


def teams_in_scope(session: Session, organization_id: UUID, team_id: UUID | None) -> Sequence[Team]:
    """Return a team or, where there is none, all teams of a club."""
    query = select(Team).where(Team.organization_id == organization_id)
    return session.scalars(query if team_id is None else query.where(Team.id == team_id)).all()


def list_own_players(session: Session, viewer: Viewer) -> Sequence[Player]:
    """Return the viewer's children and the players they are, by name."""
    own = Player.id.in_(viewer.child_ids | viewer.own_player_ids)
    return session.scalars(visible_players(viewer).where(own).order_by(Player.name, Player.id)).all()


# Consent


def read_consents(session: Session, player_ids: Collection[UUID]) -> Sequence[Consent]:
    """Return every yes about these players."""
    return session.scalars(select(Consent).where(Consent.player_id.in_(player_ids))).all()


def give_consent(session: Session, player_id: UUID, purpose: Purpose, *, by: UUID, at: datetime) -> None:
    """Write down a yes, unless it is there."""
    key = {"player_id": player_id, "purpose": purpose}
    rows.insert_unless_there(session, Consent, key, {"given_by": by, "given_at": at})


def withdraw_consent(session: Session, player_id: UUID, purpose: Purpose) -> None:
    """Remove a yes."""
    rows.changed(session, delete(Consent).where(Consent.player_id == player_id, Consent.purpose == purpose))


def has_guardian(session: Session, player_id: UUID) -> bool:
    """Say whether a player has a parent here."""
    return session.scalar(select(true()).where(Guardian.player_id == player_id).limit(1)) is not None


# Members


def list_members(
    session: Session, organization_id: UUID, team_id: UUID | None, page: Page
) -> tuple[Sequence[Member], int]:
    """Return a page of the members of an organisation, or of one of its teams, and how many there are."""
    query = select(Member).where(Member.organization_id == organization_id).order_by(Member.id)
    return rows.page_of(session, query if team_id is None else query.where(Member.team_id == team_id), page)


def list_memberships(session: Session, user_id: UUID) -> Sequence[Member]:
    """Return all memberships of a user, with their clubs and teams."""
    query = select(Member).outerjoin(Team, Team.id == Member.team_id)
    mine = query.where(Member.user_id == user_id, Team.archived_at.is_(None)).order_by(Member.id)
    return session.scalars(mine).all()


def people_of_team(session: Session, team: Team) -> Sequence[UUID]:
    """Return the users who are members of a team or of its whole organisation, each once."""
    scopes = (team.id, team.organization_id)
    return session.scalars(select(Member.user_id).where(Member.scope_id.in_(scopes)).distinct()).all()


def find_member(session: Session, organization_id: UUID, member_id: UUID) -> Member | None:
    """Return a member of an organisation."""
    query = select(Member).where(Member.organization_id == organization_id, Member.id == member_id)
    return session.scalar(query)


def count_administrators(session: Session, organization_id: UUID) -> int:
    """Return how many administrators an organisation has."""
    query = select(func.count()).where(Member.organization_id == organization_id, Member.role == Role.ADMIN)
    return session.scalar(query) or 0


def add_member(session: Session, user_id: UUID, membership: Membership) -> None:
    """Make a user a member, unless they are."""
    whole, team_id = membership.organization_id, membership.team_id
    key = {"user_id": user_id, "scope_id": team_id or whole, "role": membership.role}
    new = {"id": new_id(), "organization_id": whole, "team_id": team_id}
    rows.insert_unless_there(session, Member, key, new)


def add_guardian(session: Session, user_id: UUID, player_id: UUID) -> None:
    """Write down whose parent somebody is."""
    rows.insert_unless_there(session, Guardian, {"user_id": user_id, "player_id": player_id}, {})


def _players_reached(member: Member, role: Role) -> Sequence[Select[UUID]]:
    """Return which players are and were in the teams in which a member has this role still."""
    own = (Member.user_id == member.user_id, Member.role == role, Member.team_id.is_not(None))
    team_ids = select(Member.team_id).where(*own)
    return [select(one.player_id).where(one.team_id.in_(team_ids)) for one in (RosterEntry, FormerPlayer)]


def remove_member(session: Session, member: Member) -> None:
    """End a membership, and what it made the member to players of the organisation."""
    session.delete(member)
    session.flush()
    players = select(Player.id).where(Player.organization_id == member.organization_id)
    children = [Guardian.user_id == member.user_id, Guardian.player_id.in_(players)]
    children += [Guardian.player_id.not_in(reached) for reached in _players_reached(member, Role.PARENT)]
    rows.changed(session, delete(Guardian).where(*children))
    own = [Player.user_id == member.user_id, Player.organization_id == member.organization_id]
    own += [Player.id.not_in(reached) for reached in _players_reached(member, Role.PLAYER)]
    rows.changed(session, update(Player).where(*own).values(user_id=None))


# Invitations


def count_open_invitations(
    session: Session, organization_id: UUID, team_id: UUID | None, *, now: datetime
) -> int:
    """Return how many invitations to a team are open or, where there is none, to a whole organisation."""
    query = select(func.count()).where(
        Invitation.organization_id == organization_id,
        Invitation.team_id.is_(None) if team_id is None else Invitation.team_id == team_id,
        Invitation.accepted_at.is_(None),
        Invitation.expires_at > now,
    )
    return session.scalar(query) or 0


def list_invitations(
    session: Session, organization_id: UUID, team_id: UUID | None, page: Page, *, now: datetime
) -> tuple[Sequence[Invitation], int]:
    """Return a page of open invitations, and how many there are."""
    query = select(Invitation).where(
        Invitation.organization_id == organization_id,
        Invitation.accepted_at.is_(None),
        Invitation.expires_at > now,
    )
    in_team = query if team_id is None else query.where(Invitation.team_id == team_id)
    return rows.page_of(session, in_team.order_by(Invitation.id), page)


def find_open_invitation(session: Session, token_hash: str, *, now: datetime) -> Invitation | None:
    """Return the invitation of a link that is still good."""
    query = (
        select(Invitation)
        .outerjoin(Invitation.team)
        .where(
            Invitation.token_hash == token_hash,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > now,
            Team.archived_at.is_(None),
        )
    )
    return session.scalar(query.options(contains_eager(Invitation.team), joinedload(Invitation.organization)))


def open_invitations_to(session: Session, email: str, *, now: datetime) -> Sequence[Invitation]:
    """Return the invitations that were mailed to an address and are still good, each with its team."""
    query = (
        select(Invitation)
        .outerjoin(Invitation.team)
        .options(contains_eager(Invitation.team))
        .where(
            Invitation.email == email,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > now,
            Team.archived_at.is_(None),
        )
    )
    return session.scalars(query).all()


def find_invitation(session: Session, viewer: Viewer, invitation_id: UUID) -> Invitation | None:
    """Return an invitation of a club that the viewer sees."""
    query = select(Invitation).where(Invitation.organization_id.in_(viewer.organization_ids))
    return session.scalar(query.where(Invitation.id == invitation_id).options(joinedload(Invitation.team)))


def use_invitation(session: Session, invitation_id: UUID, *, now: datetime) -> bool:
    """Mark an invitation as accepted and forget its address; False if somebody was faster."""
    unused = (Invitation.id == invitation_id, Invitation.accepted_at.is_(None))
    return rows.changed(session, update(Invitation).where(*unused).values(accepted_at=now, email=None))


def link_player(session: Session, player_id: UUID, user_id: UUID) -> bool:
    """Say that a user is this player; False if somebody else is."""
    free = or_(Player.user_id.is_(None), Player.user_id == user_id)
    return rows.changed(session, update(Player).where(Player.id == player_id, free).values(user_id=user_id))


# Forgetting


def find_players_known_by(session: Session, person_id: UUID) -> Sequence[Player]:
    """Return the player of this id, and those who a user of this id is."""
    known = or_(Player.id == person_id, Player.user_id == person_id)
    return session.scalars(select(Player).where(known).order_by(Player.id)).all()


def clubs_run_by(session: Session, user_id: UUID) -> Sequence[Organization]:
    """Return the clubs that a user administers, held until the transaction ends."""
    run = select(Member.organization_id).where(Member.user_id == user_id, *_RUNS_CLUB)
    query = select(Organization).where(Organization.id.in_(run)).order_by(Organization.id)
    return session.scalars(query.with_for_update()).all()


def has_another_administrator(session: Session, organization_id: UUID, user_id: UUID) -> bool:
    """Say whether somebody else than a user administers a club."""
    others = (Member.organization_id == organization_id, Member.user_id != user_id, *_RUNS_CLUB)
    return session.scalar(select(true()).where(*others).limit(1)) is not None


def all_memberships(session: Session, user_id: UUID) -> Sequence[Member]:
    """Return all memberships of a user with their clubs and teams, those that were put away too."""
    query = select(Member).where(Member.user_id == user_id).order_by(Member.id)
    return session.scalars(query.options(joinedload(Member.organization), joinedload(Member.team))).all()


def last_days_in_teams(session: Session, player_id: UUID, *, now: datetime) -> dict[UUID, datetime]:
    """Return until when a player was in each of their teams; where they still are, that is until now."""
    left = session.scalars(select(FormerPlayer).where(FormerPlayer.player_id == player_id))
    found = {one.team_id: one.left_at for one in left}
    present = select(RosterEntry.team_id).where(RosterEntry.player_id == player_id)
    return {**found, **dict.fromkeys(session.scalars(present), now)}


def close_for_good(session: Session, team_id: UUID, purpose: Purpose, until: datetime) -> None:
    """Have a team's games that began until a moment stay closed for a purpose."""
    key = {"team_id": team_id, "purpose": purpose}
    rows.insert_unless_there(session, ClosedForGood, key, {"until": until})
    earlier = (
        ClosedForGood.team_id == team_id,
        ClosedForGood.purpose == purpose,
        ClosedForGood.until < until,
    )
    rows.changed(session, update(ClosedForGood).where(*earlier).values(until=until))


def is_closed_for_good(session: Session, team_id: UUID, purpose: Purpose, moment: datetime) -> bool:
    """Say whether what was played at a moment stays closed, since somebody who was there has been erased."""
    closed = (ClosedForGood.team_id == team_id, ClosedForGood.purpose == purpose)
    query = select(true()).where(*closed, ClosedForGood.until >= moment)
    return session.scalar(query.limit(1)) is not None


def delete_player(session: Session, player_id: UUID) -> None:
    """Remove a player; the tables below follow by their foreign keys."""
    rows.changed(session, delete(Player).where(Player.id == player_id))


def forget_user(session: Session, user_id: UUID, email: str | None) -> None:
    """Remove what a user is in clubs, invitations to them, and those of theirs that nobody accepted."""
    rows.changed(session, update(Player).where(Player.user_id == user_id).values(user_id=None))
    rows.changed(session, delete(Guardian).where(Guardian.user_id == user_id))
    rows.changed(session, delete(Member).where(Member.user_id == user_id))
    rows.changed(session, update(Consent).where(Consent.given_by == user_id).values(given_by=None))
    own = Invitation.invited_by == user_id
    rows.changed(session, delete(Invitation).where(own, Invitation.accepted_at.is_(None)))
    rows.changed(session, update(Invitation).where(own).values(invited_by=None))
    if email is not None:
        rows.changed(session, delete(Invitation).where(Invitation.email == email))


def delete_expired_invitations(session: Session, *, now: datetime) -> None:
    """Remove invitations that open nothing."""
    over = or_(Invitation.expires_at < now, Invitation.accepted_at.is_not(None))
    rows.changed(session, delete(Invitation).where(over))
