"""A runner that does jobs where it stands, one after the other: for tests and for small scripts."""

import time
from collections.abc import Callable

from touchline.base.ids import new_id
from touchline.server.kit.jobs.executing import execute
from touchline.server.kit.jobs.runner import Keeper, Rhythm
from touchline.server.kit.jobs.task import Workshop


class InlineRunner:
    """Does jobs in this very thread."""

    def __init__(self, workshop: Workshop, *, capacity: int = 4, rhythm: Rhythm | None = None) -> None:
        self._workshop = workshop
        self._rhythm = rhythm or Rhythm(poll_s=0.01)
        self._keeper = Keeper(workshop, new_id(), capacity, self._rhythm)
        self._capacity = capacity

    def run_until(self, is_over: Callable[[], bool]) -> None:
        """Do jobs until this is over."""
        while not is_over():
            if not self.run_one():
                time.sleep(self._rhythm.poll_s)

    def run_all(self) -> int:
        """Do jobs until none is due; return how many attempts it took."""
        attempts = 0
        while self.run_one():
            attempts += 1
        return attempts

    def run_one(self) -> bool:
        """Do the job whose turn it is; say whether there was one."""
        self._keeper.beat([])
        self._keeper.sweep()
        claim = self._keeper.claim(self._capacity)
        if claim is None:
            return False
        execute(self._workshop, claim)
        return True
