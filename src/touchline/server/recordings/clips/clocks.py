"""Where a stretch of a game lies: told by one version of the film, found again in another.

The game clock's zero is the first frame of the earliest take of a film, so a late take can move it. What
does not move is a take's own clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from touchline.core.sync.clocks import TakeClock
from touchline.server.recordings.clips.models import OnGameClock
from touchline.server.recordings.films.models import FilmTake

Clocks = Mapping[UUID, TakeClock]
"""The takes that a film has placed, each with its clock against that film's game clock."""

NO_CLOCKS: Clocks = {}
OWN_TIME = TakeClock(0.0)
"""The clock of a take that no film has placed: its seconds count from its own first frame."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in seconds of one clock."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s

    def within(self, start_s: float, end_s: float) -> "Span":
        """Return the part of it that lies between two moments; of none the duration is not positive."""
        return Span(max(self.start_s, start_s), min(self.end_s, end_s))


@dataclass(frozen=True, slots=True)
class Anchored:
    """A span, and a take by whose clock it is found again; None where there is no such take."""

    span: Span
    take_id: UUID | None
    clock: TakeClock

    @property
    def columns(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "start_s": self.span.start_s,
            "end_s": self.span.end_s,
            "anchor_take_id": self.take_id,
            "anchor_offset_s": self.clock.offset_s,
            "anchor_drift_ppm": self.clock.drift_ppm,
        }


def clocks_of(places: Mapping[UUID, FilmTake]) -> Clocks:
    """Return the clocks of the takes that are placed."""
    return {
        take_id: TakeClock(place.offset_s, place.drift_ppm or 0.0)
        for take_id, place in places.items()
        if place.offset_s is not None
    }


def anchored(span: Span, told: Clocks, now: Clocks) -> Anchored:
    """Anchor a span that was told by one film's clocks, on another film's clock if they share a take."""
    shared = sorted(told.keys() & now.keys())
    if shared:
        moved = Span(*(_moved(at_s, told[shared[0]], now[shared[0]]) for at_s in (span.start_s, span.end_s)))
        return Anchored(moved, shared[0], now[shared[0]])
    if told:
        first = min(told)
        return Anchored(span, first, told[first])
    return Anchored(span, None, OWN_TIME)


def present(kept: OnGameClock, now: Clocks) -> Span:
    """Return where a stretch lies on the present film's game clock."""
    clock = now.get(kept.anchor_take_id) if kept.anchor_take_id else None
    if clock is None:
        return Span(kept.start_s, kept.end_s)
    then = anchor_clock(kept)
    return Span(*(_moved(at_s, then, clock) for at_s in (kept.start_s, kept.end_s)))


def anchor_clock(kept: OnGameClock) -> TakeClock:
    """Return the anchor's clock as it was when the stretch was told."""
    return TakeClock(kept.anchor_offset_s, kept.anchor_drift_ppm)


def shown_of(shots: Sequence[Mapping[str, Any]]) -> Span:
    """Return from when to when a film shows the game."""
    last = shots[-1]
    return Span(shots[0]["game_start_s"], last["game_start_s"] + last["end_s"] - last["start_s"])


def in_film(span: Span, shots: Sequence[Mapping[str, Any]]) -> Span:
    """Return a span of the game in the film's own time; what nobody filmed takes no time in it."""
    return Span(_film_s(span.start_s, shots), _film_s(span.end_s, shots))


def takes_in(span: Span, shots: Sequence[Mapping[str, Any]]) -> frozenset[UUID]:
    """Return which takes a film shows within a span of its own time."""
    return frozenset(
        UUID(shot["take_id"])
        for shot in shots
        if shot["start_s"] < span.end_s and span.start_s < shot["end_s"]
    )


def _film_s(game_s: float, shots: Sequence[Mapping[str, Any]]) -> float:
    begun = [shot for shot in shots if shot["game_start_s"] <= game_s]
    shot = begun[-1] if begun else shots[0]
    since_s = min(max(game_s - shot["game_start_s"], 0.0), shot["end_s"] - shot["start_s"])
    return float(shot["start_s"] + since_s)


def _moved(at_s: float, told: TakeClock, now: TakeClock) -> float:
    return at_s if told == now else now.to_game(told.to_take(at_s))
