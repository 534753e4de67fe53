"""What can go wrong with films, each in a sentence that says what to do."""

from touchline.base.errors import Conflict, Invalid, NotAllowed, NotFound


class VideoNotFound(NotFound):
    """There is no such take or film, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such video. Perhaps you have signed in with another address.")


class NoFilmYet(NotFound):
    """The game has no film."""

    def __init__(self) -> None:
        super().__init__("This game has no film yet. Upload its recordings, then have the film made.")


class NoTakeReady(Conflict):
    """There is nothing to make a film of."""


class FilmNotReady(Conflict):
    """The final film is still being rendered."""

    def __init__(self) -> None:
        super().__init__("The final film is still being rendered. Download it when it is ready.")


class GameClosed(NotAllowed):
    """Somebody of the team has not agreed to be filmed, so the game is neither filmed nor shown."""


class ConsentMissing(GameClosed):
    """Somebody can still agree: they are asked."""

    def __init__(self, count: int) -> None:
        if count == 1:
            super().__init__(
                "One player of this team has no consent to be filmed, so this game is not filmed and not "
                "shown. Ask their parents to agree (Account → Your players)."
            )
        else:
            super().__init__(
                f"{count} players of this team have no consent to be filmed, so this game is not filmed and "
                "not shown. Ask their parents to agree (Account → Your players)."
            )
        self.count = count


class ConsentGone(GameClosed):
    """Nobody can agree any more: who had not agreed has been erased."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody who was in this team at that time had no consent to be filmed, and has been erased "
            "since. Nobody can agree for them any more, so this game is not filmed and not shown. A coach "
            "may delete its recordings."
        )


class OnlyTakesHaveSettings(Invalid):
    """A film is directed, and has no camera of its own."""

    def __init__(self) -> None:
        super().__init__("A film has no camera of its own. Change its recordings, then have it made anew.")
