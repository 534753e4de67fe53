"""An upload becomes a take: examined, moved to storage, made playable. Killed anywhere, it goes on there.

What lies in storage was moved there; what does not is still on the uploads' shelf. So the files themselves
say how far it is, and no note beside them can disagree.
"""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from touchline.base.errors import Invalid
from touchline.core.sync.clocks import TakeClock
from touchline.media import copy_takes, probe, recover, still
from touchline.media.errors import UnusableRecording
from touchline.media.probe import MediaInfo
from touchline.server.kit.film_engine import words
from touchline.server.kit.jobs.running import Running
from touchline.server.kit.ports import Ports
from touchline.server.kit.storage.full import told_without_paths
from touchline.server.kit.storage.port import delete_all
from touchline.server.recordings import publishing
from touchline.server.recordings.takes import keys, repository
from touchline.server.recordings.takes.errors import NotAFilm, SameRecording
from touchline.server.recordings.takes.models import Take, TakeGap, TakeSegment, TakeState
from touchline.server.uploads import contents, digests
from touchline.server.uploads import service as uploads
from touchline.server.uploads.errors import DamagedUpload, UploadNotFound
from touchline.server.uploads.models import Kind
from touchline.server.uploads.shelf import Shelf

READING, MAKING_PLAYABLE = "Reading the recording", "Making it playable"
STAGES = {READING: 1.0, MAKING_PLAYABLE: 4.0}

_ENDINGS = {
    Kind.MP4: "mp4",
    Kind.QUICKTIME: "mov",
    Kind.MATROSKA: "mkv",
    Kind.WEBM: "webm",
    Kind.MPEG_TS: "ts",
    Kind.AVI: "avi",
    Kind.OTHER: "bin",
}
"""What could be a recording, by what its first bytes say; the rest of them is asked before it is believed."""

_COPIED_BYTES = 1 << 20
_COPYING_SHARE = 0.8

OnReady = Callable[[Session, Take, datetime], None]
"""Called in the transaction in which a take becomes ready, with the present moment."""


def nobody_waits(_session: Session, _take: Take, _now: datetime) -> None:
    """Let a take become ready unheard."""


def prepare(job: Running, on_ready: OnReady = nobody_waits) -> None:
    """Prepare the take `take_id`, or say in its row why it cannot be used."""
    with job.ports.database.reading() as session:
        take = repository.get_take(session, job.ids["take_id"])
    if take is None or take.state is not TakeState.PREPARING:
        return
    try:
        with told_without_paths():
            with job.stage(READING):
                key = _moved_to_storage(job, take)
                with job.ports.storage.at_path(key) as path:
                    info = _examined(path)
            with job.stage(MAKING_PLAYABLE), job.ports.storage.at_path(key) as path:
                _make_playable(job, take, path, info)
                _make_still(job, take, path, info)
        _be_ready(job, take, key, info, on_ready)
    except (Invalid, UploadNotFound) as error:
        _be_refused(job, take, _sentence(error))


def _moved_to_storage(job: Running, take: Take) -> str:
    """Move the recording to storage, if it is one; return its key."""
    storage = job.ports.storage
    for stored in storage.list(keys.recording(take.id)):
        return stored.key
    if take.upload_id is None:
        raise UploadNotFound
    with job.ports.database.reading() as session:
        upload = uploads.get(session, take.upload_id)
        parts = contents.paths_of(session, shelf_of(job.ports), upload.id)
    kind = upload.kind or Kind.OTHER
    if kind not in _ENDINGS:
        raise NotAFilm
    sha256 = upload.sha256 or digests.of_files(parts)
    if not uploads.is_as_expected(upload, sha256):
        raise DamagedUpload
    _refuse_same(job, take, sha256)
    path = _whole(job, take, parts)
    _examined(path)
    key, path = _with_index(job, take, path, keys.recording(take.id, _ENDINGS[kind]))
    storage.adopt(key, path)
    return key


def _refuse_same(job: Running, take: Take, sha256: str) -> None:
    with job.writing() as session:
        repository.hold_game(session, take.game_id)
        same = repository.find_same(session, take, sha256)
        if same is not None and not _yields(same, take):
            raise SameRecording(same.letter)
        if same is not None:
            repository.note_content(session, same.id, None)
        repository.note_content(session, take.id, sha256)


def _yields(same: Take, take: Take) -> bool:
    """Say whether a take from outside stands back: a member neither sees it nor could delete it."""
    return same.awaits_yes and not take.awaits_yes


def _whole(job: Running, take: Take, parts: Sequence[Path]) -> Path:
    """Return the one file of an upload: nearly always it came as one."""
    if len(parts) == 1:
        return parts[0]
    whole = _work(job, take) / "whole"
    whole.parent.mkdir(parents=True, exist_ok=True)
    with whole.open("wb") as joined:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, joined, _COPIED_BYTES)
    return whole


def _with_index(job: Running, take: Take, path: Path, key: str) -> tuple[str, Path]:
    """Rewrite what would be read from its start at each seek: large streams as browsers record them."""
    if not recover.is_slow_to_seek(path):
        return key, path
    rewritten = _work(job, take) / "rewritten.mkv"
    recover.recover(path, rewritten, on_progress=job.progress)
    return keys.recording(take.id, "mkv"), rewritten


def _examined(path: Path) -> MediaInfo:
    info = probe.probe(path)
    if info.video is None:
        raise Invalid(
            "This recording holds sound but no picture, so it cannot be shown. Upload one with both."
        )
    return info


def _make_playable(job: Running, take: Take, path: Path, info: MediaInfo) -> None:
    folder = _work(job, take) / "angle"
    shutil.rmtree(folder, ignore_errors=True)
    copy_takes.copy_to_hls(
        path,
        info,
        folder,
        clock=TakeClock(0.0),
        on_progress=lambda share: job.progress(_COPYING_SHARE * share),
    )
    publishing.publish(
        job.ports.storage,
        folder,
        keys.angle_folder(take.id),
        [copy_takes.INDEX],
        lambda share: job.progress(_COPYING_SHARE + (1 - _COPYING_SHARE) * share),
    )


def _make_still(job: Running, take: Take, path: Path, info: MediaInfo) -> None:
    """Put a small picture beside the angle; a recording of which nothing can be decoded has none."""
    made = _work(job, take) / "still.jpg"
    with contextlib.suppress(UnusableRecording):
        still.write_still(path, info, made)
        job.ports.storage.adopt(keys.still(take.id), made)


def _be_ready(job: Running, take: Take, key: str, info: MediaInfo, on_ready: OnReady) -> None:
    size_bytes = job.ports.storage.stat(key).size_bytes
    has_still = any(job.ports.storage.list(keys.still(take.id)))
    with job.writing() as session:
        repository.hold_game(session, take.game_id)
        ready = repository.get_take(session, take.id)
        if ready is not None:
            _tell(session, ready, info, key, size_bytes)
            ready.has_still = has_still
            session.flush()
            if ready.state is TakeState.READY:
                on_ready(session, ready, job.ports.clock.now())
        gone = uploads.release(session, take.upload_id) if take.upload_id else ()
        job.finish(session)
    if ready is None:  # deleted meanwhile
        delete_all(job.ports.storage, keys.folder(take.id))
    _tidy(job, take, gone)


def _tell(session: Session, take: Take, info: MediaInfo, key: str, size_bytes: int) -> None:
    assert info.video is not None, "what has no picture is refused"
    take.state, take.problem = TakeState.AWAITING if take.awaits_yes else TakeState.READY, None
    take.duration_s, take.size_bytes = info.duration_s, size_bytes
    take.width_px, take.height_px = info.video.width_px, info.video.height_px
    take.frame_rate_hz, take.video_codec = info.video.frame_rate_hz, info.video.codec
    take.audio_codec = info.sound.codec if info.sound else None
    whole = TakeSegment(
        take_id=take.id,
        number=0,
        key=key,
        size_bytes=size_bytes,
        sha256=take.sha256,
        start_s=0.0,
        duration_s=info.duration_s,
    )
    gaps = [
        TakeGap(take_id=take.id, number=number, start_s=start_s, end_s=end_s)
        for number, (start_s, end_s) in enumerate(info.gaps)
    ]
    repository.replace_parts(session, take.id, [whole], gaps)


def _be_refused(job: Running, take: Take, sentence: str) -> None:
    """Say why, and let go of the bytes: nothing can be made of them here."""
    delete_all(job.ports.storage, keys.folder(take.id))
    with job.writing() as session:
        refused = repository.get_take(session, take.id)
        if refused is not None:
            refused.state, refused.problem, refused.sha256 = TakeState.REFUSED, sentence, None
        gone = uploads.release(session, take.upload_id) if take.upload_id else ()
        job.finish(session)
    _tidy(job, take, gone)


def _tidy(job: Running, take: Take, gone: Sequence[UUID]) -> None:
    shutil.rmtree(_work(job, take), ignore_errors=True)
    for upload_id in gone:
        shelf_of(job.ports).remove(upload_id)


def _sentence(error: Invalid | UploadNotFound) -> str:
    if isinstance(error, UnusableRecording):
        return words.of_take(str(error), error.path.name)
    return str(error)


def _work(job: Running, take: Take) -> Path:
    return job.ports.folder / "work" / "takes" / str(take.id)


def shelf_of(ports: Ports) -> Shelf:
    """Return where the bytes of uploads lie."""
    return Shelf(ports.folder / "uploads")
