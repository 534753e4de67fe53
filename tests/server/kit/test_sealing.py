"""What is sealed can be read by us only, also after a change of the secret."""

import pytest

from touchline.server.kit.sealing import CannotOpen, Sealer


def test_what_is_sealed_can_be_opened_and_not_be_read() -> None:
    sealed = Sealer("one secret").seal("für Anna")
    assert "Anna" not in sealed
    assert Sealer("one secret").open(sealed) == "für Anna"
    assert Sealer("one secret").seal("für Anna") != sealed


def test_after_a_change_of_the_secret_the_previous_one_still_opens() -> None:
    sealed = Sealer("the old one").seal("a letter")
    assert Sealer("the new one", "the old one").open(sealed) == "a letter"
    with pytest.raises(CannotOpen):
        Sealer("the new one").open(sealed)


@pytest.mark.parametrize("strange", ["", "no token", "a.b.c.d.e", "é"])
def test_what_we_have_not_sealed_cannot_be_opened(strange: str) -> None:
    with pytest.raises(CannotOpen):
        Sealer("one secret").open(strange)


def test_a_sealed_text_that_was_changed_cannot_be_opened() -> None:
    sealer = Sealer("one secret")
    head, key, iv, content, tag = sealer.seal("a letter").split(".")
    with pytest.raises(CannotOpen):
        sealer.open(".".join([head, key, iv, content[::-1], tag]))
