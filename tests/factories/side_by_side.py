"""Requests at the same moment."""

import threading
from collections.abc import Callable

from touchline.base.errors import TouchlineError

AT_ONCE = 6


def at_once(act: Callable[[], object]) -> list[str]:
    """Run something in several threads; return what became of each."""
    outcomes: list[str] = []
    ready = threading.Barrier(AT_ONCE)

    def run() -> None:
        ready.wait()
        try:
            act()
        except TouchlineError as error:
            outcomes.append(type(error).__name__)
        else:
            outcomes.append("done")

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
