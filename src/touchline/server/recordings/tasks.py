"""All that recordings do in the background, one listening to the other, and what is done by the calendar."""

from datetime import time, timedelta

from touchline.server.kit.jobs.periodic import Daily, Every, Periodic
from touchline.server.kit.jobs.task import Task
from touchline.server.recordings.clips import tasks as clips
from touchline.server.recordings.films import tasks as films
from touchline.server.recordings.shares import tasks as shares
from touchline.server.recordings.takes import tasks as takes

TASKS: tuple[Task, ...] = (
    takes.preparing(films.on_take_ready),
    takes.REMOVE_TAKE_FILES,
    takes.REMOVE_UPLOAD,
    takes.DELETE_AWAITED,
    *films.TASKS,
    *clips.TASKS,
    *shares.TASKS,
)

PERIODIC: tuple[Periodic, ...] = (
    Every(films.SWEEP_FILMS.name, timedelta(minutes=10)),
    Daily(films.REMOVE_LOST_FILES.name, time(3, 45)),
    takes.EVERY_NIGHT,
    clips.EVERY_NIGHT,
    shares.EVERY_NIGHT,
)
