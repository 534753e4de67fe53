"""A link shows one thing to whoever has it, until it expires or is ended; then it shows nothing at once."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from factories import clubs, recorded_games
from factories.clubs import Club
from factories.people import ports_of, signed_in
from factories.recorded_games import RecordedGame
from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.clubs.viewer import Purpose
from touchline.server.recordings.clips import keys
from touchline.server.recordings.clips.models import Clip
from touchline.server.recordings.films.models import FilmState
from touchline.server.recordings.shares import service
from touchline.server.recordings.shares.models import Share

SECRET = "grandma's garden"


def share(club: Club, video_id: UUID | str, who: str = "parent", **wanted: Any) -> dict[str, Any]:
    """Make a link, and return what is told of it."""
    answer = club.call(who, "POST", f"/videos/{video_id}/share", wanted)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def look(club: Club, link: str, **told: Any) -> Response:
    """Open a link as a stranger; with a password or ticket if one is told."""
    path = f"/api/v1/shares/open/{link.rpartition('/')[2]}"
    path += "/again" if "ticket" in told else ""
    return club.client.post(path, json=told) if told else club.client.get(path)


def get(club: Club, url: str) -> Response:
    return club.client.get(url)


def cut_clip(club: Club, filmed: RecordedGame, who: str = "parent") -> str:
    """Have a clip made that counts as cut, and return its id."""
    wanted = {"start_s": 1.0, "end_s": 2.0}
    clip_id = club.call(who, "POST", f"/games/{filmed.game.id}/clips", wanted).json()["id"]
    ports = ports_of(club.client)
    with ports.database.writing() as session:
        clip = session.get_one(Clip, UUID(clip_id))
        clip.ready_at = ports.clock.now()
        for key in (keys.video(clip), keys.poster(clip)):
            ports.storage.put(key, io.BytesIO(b"a clip"))
    return str(clip_id)


def test_a_link_plays_the_film_without_an_account_and_opens_nothing_else(
    club: Club, filmed: RecordedGame
) -> None:
    told = share(club, filmed.film_id, label="For grandma")
    assert told["link"].startswith("http://localhost:8000/s/")
    assert (told["kind"], told["has_password"], told["is_open"], told["views"]) == ("film", False, True, 0)
    opened = look(club, told["link"]).json()
    assert (opened["kind"], opened["label"]) == ("film", "For grandma")
    assert opened["media_type"] == "application/vnd.apple.mpegurl"
    base = opened["stream_url"].rpartition("/")[0]
    assert get(club, opened["stream_url"]).text.startswith("#EXTM3U")
    assert get(club, f"{base}/own.m3u8").status_code == 200
    assert get(club, f"{base}/own/0.m4s").content == b"pictures of version 1"
    assert get(club, opened["poster_url"]).content == b"a still"
    angle = base.removesuffix("/hls") + "/angles/a/0.m4s"
    assert get(club, angle).status_code == 404
    assert get(club, opened["poster_url"].replace("poster.jpg", "film.mp4")).status_code == 404


def test_a_link_to_an_angle_plays_it(club: Club, filmed: RecordedGame) -> None:
    opened = look(club, share(club, filmed.take_id)["link"]).json()
    base = opened["stream_url"].rpartition("/")[0]
    assert (opened["kind"], opened["poster_url"]) == ("angle", None)
    assert get(club, f"{base}/0.m4s").content == b"an angle"
    recording = f"{base.removesuffix('/angle')}/{filmed.take_id}.mp4"
    assert get(club, recording).status_code == 404


def test_a_link_to_a_clip_plays_it(club: Club, filmed: RecordedGame) -> None:
    opened = look(club, share(club, cut_clip(club, filmed))["link"]).json()
    assert (opened["kind"], opened["media_type"]) == ("clip", "video/mp4")
    assert get(club, opened["stream_url"]).content == b"a clip"


def test_what_is_being_made_is_shown_when_it_is_ready(club: Club) -> None:
    filmed = recorded_games.recorded(club, FilmState.WATCHABLE)
    opened = look(club, share(club, filmed.film_id)["link"]).json()
    assert (opened["kind"], opened["stream_url"], opened["needs_password"]) == ("film", None, False)


def test_a_healed_film_is_shown_by_the_same_link(club: Club, filmed: RecordedGame) -> None:
    link = share(club, filmed.film_id)["link"]
    recorded_games.healed(club, filmed, 20.0)
    base = look(club, link).json()["stream_url"].rpartition("/")[0]
    assert get(club, f"{base}/own/0.m4s").content == b"pictures of version 2"


def test_an_ended_link_shows_nothing_at_once(club: Club, filmed: RecordedGame) -> None:
    told = share(club, filmed.film_id)
    opened = look(club, told["link"]).json()
    assert get(club, opened["stream_url"]).status_code == 200
    assert club.call("coach", "DELETE", f"/shares/{told['id']}").status_code == 204
    assert get(club, opened["stream_url"]).status_code == 404
    assert get(club, opened["poster_url"]).status_code == 404
    assert look(club, told["link"]).status_code == 404
    assert look(club, told["link"], ticket=opened["ticket"]).status_code == 404
    assert club.call("parent", "GET", f"/games/{filmed.game.id}/shares").json()["total"] == 0


def test_a_link_ends_on_its_day_and_every_address_with_it(
    club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    told = share(club, filmed.film_id, days=1)
    clock.move(timedelta(days=1, minutes=-10))
    opened = look(club, told["link"]).json()
    assert opened["good_until"] == opened["expires_at"] == told["expires_at"]
    clock.move(timedelta(minutes=9, seconds=59))
    assert get(club, opened["stream_url"]).status_code == 200
    clock.move(timedelta(seconds=1))
    assert get(club, opened["stream_url"]).status_code == 404
    assert look(club, told["link"]).status_code == 404
    assert look(club, told["link"], ticket=opened["ticket"]).status_code == 404
    with ports_of(club.client).database.reading() as session:
        assert (
            session.get(Share, UUID(told["id"])) is not None
        )  # its maker still sees how often it was opened


def test_an_address_is_good_for_an_hour_and_a_ticket_gives_new_ones(
    club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    told, other = (share(club, filmed.film_id, password=SECRET) for _ in range(2))
    opened = look(club, told["link"], password=SECRET).json()
    clock.move(timedelta(hours=1))
    assert get(club, opened["stream_url"]).status_code == 404
    again = look(club, told["link"], ticket=opened["ticket"]).json()
    assert get(club, again["stream_url"]).status_code == 200
    assert look(club, other["link"], ticket=opened["ticket"]).status_code == 404
    assert look(club, told["link"], ticket=opened["ticket"][:-3] + "abc").status_code == 404
    clock.move(timedelta(hours=10, minutes=59))
    last = look(club, told["link"], ticket=again["ticket"])
    assert last.status_code == 200
    clock.move(timedelta(minutes=1))
    for ticket in (opened["ticket"], again["ticket"], last.json()["ticket"]):
        assert look(club, told["link"], ticket=ticket).status_code == 404, "no ticket outlives the first"


def test_a_link_lives_thirty_days_unless_told_otherwise_and_a_year_at_most(
    club: Club, filmed: RecordedGame
) -> None:
    now = ports_of(club.client).clock.now()
    assert share(club, filmed.film_id)["expires_at"] == (now + timedelta(days=30)).isoformat().replace(
        "+00:00", "Z"
    )
    share(club, filmed.film_id, days=365)
    for wanted in (
        {"days": 366},
        {"days": 0},
        {"password": "short"},
        {"password": "x" * 201},
        {"label": "a\nb"},
    ):
        answer = club.call("parent", "POST", f"/videos/{filmed.film_id}/share", wanted)
        assert answer.status_code == 422, wanted


def test_before_its_password_a_link_tells_nothing(club: Club, filmed: RecordedGame) -> None:
    told = share(club, filmed.film_id, password=SECRET, label="For grandma")
    locked = look(club, told["link"]).json()
    assert locked.pop("needs_password") is True
    assert set(locked.values()) == {None}
    opened = look(club, told["link"], password=SECRET).json()
    assert (opened["label"], get(club, opened["stream_url"]).status_code) == ("For grandma", 200)
    assert club.call("parent", "GET", f"/shares/{told['id']}").json()["views"] == 1


def test_nobody_is_told_whether_the_link_or_the_password_was_wrong(club: Club, filmed: RecordedGame) -> None:
    told = share(club, filmed.film_id, password=SECRET)
    wrong = look(club, told["link"], password="grandpa's garden")
    unknown = look(club, "http://localhost:8000/s/" + "x" * 43, password=SECRET)
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert {**wrong.json(), "instance": None} == {**unknown.json(), "instance": None}
    assert club.call("parent", "GET", f"/shares/{told['id']}").json()["views"] == 0


def test_guessing_is_limited_per_address(club: Club, filmed: RecordedGame) -> None:
    links = [share(club, filmed.film_id, password=SECRET)["link"] for _ in range(2)]
    guesses = [look(club, links[n % 2], password=f"guess number {n}").status_code for n in range(11)]
    assert guesses == [404] * 10 + [429]
    assert look(club, links[0], password=SECRET).status_code == 429


def test_guessing_is_limited_per_link_wherever_it_comes_from(
    club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    told = share(club, filmed.film_id, password=SECRET)
    path = f"/api/v1/shares/open/{told['link'].rpartition('/')[2]}"
    statuses = set()
    for number in range(60):
        with TestClient(club.client.app, client=(f"10.0.{number}.1", 5000)) as somebody:
            statuses.add(somebody.post(path, json={"password": f"guess number {number}"}).status_code)
    assert statuses == {404}
    assert look(club, told["link"], password=SECRET).status_code == 429
    clock.move(timedelta(hours=1))
    assert look(club, told["link"], password=SECRET).status_code == 200


def test_whoever_goes_on_watching_is_not_counted_as_guessing(club: Club, filmed: RecordedGame) -> None:
    told = share(club, filmed.film_id, password=SECRET)
    ticket = look(club, told["link"], password=SECRET).json()["ticket"]
    assert {look(club, told["link"], ticket=ticket).status_code for _ in range(20)} == {200}
    assert look(club, told["link"], password=SECRET).status_code == 200


def test_the_password_of_a_link_and_its_secret_are_stored_hashed(club: Club, filmed: RecordedGame) -> None:
    told = share(club, filmed.film_id, password=SECRET)
    with ports_of(club.client).database.reading() as session:
        row = session.get_one(Share, UUID(told["id"]))
    assert row.password_hash is not None
    assert row.password_hash.startswith("$argon2id$")
    assert told["link"].rpartition("/")[2] not in (row.token_hash, row.password_hash)
    assert "link" not in club.call("parent", "GET", f"/shares/{told['id']}").json()


@pytest.mark.parametrize("purpose", [Purpose.FILM, Purpose.SHARE])
def test_without_a_yes_for_every_player_nothing_is_shared(
    purpose: Purpose, club: Club, filmed: RecordedGame
) -> None:
    made = share(club, filmed.film_id)
    recorded_games.refuse(club, purpose)
    answer = club.call("coach", "POST", f"/videos/{filmed.film_id}/share", {})
    assert (answer.status_code, "Ask their parents" in answer.json()["detail"]) == (403, True)
    assert look(club, made["link"]).status_code == 404
    told = club.call("parent", "GET", f"/shares/{made['id']}").json()
    assert (told["is_open"], "consent" in told["problem"]) == (False, True)
    recorded_games.agree(club, purpose)
    assert look(club, made["link"]).status_code == 200


def test_a_link_with_a_password_that_was_refused_is_made_when_it_is_sent_again(
    club: Club, filmed: RecordedGame
) -> None:
    recorded_games.refuse(club, Purpose.SHARE)
    headers = club.people["coach"].headers | {"idempotency-key": "one-press"}

    def press() -> Response:
        path = f"/api/v1/videos/{filmed.film_id}/share"
        return club.client.post(path, json={"password": SECRET}, headers=headers)

    assert press().status_code == 403
    recorded_games.agree(club, Purpose.SHARE)
    made = press()
    assert (made.status_code, press().json()) == (201, made.json())
    assert look(club, made.json()["link"], password=SECRET).status_code == 200


def test_coaches_administrators_and_parents_share_angles_and_clips_as_well(
    club: Club, filmed: RecordedGame, other_club: Club
) -> None:
    for video_id in (filmed.take_id, cut_clip(club, filmed)):
        told = {
            who: club.call(who, "POST", f"/videos/{video_id}/share", {}).status_code for who in club.people
        }
        assert told == {"admin": 201, "coach": 201, "parent": 201, "player": 403, "viewer": 403}
        assert other_club.call("admin", "POST", f"/videos/{video_id}/share", {}).status_code == 404


def test_whoever_cut_a_clip_or_made_a_link_may_take_it_away(club: Club, filmed: RecordedGame) -> None:
    clip = f"/clips/{cut_clip(club, filmed)}"
    link = f"/shares/{share(club, clip.rpartition('/')[2])['id']}"
    for path in (link, clip):
        assert club.call("player", "DELETE", path).status_code == 403
        assert club.call("parent", "DELETE", path).status_code == 204


def test_staff_see_all_links_of_a_game_and_others_their_own(club: Club, filmed: RecordedGame) -> None:
    of_parent, of_coach = share(club, filmed.film_id), share(club, filmed.film_id, "coach")
    path = f"/games/{filmed.game.id}/shares"
    seen = {who: club.call(who, "GET", path).json()["items"] for who in ("admin", "parent", "player")}
    assert {one["id"] for one in seen["admin"]} == {of_parent["id"], of_coach["id"]}
    assert [(one["id"], one["is_mine"]) for one in seen["parent"]] == [(of_parent["id"], True)]
    assert seen["player"] == []


def test_links_end_with_what_they_show(club: Club, filmed: RecordedGame) -> None:
    clip_id = cut_clip(club, filmed)
    links = {
        "clip": share(club, clip_id)["link"],
        "angle": share(club, filmed.take_id)["link"],
        "film": share(club, filmed.film_id)["link"],
    }
    urls = {kind: look(club, link).json()["stream_url"] for kind, link in links.items()}
    assert {get(club, url).status_code for url in urls.values()} == {200}
    gone = {
        "clip": f"/clips/{clip_id}",
        "film": f"/videos/{filmed.film_id}",
        "angle": f"/videos/{filmed.take_id}",
    }
    for kind, path in gone.items():
        assert club.call("coach", "DELETE", path).status_code == 204
        assert look(club, links[kind]).status_code == 404, kind
        assert get(club, urls[kind]).status_code == 404, kind


def test_a_link_to_the_film_outlives_a_deleted_take(club: Club, filmed: RecordedGame) -> None:
    link = share(club, filmed.film_id)["link"]
    assert club.call("coach", "DELETE", f"/videos/{filmed.take_id}").status_code == 204
    opened = look(club, link)
    assert (opened.status_code, opened.json()["stream_url"]) == (200, None)  # it is being made anew


def test_a_link_to_an_archived_team_shows_nothing(club: Club, filmed: RecordedGame) -> None:
    link = share(club, filmed.film_id)["link"]
    assert club.call("admin", "DELETE", f"/teams/{club.team_id}").status_code == 204
    assert look(club, link).status_code == 404


def test_the_links_of_an_erased_person_end(club: Club, filmed: RecordedGame, clock: HandClock) -> None:
    told, kept = share(club, filmed.film_id), share(club, filmed.film_id, "coach")
    url = look(club, told["link"]).json()["stream_url"]
    with ports_of(club.client).database.writing() as session:
        service.erase_person(session, club.people["parent"].id, now=clock.now())
    assert look(club, told["link"]).status_code == 404
    assert get(club, url).status_code == 404
    assert look(club, kept["link"]).status_code == 200


def test_links_are_forgotten_a_month_after_they_expired(
    club: Club, filmed: RecordedGame, clock: HandClock
) -> None:
    old, young = share(club, filmed.film_id, days=1), share(club, filmed.film_id, days=30)
    clock.move(timedelta(days=32))
    with ports_of(club.client).database.writing() as session:
        service.forget_old(session, now=clock.now())
    with ports_of(club.client).database.reading() as session:
        left = [session.get(Share, UUID(one["id"])) for one in (old, young)]
    assert [one is None for one in left] == [True, False]


def test_views_are_counted_and_in_the_audit_log_without_an_address(separate_client: TestClient) -> None:
    club = clubs.found(separate_client, "lions")
    filmed = recorded_games.recorded(club)
    told = share(club, filmed.film_id)
    for _ in range(3):
        ticket = look(club, told["link"]).json()["ticket"]
    look(club, told["link"], ticket=ticket)
    seen = club.call("parent", "GET", f"/shares/{told['id']}").json()
    assert (seen["views"], seen["last_viewed_at"] is not None) == (3, True)
    root = signed_in(club.client, "root", is_administrator=True)
    path = f"/api/v1/audit?subject_id={told['id']}"
    entries = club.client.get(path, headers=root.headers).json()["items"]
    assert [one["action"] for one in entries] == ["share.again"] + ["share.view"] * 3 + ["share.create"]
    assert {one["actor_id"] for one in entries[:4]} == {None}
    assert entries[0]["details"] == {"game_id": str(filmed.game.id), "kind": "film"}


def test_what_is_not_there_cannot_be_shared(club: Club) -> None:
    for video_id, status in ((new_id(), 404), ("not-an-id", 422)):
        assert club.call("coach", "POST", f"/videos/{video_id}/share", {}).status_code == status
