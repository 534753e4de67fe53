"""What can go wrong with shares. What a stranger is told never says which of several things was wrong."""

from touchline.base.errors import Conflict, NotAllowed, NotFound


class NothingToShare(NotFound):
    """There is no such film, angle or clip, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such video. Perhaps you have signed in with another address.")


class ShareNotFound(NotFound):
    """There is no such share, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such link, or it has ended.")


class NotYourShare(NotAllowed):
    """Somebody else made it."""

    def __init__(self) -> None:
        super().__init__(
            "Only who made this link, and coaches and administrators, may do this. Ask one of them."
        )


class ShareConsentMissing(NotAllowed):
    """Somebody on the roster has not agreed to be shown outside the club."""

    def __init__(self, count: int) -> None:
        if count == 1:
            super().__init__(
                "One player of this team has no consent to be shown outside the club, and may be in this "
                "video. Ask their parents to agree to sharing (Account → Your players), then share it."
            )
        else:
            super().__init__(
                f"{count} players of this team have no consent to be shown outside the club, and may be in "
                "this video. Ask their parents to agree to sharing (Account → Your players), then share it."
            )
        self.count = count


class ShareConsentGone(NotAllowed):
    """Somebody who had not agreed to be shown outside the club has been erased."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody who was in this team at that time had no consent to be shown outside the club, and has "
            "been erased since. Nobody can agree for them any more, so only the team sees this video."
        )


class TooManyShares(Conflict):
    """A game has as many links as anybody keeps in mind."""

    def __init__(self, most: int) -> None:
        super().__init__(f"This game has {most} links already. End some that nobody needs.")
        self.most = most


class LinkNotOpen(NotFound):
    """A link is unknown, revoked, expired, or not to be opened for now."""

    def __init__(self) -> None:
        super().__init__("This link shows nothing any more. Ask whoever sent it to you for a new one.")


class LinkOrPasswordWrong(NotFound):
    """As LinkNotOpen, or the password is not the right one."""

    def __init__(self) -> None:
        super().__init__(
            "The password is not right, or this link shows nothing any more. "
            "Check the password, or ask whoever sent you the link."
        )
