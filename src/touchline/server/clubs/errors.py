"""What can go wrong with clubs. What another club may not see is not found; no sentence carries a name."""

from touchline.base.errors import Conflict, Invalid, NotAllowed, NotFound


class OrganizationNotFound(NotFound):
    """There is no such club, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such club. Perhaps you have signed in with another address.")


class TeamNotFound(NotFound):
    """There is no such team, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such team. Perhaps you have signed in with another address.")


class PlayerNotFound(NotFound):
    """There is no such player, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such player in this team.")


class MemberNotFound(NotFound):
    """There is no such member."""

    def __init__(self) -> None:
        super().__init__("There is no such member.")


class InvitationNotFound(NotFound):
    """An invitation is unknown, used, withdrawn or too old."""

    def __init__(self) -> None:
        super().__init__("This invitation has been used or is too old. Ask the club for a new one.")


class RoleMissing(NotAllowed):
    """The viewer may see it, but has no role that may do this."""


class FoundingClosed(NotAllowed):
    """Where only invited people register, a club of one's own would let in anybody."""

    def __init__(self) -> None:
        super().__init__("On this server, clubs are founded by whoever runs it. Ask them for one.")


class OwnInvitation(NotAllowed):
    """Somebody would say of themselves what they are: an administrator, a child's parent …"""

    def __init__(self) -> None:
        super().__init__("You cannot accept your own invitation. Ask another coach to invite you.")


class TooManyInvitations(Conflict):
    """Too many invitations to one team are open."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} invitations are open. Withdraw some that nobody accepts, then go on.")
        self.most = most


class InvitedOther(NotAllowed):
    """An invitation by mail was sent to somebody else."""

    def __init__(self) -> None:
        super().__init__("This invitation was sent to another address. Sign in with that one.")


class NumberTaken(Conflict):
    """Two players of one team cannot wear the same number."""

    def __init__(self, jersey_number: int) -> None:
        super().__init__(f"Somebody in this team wears number {jersey_number}. Choose another.")
        self.jersey_number = jersey_number


class AlreadyOnRoster(Conflict):
    """A player is in the team already."""

    def __init__(self) -> None:
        super().__init__("This player is in the team already.")


class PlayerTaken(Conflict):
    """A player is linked to another account."""

    def __init__(self) -> None:
        super().__init__("Somebody else has signed in as this player. Ask the club.")


class AlreadyMember(Conflict):
    """Somebody has a role already."""

    def __init__(self) -> None:
        super().__init__("They have this role already. Remove the other one instead.")


class LastAdministrator(Conflict):
    """A club must have somebody who runs it."""

    def __init__(self) -> None:
        super().__init__("A club needs an administrator. Make somebody else administrator first.")


class RunsClubAlone(Conflict):
    """Whoever is to be erased is the only one who runs a club."""

    def __init__(self, club: str) -> None:
        super().__init__(f"Nobody else runs the club {club}. Make somebody else administrator of it first.")
        self.club = club


class RoleNeedsPlayer(Invalid):
    """A parent is the parent of somebody."""

    def __init__(self) -> None:
        super().__init__("Say which player of this team the invitation is about.")


class FileTooLong(Invalid):
    """A roster's file is longer than any roster."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(f"This file has more than {most_bytes // 1024} KiB. Export only names and numbers.")
