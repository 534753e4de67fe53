"""What is said of a game: when it is, where it stands, and what is being done about it."""

from touchline.server.games.models import Game, GameState
from touchline.server.kit.jobs.models import Job
from touchline.server.portal.language import Reader, translatable
from touchline.server.portal.pitch import place_words

STEPS = (
    (GameState.SCHEDULED, translatable("Scheduled")),
    (GameState.RECORDING, translatable("Recordings come in")),
    (GameState.PROCESSING, translatable("The film is being made")),
    (GameState.READY, translatable("Film ready")),
)
"""The line from the plan to the film."""

TASKS = {
    "prepare_take": translatable("Preparing a recording"),
    "make_film": translatable("Making the film"),
    "cut_clip": translatable("Cutting a clip"),
}
DEPTHS = {
    "goalkeeper": translatable("Goalkeeper"),
    "base": translatable("On the T"),
    "back": translatable("At the back"),
    "middle": translatable("In the middle"),
    "front": translatable("In front"),
}
SIDES = {
    "left": translatable("left"),
    "center_left": translatable("centre left"),
    "center": translatable("centre"),
    "center_right": translatable("centre right"),
    "right": translatable("right"),
}
"""What the names of our formations' slots are made of; those of a club's own are said as they are."""
_SOON_S = 50


def score(game: Game) -> str:
    """Return the score in the order of the title; empty while there is none."""
    if game.our_score is None or game.their_score is None:
        return ""
    pair = (game.our_score, game.their_score)
    return "{} : {}".format(*(pair if game.is_home else pair[::-1]))


def when(reader: Reader, game: Game) -> str:
    """Return day and time where the game is played."""
    return reader.at(game.time_zone).moment(game.starts_at)


def code(game: Game) -> str:
    """Return a game's code in two halves, as people read it out."""
    half = len(game.code) // 2
    return f"{game.code[:half]} {game.code[half:]}"


def place(reader: Reader, position: str | None) -> str:
    """Return what a place to film from is called."""
    return reader.gettext(place_words(position)) if position else ""


def slot(reader: Reader, name: str) -> str:
    """Return what a slot of a formation is called: "At the back, left"."""
    depth, _, side = name.partition("_")
    if depth not in DEPTHS or (side and side not in SIDES):
        return name.replace("_", " ").capitalize()
    words = reader.gettext(DEPTHS[depth])
    return f"{words}, {reader.gettext(SIDES[side])}" if side else words


def task(reader: Reader, job: Job) -> str:
    """Return what a job does."""
    return reader.gettext(TASKS.get(job.task, job.task.replace("_", " ").capitalize()))


def remaining(reader: Reader, seconds: float | None) -> str:
    """Return how long something still takes, in one unit; empty while nobody knows."""
    if seconds is None:
        return ""
    if seconds < _SOON_S:
        return reader.gettext("less than a minute")
    return reader.gettext("about {time}").format(time=reader.span(max(seconds, 60)))
