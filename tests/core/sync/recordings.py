"""Short recordings of a synthetic game with known clocks, for tests of synchronisation."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from touchline.core.sync.certificate import Synchronisation
from touchline.core.sync.clocks import TakeClock
from touchline.core.sync.evidence import Sound, TakeEvidence
from touchline.core.synthetic.game import EventKind, GameEvent, SyntheticGame
from touchline.core.synthetic.sound import Surroundings, hear

RATE_HZ = 8000
FRAME_S = 1.0 / 30.0
RINK_M = (60.0, 30.0)
PLACES_M = ((-20.0, -17.0, 2.0), (18.0, -18.0, 1.6), (5.0, 17.0, 2.5), (33.0, 4.0, 3.0))
CLOCKS = (TakeClock(0.0, 40.0), TakeClock(4.3, -60.0), TakeClock(7.77, 120.0), TakeClock(2.1, 0.0))


@cache
def game(duration_s: float = 80.0, seed: int = 0) -> SyntheticGame:
    """Players all over a rink, a hit somewhere every second and a half, whistles and shots between."""
    rng = np.random.default_rng(seed)
    frames = int(duration_s * 5)
    players = rng.uniform(-1.0, 1.0, (frames, 10, 2)) * [29.0, 14.0]
    kinds = rng.choice(
        [EventKind.HIT, EventKind.SHOT, EventKind.WHISTLE], int(duration_s / 1.5), p=[0.7, 0.2, 0.1]
    )
    events = tuple(
        GameEvent(kind, float(at_s), (float(rng.uniform(-29, 29)), float(rng.uniform(-14, 14)), 0.0))
        for kind, at_s in zip(kinds, np.sort(rng.uniform(0.5, duration_s - 1.0, len(kinds))), strict=True)
    )
    return SyntheticGame(
        "ice_hockey", 5.0, players, np.array([0] * 5 + [1] * 5), np.zeros((frames, 3)), events
    )


@cache
def take(
    number: int, duration_s: float = 60.0, surroundings: Surroundings | None = None, seed: int = 0
) -> TakeEvidence:
    """What camera `number` recorded: sound, and where it stood."""
    blocks = hear(
        game(seed=seed),
        microphone_m=PLACES_M[number],
        clock=CLOCKS[number],
        duration_s=duration_s,
        sample_rate_hz=RATE_HZ,
        rng=np.random.default_rng(100 + number),
        surroundings=surroundings,
    )
    samples = np.clip(np.concatenate(list(blocks)) * 8.0 * 32767.0, -32767, 32767).astype(np.int16)
    return TakeEvidence(duration_s, FRAME_S, sound=Sound(samples, RATE_HZ), position_m=PLACES_M[number])


def without_position(evidence: TakeEvidence) -> TakeEvidence:
    return replace(evidence, position_m=None)


def error_s(found: Synchronisation, number: int, evidence: TakeEvidence, truth: Sequence[TakeClock]) -> float:
    """The largest error inside the take, on the reference's clock."""
    reference = found.certificates[found.reference].clock
    clock = found.certificates[number].clock
    return max(
        abs(
            reference.to_take(clock.to_game(at_s))
            - truth[found.reference].to_take(truth[number].to_game(at_s))
        )
        for at_s in (0.0, evidence.duration_s)
    )
