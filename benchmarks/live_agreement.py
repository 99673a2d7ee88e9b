"""Live steps against the ordinary analysis of the same clip: are the triggers the same?

A virtual camera films runs (RBDS treadmill, synthetic), with a pose engine's errors laid on the points. The
same points go frame by frame through the live room, and as a whole clip through the ordinary way. A border is
placed within each runner's own range, at three tenths, half and seven tenths of the offline values, so that
many steps lie near it; all of them count.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from unittest.mock import patch

import numpy as np

from backstride.errors import RecordingError
from backstride.jobs import in_order
from backstride.knowledge.loader import load
from backstride.live.felt import Felt, of_trial
from backstride.live.steps import Steps
from backstride.live.window import Window
from backstride.measures.trial import Trial
from backstride.model.keypoints import Keypoints
from backstride.model.live import CueId, LiveView
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.planar import solve_planar
from backstride.pose.engine import Pose
from backstride.pose.film import film
from backstride.pose.region import Region
from benchmarks import camera_sources
from benchmarks.camera_draws import PhoneView, drawn, film_with
from benchmarks.camera_sources import Wanted, wanted
from benchmarks.common import CORES, save
from benchmarks.keypoint_noise import add_error, usual_error

SECONDS: Final = 26.0
RATES_HZ: Final = (30.0, 25.0)
CASES: Final[tuple[tuple[CueId, LiveView, PhoneView], ...]] = (
    ("landing", "side", "side_right"),
    ("cadence", "side", "side_left"),
    ("bowl", "side", "side_right"),
    ("cadence", "rear", "rear"),
    ("bowl", "rear", "rear"),
)
QUANTILES: Final = (0.3, 0.5, 0.7)
SAME_S: Final = 0.06
SEED: Final = 70_000


@dataclass
class Held:
    """One clip and cue. pairs: offline and live value, each less its own first steps; NaN live where missed.
    extra: live steps that are none. late_s: from strike to told. moved_s: live less offline strike."""

    cue: CueId
    view: LiveView
    rate_hz: float
    pairs: list[tuple[float, float]]
    missed: int
    extra: int
    late_s: list[float]
    moved_s: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--synthetic", type=int, default=8)
    parser.add_argument("--every", type=int, default=1, help="only every so many runs, for a quick look")
    options = parser.parse_args()
    runs = [run for run in wanted(options.synthetic) if run.kind != "whole body"][:: options.every]
    work = [partial(one_run, run, number) for number, run in enumerate(runs)]
    held: list[Held] = []
    for number, found in enumerate(in_order(work, CORES), 1):
        held += found
        print(f"{number} of {len(work)} runs", file=sys.stderr)
    save(
        "live_agreement",
        "Live feedback: triggers against the analysis of the same clip",
        f"python -m benchmarks.live_agreement {' '.join(sys.argv[1:])}".rstrip(),
        table(held),
        [
            f"{len(runs)} runs (RBDS and synthetic), {SECONDS:g} s each, one phone a run and case, in turn "
            "at 30 and 25 frames/s; keypoint errors as measured on real clips, the camera still",
            "precision, recall: of steps beyond a border at the 30th, 50th and 70th percentile of the "
            "runner's own values, pooled; steps matched within 60 ms, missed and extra ones count",
            "angles: against the runner's first 20 steps, as the level differs live and offline, from the "
            "21st step on; cadence: from the seventh",
            "difference: live less offline value, standard deviation; own: of the runner's steps",
            "later: from foot strike to told, without the time that thinking takes",
        ],
    )


def one_run(run: Wanted, number: int) -> list[Held]:
    """Every case of a run."""
    with patch.object(camera_sources, "SECONDS", SECONDS), patch.object(camera_sources, "FROM_S", 3.0):
        source = run.make()
    found = []
    shoulders = "shoulder_centre_left" in source.places.coords["point"].to_numpy()
    for place, (cue, view, phone_view) in enumerate(CASES):
        if (cue, view) == ("bowl", "side") and not shoulders:
            continue  # the treadmill recordings hold legs only
        rate_hz = RATES_HZ[(number + place) % len(RATES_HZ)]
        phone = replace(drawn(source.places, SEED + number, phone_view, rate_hz), pans=False)
        error = usual_error() if phone_view != "rear" else usual_error().from_behind()
        perfect = replace(film_with(phone, source.places, source.name), picture=None)
        seen = add_error(perfect, np.random.default_rng([SEED, number, place]), error)
        try:
            found.append(compared(seen, cue, view))
        except RecordingError:
            continue  # the ordinary way refuses the clip: nothing to agree with
    return found


def compared(seen: Keypoints, cue: CueId, view: LiveView) -> Held:
    """One clip both ways. Raises RecordingError where the ordinary way refuses it."""
    offline, live = smoothed(offline_steps(seen, cue), cue, view), live_steps(seen, cue, view)
    valued = [one for one in live if one[0].value is not None]
    begins_s = valued[0][0].time_s - SAME_S if valued else np.inf
    ends_s = live[-1][0].time_s + SAME_S if live else np.inf
    asked = [step for step in offline if begins_s <= step.time_s <= ends_s and step.value is not None]
    learnt = 0 if cue == "cadence" else load("live.toml")["baseline"]["steps"]
    usual = np.array([_usual(asked[:learnt], live, of_live) for of_live in (False, True)])
    asked = asked[learnt:]  # while it learns from the first steps, live tells none
    near = [_nearest(step, live) for step in asked]
    pairs = [
        (float(step.value or 0.0) - usual[0], _value(one) - usual[1])
        for step, one in zip(asked, near, strict=True)
    ]
    matched = [(step, one) for step, one in zip(asked, near, strict=True) if one is not None]
    return Held(
        cue,
        view,
        seen.rate_hz,
        pairs,
        missed=len(asked) - len(matched),
        extra=sum(
            _nearest(one, [(step, 0.0) for step in offline]) is None
            for one, _ in live
            if asked and one.time_s >= asked[0].time_s
        ),
        late_s=[one[1] - one[0].time_s for _, one in matched],
        moved_s=[one[0].time_s - step.time_s for step, one in matched],
    )


def _usual(first: Sequence[Felt], live: Sequence[tuple[Felt, float]], of_live: bool) -> float:
    """Median of the first steps that both saw, offline or live; 0 where none are learnt from."""
    both = [(step.value, _value(_nearest(step, live))) for step in first]
    values = [pair[of_live] for pair in both if np.isfinite(pair[1])]
    return float(np.median(np.array(values, dtype=float))) if values else 0.0


def offline_steps(seen: Keypoints, cue: CueId) -> list[Felt]:
    """Steps by the ordinary way."""
    runner, settings = Runner(), Settings()
    motion = solve_planar(film(seen, runner, settings).recording, runner, settings)
    if cue == "cadence":
        return [Felt(one.foot_strike_s, one.side, None) for one in motion.contacts]
    return list(of_trial(Trial(motion, None, runner), cue))


def smoothed(steps: Sequence[Felt], cue: CueId, view: LiveView) -> list[Felt]:
    """The value of the cue at each offline step: the mean or rate over the last ones, as live has it."""
    steps_of = Steps(Window((), (1, 1), 1.0), cue, view)
    return [steps_of.valued(step) for step in steps]


def live_steps(seen: Keypoints, cue: CueId, view: LiveView) -> list[tuple[Felt, float]]:
    """Steps by the live room, frame by frame, and when each was told, s."""
    names = [str(name) for name in seen.points.coords["point"].to_numpy()]
    points, sure = seen.points.to_numpy(), seen.confidence.to_numpy()
    depth = None if seen.depth is None else seen.depth.to_numpy()
    window = Window(names, (seen.width_px, seen.height_px), load("live.toml")["window"]["seconds"])
    steps, found = Steps(window, cue, view), []
    for row, time_s in enumerate(seen.time_s):
        there = np.isfinite(points[row]).any()
        pose = Pose(points[row], sure[row], None if depth is None else depth[row], 1.0, Region(0, 0, 1))
        window.add(float(time_s), pose if there else None)
        if steps.due(float(time_s)):
            new = steps.take(steps.thought()(), float(time_s), float(time_s))
            found += [(step, float(time_s)) for step in new]
    return found


def table(held: Sequence[Held]) -> list[dict[str, str | int | float]]:
    """One row a cue, view and rate."""
    groups: dict[tuple[str, str, str], list[Held]] = defaultdict(list)
    for one in held:
        for rate in ("both", f"{one.rate_hz:.0f}"):
            groups[one.cue, one.view, rate].append(one)
    return [_row(*key, group) for key, group in sorted(groups.items())]


def _row(cue: str, view: str, rate: str, group: Sequence[Held]) -> dict[str, str | int | float]:
    counts = sum((counted(one) for one in group), np.zeros(3))
    off = [live - offline for one in group for offline, live in one.pairs if np.isfinite(live)]
    own = [np.std([offline for offline, _ in one.pairs]) for one in group if one.pairs]
    late, moved = (
        np.array([x for one in group for x in getattr(one, name)]) for name in ("late_s", "moved_s")
    )
    return {
        "cue": cue,
        "view": view,
        "frames/s": rate,
        "clips": len(group),
        "steps": sum(len(one.pairs) for one in group),
        "missed": sum(one.missed for one in group),
        "extra": sum(one.extra for one in group),
        "precision": round(float(counts[0] / max(1, counts[0] + counts[1])), 3),
        "recall": round(float(counts[0] / max(1, counts[0] + counts[2])), 3),
        "bias": round(float(np.mean(off)), 2),
        "difference": round(float(np.std(off)), 2),
        "own": round(float(np.mean(own)), 2),
        "strike ms": f"{1000 * moved.mean():+.0f} ± {1000 * moved.std():.0f}",
        "later s": round(float(np.median(late)), 2),
    }


def counted(one: Held) -> np.ndarray:
    """(right, false, lost) triggers over the three borders."""
    out = np.zeros(3)
    if not one.pairs:
        return out
    offline, live = np.array(one.pairs).T
    for quantile in QUANTILES:
        border = np.quantile(offline, quantile)
        beyond, felt = offline > border, live > border
        out += [np.sum(beyond & felt), np.sum(felt & ~beyond), np.sum(beyond & ~felt)]
    out[1] += one.extra * np.mean([1 - q for q in QUANTILES]) * len(QUANTILES)
    return out


def _nearest(step: Felt, among: Sequence[tuple[Felt, float]]) -> tuple[Felt, float] | None:
    best = min(among, key=lambda one: abs(one[0].time_s - step.time_s), default=None)
    return best if best is not None and abs(best[0].time_s - step.time_s) <= SAME_S else None


def _value(one: tuple[Felt, float] | None) -> float:
    return float("nan") if one is None or one[0].value is None else one[0].value


if __name__ == "__main__":
    main()
