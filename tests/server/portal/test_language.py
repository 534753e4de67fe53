"""Every string is said in every language, to whoever asks for it."""

import re
from datetime import UTC, datetime

import pytest
from babel import Locale

from factories.clubs import Club
from factories.visitors import Visitor
from server.portal.conftest import As
from touchline.server.games.errors import GameFull, TooManyFromHere
from touchline.server.portal import catalogue, language
from touchline.server.portal.language import Reader

CATALOGUES = language.read_catalogues()
TRANSLATED = sorted(set(CATALOGUES) - {language.SOURCE})
_PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|%%")
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_catalogue_misses_a_string(code: str) -> None:
    known = {message.id for message in catalogue.read(code) if message.id}
    assert {message.id for message in catalogue.strings() if message.id} - known == set()


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_string_is_translated_and_keeps_its_places(code: str) -> None:
    for message in catalogue.read(code):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        targets = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(targets), sources
        assert not message.fuzzy
        places = [sorted(_PLACES.findall(source)) for source in sources]
        for number, target in enumerate(targets):
            assert sorted(_PLACES.findall(target)) == places[min(number, len(places) - 1)], sources


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_catalogue_keeps_what_nobody_says_any_more(code: str) -> None:
    said = {message.id for message in catalogue.strings() if message.id}
    assert {message.id for message in catalogue.read(code) if message.id} - said == set()


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("de", "de_DE"),
        ("de-CH,de;q=0.9,en;q=0.8", "de_CH"),
        ("fr,en-US;q=0.9,de;q=0.1", "en_US"),
        ("en;q=0.1, de;q=0.9", "de_DE"),
        ("de;q=0", "en_GB"),
        ("", "en_GB"),
        ("xx-!!;q=oops,*", "en_GB"),
        ("de-" + "x" * 5000, "de_DE"),
    ],
)
def test_a_reader_is_spoken_to_as_the_browser_asks(accepted: str, locale: str) -> None:
    assert str(language.choose(None, accepted, CATALOGUES)) == locale


def test_what_the_reader_chose_counts_more_than_the_browser() -> None:
    assert language.choose("de", "en", CATALOGUES).language == "de"
    assert language.choose("xx", "en", CATALOGUES).language == "en"


def test_a_refusal_is_translated_with_its_facts() -> None:
    german = CATALOGUES["de"]
    assert german.gettext("Somebody in this team wears number 9. Choose another.") == (
        "Jemand in diesem Team trägt die Nummer 9. Wähle eine andere."
    )
    assert "3 Minuten" in german.gettext("That was too often. Try again in 3 minutes.")


@pytest.mark.parametrize(
    ("refused", "begins"),
    [
        (GameFull(200), "200 Kameras sind schon dabei."),
        (TooManyFromHere(60, 60), "60 Handys haben heute aus diesem Netz"),
    ],
)
def test_a_refusal_that_begins_with_a_fact_is_translated_too(refused: Exception, begins: str) -> None:
    assert CATALOGUES["de"].gettext(str(refused)).startswith(begins)


def test_a_page_is_german_from_its_title_to_its_refusal(stranger: Visitor, as_: As, club: Club) -> None:
    assert 'lang="de"' in stranger.get("/sign-in", **{"accept-language": "de"}).text
    page = as_("viewer").get(f"/teams/{club.team_id}/edit", **{"accept-language": "de-AT"})
    assert "Verwaltende und Trainer" in page.text


def test_times_are_told_in_the_readers_zone() -> None:
    reader = Reader(Locale.parse("de_DE"), "Europe/Berlin", CATALOGUES["de"], NOW)
    assert reader.time(NOW) == "13:00"
    assert reader.moment(NOW) == "Sa., 28. Nov., 13:00"
    assert "2025" in reader.day(NOW.replace(year=2025))


def test_amounts_are_told_in_their_largest_unit() -> None:
    reader = Reader(Locale.parse("en_GB"), "UTC", CATALOGUES["en"], NOW)
    assert [reader.size(n) for n in (0, 999, 1500, 12_000_000)] == [
        f"0{language.THIN_SPACE}B",
        f"999{language.THIN_SPACE}B",
        f"1.5{language.THIN_SPACE}kB",
        f"12{language.THIN_SPACE}MB",
    ]
