"""Which passwords are refused, and what a hash says."""

import random
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.server.accounts import passwords
from touchline.server.accounts.errors import WeakPassword
from touchline.server.accounts.passwords import Hasher
from touchline.server.settings import Settings

LEAKED = Path(__file__).with_name("leaked_passwords.txt").read_text(encoding="utf-8").splitlines()
"""By hand: heads of well-known leaks, and what people make of them in the same way."""


@pytest.mark.parametrize("weak", LEAKED)
def test_what_everybody_uses_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword, match="four random words"):
        passwords.check_strength(weak, email="anna.example@club.example", display_name="Anna Keller")


@pytest.mark.parametrize(
    "own",
    [
        "kowalczyk99",
        "Kowalczyk1!",
        "zbigniewkowalczyk",
        "Zb1gn13w2011",
        "adler-neustadt",
        "neustadtadler1",
        "Fußmüller1978",
    ],
)
def test_what_a_person_is_called_is_refused(own: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check_strength(
            own, email="z.kowalczyk@adler-neustadt.example", display_name="Zbigniew Fußmüller"
        )


@pytest.mark.parametrize(
    "strong",
    [
        "four random words of mine",
        "tuba slate orbit fig",
        "stuhl mond gabel zug",
        "stuhlmondgabelzug",
        "kick off at noon",
        "Xk7#mQ2$vL9p",
        "grünkohl-tandem",
        "ветер над рекой",
        "море кот дом лес",
        "τραπέζι φεγγάρι ψάρι πόλη",
        "ثلاث كلمات عشوائية هنا",
        "四つの無作為な言葉を使う",
        "kuusi talo meri lintu",
    ],
)
def test_what_nobody_else_uses_is_taken(strong: str) -> None:
    passwords.check_strength(strong, email="anna.example@club.example", display_name="Anna Keller")


@given(st.integers(), st.sampled_from([string.ascii_lowercase, string.ascii_letters + string.digits]))
def test_what_a_password_manager_makes_up_is_taken(seed: int, letters: str) -> None:
    made_up = "".join(random.Random(seed).choices(letters, k=16))
    passwords.check_strength(made_up, email="anna.example@club.example", display_name="Anna Keller")


def test_a_password_is_long_enough_however_its_letters_are_put_together() -> None:
    nine = "gr\u00fcnkohl7"
    for typed in (nine, nine.replace("\u00fc", "u\u0308"), "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"):
        with pytest.raises(WeakPassword, match="10 characters or more"):
            passwords.check_strength(typed, email="anna.example@club.example", display_name="Anna Keller")


@pytest.mark.parametrize(
    "long",
    [
        "unknownestablishedinterpretationprimera",
        "tuba slate orbit fig " + "a" * 170,
        "a" * 170 + " tuba slate orbit fig",
        "4@8({[<369|10!$5+7%2" * 10,
    ],
)
def test_a_long_password_is_taken_if_it_begins_or_ends_like_nobody_elses(long: str) -> None:
    assert len(long) <= passwords.LONGEST
    passwords.check_strength(long, email="anna.example@club.example", display_name="Anna Keller")


@pytest.mark.parametrize("part", ["a", "password", "christopher", "Touchline1! "])
def test_a_long_password_is_refused_if_it_is_only_long(part: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check_strength(
            (part * 200)[: passwords.LONGEST], email="anna.example@club.example", display_name="Anna Keller"
        )


def test_the_middle_is_not_judged_so_that_no_password_keeps_the_server_busy() -> None:
    with pytest.raises(WeakPassword):
        passwords.check_strength(
            "a" * 32 + "tuba slate orbit fig" + "b" * 32,
            email="anna.example@club.example",
            display_name="Anna Keller",
        )


def test_a_password_is_the_same_from_any_keyboard(settings: Settings) -> None:
    hasher = Hasher(settings)
    assert hasher.is_right("gru\u0308nkohl-tandem", hasher.hash("gr\u00fcnkohl-tandem"))


def test_a_hash_is_argon2id_and_salted(settings: Settings) -> None:
    hasher = Hasher(settings)
    one, other = hasher.hash("four random words"), hasher.hash("four random words")
    assert one.startswith("$argon2id$")
    assert one != other


def test_a_hash_made_with_cheaper_parameters_is_made_anew(settings: Settings) -> None:
    dearer = settings.model_copy(update={"password_hash_passes": 2})
    cheap = Hasher(settings).hash("four random words")
    renewed = Hasher(dearer).renewed("four random words", cheap)
    assert renewed != cheap
    assert Hasher(dearer).renewed("four random words", renewed) == renewed
