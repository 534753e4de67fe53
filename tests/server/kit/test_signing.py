"""Signed words are believed only as they were signed, for what, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.server.kit.signing import BadToken, Signer

NOON = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)
SOON = NOON + timedelta(hours=1)
signer = Signer("a secret")


def sign(**facts: object) -> str:
    return signer.sign("files", facts, expires_at=SOON)


def test_what_was_signed_is_read_again() -> None:
    assert signer.read("files", sign(k="films/1", n="Größe"), now=NOON) == {"k": "films/1", "n": "Größe"}


def test_it_is_believed_until_the_moment_it_expires() -> None:
    token = sign(k="a")
    signer.read("files", token, now=SOON - timedelta(seconds=1))
    with pytest.raises(BadToken, match="has expired"):
        signer.read("files", token, now=SOON)


def test_a_token_for_one_purpose_is_worthless_for_another() -> None:
    with pytest.raises(BadToken, match="is not valid"):
        signer.read("shares", sign(k="a"), now=NOON)


@given(st.integers(min_value=0), st.characters(codec="ascii"))
def test_a_token_that_was_changed_anywhere_is_refused(position: int, letter: str) -> None:
    token = sign(k="films/1")
    at = position % len(token)
    changed = f"{token[:at]}{letter}{token[at + 1 :]}"
    if changed != token:
        with pytest.raises(BadToken):
            signer.read("files", changed, now=NOON)


@given(st.text())
def test_whatever_somebody_makes_up_is_refused_as_not_found(token: str) -> None:
    with pytest.raises(BadToken):
        signer.read("files", token, now=NOON)


def test_after_a_change_of_secret_old_tokens_stay_good_and_new_ones_carry_the_new_secret() -> None:
    old = sign(k="a")
    rotated = Signer("a newer secret", "a secret")
    assert rotated.read("files", old, now=NOON) == {"k": "a"}
    newer = rotated.sign("files", {"k": "b"}, expires_at=SOON)
    assert Signer("a newer secret").read("files", newer, now=NOON) == {"k": "b"}
    with pytest.raises(BadToken):
        signer.read("files", newer, now=NOON)


def test_an_empty_secret_is_refused_and_an_empty_previous_one_is_none() -> None:
    with pytest.raises(ValueError, match="expected a secret"):
        Signer("")
    with pytest.raises(BadToken):
        Signer("other", "").read("files", sign(k="a"), now=NOON)
