"""Who may use which route: the one table of it. A route that is missing here fails the test.

To add a route, add one line to ROUTES; to add a page of the portal, one to PAGES:

    api("PUT", "/games/{game_id}", STAFF, json={"opponent": "Bears"}),
    page("POST", "/games/{game_id}/edit", STAFF, data={"opponent": "Bears"}),

that is: the method, the path as OpenAPI has it, who may, and what is sent (json, data, files, content,
headers). The people are `viewer`, `player`, `parent`, `coach` and `admin` of one club, strangers (those same
roles of another club), an `anonymous` caller, and the `administrator` of the server, who is of no
club. Whoever may must be answered with 2xx. Of the others, an anonymous caller is told 401 (a page shows the
way in), a stranger 404 and a member 403. Say `refused=404` where only the owner sees that it is there,
`unseen=403` where the route is about no club, and `done=(…,)` where success is another answer.

A new kind of id in a path is one line in MADE: it makes the thing in the club and returns its id. What is
slow to make (a film, a clip) is made once per person, all else for each route, and what a route did is undone
afterwards: the order of the lines does not matter.
"""

import io
from datetime import timedelta
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select

from factories import games_of_clubs, recorded_games
from factories.clubs import Club
from factories.people import PASSWORD, ports_of
from factories.uploads import BYTES, TUS, UPLOADS
from isolation.rules import (
    ADMIN,
    ANYBODY,
    CLUB,
    COACH,
    FILMS,
    GONE_ON,
    SERVER,
    SHOWN,
    SIGNED_IN,
    STAFF,
    Made,
    Rule,
    api,
    page,
    root,
)
from touchline.server.games.models import Game
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.task import Task
from touchline.server.recordings.clips.models import Clip
from touchline.server.recordings.films.models import Film
from touchline.server.recordings.takes.models import Take

TEAM = {"name": "New name", "sport": "soccer"}
CONSENT = {"film": False, "analyse": False, "share": False}
GAME = {
    "starts_at": "2026-09-20T14:00:00Z",
    "time_zone": "Europe/Zurich",
    "opponent": "Tigers",
    "place": "Rink",
}
GAME_FORM = {**GAME, "kind": "match", "is_home": "on", "starts_at": "2026-09-20T14:00"}
ROSTER = {"file": ("roster.csv", b"name\nNew player\n")}
FORMATION = {"name": "Ours", "sport": "ice_hockey", "slots": [{"name": "goalkeeper", "x": 0, "y": 0.5}]}
STRETCH = {"start_s": 1, "end_s": 5}
FILMED = {"game_id": "filmed_game_id"}
ARCHIVED = {"team_id": "archived_team_id"}
NOWHERE = {"token": "0123456789abcdef"}
LOGIN = {"email": "lions-coach@example.org", "password": PASSWORD}
NEW_PASSWORD = {"present_password": PASSWORD, "new_password": "four newer words of mine"}
PREFERENCES = {"notification_frequency": "daily", "units": "metric", "time_zone": "Europe/Zurich"}

INVITED = SIGNED_IN - {"admin"}
"""Whoever may follow an invitation of the administrator's: nobody accepts their own."""

ROUTES: list[Rule] = [
    root("GET", "/health", ANYBODY),
    root("GET", "/ready", ANYBODY),
    root("GET", "/metrics", ANYBODY),
    root("GET", "/files/{token}/{key}", ANYBODY, ids={"token": "file_token"}),
    # Accounts: nothing of a club is reached without signing in first.
    api("POST", "/auth/register", ANYBODY, json={**LOGIN, "display_name": "Somebody"}),
    api("POST", "/auth/verify-email", ANYBODY, json=NOWHERE, done=(422,)),
    api("POST", "/auth/login", ANYBODY, json=LOGIN),
    api("POST", "/auth/cookie", ANYBODY, json=LOGIN),
    api("POST", "/auth/refresh", ANYBODY, json={"refresh_token": "{refresh_token}"}),
    api("POST", "/auth/forgot-password", ANYBODY, json={"email": LOGIN["email"]}),
    api("POST", "/auth/reset-password", ANYBODY, json={**NOWHERE, "new_password": PASSWORD}, done=(422,)),
    api("POST", "/auth/logout", SIGNED_IN),
    api("POST", "/auth/logout-everywhere", SIGNED_IN),
    api("GET", "/users/me", SIGNED_IN),
    api("PUT", "/users/me", SIGNED_IN, json={"display_name": "Somebody"}),
    api("PUT", "/users/me/preferences", SIGNED_IN, json=PREFERENCES),
    api("PUT", "/users/me/password", SIGNED_IN, json=NEW_PASSWORD),
    # The server itself.
    api("GET", "/audit", SERVER, unseen=403),
    api("GET", "/audit/chain", SERVER, unseen=403),
    api("GET", "/admin/people", SERVER, refused=404),
    api("PUT", "/admin/people/{person_id}", SERVER, refused=404, json={"is_administrator": True}),
    api("POST", "/admin/people/{person_id}/sign-out", SERVER, refused=404),
    api("GET", "/admin/people/{person_id}/erasure", SERVER, refused=404),
    api("DELETE", "/admin/people/{person_id}", SERVER, refused=404),
    api("GET", "/admin/storage", SERVER, refused=404),
    api("GET", "/admin/settings", SERVER, refused=404),
    # Clubs.
    api("GET", "/users/me/players", SIGNED_IN),
    api("GET", "/organizations/{organization_id}/invitations", ADMIN),
    api("PUT", "/organizations/{organization_id}/members/{member_id}", ADMIN, json={"role": "viewer"}),
    api("GET", "/organizations", SIGNED_IN),
    api("POST", "/organizations", SIGNED_IN, json={"name": "Another club"}),
    api("GET", "/organizations/{organization_id}", CLUB),
    api("PUT", "/organizations/{organization_id}", ADMIN, json={"name": "New name"}),
    api("GET", "/organizations/{organization_id}/members", ADMIN),
    api(
        "DELETE", "/organizations/{organization_id}/members/{member_id}", STAFF
    ),  # the coach's own membership
    api("POST", "/organizations/{organization_id}/invitations", ADMIN, json={"role": "coach"}),
    api("GET", "/users/me/teams", SIGNED_IN),
    api("POST", "/users/me/teams", ADMIN, json={**TEAM, "organization_id": "{organization_id}"}),
    api("GET", "/teams/{team_id}", CLUB),
    api("PUT", "/teams/{team_id}", STAFF, json=TEAM),
    api("DELETE", "/teams/{team_id}", ADMIN),
    api("POST", "/teams/{team_id}/restore", ADMIN, refused=404, ids=ARCHIVED),
    api("GET", "/teams/{team_id}/members", STAFF),
    api("GET", "/teams/{team_id}/roster", CLUB),
    api("POST", "/teams/{team_id}/roster", STAFF, json={"name": "New player"}),
    api("POST", "/teams/{team_id}/roster/import", STAFF, files=ROSTER),
    api("PUT", "/teams/{team_id}/roster/{player_id}", STAFF, json={"name": "New name"}),
    api("DELETE", "/teams/{team_id}/roster/{player_id}", STAFF),
    api("GET", "/teams/{team_id}/invitations", STAFF),
    api("POST", "/teams/{team_id}/invitations", STAFF, json={"role": "viewer"}),
    api("GET", "/players/{player_id}/consent", {*STAFF, "parent"}),
    api("PUT", "/players/{player_id}/consent", {*STAFF, "parent"}, json=CONSENT),
    api("GET", "/invitations/{token}", ANYBODY, ids={"token": "invitation_token"}),
    api("POST", "/invitations/{token}/accept", INVITED, ids={"token": "invitation_token"}),
    api("DELETE", "/invitations/{invitation_id}", STAFF),
    # Games.
    api("GET", "/games", SIGNED_IN),
    api("POST", "/games", STAFF, json={**GAME, "team_id": "{team_id}"}),
    api("GET", "/games/{game_id}", CLUB),
    api("PUT", "/games/{game_id}", STAFF, json=GAME),
    api("DELETE", "/games/{game_id}", STAFF),
    api("GET", "/users/me/games", SIGNED_IN),
    api("GET", "/games/join/{code}", ANYBODY),
    api("POST", "/games/{game_id}/join", FILMS, json={}),
    api("POST", "/games/{game_id}/leave", COACH, refused=404, ids={"game_id": "joined_game_id"}),
    api("GET", "/games/{game_id}/participants", CLUB),
    api("DELETE", "/games/{game_id}/participants/{participant_id}", STAFF, ids=FILMED),
    api("GET", "/games/{game_id}/qr", FILMS),
    api("GET", "/arena/types", ANYBODY),
    api("GET", "/arena/{type}/positions", ANYBODY),
    api("GET", "/formations", SIGNED_IN),
    api("POST", "/formations", STAFF, json={**FORMATION, "organization_id": "{organization_id}"}),
    api("GET", "/match-lineups", SIGNED_IN),
    api("POST", "/match-lineups", STAFF, json={"game_id": "{game_id}", "formation_id": "{formation_id}"}),
    api("GET", "/match-lineups/{lineup_id}", CLUB),
    api("PUT", "/match-lineups/{lineup_id}", STAFF, json={"formation_id": "{formation_id}"}),
    # Recordings.
    api("GET", "/games/{game_id}/takes", CLUB, ids=FILMED),
    api("POST", "/videos/upload?game_id={game_id}&filename=take.mp4", FILMS, content=b"not a film"),
    api("GET", "/games/{game_id}/film", CLUB, ids=FILMED),
    api("POST", "/games/{game_id}/film", STAFF, ids=FILMED),
    api("GET", "/games/{game_id}/sync", CLUB, ids=FILMED),
    api("GET", "/videos/game/{game_id}", CLUB, ids=FILMED),
    api("GET", "/videos/{video_id}", CLUB),
    api("DELETE", "/videos/{video_id}", STAFF),
    api("PUT", "/videos/{video_id}/settings", STAFF, json={"camera": "Phone"}, ids={"video_id": "take_id"}),
    api("POST", "/videos/{video_id}/accept", STAFF, ids={"video_id": "take_id"}),
    api("GET", "/videos/{video_id}/stream", CLUB),
    api("GET", "/videos/{video_id}/download", CLUB, done=GONE_ON),
    api("GET", "/games/{game_id}/clips", CLUB, ids=FILMED),
    api("POST", "/games/{game_id}/clips", CLUB, ids=FILMED, json=STRETCH),
    api("GET", "/clips/{clip_id}", CLUB),
    api("PUT", "/clips/{clip_id}", STAFF, json={"title": "A goal"}),
    api("DELETE", "/clips/{clip_id}", STAFF),
    api("GET", "/clips/{clip_id}/download", CLUB, done=GONE_ON),
    api("GET", "/games/{game_id}/segments", CLUB, ids=FILMED),
    api("POST", "/games/{game_id}/segments", STAFF, ids=FILMED, json={**STRETCH, "label": "Goal"}),
    api("PUT", "/segments/{segment_id}", STAFF, json={**STRETCH, "label": "Goal"}),
    api("DELETE", "/segments/{segment_id}", STAFF),
    api("POST", "/videos/{video_id}/share", {*STAFF, "parent"}, json={}),
    api("GET", "/games/{game_id}/shares", CLUB, ids=FILMED),
    api("GET", "/shares/{share_id}", STAFF),
    api("DELETE", "/shares/{share_id}", STAFF),
    api("GET", "/shares/open/{token}", ANYBODY, ids={"token": "share_token"}),
    api("POST", "/shares/open/{token}", ANYBODY, ids={"token": "share_token"}, json={}),
    api(
        "POST",
        "/shares/open/{token}/again",
        ANYBODY,
        ids={"token": "share_token"},
        json={"ticket": "none"},
        done=(404,),
    ),
    # Uploads and jobs belong to whoever began them; here that is the coach.
    api("OPTIONS", "/uploads", ANYBODY),
    api("OPTIONS", "/uploads/{upload_id}", ANYBODY),
    api("GET", "/uploads", SIGNED_IN),
    api("POST", "/uploads", SIGNED_IN, headers={**TUS, "Upload-Length": "3"}),
    api("GET", "/uploads/{upload_id}", COACH, refused=404),
    api("HEAD", "/uploads/{upload_id}", COACH, refused=404, headers=TUS),
    api(
        "PATCH",
        "/uploads/{upload_id}",
        COACH,
        refused=404,
        headers={**TUS, **BYTES, "Upload-Offset": "0"},
        content=b"abc",
    ),
    api("DELETE", "/uploads/{upload_id}", COACH, refused=404, headers=TUS),
    api(
        "POST",
        "/uploads/{upload_id}",
        COACH,
        refused=404,
        headers={**TUS, "X-HTTP-Method-Override": "DELETE"},
    ),
    api("GET", "/jobs", SIGNED_IN),
    api("GET", "/jobs/{job_id}", COACH | SERVER, refused=404),
    api("POST", "/jobs/{job_id}/cancel", COACH | SERVER, refused=404),
    api("POST", "/jobs/{job_id}/retry", COACH | SERVER, refused=404, ids={"job_id": "cancelled_job_id"}),
]

PAGES: list[Rule] = [
    page("GET", "/", SIGNED_IN),
    page("GET", "/sign-in", ANYBODY, done=SHOWN + GONE_ON),
    page("POST", "/sign-in", ANYBODY, data=LOGIN),
    page("POST", "/sign-out", SIGNED_IN, data={}),
    page("GET", "/docs", ANYBODY),
    page("GET", "/redoc", ANYBODY),
    page("GET", "/static/{fingerprint}/{path}", ANYBODY),
    page("HEAD", "/static/{fingerprint}/{path}", ANYBODY),
    # Accounts.
    page("GET", "/register", ANYBODY),
    page("POST", "/register", ANYBODY, data={**LOGIN, "display_name": "Somebody"}),
    page("GET", "/register/sent", ANYBODY),
    page("GET", "/verify-email?token={token}", ANYBODY, ids={"token": "invitation_token"}),
    page("POST", "/verify-email", ANYBODY, data=NOWHERE, done=(422,)),
    page("GET", "/forgot-password", ANYBODY),
    page("POST", "/forgot-password", ANYBODY, data={"email": LOGIN["email"]}),
    page("GET", "/forgot-password/sent", ANYBODY),
    page("GET", "/reset-password?token={token}", ANYBODY, ids={"token": "invitation_token"}),
    page("POST", "/reset-password", ANYBODY, data={**NOWHERE, "new_password": PASSWORD}, done=(422,)),
    page("GET", "/account", SIGNED_IN),
    page("GET", "/account/profile", SIGNED_IN),
    page("POST", "/account/profile", SIGNED_IN, data={"display_name": "Somebody"}),
    page("GET", "/account/preferences", SIGNED_IN),
    page("POST", "/account/preferences", SIGNED_IN, data=PREFERENCES),
    page("GET", "/account/password", SIGNED_IN),
    page("POST", "/account/password", SIGNED_IN, data=NEW_PASSWORD),
    page("POST", "/account/sign-out-everywhere", SIGNED_IN, data={}),
    # The server itself.
    page("GET", "/admin", SERVER, refused=404),
    page("GET", "/admin/audit?verify=true", SERVER, refused=404),
    page("GET", "/admin/jobs", SERVER, refused=404),
    page("POST", "/admin/jobs/{job_id}/cancel", SERVER, refused=404, data={}),
    page(
        "POST", "/admin/jobs/{job_id}/retry", SERVER, refused=404, data={}, ids={"job_id": "cancelled_job_id"}
    ),
    page("GET", "/admin/people", SERVER, refused=404),
    page("GET", "/admin/people/{person_id}", SERVER, refused=404),
    page("POST", "/admin/people/{person_id}", SERVER, refused=404, data={"is_administrator": "on"}),
    page("POST", "/admin/people/{person_id}/sign-out", SERVER, refused=404, data={}),
    page("GET", "/admin/people/{person_id}/erase", SERVER, refused=404),
    page("POST", "/admin/people/{person_id}/erase", SERVER, refused=404, data={"name": "Lions-Viewer"}),
    page("GET", "/admin/settings", SERVER, refused=404),
    page("GET", "/admin/storage", SERVER, refused=404),
    # Clubs.
    page("GET", "/clubs/new", SIGNED_IN),
    page("POST", "/clubs/new", SIGNED_IN, data={"name": "Another club"}),
    page("GET", "/clubs/{club_id}", CLUB),
    page("GET", "/clubs/{club_id}/edit", ADMIN),
    page("POST", "/clubs/{club_id}/edit", ADMIN, data={"name": "New name"}),
    page("GET", "/clubs/{club_id}/people", ADMIN),
    page("GET", "/clubs/{club_id}/invite", ADMIN),
    page("POST", "/clubs/{club_id}/invite", ADMIN, data={"role": "coach", "days": "7"}),
    page("POST", "/clubs/{club_id}/invitations/{invitation_id}/withdraw", STAFF, data={}),
    page("GET", "/clubs/{club_id}/members/{member_id}", STAFF),  # the coach's own membership
    page("POST", "/clubs/{club_id}/members/{member_id}", ADMIN, data={"role": "viewer"}),
    page("POST", "/clubs/{club_id}/members/{member_id}/remove", STAFF, data={}),
    page("GET", "/clubs/{club_id}/teams/new", ADMIN),
    page("POST", "/clubs/{club_id}/teams/new", ADMIN, data=TEAM),
    page("GET", "/teams", SIGNED_IN),
    page("GET", "/teams/{team_id}", CLUB),
    page("GET", "/teams/{team_id}/edit", STAFF),
    page("POST", "/teams/{team_id}/edit", STAFF, data=TEAM),
    page("GET", "/teams/{team_id}/archive", ADMIN),
    page("POST", "/teams/{team_id}/archive", ADMIN, data={}),
    page("POST", "/teams/{team_id}/restore", ADMIN, refused=404, ids=ARCHIVED, data={}),
    page("GET", "/teams/{team_id}/people", STAFF),
    page("GET", "/teams/{team_id}/invite", STAFF),
    page("POST", "/teams/{team_id}/invite", STAFF, data={"role": "viewer", "days": "7"}),
    page("POST", "/teams/{team_id}/invitations/{invitation_id}/withdraw", STAFF, data={}),
    page("GET", "/teams/{team_id}/import", STAFF),
    page("POST", "/teams/{team_id}/import", STAFF, files=ROSTER, done=SHOWN),
    page("GET", "/teams/{team_id}/players/new", STAFF),
    page("POST", "/teams/{team_id}/players/new", STAFF, data={"name": "New player"}),
    page("GET", "/teams/{team_id}/players/{player_id}", STAFF),
    page("POST", "/teams/{team_id}/players/{player_id}", STAFF, data={"name": "New name"}),
    page("GET", "/teams/{team_id}/players/{player_id}/remove", STAFF),
    page("POST", "/teams/{team_id}/players/{player_id}/remove", STAFF, data={}),
    page("GET", "/players", SIGNED_IN),
    page("GET", "/players/{player_id}/consent", {*STAFF, "parent"}),
    page("POST", "/players/{player_id}/consent", {*STAFF, "parent"}, data={}),
    page("GET", "/invitations/{token}", ANYBODY, ids={"token": "invitation_token"}),
    page("POST", "/invitations/{token}", INVITED, ids={"token": "invitation_token"}, data={}),
    # Games.
    page("GET", "/games", SIGNED_IN),
    page("GET", "/teams/{team_id}/games", CLUB),
    page("GET", "/teams/{team_id}/games/new", STAFF),
    page("POST", "/teams/{team_id}/games/new", STAFF, data=GAME_FORM),
    page("GET", "/games/{game_id}", CLUB),
    page("GET", "/games/{game_id}/events", CLUB),
    page("GET", "/games/{game_id}/edit", STAFF),
    page("POST", "/games/{game_id}/edit", STAFF, data=GAME_FORM),
    page("GET", "/games/{game_id}/cancel", STAFF),
    page("POST", "/games/{game_id}/cancel", STAFF, data={}),
    page("GET", "/games/{game_id}/participants/{participant_id}/remove", STAFF, ids=FILMED),
    page("POST", "/games/{game_id}/participants/{participant_id}/remove", STAFF, ids=FILMED, data={}),
    page("GET", "/join/{code}", ANYBODY),
    page("POST", "/join/{code}", ANYBODY, data={"name": "Grandma"}),
    page("GET", "/join/{code}/upload", ANYBODY, done=GONE_ON),
    page("GET", "/games/{game_id}/lineup", CLUB),
    page("POST", "/games/{game_id}/lineup", STAFF, data={}),
    # Recordings.
    page("GET", "/games/{game_id}/upload", FILMS),
    page("GET", "/games/{game_id}/takes/{take_id}", CLUB, ids=FILMED),
    page("POST", "/games/{game_id}/takes/{take_id}", STAFF, ids=FILMED, data={"camera": "Phone"}),
    page("GET", "/games/{game_id}/takes/{take_id}/still", CLUB, ids=FILMED, done=GONE_ON),
    page("POST", "/games/{game_id}/takes/{take_id}/accept", STAFF, ids=FILMED, data={}),
    page("GET", "/games/{game_id}/takes/{take_id}/delete", STAFF, ids=FILMED),
    page("POST", "/games/{game_id}/takes/{take_id}/delete", STAFF, ids=FILMED, data={}),
    page("GET", "/games/{game_id}/film", CLUB, ids=FILMED),
    page("POST", "/games/{game_id}/film", STAFF, ids=FILMED, data={}),
    page("GET", "/games/{game_id}/film/progress", CLUB, ids=FILMED),
    page("GET", "/games/{game_id}/film/delete", STAFF, ids=FILMED),
    page("POST", "/games/{game_id}/film/delete", STAFF, ids=FILMED, data={}),
    page("GET", "/games/{game_id}/sync", CLUB, ids=FILMED),
    page("GET", "/games/{game_id}/clips/{clip_id}/delete", STAFF, ids=FILMED),
    page("POST", "/games/{game_id}/clips/{clip_id}/delete", STAFF, ids=FILMED, data={}),
    page("GET", "/s/{token}", ANYBODY, ids={"token": "share_token"}),
    page("POST", "/s/{token}", ANYBODY, ids={"token": "share_token"}, data={}, done=SHOWN),
]

KEY = "films/film.mp4"


def _member_id(club: Club, role: str) -> str:
    members = club.call("admin", "GET", f"/organizations/{club.organization_id}/members?limit=100").json()
    return next(str(one["id"]) for one in members["items"] if one["role"] == role)


def _invitation(club: Club) -> dict[str, object]:
    made: dict[str, object] = club.call(
        "admin", "POST", f"/teams/{club.team_id}/invitations", {"role": "coach"}
    ).json()
    return made


def _archived_team_id(club: Club) -> str:
    wanted = {**TEAM, "organization_id": club.organization_id}
    team_id = str(club.call("admin", "POST", "/users/me/teams", wanted).json()["id"])
    club.call("admin", "DELETE", f"/teams/{team_id}")
    return team_id


def _refresh_token(club: Club) -> str:
    return str(club.client.post("/api/v1/auth/login", json=LOGIN).json()["refresh_token"])


def _joined_game_id(club: Club) -> str:
    game_id = str(games_of_clubs.schedule(club).id)
    club.call("coach", "POST", f"/games/{game_id}/join", {})
    return game_id


def _participant_id(club: Club) -> str:
    joined = club.call("parent", "POST", f"/games/{_film(club).game_id}/join", {})
    return str(joined.json()["participant_id"])


def _lineup_id(club: Club) -> str:
    formation_id = games_of_clubs.formation(club, side_size=6)["id"]
    wanted = {"game_id": str(games_of_clubs.schedule(club).id), "formation_id": formation_id}
    return str(club.call("coach", "POST", "/match-lineups", wanted).json()["id"])


def _film(club: Club) -> Film:
    """Return the club's one film."""
    with ports_of(club.client).database.reading() as session:
        return session.scalars(select(Film).join(Game).where(Game.team_id == UUID(club.team_id))).one()


def _take_id(club: Club) -> str:
    with ports_of(club.client).database.reading() as session:
        return str(session.scalars(select(Take.id).where(Take.game_id == _film(club).game_id)).first())


def _clip_id(club: Club) -> str:
    with ports_of(club.client).database.reading() as session:
        return str(session.scalars(select(Clip.id).where(Clip.game_id == _film(club).game_id)).one())


def _segment_id(club: Club) -> str:
    wanted = {**STRETCH, "label": "Goal"}
    path = f"/games/{_film(club).game_id}/segments"
    return str(club.call("coach", "POST", path, wanted).json()["id"])


def _share(club: Club) -> dict[str, str]:
    made: dict[str, str] = club.call("coach", "POST", f"/videos/{_film(club).id}/share", {}).json()
    return made


def _upload_id(club: Club) -> str:
    headers = {**club.people["coach"].headers, **TUS, "Upload-Length": "3"}
    return str(club.client.post(UPLOADS, headers=headers).headers["location"]).rpartition("/")[2]


def _job_id(club: Club) -> str:
    with ports_of(club.client).database.writing() as session:
        return str(jobs.defer(session, Task("film", lambda _: None), owner_id=club.people["coach"].id).id)


def _cancelled_job_id(club: Club) -> str:
    job_id = _job_id(club)
    club.call("coach", "POST", f"/jobs/{job_id}/cancel")
    return job_id


def _file(club: Club) -> str:
    storage = ports_of(club.client).storage
    storage.put(KEY, io.BytesIO(b"a film"))
    return storage.url(KEY, timedelta(hours=1))


def _app(club: Club) -> FastAPI:
    app = club.client.app
    assert isinstance(app, FastAPI)
    return app


def film(club: Club) -> None:
    """Have the club's one game that is filmed, with a clip of it: before anything of MADE is asked for."""
    game_id = recorded_games.recorded(club).game.id
    club.call("coach", "POST", f"/games/{game_id}/clips", STRETCH)
    recorded_games.work(ports_of(club.client))


MADE: Made = {
    "organization_id": lambda club: club.organization_id,
    "club_id": lambda club: club.organization_id,
    "team_id": lambda club: club.team_id,
    "archived_team_id": _archived_team_id,
    "player_id": lambda club: club.child_id,
    "member_id": lambda club: _member_id(club, "coach"),
    "invitation_id": lambda club: str(_invitation(club)["id"]),
    "invitation_token": lambda club: str(_invitation(club)["link"]).rpartition("/")[2],
    "refresh_token": _refresh_token,
    "game_id": lambda club: str(games_of_clubs.schedule(club).id),
    "joined_game_id": _joined_game_id,
    "participant_id": _participant_id,
    "code": lambda club: games_of_clubs.code_of(club, games_of_clubs.schedule(club).id),
    "type": lambda _: "ice_hockey",
    "formation_id": lambda club: str(games_of_clubs.formation(club, side_size=6)["id"]),
    "lineup_id": _lineup_id,
    "filmed_game_id": lambda club: str(_film(club).game_id),
    "video_id": lambda club: str(_film(club).id),
    "take_id": _take_id,
    "clip_id": _clip_id,
    "segment_id": _segment_id,
    "share_id": lambda club: str(_share(club)["id"]),
    "share_token": lambda club: _share(club)["link"].rpartition("/")[2],
    "person_id": lambda club: str(club.people["viewer"].id),
    "upload_id": _upload_id,
    "job_id": _job_id,
    "cancelled_job_id": _cancelled_job_id,
    "file_token": lambda club: _file(club).split("/")[2],
    "key": lambda _: KEY,
    "fingerprint": lambda club: _app(club).state.static.fingerprint,
    "path": lambda club: min(_app(club).state.static.files),
}
