"""The two optional input files: where the cameras stood, and what a shared clock showed them.

Both are JSON objects whose keys are the recordings' file names. A file name that no recording has is an
error: a misspelt name would otherwise be an evidence silently lost.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from touchline.base.errors import Invalid
from touchline.core.sports.sport import Sport
from touchline.core.sync.evidence import ClockSamples

MAX_FILE_BYTES = 64 * 2**20
MAX_DISTANCE_M = 1000.0
MAX_BOUND_S = 3600.0
MAX_APART_S = 24 * 3600.0
_LARGEST_NUMBER = 1e12

Position = tuple[float, float, float]


def read_positions(path: Path, names: Sequence[str], sport: Sport | None) -> dict[str, Position]:
    """Read `{"take.mp4": [x, y, z] or "center_high", …}`: metres from the pitch centre, or a named position.

    Raises:
        Invalid: with what is wrong and where.
    """
    return {name: _position(path, name, value, sport) for name, value in _object_by_take(path, names).items()}


def _position(path: Path, name: str, value: Any, sport: Sport | None) -> Position:
    if isinstance(value, str):
        return _named_position(path, name, value, sport)
    numbers = _numbers(value)
    if len(numbers) not in (2, 3) or max(abs(number) for number in numbers) > MAX_DISTANCE_M:
        raise Invalid(
            f"{path.name}: the position of {name} must be [x, y] or [x, y, z] in metres from the pitch "
            f"centre, or the name of a position; it is {json.dumps(value)[:80]}."
        )
    x, y, *height = numbers
    return (x, y, height[0] if height else 1.6)


def _named_position(path: Path, name: str, word: str, sport: Sport | None) -> Position:
    if sport is None:
        raise Invalid(f"{path.name}: '{word}' is the name of a position; say with --sport on which pitch.")
    for position in sport.positions:
        if position.name == word:
            return position.position_m
    known = ", ".join(position.name for position in sport.positions)
    raise Invalid(f"{path.name}: {sport.name} has no position '{word}' (for {name}). It has: {known}.")


def read_clock(path: Path, names: Sequence[str]) -> dict[str, ClockSamples]:
    """Read `{"take.mp4": [[take_s, shared_s, bound_s], …], …}`: when a shared clock showed what.

    `take_s` counts from the take's first frame, `shared_s` is the same clock for all takes, which began
    within a day of each other.

    Raises:
        Invalid: with what is wrong and where.
    """
    clocks = {name: _clock_samples(path, name, value) for name, value in _object_by_take(path, names).items()}
    began_s = {name: float(np.median(clock.shared_s - clock.take_s)) for name, clock in clocks.items()}
    first, last = (choose(began_s, key=lambda name: began_s[name], default="") for choose in (min, max))
    if began_s and began_s[last] - began_s[first] > MAX_APART_S:
        days = (began_s[last] - began_s[first]) / MAX_APART_S
        raise Invalid(
            f"{path.name}: by these readings {first} and {last} began {days:,.1f} days apart. "
            "All must be seconds of one clock."
        )
    return clocks


def _clock_samples(path: Path, name: str, value: Any) -> ClockSamples:
    rows = [_numbers(row) for row in value] if isinstance(value, list) else []
    if not rows or any(len(row) != 3 or not 0 < row[2] <= MAX_BOUND_S for row in rows):
        raise Invalid(
            f"{path.name}: the clock of {name} must be a list of [take_s, shared_s, bound_s], each in "
            "seconds, the bound above 0 and at most an hour."
        )
    take_s, shared_s, bound_s = np.array(sorted(rows), dtype=np.float64).T
    return ClockSamples(take_s=take_s, shared_s=shared_s, bound_s=bound_s)


def _object_by_take(path: Path, names: Sequence[str]) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:  # its size says nothing where it is a pipe or a device
            text = file.read(MAX_FILE_BYTES + 1)
        if len(text) > MAX_FILE_BYTES:
            raise Invalid(f"{path.name} is larger than {MAX_FILE_BYTES // 2**20} MB; that is no such file.")
        content = json.loads(text.decode("utf-8-sig"))
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{path.name} is not JSON: {error}.") from error
    if not isinstance(content, dict):
        raise Invalid(f'{path.name} must be a JSON object with the recordings\' names: {{"take.mp4": …}}.')
    strangers = [key for key in content if key not in names]
    if strangers:
        raise Invalid(
            f"{path.name} speaks of {strangers[0]!r}, which is none of the recordings: {', '.join(names)}."
        )
    return content


def _numbers(value: Any) -> list[float]:
    """All of `value` as floats of a size that means something, or an empty list."""
    if not isinstance(value, list) or not all(
        isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= _LARGEST_NUMBER
        for number in value
    ):
        return []
    return [float(number) for number in value]
