"""Scores contacts against plate truth: errors, missed, extra, wrong side, contact time, cadence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.contact import Contact
from backstride.motion.contact_model import Team
from backstride.motion.marker_contacts import contacts_from_markers
from benchmarks.common import rmse
from benchmarks.contacts_cases import Trial

NEAR_S = 0.1  # middles of a detected and a true contact; a third of a step
EDGE_S = 0.05  # contacts this near an end of the recording are not asked for

Finder = Callable[[Trial], Sequence[Contact]]


@dataclass(frozen=True, eq=False)
class Score:
    """One trial: errors (n, 2) of strike and toe-off, s; counts. refused: no contacts were given."""

    trial: Trial
    errors_s: FloatArray
    asked: int
    missed: int
    extra: int
    wrong: int
    cadence_spm: float
    refused: bool = False

    @property
    def contact_time_s(self) -> float:
        """Mean error of the contact time, s."""
        return float(np.mean(self.errors_s[:, 1] - self.errors_s[:, 0])) if len(self.errors_s) else np.nan


def finder(teams: Callable[[Trial], tuple[Team, ...] | None]) -> Finder:
    """The product's door with the teams meant for a trial."""

    def find(trial: Trial) -> Sequence[Contact]:
        found = contacts_from_markers(trial.points, trial.rate_hz, recording_id=trial.id, teams=teams(trial))
        return found.contacts

    return find


def score(trial: Trial, find: Finder) -> Score:
    """Contacts of one trial against its truth; a refusal loses all of them."""
    ends = trial.points.coords["time"].to_numpy()[[0, -1]]
    times = trial.truth.times_s
    inside = (times[:, 0] > ends[0] + EDGE_S) & (times[:, 1] < ends[1] - EDGE_S)
    asked = np.flatnonzero(inside)
    try:
        found = find(trial)
    except RefusedError:
        return Score(trial, np.zeros((0, 2)), len(asked), len(asked), 0, 0, np.nan, refused=True)
    spans = np.array([(c.foot_strike_s, c.toe_off_s) for c in found]).reshape(-1, 2)
    pairs = [(i, j) for i in range(len(times)) if (j := _nearest(times[i], spans)) is not None]
    hit = [(i, j) for i, j in pairs if inside[i]]
    known = {j for _, j in pairs}
    within = (spans[:, 0] > times[0, 0]) & (spans[:, 1] < times[-1, 1])  # where plates would have seen them
    return Score(
        trial=trial,
        errors_s=np.array([spans[j] - times[i] for i, j in hit]).reshape(-1, 2),
        asked=len(asked),
        missed=len(asked) - len(hit),
        extra=sum(bool(within[j]) for j in range(len(spans)) if j not in known),
        wrong=sum(trial.truth.sides[i] not in ("", found[j].side) for i, j in hit),
        cadence_spm=_cadence(spans[[j for _, j in hit], 0]) - _cadence(times[[i for i, _ in hit], 0]),
    )


def summary(scores: Sequence[Score]) -> dict[str, float]:
    """One row over many trials, ms and counts."""
    errors = np.concatenate([s.errors_s for s in scores]) * 1e3
    contact = np.array([s.contact_time_s for s in scores if len(s.errors_s)]) * 1e3
    cadence = np.array([s.cadence_spm for s in scores if len(s.errors_s)])
    asked = sum(s.asked for s in scores)
    row = {"trials": float(len(scores)), "contacts": float(asked)}
    for column, name in enumerate(("strike", "toe-off")):
        own = errors[:, column]
        row[f"{name} rmse"] = rmse(own) if len(own) else np.nan
        row[f"{name} bias"] = float(own.mean()) if len(own) else np.nan
        row[f"{name} max"] = float(np.abs(own).max()) if len(own) else np.nan
    row["missed+extra %"] = 100 * sum(s.missed + s.extra for s in scores) / max(asked, 1)
    row["wrong side"] = float(sum(s.wrong for s in scores))
    row["contact time mean"] = float(np.abs(contact).mean()) if len(contact) else np.nan
    row["contact time max"] = float(np.abs(contact).max()) if len(contact) else np.nan
    row["cadence max"] = float(np.abs(cadence).max()) if len(cadence) else np.nan
    row["refused %"] = 100 * float(np.mean([s.refused for s in scores]))
    return {key: round(value, 2) for key, value in row.items()}


def _nearest(span: FloatArray, spans: FloatArray) -> int | None:
    if not len(spans):
        return None
    away = np.abs(spans.sum(axis=1) - span.sum()) / 2
    best = int(away.argmin())
    return best if away[best] < NEAR_S else None


def _cadence(strikes_s: FloatArray) -> float:
    """Steps per minute between the first and the last strike."""
    if len(strikes_s) < 2:
        return np.nan
    return float(60 * (len(strikes_s) - 1) / (strikes_s[-1] - strikes_s[0]))
