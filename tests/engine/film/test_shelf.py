"""Saved results: the same value back under the same key, nothing under any other."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from touchline.core.sync.certificate import Residuals
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import EvidenceKind
from touchline.engine.film.shelf import Shelf, key_of


@dataclass(frozen=True, slots=True)
class Kept:
    clock: TakeClock
    residuals: Residuals
    path: Path
    position_m: tuple[float, float, float] | None


def kept_with(numbers: np.ndarray) -> Kept:
    residuals = Residuals(numbers, -numbers, (EvidenceKind.SOUND,) * len(numbers), tuple(range(len(numbers))))
    return Kept(TakeClock(1.5, -20.0), residuals, Path("a/b.s16"), (1.0, -2.0, 0.5))


@given(numbers=arrays.arrays(np.float64, st.integers(0, 20)))
def test_what_was_kept_comes_back_to_the_last_bit(
    numbers: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shelf = Shelf(tmp_path_factory.getbasetemp() / "shelf")
    kept = kept_with(numbers)
    shelf.keep("sync", "k", kept)
    back = shelf.recall("sync", "k", Kept)
    assert back is not None
    assert (back.clock, back.path, back.position_m) == (kept.clock, kept.path, kept.position_m)
    np.testing.assert_array_equal(back.residuals.game_s, numbers)
    assert back.residuals.kind == kept.residuals.kind


def test_what_is_forgotten_has_to_be_made_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep("mix", "key", True)
    shelf.forget("mix")
    shelf.forget("never kept")
    assert shelf.recall("mix", "key", bool) is None


def test_another_key_finds_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep("sync", key_of("a", 1), kept_with(np.zeros(2)))
    assert shelf.recall("sync", key_of("a", 2), Kept) is None


@pytest.mark.parametrize("damage", ["", "{", '{"key": "k"}', '{"key": "k", "value": {"clock": 3}}', "[]"])
def test_a_damaged_result_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep("sync", "k", kept_with(np.zeros(2)))
    (tmp_path / "sync.json").write_text(damage)
    assert shelf.recall("sync", "k", Kept) is None


def test_a_key_names_every_part_it_was_made_from() -> None:
    assert key_of("sync", TakeClock(1.0), [1, 2]) == key_of("sync", TakeClock(1.0), [1, 2])
    assert key_of("sync", TakeClock(1.0), [1, 2]) != key_of("sync", TakeClock(1.0), [2, 1])
    assert key_of("sync", TakeClock(1.0)) != key_of("sync", TakeClock(1.0, 1e-9))
