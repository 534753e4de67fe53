"""Whatever a client sends, it is answered by a problem that says what to do, and nothing is damaged."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import insert

from factories.uploads import BYTES, PARENT, STRANGER, TUS, UPLOADS, Tus, said, sha256
from touchline.base.ids import new_id
from touchline.server.kit.db import Database
from touchline.server.uploads import metadata
from touchline.server.uploads.intake import Intake
from touchline.server.uploads.models import State, Upload
from touchline.server.uploads.owner import owner


def test_a_file_of_no_bytes_is_refused(tus: Tus) -> None:
    answer = tus.post(0)
    assert (answer.status_code, answer.json()["code"]) == (422, "EMPTY_UPLOAD")
    answer = tus.client.post(UPLOADS, headers={"Upload-Complete": "?1"})
    assert answer.json()["code"] == "EMPTY_UPLOAD"


def test_more_bytes_than_the_length_are_refused_before_they_are_read(tus: Tus) -> None:
    url = tus.begin(10)
    assert tus.send(url, 0, b"x" * 11).status_code == 413
    assert tus.offset(url) == 0


def test_more_bytes_than_the_length_in_chunks_are_taken_back(tus: Tus) -> None:
    url = tus.begin(10, b"abcd")

    def endless() -> Iterator[bytes]:
        yield from itertools.repeat(b"x" * 5, 10)

    sent = TUS | BYTES | {"Upload-Offset": "4"}
    assert tus.client.patch(url, headers=sent, content=endless()).status_code == 413
    assert tus.offset(url) == 4
    tus.send(url, 4, b"efghij")
    assert tus.client.get(url).json()["sha256"] == sha256(b"abcdefghij")


def test_a_file_larger_than_any_may_be_is_refused(tus: Tus) -> None:
    answer = tus.post(1 << 50)
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LONG")


@pytest.mark.parametrize("length", ["-1", "1.5", "many", "1e3", "9" * 40, ""])
def test_a_length_that_is_no_number_is_refused(client: TestClient, length: str) -> None:
    answer = client.post(UPLOADS, headers=TUS | {"Upload-Length": length})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_no_length_at_all_is_refused(client: TestClient) -> None:
    assert client.post(UPLOADS, headers=TUS).status_code == 400


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\game.mp4", "game.mp4"),
        ("/", None),
        ("..", None),
        ("a\x00b\u202egpj.mp4", "abgpj.mp4"),
        ("試合 🏒.mp4", "試合 🏒.mp4"),
        ("x" * 1000, "x" * 255),
    ],
)
def test_a_name_is_only_words(tus: Tus, intake: Intake, name: str, shown: str | None) -> None:
    url = tus.begin(5, b"hello", Upload_Metadata=said(filename=name))
    assert tus.client.get(url).json()["name"] == shown
    (file,) = intake.shelf.folder.rglob("*.bytes")
    assert file.stem == url.rsplit("/", 1)[-1]


@pytest.mark.parametrize(
    "header",
    [
        "filename !!!",
        "a YQ==,a YQ==",
        "a YQ==,,",
        "x " + "A" * 5000,
        ",".join(f"k{i} YQ==" for i in range(99)),
    ],
)
def test_metadata_that_is_malformed_or_too_much_is_refused(client: TestClient, header: str) -> None:
    answer = client.post(UPLOADS, headers=TUS | {"Upload-Length": "5", "Upload-Metadata": header})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_HEADER")


def test_a_key_without_a_value_is_fine() -> None:
    assert metadata.of_tus("is_confidential").said == {"is_confidential": ""}


def test_somebody_elses_upload_is_not_found_and_not_disturbed(app: FastAPI, tus: Tus) -> None:
    url = tus.begin(10, b"abcd")
    app.dependency_overrides[owner] = lambda: STRANGER
    for answer in (tus.head(url), tus.send(url, 4, b"efghij"), tus.client.delete(url, headers=TUS)):
        assert answer.status_code == 404
    assert tus.client.get(url).json()["code"] == "UPLOAD_NOT_FOUND"
    assert tus.client.get(UPLOADS).json()["total"] == 0
    app.dependency_overrides[owner] = lambda: PARENT
    assert tus.offset(url) == 4


def test_somebody_elses_part_is_not_joined(app: FastAPI, tus: Tus) -> None:
    part = tus.begin(5, b"hello", Upload_Concat="partial")
    app.dependency_overrides[owner] = lambda: STRANGER
    answer = tus.client.post(UPLOADS, headers=TUS | {"Upload-Concat": f"final;{part}"})
    assert answer.status_code == 404


def test_a_finished_upload_is_not_removed_here(tus: Tus) -> None:
    url = tus.begin(5, b"hello")
    assert tus.client.delete(url, headers=TUS).status_code == 409


def test_beside_ten_thousand_uploads_the_next_one_is_told_the_limit(
    tus: Tus, database: Database, intake: Intake
) -> None:
    row = {
        "owner_id": PARENT,
        "state": State.UPLOADING,
        "length_bytes": 5,
        "ends_at_length": True,
        "is_part": False,
        "is_final": False,
        "said": {},
        "created_at": datetime(2026, 9, 5, tzinfo=UTC),
    }
    with database.writing() as session:
        session.execute(insert(Upload), [row | {"id": new_id()} for _ in range(10_000)])
    answer = tus.post(5)
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_UPLOADS")
    assert not list(intake.shelf.folder.rglob("*.bytes")), Path(intake.shelf.folder)
