"""What plumbing itself can refuse."""

from touchline.base.errors import Conflict, NotAllowed, NotFound, Unavailable


class NotSignedIn(NotAllowed):
    """Nobody has signed in, or no longer."""


class TooOften(Unavailable):
    """It was asked too often; `retry_after_s` says when it may be asked again."""

    def __init__(self, retry_after_s: int, sentence: str | None = None) -> None:
        super().__init__(sentence or f"That was too often. Try again in {_duration(retry_after_s)}.")
        self.retry_after_s = retry_after_s


class DatabaseAway(Unavailable):
    """The database did not answer, or has no place for one more who asks."""

    retry_after_s = 5

    def __init__(self) -> None:
        super().__init__("The server's database does not answer just now. Try again in a few seconds.")


class KeyUsedBefore(Conflict):
    """An idempotency key came a second time with something else in it."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was used before for something else. Send each new request with a new key."
        )


class AnswerForgotten(NotFound):
    """A write was done, and whom it was about has been erased since."""

    def __init__(self) -> None:
        super().__init__("This was done, and has been erased since. It is not done again.")


class JustBeingDone(Unavailable):
    """The same write is being done at this moment, for another delivery of it."""

    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__("This request is just being worked on. Send it again in a second.")


def _duration(seconds: int) -> str:
    if seconds < 90:
        return f"{seconds} seconds" if seconds != 1 else "a second"
    return f"{-(-seconds // 60)} minutes" if seconds < 5400 else f"{-(-seconds // 3600)} hours"
