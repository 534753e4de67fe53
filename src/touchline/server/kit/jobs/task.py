"""What can be done in the background: a task is a value, and a worker is handed all of them in one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from touchline.server.kit.jobs.periodic import Periodic
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.ports import Ports

LONGEST_BACKOFF = timedelta(minutes=10)
"""No retry waits longer; a row that seems to says that the clock went back, and is due."""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job: `run` takes ids from the job, reads everything anew, and may be run twice.

    `stages` maps each stage's title to its usual share of the time, in any unit; empty if it has none.
    """

    name: str
    run: Callable[[Running], None]
    stages: Mapping[str, float] = field(default_factory=dict)
    most_attempts: int = 5
    backoff_s: float = 10.0
    longest_s: float = 6 * 3600.0

    def backoff(self, attempts: int) -> timedelta:
        """Return how long to wait after so many attempts: three times longer after each."""
        wait_s = min(self.backoff_s * 3 ** (attempts - 1), LONGEST_BACKOFF.total_seconds())
        return timedelta(seconds=wait_s)


@dataclass(frozen=True)
class Workshop:
    """What a worker works with: the outside world, the table of tasks, and what is done by the calendar."""

    ports: Ports
    tasks: Mapping[str, Task]
    periodic: Sequence[Periodic] = ()


def table(*tasks: Task) -> dict[str, Task]:
    """Return tasks by their names.

    Raises:
        ValueError: two have the same name.
    """
    named = {task.name: task for task in tasks}
    if len(named) < len(tasks):
        raise ValueError(f"expected tasks of different names, got {sorted(task.name for task in tasks)}")
    return named
