"""The five kinds of error; every error a person can meet is one of them.

The message is a sentence for a person and says what to do next; facts travel as attributes.
Programs turn the kind outward (exit code, HTTP problem, gRPC status, job retry), nobody else does.
"""


class TouchlineError(Exception):
    """Anything that Touchline refuses or cannot do, told in a sentence."""


class NotFound(TouchlineError):
    """It does not exist, or not for you."""


class NotAllowed(TouchlineError):
    """It exists, you may see it, and you may not do this."""


class Conflict(TouchlineError):
    """It cannot be done in the present state."""


class Invalid(TouchlineError):
    """What was handed in cannot be used as it is."""


class Unavailable(TouchlineError):
    """It would work, but not now (disk full, service down): the one kind worth trying again."""

    retry_after_s: int = 30
