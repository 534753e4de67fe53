"""What can go wrong with accounts. No sentence tells whether an address has an account."""

from touchline.base.errors import Conflict, Invalid, NotAllowed, NotFound
from touchline.server.kit.errors import NotSignedIn


class WrongCredentials(NotSignedIn):
    """The address and the password do not belong together."""

    def __init__(self) -> None:
        super().__init__(
            "This address and this password do not belong to an account. If you have just registered, open "
            "the link in the mail first."
        )


class RefreshRefused(NotSignedIn):
    """A refresh token is unknown, expired, or was used before."""

    def __init__(self) -> None:
        super().__init__("You have been signed out. Sign in again.")


class LinkExpired(Invalid):
    """A link from a mail is unknown, used or too old."""

    def __init__(self) -> None:
        super().__init__("This link has been used or is too old. Ask for a new one.")


class OtherPassword(Invalid):
    """The link of a registration was opened by somebody who does not know its password."""

    def __init__(self) -> None:
        super().__init__(
            "This is not the password that was chosen when this address was registered. If you did not "
            "register, close this page: no account is made."
        )


class WeakPassword(Invalid):
    """A password that is guessed early."""


class CsrfRefused(NotAllowed):
    """A write came with the cookie but without its token: perhaps from another site."""

    def __init__(self) -> None:
        super().__init__("This page is too old, or the request came from elsewhere. Reload and try again.")


class LastServerAdministrator(Conflict):
    """A server must have somebody who runs it."""

    def __init__(self) -> None:
        super().__init__("The server needs an administrator. Make somebody else administrator first.")


class NotForYou(NotFound):
    """Only administrators of the server see that there is anything."""

    def __init__(self) -> None:
        super().__init__("There is nothing here. Perhaps you have signed in with another address.")


class PersonNotFound(NotFound):
    """There is no such account, or not for whoever asks."""

    def __init__(self) -> None:
        super().__init__("There is no such person on this server.")
