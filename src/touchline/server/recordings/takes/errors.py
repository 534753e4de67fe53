"""What can go wrong with takes, each in a sentence that says what to do."""

from collections.abc import Sequence

from touchline.base.errors import Conflict, Invalid, NotAllowed, NotFound


class TakeNotFound(NotFound):
    """There is no such take, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such recording. Perhaps you have signed in with another address.")


class NotYourTake(NotAllowed):
    """Somebody else uploaded it, or it is the team's by now."""

    def __init__(self) -> None:
        super().__init__(
            "Only coaches may change this recording, and whoever of their team uploaded it. Ask a coach."
        )


class BadAnnouncement(Invalid):
    """What was said about a recording cannot be."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"The recording's “{field}” {what}. Change it, or leave it out.")
        self.field = field


class UnknownPosition(Invalid):
    """The sport has no such position."""

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(f"This sport has no such position to film from. It has: {', '.join(known)}.")
        self.known = tuple(known)


class TakeStillComing(Conflict):
    """It cannot be played yet."""

    def __init__(self) -> None:
        super().__init__("This recording is still being prepared. It can be watched in a moment.")


class TakeAwaitsYes(Conflict):
    """It came from outside the team, and no coach has said yes."""

    def __init__(self) -> None:
        super().__init__("This recording awaits a coach's yes. Accept it first, or delete it.")


class TooManyTakes(Conflict):
    """A guest has sent all that one guest may before a coach has looked."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"You have sent {most} recordings of this game, which is as many as a guest may. "
            "Ask the coach to look at yours first."
        )
        self.most = most


class TooManyFromOutside(Conflict):
    """Guests have sent all that a game takes before a coach has looked."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"{most} recordings from guests wait for a coach of this game already. "
            "Ask the coach to look at them first."
        )
        self.most = most


class TakeRefused(Conflict):
    """It cannot be used."""


class NotAFilm(Invalid):
    """A file that is no recording."""

    def __init__(self) -> None:
        super().__init__("This file is not a film recording. Upload the file as the camera wrote it.")


class SameRecording(Invalid):
    """The game has this recording already."""

    def __init__(self, letter: str) -> None:
        super().__init__(
            f"This is the same recording as take {letter} of this game. One is enough: delete this one."
        )
        self.letter = letter
