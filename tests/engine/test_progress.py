"""Work side by side: results in order, honest shares, and a stop that reaches everybody."""

import threading

import pytest

from touchline.engine.progress import Report, side_by_side


def test_results_come_in_the_order_of_the_items_and_the_shares_end_at_one() -> None:
    shares: list[float] = []

    def double(number: int, report: Report) -> int:
        report(0.5)
        report(1.0)
        return 2 * number

    assert side_by_side(double, [3, 1, 2], shares.append) == [6, 2, 4]
    assert shares[-1] == 1.0
    assert max(shares) == 1.0


def test_nothing_to_do_is_done_at_once() -> None:
    assert side_by_side(lambda item, _report: item, [], lambda _share: None) == []


def test_one_failure_stops_the_others_at_their_next_report() -> None:
    both_run = threading.Barrier(2)
    stopped = threading.Event()

    def work(item: str, report: Report) -> str:
        both_run.wait()
        if item == "bad":
            raise ValueError("no such luck")
        try:
            while True:
                report(0.1)
        finally:
            stopped.set()

    with pytest.raises(ValueError, match="no such luck"):
        side_by_side(work, ["good", "bad"], lambda _share: None, workers=2)
    assert stopped.is_set()
