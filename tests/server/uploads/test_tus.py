"""tus 1.0, as its specification tells it."""

import pytest
from fastapi.testclient import TestClient

from factories.uploads import BYTES, TUS, UPLOADS, Tus, checksum, said, sha256

CONTENT = bytes(range(256)) * 40


def test_options_says_what_is_spoken(client: TestClient) -> None:
    answer = client.options(UPLOADS)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "creation-defer-length", "checksum", "expiration", "termination",
        "concatenation",
    }  # fmt: skip
    assert "application/partial-upload" in answer.headers["Accept-Patch"]
    assert answer.headers["Upload-Limit"].startswith("max-size=")


def test_a_file_arrives_in_pieces_and_its_sha_256_is_known(tus: Tus) -> None:
    url = tus.begin(len(CONTENT), Upload_Metadata=said(filename="game.mp4"))
    for at in range(0, len(CONTENT), 3000):
        answer = tus.send(url, at, CONTENT[at : at + 3000])
        assert answer.status_code == 204
        assert answer.headers["Upload-Offset"] == str(min(at + 3000, len(CONTENT)))
    shown = tus.client.get(url).json()
    assert (shown["state"], shown["sha256"], shown["name"]) == ("finished", sha256(CONTENT), "game.mp4")


def test_head_says_how_far_it_is_and_is_never_cached(tus: Tus) -> None:
    metadata = said(filename="game.mp4", filetype="video/mp4")
    url = tus.begin(len(CONTENT), Upload_Metadata=metadata)
    tus.send(url, 0, CONTENT[:100])
    headers = tus.head(url).headers
    assert (headers["Upload-Offset"], headers["Upload-Length"]) == ("100", str(len(CONTENT)))
    assert headers["Cache-Control"] == "no-store"
    assert headers["Upload-Metadata"] == metadata


def test_the_first_bytes_may_come_with_the_beginning(tus: Tus) -> None:
    answer = tus.post(len(CONTENT), CONTENT[:500])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "500")
    assert tus.send(answer.headers["Location"], 500, CONTENT[500:]).status_code == 204


def test_the_length_may_be_told_later(tus: Tus) -> None:
    url = tus.begin(None)
    tus.send(url, 0, CONTENT[:500])
    assert tus.head(url).headers["Upload-Defer-Length"] == "1"
    tus.send(url, 500, CONTENT[500:], Upload_Length=str(len(CONTENT)))
    assert tus.client.get(url).json()["state"] == "finished"


def test_bytes_at_the_wrong_offset_are_refused_and_the_right_one_is_told(tus: Tus) -> None:
    url = tus.begin(len(CONTENT))
    tus.send(url, 0, CONTENT[:100])
    answer = tus.send(url, 50, CONTENT[50:])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "100")
    assert tus.offset(url) == 100


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_bytes_with_the_right_checksum_are_kept(tus: Tus, algorithm: str) -> None:
    url = tus.begin(len(CONTENT))
    answer = tus.send(url, 0, CONTENT, Upload_Checksum=checksum(CONTENT, algorithm))
    assert answer.status_code == 204
    assert tus.client.get(url).json()["sha256"] == sha256(CONTENT)


def test_bytes_with_a_wrong_checksum_are_refused_and_the_offset_stays(tus: Tus) -> None:
    url = tus.begin(len(CONTENT))
    tus.send(url, 0, CONTENT[:100])
    answer = tus.send(url, 100, CONTENT[100:], Upload_Checksum=checksum(b"something else"))
    assert (answer.status_code, answer.json()["code"]) == (460, "WRONG_CHECKSUM")
    assert tus.offset(url) == 100
    tus.send(url, 100, CONTENT[100:], Upload_Checksum=checksum(CONTENT[100:]))
    assert tus.client.get(url).json()["sha256"] == sha256(CONTENT)


def test_a_checksum_of_an_unknown_kind_is_refused(tus: Tus) -> None:
    url = tus.begin(len(CONTENT))
    assert tus.send(url, 0, CONTENT, Upload_Checksum="fnv abcd").status_code == 400
    assert tus.offset(url) == 0


def test_an_unfinished_upload_can_be_removed(tus: Tus) -> None:
    url = tus.begin(len(CONTENT))
    tus.send(url, 0, CONTENT[:100])
    assert tus.client.delete(url, headers=TUS).status_code == 204
    assert tus.head(url).status_code == 404


def test_parts_are_joined_in_the_order_that_is_told(tus: Tus) -> None:
    first, second = (tus.begin(5000, Upload_Concat="partial") for _ in range(2))
    tus.send(second, 0, CONTENT[5000:10000])
    tus.send(first, 0, CONTENT[:5000])
    answer = tus.client.post(UPLOADS, headers=TUS | {"Upload-Concat": f"final;{first} {second}"})
    assert answer.status_code == 201
    whole = answer.headers["Location"]
    assert tus.head(whole).headers["Upload-Length"] == "10000"
    assert tus.head(whole).headers["Upload-Concat"] == f"final;{first} {second}"
    assert tus.client.get(whole).json()["sha256"] == sha256(CONTENT[:10000])
    assert tus.send(whole, 10000, b"more").status_code == 403


def test_parts_that_are_not_finished_are_not_joined(tus: Tus) -> None:
    part = tus.begin(5000, Upload_Concat="partial")
    answer = tus.client.post(UPLOADS, headers=TUS | {"Upload-Concat": f"final;{part}"})
    assert (answer.status_code, answer.json()["code"]) == (409, "PART_IN_USE")


def test_a_client_behind_a_narrow_network_may_say_the_method_in_a_header(tus: Tus) -> None:
    url = tus.begin(len(CONTENT))
    sent = TUS | BYTES | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert tus.client.post(url, headers=sent, content=CONTENT).status_code == 204


def test_another_version_of_tus_is_refused(client: TestClient) -> None:
    answer = client.post(UPLOADS, headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_bytes_that_are_not_said_to_be_an_uploads_are_refused(tus: Tus) -> None:
    url = tus.begin(5)
    sent = TUS | {"Upload-Offset": "0", "Content-Type": "text/plain"}
    assert tus.client.patch(url, headers=sent, content=b"hello").status_code == 415


def test_beginning_twice_under_one_key_begins_once(tus: Tus) -> None:
    first = tus.post(len(CONTENT), CONTENT[:100], Idempotency_Key="the phone's own id")
    second = tus.post(len(CONTENT), CONTENT[:100], Idempotency_Key="the phone's own id")
    assert first.headers["Location"] == second.headers["Location"]
    assert (second.status_code, second.headers["Upload-Offset"]) == (200, "100")
