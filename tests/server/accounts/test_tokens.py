"""Signed tokens: whatever is handed in, it is ours or it is nothing."""

import base64
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.conftest import NOON
from touchline.server.accounts.tokens import Signer
from touchline.server.settings import Settings

SIGNER = Signer(Settings(_env_file=None))
OURS = SIGNER.token("access", {"sub": "anna"}, now=NOON, lifetime=timedelta(minutes=10))


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_what_we_signed_is_read_for_its_purpose_only() -> None:
    assert (SIGNER.read("access", OURS, now=NOON) or {})["sub"] == "anna"
    assert SIGNER.read("device", OURS, now=NOON) is None


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps_ends_what_has_expired_by_it_and_nothing_else(hours: int) -> None:
    is_read = SIGNER.read("access", OURS, now=NOON + timedelta(hours=hours)) is not None
    assert is_read == (hours < 0)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": "HS256", "kid": "other"},
        {"alg": "HS256", "b64": False},
        {"alg": "HS256", "crit": ["exp"]},
        {"alg": 7},
        {},
        [],
        "alg",
        None,
    ],
)
def test_another_header_is_refused(header: object) -> None:
    _, body, signature = OURS.split(".")
    assert SIGNER.read("access", f"{encoded(header)}.{body}.{signature}", now=NOON) is None


@given(st.text(max_size=80) | st.builds(".".join, st.lists(st.text(max_size=30), min_size=3, max_size=5)))
def test_no_text_makes_it_fail(token: str) -> None:
    assert SIGNER.read("access", token, now=NOON) is None
