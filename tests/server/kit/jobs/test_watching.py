"""Silence is told by a steady clock and a number that stands still, and by nothing else."""

from touchline.server.kit.jobs.runner import Rhythm
from touchline.server.kit.jobs.watching import Watch

SILENCE_S = 26.0


class Steady:
    """A steady clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def watch_for(watch: Watch[str], clock: Steady, beats: dict[str, int], seconds: int) -> set[str]:
    silent: set[str] = set()
    for _ in range(seconds):
        clock.now_s += 1
        silent = watch.silent(beats)
    return silent


def test_who_stands_still_for_the_whole_time_is_silent_and_no_moment_earlier() -> None:
    watch, clock = Watch[str](SILENCE_S, steady := Steady()), steady
    assert watch_for(watch, clock, {"job": 7}, 26) == set()
    assert watch_for(watch, clock, {"job": 7}, 1) == {"job"}


def test_one_beat_starts_the_count_anew() -> None:
    watch, clock = Watch[str](SILENCE_S, steady := Steady()), steady
    watch_for(watch, clock, {"job": 7}, 25)
    assert watch_for(watch, clock, {"job": 8}, 26) == set()
    assert watch_for(watch, clock, {"job": 8}, 1) == {"job"}


def test_a_watcher_that_could_not_look_blames_nobody_for_the_time_between() -> None:
    watch, clock = Watch[str](SILENCE_S, steady := Steady()), steady
    watch_for(watch, clock, {"job": 7}, 20)
    clock.now_s += 3600  # the database was away, or this computer slept
    assert watch_for(watch, clock, {"job": 7}, 26) == set()


def test_who_is_gone_is_forgotten() -> None:
    watch, clock = Watch[str](SILENCE_S, steady := Steady()), steady
    watch_for(watch, clock, {"job": 7}, 25)
    watch_for(watch, clock, {}, 1)
    assert watch_for(watch, clock, {"job": 7}, 20) == set()


def test_a_dead_workers_job_is_taken_over_within_35_s_by_the_rhythm_in_force() -> None:
    rhythm = Rhythm()
    restart_s = 3.0  # a worker that has to be started first
    assert restart_s + rhythm.silence_s + 2 * rhythm.sweep_s + rhythm.poll_s < 35
    assert rhythm.silence_s > 5 * rhythm.beat_s  # and a living one may stumble over several beats
