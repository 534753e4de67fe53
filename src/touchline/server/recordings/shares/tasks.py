"""Background work on shares."""

from datetime import time

from touchline.server.kit.jobs.periodic import Daily
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task
from touchline.server.recordings.shares import service


def _forget(job: Running) -> None:
    with job.writing() as session:
        service.forget_old(session, now=job.ports.clock.now())
        job.finish(session)


FORGET_SHARES = Task("forget_shares", _forget)
TASKS = (FORGET_SHARES,)
EVERY_NIGHT = Daily(FORGET_SHARES.name, time(3, 10))
