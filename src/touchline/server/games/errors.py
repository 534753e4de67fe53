"""What can go wrong with games. What another club may not see is not found; no sentence carries a name."""

from collections.abc import Iterable

from touchline.base.errors import Conflict, Invalid, NotFound, Unavailable
from touchline.server.games.codes import SPOKEN
from touchline.server.games.models import GameState
from touchline.server.kit.errors import TooOften


class GameNotFound(NotFound):
    """There is no such game, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such game. Perhaps you have signed in with another address.")


class GameCancelled(Conflict):
    """A game does not take place."""

    def __init__(self) -> None:
        super().__init__("This game was cancelled. Ask its coach when the next one is, and for its code.")


class GameCannotBecome(Conflict):
    """A game does not go from where it is to where it is wanted."""

    def __init__(self, state: GameState, wanted: GameState) -> None:
        super().__init__(_SENTENCES.get((state, wanted), f"A game that is {state} cannot become {wanted}."))
        self.state = state
        self.wanted = wanted


class NoFreeCode(Unavailable):
    """Every code that was drawn belongs to a game already."""

    def __init__(self) -> None:
        super().__init__("No free code was found for this game. Try again in a moment.")


class CodeUnknown(NotFound):
    """No game has this code, or not this game."""

    def __init__(self) -> None:
        super().__init__(f"No game has this code. Compare it with the one you were shown: it has {SPOKEN}.")


class JoiningOver(Conflict):
    """A game is too long ago to be joined."""

    def __init__(self, days: int) -> None:
        super().__init__(f"This game was more than {days} days ago. Ask its coach to add your recording.")


class GameFull(Conflict):
    """More take part than any game needs."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} cameras take part already. Ask the coach whether yours is needed.")


class TooManyFromHere(TooOften):
    """More guests of a game come from one address than are at any rink."""

    def __init__(self, retry_after_s: int, most: int) -> None:
        super().__init__(
            retry_after_s,
            f"{most} phones have joined this game from this network today. Switch this phone's Wi-Fi off and "
            "join by its mobile network, or ask the coach.",
        )
        self.most = most


class NotTakingPart(NotFound):
    """Whoever leaves has not joined."""

    def __init__(self) -> None:
        super().__init__("You do not take part in this game, so there is nothing to leave.")


class ParticipantNotFound(NotFound):
    """Nobody takes part who is this, or not any more."""

    def __init__(self) -> None:
        super().__init__("They do not take part in this game any more, so nothing is left to remove.")


class NoSuchPosition(Invalid):
    """One cannot film from there in this sport."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__(f"There is no such position here. Choose one of: {', '.join(known)}.")


class ArenaNotFound(NotFound):
    """There is no such type of arena."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__(f"There is no such type of arena. There are: {', '.join(known)}.")


class FormationNotFound(NotFound):
    """There is no such formation, or not for this club."""

    def __init__(self) -> None:
        super().__init__("There is no such formation. Choose one of ours, or one of your club.")


class FormationOfOtherSport(Invalid):
    """A team does not stand as one stands in another sport."""

    def __init__(self) -> None:
        super().__init__("This formation is of another sport than the team's. Choose one of its sport.")


class FormationExists(Conflict):
    """A club has a formation of this name."""

    def __init__(self) -> None:
        super().__init__("Your club has a formation of this name in this sport. Choose another name.")


class TooManyFormations(Conflict):
    """A club has more formations than anybody can choose from."""

    def __init__(self, most: int) -> None:
        super().__init__(f"Your club has {most} formations. Use one of them.")


class LineupNotFound(NotFound):
    """There is no such line-up, or not for this viewer."""

    def __init__(self) -> None:
        super().__init__("There is no such line-up. Perhaps you have signed in with another address.")


class LineupExists(Conflict):
    """A game has one line-up."""

    def __init__(self) -> None:
        super().__init__("This game has a line-up. Change that one.")


class PlayerTwice(Invalid):
    """A player stands in one place."""

    def __init__(self) -> None:
        super().__init__("A player stands in this line-up twice. Name everybody once.")


class NotOnRoster(Invalid):
    """Only players of the team are lined up."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody in this line-up is not on the team's roster. Add them to the roster first."
        )


class SlotLacking(Invalid):
    """A formation does not have such a slot."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__(f"This formation lacks a slot of the line-up. It has: {', '.join(known)}.")


class SlotTwice(Invalid):
    """In a slot stands one player."""

    def __init__(self, slot: str) -> None:
        super().__init__(f"Two players stand in the slot '{slot}'. Put one of them elsewhere.")
        self.slot = slot


class CaptainNotPlaying(Invalid):
    """The captain is one of those who play."""

    def __init__(self) -> None:
        super().__init__("The captain is not in this line-up. Choose one of its players.")


_HAS_FILM = "This game is filmed already. Delete its film and its recordings before you cancel it."
_SENTENCES = {
    (GameState.PROCESSING, GameState.CANCELLED): _HAS_FILM,
    (GameState.READY, GameState.CANCELLED): _HAS_FILM,
}
