"""What the web does before it serves; tests/cli/test_serving.py starts it as its users do."""

import gc

from touchline.server import serving


def test_the_collector_of_garbage_passes_over_all_that_stays_for_life() -> None:
    before = len(gc.get_objects())
    serving.keep_for_life()
    assert gc.get_freeze_count() > before / 2
    assert len(gc.get_objects()) < before / 10
