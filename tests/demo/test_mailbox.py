"""The demonstration reads the mail that the server writes into a folder, and no half of one."""

from pathlib import Path

import pytest

from touchline.base.errors import Unavailable
from touchline.demo import club
from touchline.demo.club import Mailbox

LETTER = "To: {to}\nSubject: Confirm\nContent-Type: text/plain\n\nhttp://here/verify-email?token={token}\n"


def write(folder: Path, name: str, to: str, token: str) -> None:
    (folder / name).write_text(LETTER.format(to=to, token=token))


def test_the_latest_letter_to_somebody_is_read_and_none_that_is_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(club, "MAIL_COMES_S", 2 * club.LOOKS_EVERY_S)
    write(tmp_path, "1.eml", "anna@example.org", "older")
    write(tmp_path, "2.eml", "anna@example.org", "latest")
    write(tmp_path, "3.eml", "ben@example.org", "another")
    write(tmp_path, ".4.unfinished.eml", "anna@example.org", "half")
    write(tmp_path, ".5.unfinished.eml", "cleo@example.org", "half")
    assert Mailbox(tmp_path).link_for("anna@example.org") == "latest"
    with pytest.raises(Unavailable, match="No mail has come to cleo"):
        Mailbox(tmp_path).link_for("cleo@example.org")
