"""Clips and segments as the API says them: on the present film's clock, with addresses for this viewer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from touchline.server.clubs.viewer import Viewer
from touchline.server.games.models import Game
from touchline.server.kit.jobs import service as jobs
from touchline.server.kit.jobs.models import Job, JobState
from touchline.server.kit.jobs.schemas import JobOut
from touchline.server.kit.jobs.showing import shown as shown_job
from touchline.server.kit.storage.links import Link
from touchline.server.kit.storage.port import Storage
from touchline.server.recordings.clips import clocks, keys, service
from touchline.server.recordings.clips.clocks import Clocks
from touchline.server.recordings.clips.models import Clip, MarkedSegment
from touchline.server.recordings.clips.schemas import ClipOut, ClipState, SegmentOut
from touchline.server.recordings.films import showing as films

_CANCELLED = "The cutting was cancelled. Try its job again, or delete the clip."
_NEVER_CUT = "This clip was never cut. Delete it, and cut it again."


@dataclass(frozen=True, slots=True)
class Showing:
    """What it takes to show clips to somebody, now."""

    session: Session
    storage: Storage
    viewer: Viewer
    now: datetime

    def clip(self, clip: Clip, game: Game) -> ClipOut:
        """Return a clip as the API says it."""
        return self.clips_of(game, [clip])(clip)

    def clips_of(self, game: Game, clips: Sequence[Clip]) -> Callable[[Clip], ClipOut]:
        """Return how to show these clips of a game; what is needed for all of them is read once."""
        present = service.present_clocks(self.session, game.id)
        hidden = service.why_hidden(self.session, game)
        known = jobs.get_jobs(
            self.session, [clip.job_id for clip in clips if clip.job_id and not clip.ready_at]
        )
        job_of = {clip.id: known.get(clip.job_id) for clip in clips if clip.job_id}
        return lambda clip: self._shown(clip, game, job_of.get(clip.id), present, hidden)

    def segments_of(self, game: Game) -> Callable[[MarkedSegment], SegmentOut]:
        """Return how to show segments of a game."""
        present = service.present_clocks(self.session, game.id)
        return lambda segment: _shown_segment(segment, present)

    def address(self, clip: Clip, game: Game, key: str, *, name: str | None = None) -> str:
        """Return an address of one of a clip's files, until this viewer's sign-in, clip or team close it."""
        grants = (clip.id, game.team.viewing_grant, *self.viewer.grants)
        link = Link(name=name, grants=grants, holder=str(self.viewer.user_id))
        return self.storage.url(key, service.ADDRESS_LIVES, link)

    def _shown(self, clip: Clip, game: Game, job: Job | None, present: Clocks, hidden: str | None) -> ClipOut:
        state, problem = _state_of(clip, job)
        span, is_shown = clocks.present(clip, present), clip.ready_at is not None and hidden is None
        return ClipOut(
            kind="clip",
            id=clip.id,
            game_id=clip.game_id,
            take_id=clip.take_id,
            title=clip.title,
            start_s=round(span.start_s, 6),
            end_s=round(span.end_s, 6),
            state=state,
            problem=hidden or problem,
            job=self._shown_job(job),
            duration_s=clip.duration_s,
            size_bytes=clip.size_bytes,
            stream_url=self.address(clip, game, keys.video(clip)) if is_shown else None,
            poster_url=self.address(clip, game, keys.poster(clip)) if is_shown else None,
            is_mine=clip.made_by == self.viewer.user_id,
            may_change=service.may_change(self.viewer, clip, game),
            created_at=clip.created_at,
            ready_at=clip.ready_at,
        )

    def _shown_job(self, job: Job | None) -> JobOut | None:
        return None if job is None else shown_job(self.session, job, now=self.now)


def file_name(clip: Clip, game: Game) -> str:
    """Return the name under which a clip is saved; not its title, which may name a child."""
    minutes, seconds = divmod(max(0, round(clip.start_s)), 60)
    return films.name_of(game, f"clip {minutes}m{seconds:02d}s", "mp4")


def _state_of(clip: Clip, job: Job | None) -> tuple[ClipState, str | None]:
    if clip.ready_at is not None:
        return ClipState.READY, None
    if job is None:
        return ClipState.FAILED, _NEVER_CUT
    if job.state is JobState.CANCELLED:
        return ClipState.FAILED, _CANCELLED
    if job.state is JobState.FAILED:
        return ClipState.FAILED, job.diagnosis
    return ClipState.CUTTING, None


def _shown_segment(segment: MarkedSegment, present: Clocks) -> SegmentOut:
    span = clocks.present(segment, present)
    return SegmentOut(
        id=segment.id,
        game_id=segment.game_id,
        start_s=round(span.start_s, 6),
        end_s=round(span.end_s, 6),
        label=segment.label,
        note=segment.note,
        made_by=segment.made_by,
        created_at=segment.created_at,
    )
