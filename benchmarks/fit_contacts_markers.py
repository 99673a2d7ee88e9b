"""Makes the coefficients of ``contacts_from_markers`` from the RBDS treadmill trials.

Ridge regressions over velocity windows; the recordings are also shown as other laboratories would have
recorded them (rates, noise, fewer markers), so that what is learned is the gait and not the marker set.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from backstride.model.common import FloatArray
from backstride.motion.contact_model import Event, EventModel, Grade, Stage, parse
from benchmarks.common import ROOT, rmse
from benchmarks.contacts_cases import Seen, Trial, Variant, column, rbds, rows, see, vary

OUT = ROOT / "src" / "backstride" / "knowledge" / "coefficients" / "contacts_markers.json"

# What each grade of noise is fitted on. The plain trial comes first: it is what the grade is scored on.
CLEAN = (
    Variant(),
    Variant(rate_hz=120, noise_m=0.001, fewer=True, seed=6),
    Variant(rate_hz=250, noise_m=0.0005, fewer=True, seed=3),
    Variant(rate_hz=75, noise_m=0.001, seed=4),
)
NOISY = tuple(
    Variant(rate_hz=rate, noise_m=noise, fewer=fewer, seed=seed)
    for seed, (rate, noise, fewer) in enumerate(
        [(60, 0.005, False), (60, 0.005, True), (60, 0.005, False), (100, 0.005, True), (75, 0.003, False)],
        11,
    )
)
VARIANTS: dict[Grade, tuple[Variant, ...]] = {"clean": CLEAN, "noisy": NOISY}

# The windows, ms around the event: the approach and the landing; the push and the lift.
STRIKE_MS = np.arange(-60, 71, 10)
OFF_MS = np.arange(-80, 101, 10)
FOOT = ("heel_x", "heel_y", "ball_x", "ball_y")
STRIKE_CHANNELS = ((*FOOT, "pelvis_y"), FOOT, ("ball_x", "ball_y"), ("heel_x", "heel_y"))
OFF_CHANNELS = (("heel_x", "ball_x"), ("ball_x", "ball_y"), ("heel_x", "heel_y"))
HEEL_ONLY = (("heel_x", "heel_y", "pelvis_y"), ("heel_x", "heel_y"))

RIDGE = 0.01  # penalty per row on standardised features; 0.003 and 0.03 score alike
SCATTER_S = 0.012  # the second stage is fitted this far around the true event
DRAWS = 3  # windows drawn around each true event


@dataclass(frozen=True)
class Design:
    """One model to fit: which event, from which guess, on which channels."""

    event: Event
    grade: Grade
    start: str
    channels: tuple[str, ...]

    def blank(self) -> EventModel:
        """The model without coefficients, for its windows."""
        offsets = STRIKE_MS if self.event == "foot_strike" else OFF_MS
        none = Stage(np.zeros(0), 0.0)
        return EventModel(self.event, self.grade, self.start, self.channels, offsets / 1e3, none, none, 0.0)


def designs() -> list[Design]:
    """All models, best first within event, grade and start."""
    every: list[Design] = []
    for grade in VARIANTS:
        every += [Design("foot_strike", grade, "ball", c) for c in STRIKE_CHANNELS]
        every += [Design("toe_off", grade, "ball", c) for c in OFF_CHANNELS]
        every += [Design(event, grade, "heel", c) for event in ("foot_strike", "toe_off") for c in HEEL_ONLY]
    return every


@dataclass(frozen=True, eq=False)
class Corpus:
    """Every variant of every trial seen, by grade and start of the guess."""

    seen: dict[tuple[Grade, str], list[Seen]]
    runners: tuple[str, ...]

    @classmethod
    def of(cls, trials: Sequence[Trial]) -> Corpus:
        """Every trial in every variant."""
        seen: dict[tuple[Grade, str], list[Seen]] = {}
        for grade, variants in VARIANTS.items():
            shown = [vary(trial, variant) for variant in variants for trial in trials]
            seen[grade, "ball"] = [see(trial) for trial in shown]
            bare = Variant(without=("mt1", "mt2", "mt5", "toe"))
            seen[grade, "heel"] = [see(vary(trial, bare)) for trial in shown]
        return cls(seen, tuple(sorted({trial.runner for trial in trials})))


Table = dict[str, list[tuple[FloatArray, FloatArray]]]


def tables(design: Design, corpus: Corpus) -> tuple[Table, Table]:
    """Rows and seconds to move of both stages, by runner."""
    rng = np.random.default_rng(1)
    model = design.blank()
    first: Table = {runner: [] for runner in corpus.runners}
    second: Table = {runner: [] for runner in corpus.runners}
    for seen in corpus.seen[design.grade, design.start]:
        truth, guess = seen.truth_s[:, column(design.event)], seen.guess_s[:, column(design.event)]
        first[seen.runner].append(_complete(rows(seen, model, guess), truth - guess))
        for _ in range(DRAWS):
            at = truth + rng.uniform(-SCATTER_S, SCATTER_S, len(truth))
            second[seen.runner].append(_complete(rows(seen, model, at), truth - at))
    return first, second


def fit(design: Design, stages: tuple[Table, Table], leave_out: str | None = None) -> EventModel:
    """The model fitted on all runners but one."""
    first, second = (_ridge(table, leave_out) for table in stages)
    return replace(design.blank(), first=first, second=second)


def left_out_error_s(design: Design, stages: tuple[Table, Table], corpus: Corpus) -> float:
    """RMSE of each runner's events with the others' coefficients, on the grade's first variant, s."""
    errors: list[float] = []
    models = {runner: fit(design, stages, runner) for runner in corpus.runners}
    count = len(corpus.seen[design.grade, design.start]) // len(VARIANTS[design.grade])
    for seen in corpus.seen[design.grade, design.start][:count]:
        model = models[seen.runner]
        for side in ("left", "right"):
            mine = np.array(seen.sides) == side
            at = seen.guess_s[mine, column(design.event)]
            found = model.refine(seen.windows, side, at)
            errors += list(found - seen.truth_s[mine, column(design.event)])
    known = np.array(errors)
    return rmse(known[np.isfinite(known)])


def left_out_models(trials: Sequence[Trial]) -> dict[str, tuple[EventModel, ...]]:
    """For each runner, all models fitted on the other runners."""
    corpus = Corpus.of(trials)
    every = [(design, tables(design, corpus)) for design in designs()]
    return {r: tuple(fit(design, stages, r) for design, stages in every) for r in corpus.runners}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="where the coefficients go")
    out = parser.parse_args().out
    trials = rbds()
    corpus = Corpus.of(trials)
    models = []
    for design in designs():
        stages = tables(design, corpus)
        model = replace(fit(design, stages), sd_s=left_out_error_s(design, stages, corpus))
        models.append(_entry(model))
        name = f"{design.event:12} {design.grade:6} {design.start:5}"
        print(f"{name} {model.sd_s * 1e3:5.2f} ms  {design.channels}")
    content = {"about": _about(trials), "models": models}
    parse(content)
    out.parent.mkdir(exist_ok=True)
    out.write_text(_text(content), encoding="utf-8")


def _about(trials: Sequence[Trial]) -> dict[str, Any]:
    return {
        "what": "ridge coefficients from a first guess to foot strike or toe-off, on marker velocities",
        "data": "Running biomechanics data set (RBDS): Fukuchi, Fukuchi, Duarte 2017, PeerJ 5:e3298",
        "licence": "fitted on data under CC BY 4.0; this table carries no data",
        "runners": len({trial.runner for trial in trials}),
        "trials": len(trials),
        "contacts": int(sum(len(trial.truth.sides) for trial in trials)),
        "truth": "vertical force, zero-lag 50 Hz, 50 N, of the RBDS treadmill plate (300 Hz)",
        "method": "ridge on windows of velocity, two stages; see benchmarks/fit_contacts_markers.py",
        "sd_ms": "RMSE of runners left out of the fit, plain or (noisy) at 60 Hz with 5 mm noise",
    }


def _entry(model: EventModel) -> dict[str, Any]:
    return {
        "event": model.event,
        "grade": model.grade,
        "start": model.start,
        "channels": list(model.channels),
        "offsets_ms": [round(float(x) * 1e3) for x in model.offsets_s],
        "sd_ms": round(model.sd_s * 1e3, 2),
        "first": _stage_entry(model.first),
        "second": _stage_entry(model.second),
    }


def _stage_entry(stage: Stage) -> dict[str, Any]:
    return {
        "offset_ms": round(stage.offset_s * 1e3, 3),
        "weight_ms": [round(float(weight) * 1e3, 3) for weight in stage.weight_s],
    }


def _text(content: dict[str, Any]) -> str:
    """JSON with one model per line: short in the repository, still readable in a comparison."""
    about = json.dumps(content["about"], indent=1, ensure_ascii=False)
    lines = ",\n".join(json.dumps(model) for model in content["models"])
    return f'{{"about": {about},\n"models": [\n{lines}\n]}}\n'


def _complete(features: FloatArray, move_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    if not features.size:
        return np.zeros((0, 0)), np.zeros(0)
    known = np.isfinite(features).all(axis=1)
    return features[known], move_s[known]


def _ridge(table: Table, leave_out: str | None) -> Stage:
    """Ridge on standardised features, the standardisation folded into the weights."""
    blocks = [b for runner, parts in table.items() if runner != leave_out for b in parts if len(b[1])]
    x, y = np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = (x - mean) / scale
    weight = np.linalg.solve(z.T @ z + RIDGE * len(y) * np.eye(z.shape[1]), z.T @ (y - y.mean())) / scale
    return Stage(weight, float(y.mean() - mean @ weight))


if __name__ == "__main__":
    main()
