"""What every film engine promises, tried on the one in memory and on the real one."""

import contextlib
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factories.clips import write_clip
from touchline.base.ids import new_id
from touchline.core.sync.certificate import Verdict
from touchline.local_engine import LocalEngine
from touchline.server.kit.film_engine.memory import MemoryEngine
from touchline.server.kit.film_engine.port import (
    FILM,
    FORMATS,
    INSTANT,
    MASTER,
    POSTER,
    ClockReading,
    FilmEngine,
    FilmOrder,
    OrderedTake,
    Stage,
)


class Heard:
    """Remembers the stages, and stops the work in one of them if it is told to."""

    def __init__(self, stop_in: Stage | None = None) -> None:
        self.stages: list[str] = []
        self._stop_in = stop_in

    @contextlib.contextmanager
    def stage(self, title: str) -> Iterator[Callable[[float], None]]:
        """Enter a stage."""
        self.stages.append(title)

        def report(_share: float) -> None:
            if title == self._stop_in:
                raise StopHere

        yield report

    def say(self, sentence: str) -> None:
        """Nobody listens."""


class StopHere(Exception):
    """Somebody asked for the work to stop."""


@pytest.fixture(params=[MemoryEngine(), LocalEngine()], ids=["memory", "local"])
def engine(request: pytest.FixtureRequest) -> FilmEngine:
    """Each engine."""
    engine: FilmEngine = request.param
    return engine


@pytest.fixture
def takes(tmp_path: Path) -> list[OrderedTake]:
    """Two takes of two seconds that a shared clock places, and a third of no bytes."""
    made = []
    for number in range(3):
        take_id = new_id()
        path = tmp_path / "takes" / f"{take_id}.mp4"
        path.parent.mkdir(exist_ok=True)
        if number < 2:
            write_clip(path, seconds=2.0, width=160, height=90, first_index=100 * number)
        else:
            path.touch()
        clock = (ClockReading(0.0, 100.0 + number, 0.004), ClockReading(1.9, 101.9 + number, 0.004))
        made.append(OrderedTake(take_id, path, "center_high" if number == 0 else "nowhere", clock))
    return made


def order(takes: list[OrderedTake], folder: Path, **how: bool) -> FilmOrder:
    return FilmOrder(tuple(takes), folder / "film", "ice_hockey", **how)


def test_a_quick_order_gives_the_instant_cut_and_the_next_one_the_film(
    engine: FilmEngine, takes: list[OrderedTake], tmp_path: Path
) -> None:
    heard, folder = Heard(), tmp_path / "film"
    quick = engine.make_film(order(takes, tmp_path, is_quick=True), heard)
    assert heard.stages == list(Stage)[:7]
    assert (folder / INSTANT).is_file()
    assert not (folder / FILM).exists()
    full = engine.make_film(order(takes, tmp_path), heard)
    assert heard.stages[7:] == list(Stage)
    assert all((folder / name).is_file() for name in (FILM, POSTER, MASTER))
    for made in (quick, full):
        assert [take.take_id for take in made.takes] == [take.take_id for take in takes]
        used = {take.take_id for take in made.takes if take.is_used}
        assert used == {takes[0].take_id, takes[1].take_id}
        assert made.shots[0].start_s == 0
        assert made.shots[-1].end_s == made.duration_s
        for shot, following in zip(made.shots, made.shots[1:], strict=False):
            assert shot.end_s == pytest.approx(following.start_s)
        assert {shot.take_id for shot in made.shots} <= used
        for take in made.takes:
            is_placed = take.verdict is not Verdict.FAIL
            assert take.is_used == is_placed == (take.offset_s is not None)
            assert take.explanation.endswith(".")
            assert ".mp4" not in take.explanation


def test_a_folder_is_known_again_and_a_late_take_joins(
    engine: FilmEngine, takes: list[OrderedTake], tmp_path: Path
) -> None:
    engine.make_film(order(takes[:1], tmp_path), Heard())
    late = engine.make_film(order(takes[:2], tmp_path), Heard())
    assert [take.is_used for take in late.takes] == [True, True]


def test_where_nothing_can_be_used_there_is_no_film_and_no_error(
    engine: FilmEngine, takes: list[OrderedTake], tmp_path: Path
) -> None:
    made = engine.make_film(order(takes[2:], tmp_path), Heard())
    assert (made.duration_s, made.shots, [take.is_used for take in made.takes]) == (None, (), [False])
    assert not (tmp_path / "film" / INSTANT).exists()


@pytest.mark.parametrize("stage", [Stage.READING, Stage.RENDERING], ids=["early", "late"])
def test_it_stops_where_it_is_told_to_and_goes_on(
    engine: FilmEngine, takes: list[OrderedTake], tmp_path: Path, stage: Stage
) -> None:
    with pytest.raises(StopHere):
        engine.make_film(order(takes, tmp_path), Heard(stop_in=stage))
    assert engine.make_film(order(takes, tmp_path), Heard()).shots


def test_it_can_be_handed_to_another_process(engine: FilmEngine) -> None:
    assert pickle.loads(pickle.dumps(engine)) == engine


def test_the_sizes_to_download_are_the_largest_first(tmp_path: Path) -> None:
    take = OrderedTake(new_id(), write_clip(tmp_path / "take.mp4", seconds=1.0, width=640, height=480))
    LocalEngine().make_film(FilmOrder((take,), tmp_path / "film"), Heard())
    there = {form: (tmp_path / "film" / name).is_file() for form, name in FORMATS.items()}
    assert there == {"1080p": True, "720p": False, "mobile": True}, "none is larger than the film itself"
