"""Makes the coefficients of ``contacts_from_markers`` from the RBDS treadmill trials.

Ridge regressions over velocity windows; the recordings are also shown as other laboratories would have
recorded them (rates, noise, fewer markers), so that what is learned is the gait and not the marker set.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.motion.contact_model import Event, Grade, Member, Stage, Start, Team, parse
from backstride.motion.contact_signals import BALL_POINTS
from benchmarks.common import ROOT, rmse
from benchmarks.contacts_cases import Seen, Trial, Variant, column, rbds, rows, see, vary

OUT = ROOT / "src" / "backstride" / "knowledge" / "coefficients" / "contacts_markers.json"

# What each grade of noise is fitted on. The first variant is the one the grade is scored on.
CLEAN = (
    Variant(),
    Variant(rate_hz=120, noise_m=0.001, fewer=True, seed=6),
    Variant(rate_hz=250, noise_m=0.0005, fewer=True, moved_m=0.01, seed=3),
    Variant(rate_hz=250, noise_m=0.0005, fewer=True, seed=5),
)
NOISY = tuple(
    Variant(rate_hz=rate, noise_m=noise, fewer=fewer, seed=seed)
    for seed, (rate, noise, fewer) in enumerate(
        [(60, 0.005, False), (60, 0.005, True), (60, 0.005, False), (100, 0.005, True)], 11
    )
)
VARIANTS: dict[Grade, tuple[Variant, ...]] = {"clean": CLEAN, "noisy": NOISY}

# The windows, ms around the event of a usual contact: the landing; the push and the lift. Wider ones score
# worse on runners left out.
STRIKE_MS: dict[Grade, tuple[int, int]] = {"clean": (-40, 50)}
NOISY_STRIKE_MS = (-60, 70)
OFF_MS: dict[Grade, tuple[int, int]] = {"clean": (-40, 100)}
NOISY_OFF_MS = (-80, 100)
STEP_MS = 10

HEEL = ("heel_x", "heel_y")
BALL = ("ball_x", "ball_y")
FOOT = (*HEEL, *BALL)
FORWARD = ("heel_x", "ball_x")
UP = "pelvis_y"
Channels = tuple[str, ...]

# Teams, best first: what is seen decides which serves. Vertical velocities of the heel make toe-off worse on
# runners left out when markers are quiet; the ball alone carries best to other laboratories.
STRIKE_TEAMS: tuple[tuple[Channels, ...], ...] = (
    (HEEL, (*FOOT, UP)),
    (HEEL, FOOT),
    (HEEL,),
    ((*BALL, UP),),
    (BALL,),
)
OFF_TEAMS: dict[str, tuple[tuple[Channels, ...], ...]] = {
    "clean": ((FORWARD, BALL), ((*BALL, UP),), (BALL,), (HEEL,)),
    "noisy": (((*FOOT, UP), BALL), (FOOT, BALL), ((*BALL, UP),), (BALL,), (HEEL,)),
}
HEEL_TEAMS: tuple[tuple[Channels, ...], ...] = (((*HEEL, UP), HEEL), (HEEL,))

RIDGE = 0.01  # penalty per row on standardised features; 0.003 and 0.05 score alike
SCATTER_S = 0.012  # the second stage is fitted this far around the true event
DRAWS = 3  # windows drawn around each true event


@dataclass(frozen=True)
class Design:
    """One team to fit: which event, from which guess, on which channels."""

    event: Event
    grade: Grade
    start: Start
    members: tuple[Channels, ...]

    def blank(self, channels: Channels) -> Member:
        """A member without coefficients, for its windows."""
        clean, noisy = (STRIKE_MS, NOISY_STRIKE_MS) if self.event == "foot_strike" else (OFF_MS, NOISY_OFF_MS)
        ends = clean.get(self.grade, noisy)
        offsets = np.arange(ends[0], ends[1] + 1, STEP_MS) / 1e3
        none = Stage(np.zeros(0), 0.0)
        return Member(channels, offsets, none, none)


def designs() -> list[Design]:
    """All teams, best first within event, grade and start."""
    every: list[Design] = []
    for grade in VARIANTS:
        every += [Design("foot_strike", grade, "ball", members) for members in STRIKE_TEAMS]
        every += [Design("toe_off", grade, "ball", members) for members in OFF_TEAMS[grade]]
        every += [Design("foot_strike", grade, "heel", members) for members in HEEL_TEAMS]
        every += [Design("toe_off", grade, "heel", members) for members in HEEL_TEAMS]
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
            shown = [(vary(trial, v), v.moved_m > 0) for v in variants for trial in trials]
            seen[grade, "ball"] = [see(trial, moved) for trial, moved in shown]
            bare = Variant(without=BALL_POINTS)
            seen[grade, "heel"] = [see(vary(trial, bare), moved) for trial, moved in shown]
        return cls(seen, tuple(sorted({trial.runner for trial in trials})))


Table = dict[str, list[tuple[FloatArray, FloatArray]]]
Stages = tuple[Table, Table]


def tables(design: Design, channels: Channels, corpus: Corpus) -> Stages:
    """Rows and seconds to move of both stages of one member, by runner."""
    rng = np.random.default_rng(1)
    member = design.blank(channels)
    first: Table = {runner: [] for runner in corpus.runners}
    second: Table = {runner: [] for runner in corpus.runners}
    for seen in corpus.seen[design.grade, design.start]:
        if seen.moved and design.event == "toe_off":
            continue  # at toe-off the foot bends: a ball marker moved as if on a rigid foot is no real one
        truth, guess = seen.truth_s[:, column(design.event)], seen.guess_s[:, column(design.event)]
        first[seen.runner].append(_complete(rows(seen, member, guess), truth - guess))
        for _ in range(DRAWS):
            at = truth + rng.uniform(-SCATTER_S, SCATTER_S, len(truth))
            second[seen.runner].append(_complete(rows(seen, member, at), truth - at))
    return first, second


def fit(design: Design, stages: Sequence[Stages], leave_out: str | None = None) -> Team:
    """The team fitted on all runners but one; its error is not known yet."""
    members = tuple(
        replace(design.blank(channels), first=_ridge(first, leave_out), second=_ridge(second, leave_out))
        for channels, (first, second) in zip(design.members, stages, strict=True)
    )
    return Team(design.event, design.grade, design.start, members, 0.0)


def left_out_error_s(design: Design, left_out: Mapping[str, Team], corpus: Corpus, variants: int) -> float:
    """RMSE of each runner's events with the others' coefficients, on the grade's first variant, s."""
    errors: list[float] = []
    count = len(corpus.seen[design.grade, design.start]) // variants
    for seen in corpus.seen[design.grade, design.start][:count]:
        for side in SIDES:
            mine = np.array(seen.sides) == side
            at = seen.guess_s[mine, column(design.event)]
            found = left_out[seen.runner].refine(seen.windows, side, at)
            errors += list(found - seen.truth_s[mine, column(design.event)])
    known = np.array(errors)
    return rmse(known[np.isfinite(known)])


def fit_all(trials: Sequence[Trial]) -> dict[str, tuple[Team, ...]]:
    """Teams by the runner left out of them; under '' the teams fitted on everybody."""
    return fit_designs(designs(), Corpus.of(trials), {grade: len(found) for grade, found in VARIANTS.items()})


def fit_designs(
    wanted: Sequence[Design], corpus: Corpus, variants: Mapping[Grade, int]
) -> dict[str, tuple[Team, ...]]:
    """The same for any designs and corpus; variants: how many the corpus holds of each grade."""
    every: dict[str, list[Team]] = {name: [] for name in (*corpus.runners, "")}
    for design in wanted:
        stages = [tables(design, channels, corpus) for channels in design.members]
        left_out = {runner: fit(design, stages, runner) for runner in corpus.runners}
        error = left_out_error_s(design, left_out, corpus, variants[design.grade])
        left_out[""] = fit(design, stages)
        for runner, team in left_out.items():
            every[runner].append(replace(team, sd_s=error))
    return {runner: tuple(teams) for runner, teams in every.items()}


def main() -> None:
    """Fit, print the errors of runners left out, write the coefficients."""
    fit_and_write(fit_all, OUT, __doc__)


def fit_and_write(
    fitted: Callable[[Sequence[Trial]], Mapping[str, tuple[Team, ...]]],
    out: Path,
    doc: str | None,
    **known: str,
) -> None:
    """The command of a fit. fitted: trials -> teams, under '' those of everybody; known: said besides."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--out", type=Path, default=out, help="where the coefficients go")
    out = parser.parse_args().out
    trials = rbds()
    teams = fitted(trials)[""]
    for team in teams:
        name = f"{team.event:12} {team.grade:9} {team.start:5} {team.sd_s * 1e3:5.2f} ms"
        print(name, " | ".join(" ".join(member.channels) for member in team.members))
    content = {"about": about(trials) | known, "teams": [entry(team) for team in teams]}
    parse(content)
    out.parent.mkdir(exist_ok=True)
    out.write_text(text(content), encoding="utf-8")


def about(trials: Sequence[Trial]) -> dict[str, Any]:
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


def entry(team: Team) -> dict[str, Any]:
    return {
        "event": team.event,
        "grade": team.grade,
        "start": team.start,
        "sd_ms": round(team.sd_s * 1e3, 2),
        "members": [
            {
                "channels": list(member.channels),
                "offsets_ms": [round(float(x) * 1e3) for x in member.offsets_s],
                "first": _stage_entry(member.first),
                "second": _stage_entry(member.second),
            }
            for member in team.members
        ],
    }


def _stage_entry(stage: Stage) -> dict[str, Any]:
    return {
        "offset_ms": round(stage.offset_s * 1e3, 3),
        "weight_ms": [round(float(weight) * 1e3, 3) for weight in stage.weight_s],
    }


def text(content: dict[str, Any]) -> str:
    """JSON with one team per line: short in the repository, still readable in a comparison."""
    about = json.dumps(content["about"], indent=1, ensure_ascii=False)
    lines = ",\n".join(json.dumps(team) for team in content["teams"])
    return f'{{"about": {about},\n"teams": [\n{lines}\n]}}\n'


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
