"""Trials of synchronisation as a table, and the page around it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.sync_recordings import PITCH, Recording
from benchmarks.sync_trials import Outcome, Trial

PAGE = Path(__file__).resolve().parents[1] / "docs" / "experiments" / "sync.md"
COLUMNS = (
    *("case", "cameras", "places", "takes", "error p50", "p95", "max", "in bound", "bound p50"),
    *("pass/warn/fail", "plain shift p50", "p95", "ratio", "CPU, s"),
)


def table(trials: Sequence[Trial]) -> str:
    """A row for each case, number of cameras, and places known or not; times in ms."""
    rows: dict[tuple[str, int, bool], list[Outcome]] = {}
    for trial in trials:
        rows.setdefault((trial.title, trial.cameras, trial.places_known), []).append(trial.outcome)
    lines = [_row(COLUMNS), _row(["---", "---:", "---", *["---:"] * 11])]
    return "\n".join([*lines, *(_row(_cells(*key, outcomes)) for key, outcomes in rows.items())])


def held(trials: Sequence[Trial]) -> str:
    """How often the bound held, over all trials."""
    errors, bounds = (_all([t.outcome for t in trials], name) for name in ("errors_s", "bounds_s"))
    placed = np.isfinite(errors)
    share = (errors[placed] <= bounds[placed]).mean()
    return (
        f"The bound held the truth in {100.0 * share:.1f} % of {placed.sum()} takes placed (promise: 95 %)."
    )


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _all(outcomes: Sequence[Outcome], name: str) -> np.ndarray:
    return np.array([value for outcome in outcomes for value in getattr(outcome, name)])


def _cells(title: str, cameras: int, places_known: bool, outcomes: Sequence[Outcome]) -> list[str]:
    errors, bounds, peer = (_all(outcomes, name) for name in ("errors_s", "bounds_s", "peer_errors_s"))
    placed = np.isfinite(errors)
    known = "known" if places_known else "unknown"
    verdicts = [verdict for outcome in outcomes for verdict in outcome.verdicts]
    counted = "/".join(str(verdicts.count(verdict)) for verdict in ("pass", "warn", "fail"))
    peer_p50, peer_p95 = np.quantile(peer, [0.5, 0.95])
    cpu_s = float(np.mean([outcome.cpu_s for outcome in outcomes]))
    if placed.any():
        p50, p95, most = np.quantile(errors[placed], [0.5, 0.95, 1.0])
        bound, ratio = f"{1000.0 * np.median(bounds[placed]):.1f}", f"{p95 / peer_p95:.2f}"
        found = [f"{1000.0 * value:.1f}" for value in (p50, p95, most)]
    else:
        bound, ratio, found = "–", "–", ["–"] * 3
    return [
        *(title, str(cameras), known, str(len(errors)), *found),
        *(f"{int((errors[placed] <= bounds[placed]).sum())} of {placed.sum()}", bound),
        *(counted, f"{1000.0 * peer_p50:.0f}", f"{1000.0 * peer_p95:.0f}", ratio, f"{cpu_s:.1f}"),
    ]


def write(results: str, base: Recording, worst: Recording) -> None:
    """Write docs/experiments/sync.md."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(_page(results, base, worst), encoding="utf-8")


def _page(results: str, base: Recording, worst: Recording) -> str:
    return f"""# How exactly takes are placed on one clock

`./run bench sync` lets players play soccer on a pitch of {PITCH.length_m:.0f} × {PITCH.width_m:.0f} m, puts
microphones around it, and knows every clock. Kicks, whistles and shouts sound where they happen and travel at
343 m/s; twelve stands murmur; four walls echo 15 % of the pressure. Takes begin up to 30 s apart. *SNR* is
the power of what all microphones hear over what each hears alone. Sounds are 16 bit at 8 kHz.

The base case: clocks ±{base.drift_ppm:.0f} ppm fast, the first two cameras {base.baseline_m:.0f} m apart and
the others between them, {base.snr_db:.0f} dB, {base.minutes} minutes. Every case varies one factor of it; the
worst corner has ±{worst.drift_ppm:.0f} ppm, {worst.baseline_m:.0f} m, {worst.snr_db:.0f} dB and
{worst.minutes} minutes at once. Few games are behind each row, so that the whole takes half an hour;
a p95 of six takes is nearly their largest.

*Error*, in ms, is the largest anywhere in a take, both clocks told on the reference's; over all takes but the
reference that were placed. *In bound*: how many of them lie within the bound that their certificate states.
*Pass* promises half a frame (16.7 ms); *fail* was left out. *Plain shift* is what other tools do: one
cross-correlation with phase transform of the first two minutes of both, and one shift for the whole take;
*ratio* is our p95 over its p95 on the same sounds. *CPU* is per game.

{results}
What these numbers mean for a film, and what to do about a wide bound:
[how takes are put on one clock](../reference/synchronisation.md).
"""
