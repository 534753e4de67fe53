"""What our own words are called on pages: roles, sports, states."""

from touchline.server.clubs.viewer import Purpose, Role
from touchline.server.games.models import Game, GameKind, GameState
from touchline.server.kit.jobs.models import JobState
from touchline.server.portal.language import Reader, translatable

ROLES = {
    Role.ADMIN: translatable("Administrator"),
    Role.COACH: translatable("Coach"),
    Role.PARENT: translatable("Parent"),
    Role.PLAYER: translatable("Player"),
    Role.VIEWER: translatable("Viewer"),
}
ROLE_HINTS = {
    Role.ADMIN: translatable("Runs the club: teams, people, everything."),
    Role.COACH: translatable("Keeps the roster, schedules games, invites people, sees all films."),
    Role.PARENT: translatable("Sees games and films of the team, films along, decides for their child."),
    Role.PLAYER: translatable("Sees games and films of the team."),
    Role.VIEWER: translatable("Watches films. Sees no names."),
}
PURPOSES = {
    Purpose.FILM: translatable("Filming"),
    Purpose.ANALYSE: translatable("Analysing"),
    Purpose.SHARE: translatable("Sharing"),
}
SPORTS = {
    "soccer": translatable("Soccer"),
    "ice_hockey": translatable("Ice hockey"),
    "squash": translatable("Squash"),
}
GAME_STATES = {
    GameState.SCHEDULED: translatable("Scheduled"),
    GameState.RECORDING: translatable("Recording"),
    GameState.PROCESSING: translatable("Being made"),
    GameState.READY: translatable("Film ready"),
    GameState.CANCELLED: translatable("Cancelled"),
}
JOB_STATES = {
    JobState.PENDING: translatable("Waiting"),
    JobState.PROCESSING: translatable("Running"),
    JobState.COMPLETED: translatable("Done"),
    JobState.FAILED: translatable("Failed"),
    JobState.CANCELLED: translatable("Stopped"),
}


PARTS = (
    translatable("Only {} of this {} do this. Ask one of them."),
    translatable("administrators"),
    translatable("administrators and coaches"),
    translatable("club"),
    translatable("team"),
    translatable("a second"),
    translatable("{} seconds"),
    translatable("{} minutes"),
    translatable("{} hours"),
)
"""What sentences of refusal are put together from."""


class Words:
    """Says our words in a reader's language; one that is not known yet is said as it is."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def role(self, role: Role) -> str:
        """Return what a role is called."""
        return self._reader.gettext(ROLES[role])

    def role_hint(self, role: Role) -> str:
        """Return what somebody in a role does and sees."""
        return self._reader.gettext(ROLE_HINTS[role])

    def purpose(self, purpose: Purpose) -> str:
        """Return what a purpose of consent is called."""
        return self._reader.gettext(PURPOSES[purpose])

    def sport(self, sport: str) -> str:
        """Return what a sport is called."""
        return self._reader.gettext(SPORTS.get(sport, sport))

    def game(self, game: Game) -> str:
        """Return what a game is called: who plays at whose place."""
        ours, theirs = game.team.name, game.opponent
        if game.kind is GameKind.PRACTICE:
            return self._reader.gettext(translatable("%(team)s: practice")) % {"team": ours}
        if theirs is None:
            return ours
        return f"{ours} – {theirs}" if game.is_home else f"{theirs} – {ours}"

    def game_state(self, state: GameState) -> str:
        """Return where a game is on its way to the film."""
        return self._reader.gettext(GAME_STATES[state])

    def job_state(self, state: JobState) -> str:
        """Return what a job's state is called."""
        return self._reader.gettext(JOB_STATES[state])

    def sports(self) -> list[tuple[str, str]]:
        """Return all sports to choose from."""
        return [(sport, self.sport(sport)) for sport in SPORTS]
