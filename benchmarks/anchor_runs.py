"""What every real runner measures, by speed: the product's measures and the few that anchors ask besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.loads.ground_reaction import ground_reaction
from backstride.measures.compute import compute
from backstride.measures.trial import Trial, at, over_contacts
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Surface
from backstride.model.measure import Measure
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.common import rbds_standing, rbds_trials, shared_data

NEAR_MPS = 0.15  # the leg angle, steepest of all, changes 3 degrees per m/s in RBDS: half a degree (judged)
RAW_N = 20.0  # the force threshold that meets the duty factor printed with RBDS
SHORTEST_CONTACT_S = 0.1  # what is shorter is noise: the shortest contact in truth/contacts.csv is 0.17 s
Values = Mapping[str, float]


@dataclass(frozen=True)
class OurRunner:
    """One runner: surface, foot strike (if the same on both feet at every speed), values by speed."""

    name: str
    surface: Surface
    foot_strike: str | None = None
    by_speed: dict[float, Values] = field(default_factory=dict)

    def value(self, measure: str, speed_mps: float) -> float | None:
        """Interpolated between this runner's own trials; None beyond them and where it was refused."""
        known = {speed: values[measure] for speed, values in self.by_speed.items() if measure in values}
        speeds = sorted(known)
        if not speeds or not speeds[0] - NEAR_MPS <= speed_mps <= speeds[-1] + NEAR_MPS:
            return None
        return float(np.interp(speed_mps, speeds, [known[speed] for speed in speeds]))


def our_runners() -> list[OurRunner]:
    """Eight RBDS runners and Hamner's on treadmills, JA1 overground."""
    return [*_rbds(), _hamner(), _overground()]


def _rbds() -> Iterable[OurRunner]:
    people = pd.read_csv(shared_data() / "rbds" / "participants.csv").set_index("Subject").to_dict("index")
    trials: dict[str, list[Path]] = defaultdict(list)
    for path in rbds_trials():
        trials[path.stem.split("run")[0]].append(path)
    for name, paths in trials.items():
        row = people[int(name.removeprefix("RBDS"))]
        facts = Runner(mass_kg=float(row["Mass"]), height_m=float(row["Height"]) / 100, sex="male")
        runner = OurRunner(name, "treadmill", _foot_strike(row))
        for path in paths:
            speed = int(path.stem[-2:]) / 10
            runner.by_speed[speed] = _values(load(path), rbds_standing(path), facts, speed, "treadmill")
        yield runner


def _foot_strike(row: Mapping[Hashable, object]) -> str | None:
    seen = {str(row[f"{side}FSI{speed}"]) for side in "RL" for speed in (25, 35, 45)}
    return seen.pop() if len(seen) == 1 else None


def _hamner() -> OurRunner:
    folder = shared_data() / "fullbody"
    runner = OurRunner("Hamner", "treadmill")
    facts = Runner(mass_kg=72.84, height_m=1.80, sex="male")
    for speed in (2, 3, 4, 5):
        run = folder / f"hamner_s01_Run_{speed}.trc"
        recording = load_session([run, run.with_name(f"{run.stem}_grf.mot")])[0]
        values = _values(recording, folder / "hamner_s01_static.trc", facts, float(speed), "treadmill")
        # Its source low-passed the force: no loading rate, and no contacts from raw force.
        smooth = ("loading_rate", "duty_factor_20_n")
        runner.by_speed[float(speed)] = {name: value for name, value in values.items() if name not in smooth}
    return runner


def _overground() -> OurRunner:
    folder = shared_data() / "fullbody"
    facts = Runner(mass_kg=76.0, sex="male")
    recording = load(folder / "JA1Gait21.c3d")
    # The laboratory's floor; "track" stands for every surface that is no treadmill.
    values = _values(recording, folder / "JA1Static05.c3d", facts, 3.53, "track")
    return OurRunner("JA1", "track", None, {3.53: values})


def _values(recording: Recording, standing: Path, facts: Runner, speed: float, surface: Surface) -> Values:
    settings = Settings(speed_mps=speed, surface=surface, contacts="plates")
    motion = solve(recording, load(standing), facts, settings)
    forces = recording.forces
    reaction = ground_reaction(forces, motion.contacts, facts.mass_kg) if forces else None
    rows = compute(motion, reaction, facts)
    found = {row.id: row.value for row in rows if row.side == "both" and row.value is not None}
    trial = Trial(motion=motion, reaction=reaction, runner=facts)
    more = {name: extra(trial, recording) for name, extra in EXTRAS.items()}
    all_of_them = found | more | _stride_sd(rows)
    return {name: float(value) for name, value in all_of_them.items() if np.isfinite(value)}


def _stride_sd(rows: Iterable[Measure]) -> dict[str, float]:
    """SD over the strides of one foot, mean of both."""
    spreads: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.side != "both" and row.value is not None:
            spreads[f"{row.id}_stride_sd"].append(float(np.std(row.per_stride, ddof=1)))
    return {name: float(np.mean(found)) for name, found in spreads.items()}


def _hip_flexion_at_strike(trial: Trial, _: Recording) -> float:
    """Degrees, median of strikes of each foot, mean of both."""
    sides = [at(trial, trial.curve_rad(f"hip_flexion_{s}"), trial.strikes_s(s)) for s in SIDES]
    return float(np.degrees(np.mean([np.nanmedian(values) for values in sides])))


def _trunk_lean_in_stance(trial: Trial, _: Recording) -> float:
    """Degrees, mean over contacts; NaN without trunk markers."""
    if "trunk_lean" in trial.motion.refused:
        return np.nan
    sides = [over_contacts(trial, s, trial.curve_rad("trunk_lean"), np.mean) for s in SIDES]
    return float(np.degrees(np.nanmedian(np.concatenate(sides))))


def _duty_factor_20_n(_: Trial, recording: Recording) -> float:
    """Contact over stride time from the raw force over 20 N; NaN without plates or on several of them."""
    forces = recording.forces
    if forces is None or len(forces.plates) > 1:
        return np.nan
    loaded = np.concatenate([[False], forces.plates[0].force_n[:, 1] > RAW_N, [False]])
    edges = np.flatnonzero(np.diff(loaded.astype(int))).reshape(-1, 2) / forces.rate_hz
    contacts = edges[np.diff(edges, axis=1)[:, 0] > SHORTEST_CONTACT_S]
    step_s = float(np.median(np.diff(contacts[:, 0])))
    return float(np.mean(contacts[1:-1, 1] - contacts[1:-1, 0])) / (2 * step_s)


def _stride_width_variability(trial: Trial, _: Recording) -> float:
    """Metres: SD of the width of two successive steps, feet placed where they strike."""
    places: list[tuple[float, float]] = []
    for side, sign in (("left", -1.0), ("right", 1.0)):
        track = trial.point_m(f"ankle_centre_{side}")[:, 2]
        times = trial.strikes_s("left" if side == "left" else "right")
        places += [(t, sign * z) for t, z in zip(times, at(trial, track, times), strict=True)]
    # A right foot counts +, a left one -, so that neighbours add up to a step's width.
    lateral: FloatArray = np.array([z for _, z in sorted(places)])
    steps = lateral[:-1] + lateral[1:]
    return float(np.nanstd((steps[:-1] + steps[1:]) / 2, ddof=1))


EXTRAS: Mapping[str, Callable[[Trial, Recording], float]] = {
    "hip_flexion_at_strike": _hip_flexion_at_strike,
    "trunk_lean_in_stance": _trunk_lean_in_stance,
    "duty_factor_20_n": _duty_factor_20_n,
    "stride_width_variability": _stride_width_variability,
}
"""What anchors ask and the product does not report."""
