"""The demonstration as a whole: shoot a game, serve a club, play its game day, show the film."""

import json
import os
import shutil
import signal
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from touchline.base.errors import TouchlineError
from touchline.base.files import written_whole
from touchline.demo import club, day
from touchline.demo.club import ADMINISTRATOR, COACH, GUARDIANS, PASSWORD, Mailbox
from touchline.demo.day import Say, Watched
from touchline.demo.visitor import Visitor
from touchline.engine.demo import TrueTake, shoot_game, take_hold
from touchline.engine.progress import Progress
from touchline.local_engine import LocalEngine
from touchline.server import administration, serving
from touchline.server.own_secret import with_own_secret
from touchline.server.settings import LogLevel, Settings


class DemoSettings(Settings):
    """Settings that no environment can turn at a real club's data."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Believe only what is handed in."""
        return (init_settings,)


@dataclass
class Demo:
    """One demonstration: where it lies, where it is served, and what has come of it."""

    out: Path
    settings: Settings
    say: Say
    is_once: bool
    takes: Sequence[Path]
    truth: Sequence[TrueTake]
    watched: Watched | None = None
    failure: str | None = None
    _player: threading.Thread = field(init=False)

    def serve(self, listener: socket.socket) -> None:
        """Serve the club, and play its day as soon as it is served; returns when somebody stops it."""
        self._player = threading.Thread(target=self._play_in_words, name="plays the game day", daemon=True)
        serving.serve(self.settings, LocalEngine(), listener, on_ready=self._player.start)

    def _play_in_words(self) -> None:
        try:
            self._play()
        except TouchlineError as error:
            self.failure = str(error)
        finally:  # whatever happened: nobody waits for a film that does not come
            if self.is_once or self.watched is None:
                os.kill(os.getpid(), signal.SIGTERM)

    def _play(self) -> None:
        administrator = Visitor(self.settings.public_url, ADMINISTRATOR.email, PASSWORD).sign_in()
        known = _read(self._notes)
        if not known:
            self.say("A club is founded: a team, six children, three guardians who agree, a coach.")
            team_id = club.found_club(administrator, Mailbox(self.settings.data_dir / "mail"))
            coach = self._visitor(COACH.email)
            known = {"game_id": day.schedule(coach, team_id, len(self.takes))}
            with written_whole(self._notes) as unfinished:
                unfinished.write_text(json.dumps(known), encoding="utf-8")
        game_id = known["game_id"]
        coach = self._visitor(COACH.email)
        parents = [self._visitor(login.email) for login in GUARDIANS.values()]
        day.upload_takes(parents, game_id, self.takes, self.say)
        watch = day.wait_for_film(coach, game_id, self.say)
        self.watched = day.look_at(coach, game_id, watch, self.truth)
        self.say(words_of(self.watched, self.settings.public_url))

    @property
    def _notes(self) -> Path:
        return self.settings.data_dir / "demo.json"

    def _visitor(self, email: str) -> Visitor:
        return Visitor(self.settings.public_url, email, PASSWORD).sign_in()


def prepare(out: Path, url: str, *, duration_s: float, is_once: bool, progress: Progress, say: Say) -> Demo:
    """Shoot the game (once) and make the server's folder, anew where it was left half-founded.

    Raises:
        Conflict: the folder holds something that is no demonstration.
    """
    take_hold(out)
    truth = shoot_game(out / "takes", duration_s, progress)
    folder = out / "club"
    if not _read(folder / "demo.json").get("game_id"):
        shutil.rmtree(folder, ignore_errors=True)
    settings = with_own_secret(
        DemoSettings(
            data_dir=folder,
            public_url=url,
            log_level=LogLevel.ERROR,
            log_json=False,
            disk_keep_free_gb=0.1,
        )
    )
    administration.create_administrator(settings, ADMINISTRATOR.email, "Administrator", PASSWORD)
    takes = [out / "takes" / take.file for take in truth]
    return Demo(out, settings, say, is_once, takes, truth)


def words_of(watched: Watched, url: str) -> str:
    """Say what was found and where to look."""
    width = max(len("Against the truth"), *(len(take.name) for take in watched.compared))
    head = f"{'Against the truth':<{width}}  {'error':>9}  {'95 % bound':>10}  {'drift error':>11}"
    people = "\n".join(f"  {login.email:<24} {login.role}" for login in club.LOGINS)
    return "\n".join(
        [
            "",
            head,
            *(take.words(width) for take in watched.compared),
            "",
            f"The film plays: {watched.duration_s:.1f} s, {watched.frames} frames decoded.",
            f"Watch it:  {url}{watched.page}",
            f"Sign in with the password “{PASSWORD}” as",
            people,
        ]
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
