"""The documents about sports say what the code says."""

import re
from pathlib import Path
from types import ModuleType

import numpy as np

from touchline.core.sports import SPORTS, table
from touchline.core.sports.play import GoalPlay
from touchline.core.sports.sport import Sport
from touchline.core.sync.clocks import TakeClock
from touchline.core.synthetic.cameras import PHONE_CROPPED, VirtualCamera, aim
from touchline.core.synthetic.motion import play_game
from touchline.vision.draw import Painter

DOCS = Path(__file__).resolve().parents[3] / "docs"
GUIDE = (DOCS / "howto" / "add-a-sport.md").read_text(encoding="utf-8")
REFERENCE = DOCS / "reference" / "sports.md"


def guided_sport() -> Sport:
    """The sport that the guide's file defines."""
    (source,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    module = ModuleType("handball")
    exec(compile(source, "handball.py", "exec"), module.__dict__)
    sport = module.__dict__["HANDBALL"]
    assert isinstance(sport, Sport)
    return sport


def test_the_file_in_the_guide_defines_a_sport_that_can_be_played_and_filmed() -> None:
    sport = guided_sport()
    game = play_game(sport, duration_s=5, rng=np.random.default_rng(1))
    assert game.players_m.shape == (125, 16, 2)
    view = aim(sport, "center_high", PHONE_CROPPED, (160, 90))
    filming = VirtualCamera(name="a", camera=view, clock=TakeClock(0.0), duration_s=5.0)
    picture = Painter(sport, game, filming).paint_scene(3.0, 3.0, np.zeros(3))
    assert picture.shape == (90, 160, 3)


def test_the_line_in_the_guide_is_the_line_in_the_table_with_the_new_sport_at_its_end() -> None:
    (line,) = re.findall(r"^SPORTS = .*$", GUIDE, re.MULTILINE)
    source = Path(table.__file__).read_text(encoding="utf-8")
    assert line.replace(", HANDBALL", "") in source


def test_the_tests_that_the_guide_names_exist() -> None:
    (command,) = re.findall(r"^\./run test (.*)$", GUIDE, re.MULTILINE)
    assert all((DOCS.parent / path).is_dir() for path in command.split())


def test_the_reference_says_what_the_table_says() -> None:
    written = REFERENCE.read_text(encoding="utf-8")
    for sport in SPORTS.values():
        assert described(sport) in written, f"docs/reference/sports.md lacks:\n\n{described(sport)}"


def described(sport: Sport) -> str:
    sides = ", ".join(map(str, sport.side_sizes))
    goals = sport.goals[0] if sport.goals else None
    baseline_m = sport.largest_baseline_m
    facts = [
        f"Pitch {sport.length_m:g} × {sport.width_m:g} m",
        f"goals {goals.width_m:g} × {goals.height_m:g} m"
        if goals
        else "no goals: two take turns at the wall",
        f"sides of {sides}",
        f"largest baseline {baseline_m:.0f} m ({baseline_m / 0.343:.0f} ms of sound)",
    ]
    rows = [
        f"| `{place.name}` | {metres(place.position_m)} | {place.priority:g} | {place.hint} |"
        for place in sport.positions
    ]
    top = sport.play.athletes.top_speed_mps
    speeds = f"Synthetic games: people up to {top:g} m/s"
    speeds += f", passes about {sport.play.pass_speed_mps:g} m/s" if isinstance(sport.play, GoalPlay) else ""
    speeds += f", shots about {sport.play.shot_speed_mps:g} m/s."
    lines = [f"## {sport.title} (`{sport.name}`)", "", "; ".join(facts) + ".", "", speeds, ""]
    lines += ["| position | x, y, z (m) | priority | where that is |", "|---|---|---|---|", *rows]
    return "\n".join(lines)


def metres(position_m: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in position_m)
