"""The IETF's resumable uploads (draft-ietf-httpbis-resumable-upload), on the same addresses as tus."""

import base64
import hashlib

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from factories.uploads import PARTIAL, UPLOADS, Tus, sha256

CONTENT = bytes(range(256)) * 40
DONE, MORE = {"Upload-Complete": "?1"}, {"Upload-Complete": "?0"}


def digest_of(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def begin(client: TestClient, content: bytes = b"", **headers: str) -> Response:
    sent = MORE | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(UPLOADS, headers=sent, content=content)


def send(client: TestClient, url: str, offset: int, content: bytes, **headers: str) -> Response:
    sent = MORE | PARTIAL | {"Upload-Offset": str(offset)}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return client.patch(url, headers=sent, content=content)


def test_a_whole_file_in_one_request_is_finished(client: TestClient) -> None:
    disposition = "inline; filename*=UTF-8''finale%20%C3%A9t%C3%A9.mp4"
    answer = client.post(UPLOADS, headers=DONE | {"Content-Disposition": disposition}, content=CONTENT)
    assert (answer.status_code, answer.headers["Upload-Complete"]) == (201, "?1")
    assert answer.headers["Repr-Digest"] == digest_of(CONTENT)
    shown = answer.json()
    assert (shown["state"], shown["sha256"], shown["name"]) == ("finished", sha256(CONTENT), "finale été.mp4")


def test_a_file_in_parts_ends_when_the_client_says_so(client: TestClient) -> None:
    url = begin(client, CONTENT[:1000]).headers["Location"]
    answer = send(client, url, 1000, CONTENT[1000:])
    assert (answer.status_code, answer.headers["Upload-Complete"]) == (204, "?0")
    answer = send(client, url, len(CONTENT), b"", Upload_Complete="?1")
    assert (answer.status_code, answer.headers["Upload-Complete"]) == (200, "?1")
    assert answer.json()["sha256"] == sha256(CONTENT)


def test_head_says_offset_completeness_length_and_limits(client: TestClient) -> None:
    url = begin(client, CONTENT[:1000], Upload_Length=str(len(CONTENT))).headers["Location"]
    answer = client.head(url)
    assert answer.status_code == 204
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Complete"]) == ("1000", "?0")
    assert answer.headers["Upload-Length"] == str(len(CONTENT))
    assert "max-age=" in answer.headers["Upload-Limit"]


def test_reaching_the_length_does_not_end_it(client: TestClient) -> None:
    url = begin(client, CONTENT, Upload_Length=str(len(CONTENT))).headers["Location"]
    assert client.head(url).headers["Upload-Complete"] == "?0"


def test_a_wrong_offset_tells_the_right_one_as_a_registered_problem(client: TestClient) -> None:
    url = begin(client, CONTENT[:1000]).headers["Location"]
    answer = send(client, url, 5, CONTENT[5:])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "1000")
    problem = answer.json()
    assert problem["type"].endswith("#mismatching-upload-offset")
    assert (problem["expected-offset"], problem["provided-offset"]) == (1000, 5)


def test_lengths_that_contradict_each_other_are_refused(client: TestClient) -> None:
    url = begin(client, CONTENT[:1000], Upload_Length=str(len(CONTENT))).headers["Location"]
    answer = send(client, url, 1000, CONTENT[1000:2000], Upload_Complete="?1")
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (
        400,
        "inconsistent-upload-length",
    )
    assert client.head(url).headers["Upload-Offset"] == "1000"


def test_nothing_can_be_added_to_a_finished_upload(client: TestClient) -> None:
    url = client.post(UPLOADS, headers=DONE, content=CONTENT).headers["Location"]
    answer = send(client, url, len(CONTENT), b"more")
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (409, "completed-upload")
    assert answer.headers["Upload-Complete"] == "?1"


def test_a_wrong_content_digest_is_refused_and_the_offset_stays(client: TestClient) -> None:
    url = begin(client, CONTENT[:1000]).headers["Location"]
    assert send(client, url, 1000, CONTENT[1000:], Content_Digest=digest_of(b"else")).status_code == 460
    assert client.head(url).headers["Upload-Offset"] == "1000"


def test_a_file_that_is_not_what_was_announced_is_removed(client: TestClient) -> None:
    url = begin(client, CONTENT[:1000], Repr_Digest=digest_of(b"something else")).headers["Location"]
    answer = send(client, url, 1000, CONTENT[1000:], Upload_Complete="?1")
    assert (answer.status_code, answer.json()["code"]) == (422, "DAMAGED_UPLOAD")
    assert client.head(url).status_code == 404


def test_an_upload_begun_in_one_protocol_goes_on_in_the_other(client: TestClient, tus: Tus) -> None:
    url = tus.begin(len(CONTENT), CONTENT[:1000])
    send(client, url, 1000, CONTENT[1000:2000])
    assert tus.send(url, 2000, CONTENT[2000:]).status_code == 204
    assert client.head(url).headers["Upload-Complete"] == "?1"


@pytest.mark.parametrize("word", ["1", "true", "?2", ""])
def test_a_word_that_is_no_boolean_is_refused(client: TestClient, word: str) -> None:
    assert client.post(UPLOADS, headers={"Upload-Complete": word}).status_code == 400
