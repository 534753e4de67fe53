"""Who is shown when, what is heard, and which moments become chapters; and `cuts.json`, which says so."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from touchline.base import files
from touchline.core.direct import cutting, microphones
from touchline.core.direct.cutting import Direction
from touchline.core.direct.microphones import SoundTake
from touchline.core.direct.moments import Moment
from touchline.core.direct.picture import STEP_S
from touchline.core.direct.shots import Shot
from touchline.core.direct.sound_plan import SoundPlan
from touchline.core.direct.takes import DirectTake
from touchline.core.sports.sport import Sport
from touchline.core.sync.certificate import Synchronisation, Verdict
from touchline.core.sync.clocks import TakeClock
from touchline.engine.film.folder import FilmFolder
from touchline.engine.film.listening import Heard
from touchline.engine.film.looking import Seen
from touchline.engine.film.tables import Position
from touchline.engine.film.takes import Take
from touchline.engine.progress import Report

FloatArray = NDArray[np.float64]

NEAR_POSITION_M = 8.0
"""A camera this near to a named position of the sport is taken to stand there."""

_SAME_FRAME = 1e-6

SAME_MOMENT_S = 2.0
"""What two microphones heard this close together is one moment."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A take that lies on the game clock, with all that is known about it."""

    take: Take
    clock: TakeClock
    heard: Heard | None
    seen: Seen
    position_m: Position | None
    is_reference: bool
    """Whether the others are measured against it: it stays the same take when others join late."""


@dataclass(frozen=True, slots=True)
class Directed:
    """The direction of a game; `shots` and all rows count `placed` takes."""

    placed: tuple[Placed, ...]
    direction: Direction
    sound_plan: SoundPlan
    moments: tuple[Moment, ...]
    """On the game clock, in order."""

    @property
    def shots(self) -> tuple[Shot, ...]:
        """The cut list."""
        return self.direction.shots

    @property
    def zero_s(self) -> float:
        """Game-clock time from which the film's frames are counted."""
        return _zero_s(self.placed)


def place(
    takes: Sequence[Take],
    heard: Sequence[Heard | None],
    seen: Sequence[Seen],
    sync: Synchronisation,
    positions: Mapping[str, Position],
) -> tuple[Placed, ...]:
    """Put together what is known of the takes that synchronisation could place."""
    return tuple(
        Placed(
            take=take,
            clock=certificate.clock,
            heard=ears,
            seen=eyes,
            position_m=positions.get(take.name),
            is_reference=index == sync.reference,
        )
        for index, (take, ears, eyes, certificate) in enumerate(
            zip(takes, heard, seen, sync.certificates, strict=True)
        )
        if certificate.verdict is not Verdict.FAIL
    )


def direct(placed: Sequence[Placed], sport: Sport | None, rate_hz: Fraction, report: Report) -> Directed:
    """Direct the film of these takes: shots of whole frames at `rate_hz`.

    Time is counted from the reference's first frame meanwhile, so that half seconds and frames stay where
    they are when a late take moves the game clock's zero.
    """
    zero_s = _zero_s(placed)
    direction = cutting.direct(
        [
            DirectTake(
                clock=replace(take.clock, offset_s=take.clock.offset_s - zero_s),
                duration_s=take.take.duration_s,
                picture=take.seen.picture,
                position_m=take.position_m,
                priority=_priority(take.position_m, sport),
                gaps=take.take.info.gaps,
                lines_px=min(take.take.video.width_px, take.take.video.height_px),
            )
            for take in placed
        ]
    )
    report(0.5)
    plan = microphones.plan_sound(
        [SoundTake(take.clock, take.heard.track if take.heard else None) for take in placed]
    )
    report(0.8)
    return Directed(tuple(placed), _on_game_clock(direction, zero_s, rate_hz), plan, _moments(placed))


def _zero_s(placed: Sequence[Placed]) -> float:
    return next(take.clock.offset_s for take in placed if take.is_reference)


def _on_game_clock(direction: Direction, zero_s: float, rate_hz: Fraction) -> Direction:
    """Tell a direction on the game clock, shots and stretches on whole frames counted from `zero_s`."""

    def at_s(frame: int) -> float:
        return zero_s + float(frame / rate_hz)

    shots: list[Shot] = []
    stretches = []
    for start_s, end_s in direction.stretches:
        inside = [shot for shot in direction.shots if start_s <= shot.start_s < end_s]
        first = math.ceil(start_s * rate_hz - _SAME_FRAME)
        end = max(first + 1, round(end_s * rate_hz))
        borders = [first, *(min(max(first, round(shot.start_s * rate_hz)), end) for shot in inside[1:]), end]
        shots += [
            replace(shot, start_s=at_s(one), end_s=at_s(next_))
            for shot, (one, next_) in zip(inside, pairwise(borders), strict=True)
            if next_ > one
        ]
        stretches.append((at_s(first), at_s(end)))
    return replace(
        direction, shots=tuple(shots), stretches=tuple(stretches), start_s=direction.start_s + zero_s
    )


def _priority(position_m: Position | None, sport: Sport | None) -> float:
    if position_m is None or sport is None:
        return 0.5
    distances_m = [float(np.linalg.norm(np.subtract(p.position_m, position_m))) for p in sport.positions]
    nearest = int(np.argmin(distances_m))
    return sport.positions[nearest].priority if distances_m[nearest] <= NEAR_POSITION_M else 0.5


def _moments(placed: Sequence[Placed]) -> tuple[Moment, ...]:
    """Moments of all microphones on the game clock; of those heard together the surest stays."""
    heard = [
        replace(moment, at_s=take.clock.to_game(moment.at_s))
        for take in placed
        if take.heard is not None
        for moment in take.heard.moments
    ]
    kept: list[Moment] = []
    for moment in sorted(heard, key=lambda moment: -moment.confidence):
        if all(abs(moment.at_s - other.at_s) > SAME_MOMENT_S for other in kept):
            kept.append(moment)
    return tuple(sorted(kept, key=lambda moment: moment.at_s))


def write_cuts(folder: FilmFolder, directed: Directed) -> None:
    """Write `cuts.json`: times on the game clock, takes by file name."""
    content = [
        {
            "start_s": round(shot.start_s, 6),
            "end_s": round(shot.end_s, 6),
            "take": directed.placed[shot.take].take.name,
            "reason": shot.reason,
            "score": round(shot.score, 4),
        }
        for shot in directed.shots
    ]
    with files.written_whole(folder.cuts) as unfinished:
        unfinished.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def quality_times_s(direction: Direction) -> FloatArray:
    """Game-clock times from which the columns of the direction's scores hold, half a second each."""
    return np.asarray(direction.start_s + np.arange(direction.scores.shape[1]) * STEP_S)
