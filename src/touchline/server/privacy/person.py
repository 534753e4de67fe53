"""Whoever is to be erased, as this server knows them, and what is said before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.server.accounts import service as accounts
from touchline.server.accounts.errors import PersonNotFound
from touchline.server.clubs import service as clubs
from touchline.server.clubs.models import Player


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, a player of clubs, or both: whoever signs in as a player is that player."""

    user_id: UUID | None
    email: str | None
    name: str
    """What they call themself, else what the roster calls them."""
    players: tuple[Player, ...]
    places: tuple[clubs.Place, ...]

    @property
    def ids(self) -> tuple[UUID, ...]:
        """All ids by which they are known; the account's last, since what is found by it must go before."""
        players = tuple(player.id for player in self.players)
        return players if self.user_id is None else (*players, self.user_id)

    @property
    def id(self) -> UUID:
        """One of these ids, by which they are found again: the account's where there is one."""
        return self.ids[-1]


def find_person(session: Session, person_id: UUID) -> Person:
    """Return whose account this is, or who this player is.

    Raises:
        PersonNotFound: nobody.
    """
    user_ids = [player.user_id for player in clubs.players_known_by(session, person_id)]
    known_by = next((user_id for user_id in user_ids if user_id is not None), person_id)
    players = clubs.players_known_by(session, known_by)
    contact = accounts.contacts(session, [known_by]).get(known_by)
    if contact is None and not players:
        raise PersonNotFound
    return Person(
        user_id=None if contact is None else known_by,
        email=None if contact is None else contact.email,
        name=players[0].name if contact is None else contact.display_name,
        players=tuple(players),
        places=_places(session, [known_by, *(player.id for player in players)]),
    )


def _places(session: Session, person_ids: Sequence[UUID]) -> tuple[clubs.Place, ...]:
    found = [place for person_id in person_ids for place in clubs.places_of(session, person_id)]
    return tuple(dict.fromkeys(found))


ACCOUNT_GOES = "The account. They are signed out on all devices at once, and what they had open closes."
CLUBS_GO = (
    "What they are in clubs, whose parents they are and who theirs are, what they agreed to, their places in "
    "line-ups."
)
LETTERS_GO = "Mail that waits for them, invitations to them, and invitations of theirs that nobody accepted."
LINKS_GO = "The links they have shared, and the recordings they have not sent to the end."
NAME_GOES = "The player's name, also where others have written it on a clip, a mark, a camera or a link."
FILMS_STAY = (
    "Recordings, films and clips, theirs and those that show them: nobody knows who can be seen in which. "
    "Delete first what is to go."
)
CLOSED_STAYS = (
    "What was closed because they had not agreed stays closed, for good: nobody can agree for them any more. "
    "If nobody ever agreed, that is all that their teams have filmed until today or the day they left."
)
LOG_STAYS = "The audit log, which knows them by an id that nobody has any more."
BACKUPS_STAY = "Backups that were made before. Restored, they bring the person back: erase them again then."


def what_goes(person: Person) -> list[str]:
    """Return what is erased, a sentence each."""
    told = {
        ACCOUNT_GOES: person.user_id,
        CLUBS_GO: True,
        LETTERS_GO: person.user_id,
        LINKS_GO: person.user_id,
    }
    return [sentence for sentence, goes in {**told, NAME_GOES: person.players}.items() if goes]


def what_stays(person: Person) -> list[str]:
    """Return what is not, a sentence each."""
    told = {FILMS_STAY: True, CLOSED_STAYS: person.players, LOG_STAYS: True, BACKUPS_STAY: True}
    return [sentence for sentence, stays in told.items() if stays]
