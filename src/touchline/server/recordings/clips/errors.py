"""What can go wrong with clips and marked segments. Seconds are told as the game clock counts them."""

from touchline.base.errors import Conflict, Invalid, NotAllowed, NotFound


class ClipNotFound(NotFound):
    """There is no such clip, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such clip, or it has been deleted.")


class SegmentNotFound(NotFound):
    """There is no such marked segment, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such segment, or it has been deleted.")


class NotTheMaker(NotAllowed):
    """Somebody else cut it."""

    def __init__(self) -> None:
        super().__init__(
            "Only who cut this clip, and coaches and administrators, may do this. Ask one of them."
        )


class FilmNotFinal(Conflict):
    """A clip of a film that is not finished."""

    def __init__(self) -> None:
        super().__init__(
            "The film of this game is not finished yet. Cut from an angle now, or from the film later."
        )


class TakeNotReady(Conflict):
    """A clip of an angle that cannot be played."""

    def __init__(self) -> None:
        super().__init__("This angle is not ready yet. Try again when it can be played.")


class OutsideRecording(Invalid):
    """Nothing was filmed in the stretch, or next to nothing."""

    def __init__(self, start_s: float, end_s: float) -> None:
        super().__init__(
            f"This shows the game from {start_s:.1f} s to {end_s:.1f} s. Choose a stretch of that."
        )
        self.start_s = start_s
        self.end_s = end_s


class ClipNotReady(Conflict):
    """It is still being cut, or could not be."""

    def __init__(self) -> None:
        super().__init__(
            "This clip is not cut yet. Try again in a minute; the clip itself says if it failed."
        )


class TooManyClips(Conflict):
    """A game has as many as anybody looks at."""

    def __init__(self, most: int) -> None:
        super().__init__(f"This game has {most} clips already. Delete some that nobody needs.")
        self.most = most


class SourceGone(NotFound):
    """What a clip was to be cut from has been deleted meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "What this clip was to be cut from has been deleted. Cut it anew from the present film."
        )


class FilmReplaced(Conflict):
    """The seconds were told by a version of the film that is gone."""

    def __init__(self) -> None:
        super().__init__("The film has been made anew since. Open it again, and choose the stretch in it.")


class TooManySegments(Conflict):
    """A game has as many marks as anybody looks at."""

    def __init__(self, most: int) -> None:
        super().__init__(f"This game has {most} segments already. Delete some that nobody needs.")
        self.most = most
