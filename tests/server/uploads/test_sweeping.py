"""What is done now and then: forgetting, finishing, digesting; and who hears of a finished upload."""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from factories.uploads import PARENT, UPLOADS, Tus, said, sha256
from touchline.base.clock import HandClock
from touchline.base.errors import Unavailable
from touchline.base.ids import new_id
from touchline.server.kit.db import Database
from touchline.server.uploads import contents, repository, service, sniff, sweeping
from touchline.server.uploads.digests import Digests
from touchline.server.uploads.errors import TooManyUploads
from touchline.server.uploads.intake import Finished, Intake
from touchline.server.uploads.models import Kind, State

MP4 = bytes.fromhex("00000018667479706d703432") + bytes(100)


def id_of(url: str) -> UUID:
    return UUID(url.rsplit("/", 1)[-1])


def restart(app: FastAPI, **changes: object) -> Intake:
    """Forget what only a process remembers."""
    app.state.uploads = dataclasses.replace(app.state.uploads, digests=Digests(), **changes)
    intake: Intake = app.state.uploads
    return intake


def test_an_idle_upload_lives_for_14_days(tus: Tus, intake: Intake, clock: HandClock) -> None:
    url = tus.begin(10, b"abcd")
    clock.move(timedelta(days=13, hours=23))
    assert sweeping.expire(intake) == 0
    clock.move(timedelta(hours=2))
    assert sweeping.expire(intake) == 1
    assert tus.head(url).status_code == 404
    assert not list(intake.shelf.all_ids())


def test_going_on_with_an_upload_lets_it_live_longer(tus: Tus, intake: Intake, clock: HandClock) -> None:
    url = tus.begin(10, b"abcd")
    clock.move(timedelta(days=13))
    answer = tus.send(url, 4, b"ef")
    assert answer.headers["Upload-Expires"] == "Fri, 02 Oct 2026 12:00:00 GMT"
    clock.move(timedelta(days=13))
    assert sweeping.expire(intake) == 0


def test_a_finished_upload_is_not_forgotten_while_something_is_made_of_it(
    tus: Tus, app: FastAPI, clock: HandClock
) -> None:
    url = tus.begin(5, b"hello")
    intake = restart(app, claimed_of=lambda _session, ids: ids)
    clock.move(timedelta(days=400))
    assert sweeping.expire(intake) == 0
    assert tus.client.get(url).json()["state"] == "finished"


def test_a_finished_upload_that_belongs_to_no_game_is_forgotten_in_the_end(
    tus: Tus, intake: Intake, clock: HandClock
) -> None:
    url = tus.begin(5, b"hello")
    clock.move(intake.limits.idle - timedelta(hours=1))
    assert sweeping.expire(intake) == 0
    clock.move(timedelta(days=1))
    assert sweeping.expire(intake) == 1
    assert tus.client.get(url).status_code == 404


def test_an_upload_that_was_whole_when_the_server_died_is_finished(tus: Tus, app: FastAPI) -> None:
    url = tus.begin(len(MP4))
    intake = restart(app)
    intake.shelf.path(id_of(url)).write_bytes(MP4)
    assert sweeping.finish_whole(intake) == 1
    sweeping.digest_missing(intake)
    shown = tus.client.get(url).json()
    assert (shown["state"], shown["sha256"], shown["kind"]) == ("finished", sha256(MP4), "mp4")


def test_after_a_restart_the_sha_256_is_read_from_the_disk(tus: Tus, app: FastAPI) -> None:
    url = tus.begin(10, b"abcd")
    restart(app)
    tus.send(url, 4, b"efghij")
    assert tus.client.get(url).json()["sha256"] == sha256(b"abcdefghij")


def test_files_that_belong_to_no_upload_go_after_a_day(intake: Intake, clock: HandClock) -> None:
    lost = new_id()
    intake.shelf.create(lost)
    intake.shelf.touch(lost, clock.now())
    assert sweeping.remove_orphans(intake) == 0
    clock.move(timedelta(days=2))
    assert sweeping.remove_orphans(intake) == 1


def test_who_listens_hears_of_an_upload_in_the_transaction_that_finishes_it(tus: Tus, app: FastAPI) -> None:
    heard: list[Finished] = []

    def listen(session: Session, finished: Finished) -> None:
        assert session.in_transaction()
        heard.append(finished)

    restart(app, on_finished=listen)
    tus.begin(len(MP4), MP4, Upload_Metadata=said(filename="../game.mp4", heat="17"))
    (finished,) = heard
    assert (finished.owner_id, finished.size_bytes, finished.kind) == (PARENT, len(MP4), Kind.MP4)
    assert (finished.name, finished.said["heat"], finished.sha256) == ("game.mp4", "17", sha256(MP4))


def test_if_who_listens_fails_the_upload_is_not_finished_and_can_be(app: FastAPI, tus: Tus) -> None:
    def fail(_session: Session, _finished: Finished) -> None:
        raise Unavailable("Not now.")

    restart(app, on_finished=fail)
    url = tus.begin(5)
    assert tus.send(url, 0, b"hello").status_code == 503
    restart(app, on_finished=lambda _session, _finished: None)
    assert tus.offset(url) == 5
    assert tus.client.get(url).json()["state"] == "finished"


def test_who_begins_too_fast_is_told(app: FastAPI, tus: Tus) -> None:
    def refuse(_session: Session, _owner_id: UUID, _said: Mapping[str, str]) -> None:
        raise TooManyUploads("Wait a minute.")

    restart(app, before_creating=refuse)
    assert tus.post(5).status_code == 429


def test_a_joined_upload_is_read_as_one(tus: Tus, intake: Intake, database: Database) -> None:
    parts = [tus.begin(len(piece), piece, Upload_Concat="partial") for piece in (b"abc", b"defg", b"hi")]
    answer = tus.client.post(
        UPLOADS, headers={"Tus-Resumable": "1.0.0", "Upload-Concat": f"final;{' '.join(parts)}"}
    )
    whole = id_of(answer.headers["Location"])
    with database.reading() as session, contents.open_finished(session, intake.shelf, whole) as file:
        assert file.read() == b"abcdefghi"
        file.seek(2)
        assert file.read(4) == b"cdef"
        file.seek(-2, 2)
        assert file.read() == b"hi"


def test_released_bytes_are_gone(tus: Tus, intake: Intake, database: Database) -> None:
    url = tus.begin(5, b"hello")
    with database.writing() as session:
        gone = service.release(session, id_of(url))
    for one in gone:
        intake.shelf.remove(one)
    assert tus.client.get(url).status_code == 404
    assert not list(intake.shelf.all_ids())


def test_erasing_a_person_leaves_nothing(tus: Tus, intake: Intake, database: Database) -> None:
    tus.begin(5, b"hello")
    tus.begin(10, b"hello")
    with database.writing() as session:
        for one in service.erase_person(session, PARENT):
            intake.shelf.remove(one)
        assert not repository.list_in_state(session, State.FINISHED)
    assert not list(intake.shelf.all_ids())


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (MP4, Kind.MP4),
        (b"\x00\x00\x00\x14ftypqt  " + bytes(50), Kind.QUICKTIME),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", Kind.WEBM),
        (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", Kind.MATROSKA),
        ((b"\x47" + bytes(187)) * 4, Kind.MPEG_TS),
        (b"\x0e\x10\xd9\x07\x00\x00\x00\x00.FIT\x00\x00", Kind.FIT),
        (b'<?xml version="1.0"?>\n<TrainingCenterDatabase>', Kind.TCX),
        (b'\xef\xbb\xbf<?xml version="1.0"?><gpx version="1.1">', Kind.GPX),
        (b"#!/bin/sh\nrm -rf /", Kind.OTHER),
        (b"", Kind.OTHER),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: Kind) -> None:
    assert sniff.kind_of(head) is kind
