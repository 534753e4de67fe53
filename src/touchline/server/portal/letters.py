"""Letters in their reader's language, about what pages show; domains post them and know no language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from touchline.server.accounts.user import Addressee
from touchline.server.games.models import Game
from touchline.server.kit.mail import Message
from touchline.server.portal import game_words, language
from touchline.server.portal.language import Catalogue, Reader, translatable
from touchline.server.portal.words import Words


class Letters:
    """Writes letters with links to this server."""

    def __init__(self, public_url: str) -> None:
        self._url = public_url.rstrip("/")

    @cached_property
    def _catalogues(self) -> Mapping[str, Catalogue]:
        return language.read_catalogues()

    def film_ready(self, to: Addressee, games: Sequence[Game], now: datetime) -> Message:
        """Tell somebody of which of their games there is a film now; no word of a child stands in it."""
        reader, words = self._reader(to, now)
        title = words.game(games[0])
        subject = (
            reader.gettext(translatable("Film ready: %(game)s")) % {"game": title}
            if len(games) == 1
            else reader.gettext(translatable("%(number)s films are ready")) % {"number": len(games)}
        )
        listed = [
            f"{words.game(game)}, {game_words.when(reader, game)}\n{self._url}/games/{game.id}/film"
            for game in games
        ]
        parts = [
            reader.gettext(translatable("Hello,")),
            reader.gettext(translatable("you can watch:")),
            *listed,
            reader.gettext(
                translatable(
                    "You get this mail because you belong to the team. Whether such mails come at once, once "
                    "a day or not at all, you choose here:"
                )
            )
            + f"\n{self._url}/account/preferences",
        ]
        return Message(to=to.email, subject=subject, text="\n\n".join(parts) + "\n")

    def _reader(self, to: Addressee, now: datetime) -> tuple[Reader, Words]:
        locale = language.choose(to.language, "", self._catalogues)
        reader = Reader(locale, to.time_zone, self._catalogues[str(locale.language)], now)
        return reader, Words(reader)
