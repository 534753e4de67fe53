"""Background work on clips: cutting them, and sweeping up after deleted ones."""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from uuid import UUID

from touchline.media import cut_clip
from touchline.media.cut_clip import Stretch
from touchline.server.kit.jobs.periodic import Daily
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.jobs.task import Task
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.port import delete_all
from touchline.server.recordings.clips import keys, service
from touchline.server.recordings.clips.errors import SourceGone
from touchline.server.recordings.clips.service.cutting import Order

CUTTING, KEEPING = "Cutting the clip", "Keeping it"


def _cut(job: Running) -> None:
    with job.ports.database.reading() as session:
        order = service.find_order(session, job.ids["clip_id"])
    if order is None:
        return
    with _folder(job.ports, order.clip.id) as folder:
        duration_s = _rendered(job, order, folder)
        with job.stage(KEEPING):
            size_bytes = _kept(job.ports, order, folder)
    now = job.ports.clock.now()
    with job.writing() as session:
        is_kept = service.keep_cut(session, order, duration_s=duration_s, size_bytes=size_bytes, now=now)
        if is_kept:
            job.finish(session)
    if not is_kept:
        delete_all(job.ports.storage, keys.folder(order.clip))
        raise SourceGone


def _rendered(job: Running, order: Order, folder: Path) -> float:
    with job.stage(CUTTING), job.ports.storage.at_path(order.key) as source:
        stretch = Stretch(source, order.clock, order.span.start_s, order.span.end_s)
        return cut_clip.cut_clip(stretch, folder, on_progress=job.progress)


def _kept(ports: Ports, order: Order, folder: Path) -> int:
    ports.storage.adopt(keys.poster(order.clip), folder / "poster.jpg")
    return ports.storage.adopt(keys.video(order.clip), folder / "clip.mp4").size_bytes


@contextlib.contextmanager
def _folder(ports: Ports, clip_id: UUID) -> Iterator[Path]:
    """Yield an empty folder of this clip: what an attempt that was killed left in it is of no use."""
    folder = work_of(ports) / str(clip_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def work_of(ports: Ports) -> Path:
    """Return where clips lie while they are cut."""
    return ports.folder / "work" / "clips"


def _sweep(job: Running) -> None:
    with job.writing() as session:
        service.sweep(session, job.ports.storage, work_of(job.ports))
        job.finish(session)


CUT_CLIP = Task("cut_clip", _cut, stages={CUTTING: 0.95, KEEPING: 0.05}, longest_s=3600.0)
SWEEP_CLIPS = Task("sweep_clips", _sweep)
TASKS = (CUT_CLIP, SWEEP_CLIPS)
EVERY_NIGHT = Daily(SWEEP_CLIPS.name, time(3, 20))
