"""Which passwords are refused, and what a hash says."""

import pytest

from touchline.server.accounts import passwords
from touchline.server.accounts.errors import WeakPassword
from touchline.server.accounts.passwords import Hasher
from touchline.server.settings import Settings


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "password123",
        "P@ssw0rd2024!",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "1q2w3e4r5t6z",
        "aaaaaaaaaaaa",
        "abababababab",
        "Summer2026!",
        "footballfootball",
        "liverpool1892",
        "ILoveYou123",
        "dragonmonkey",
        "20102010201",
        "anna.example99",
        "1qaz2wsx3edc",
        "hockey-hockey-1",
        "correcthorsebatterystaple",
    ],
)
def test_what_everybody_uses_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check_strength(weak, email="anna.example@club.example")


@pytest.mark.parametrize(
    "strong",
    [
        "four random words of mine",
        "Xk7#mQ2$vL9p",
        "ветер над рекой",
        "grünkohl-tandem",
        "tuba slate orbit fig",
    ],
)
def test_what_nobody_else_uses_is_taken(strong: str) -> None:
    passwords.check_strength(strong, email="anna.example@club.example")


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
