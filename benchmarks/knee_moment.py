"""The knee's moment against OpenSim's inverse dynamics, and the stiffness made of it on real runners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from backstride.loads.foot_wrench import CUTOFF_HZ, foot_wrench
from backstride.loads.ground_reaction import GRAVITY_MPS2, GroundReaction, ground_reaction
from backstride.loads.knee_moment import along_flexion_axis, knee_extension_moment
from backstride.loads.leg_segments import foot, shank
from backstride.loads.newton_euler import MovingSegment, demanded_moment
from backstride.measures.ground_force import whole_contacts
from backstride.measures.knee_spring import knee_stiffness, stance_slopes
from backstride.measures.trial import Trial
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.body import KNEE_ON_SHANK
from backstride.motion.places import Places, places_of
from backstride.motion.segment_frames import unit
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.angles import read_coordinates
from benchmarks.common import rbds_standing, rbds_trials, save, shared_data

MAN = Runner(sex="male")
HAMNER = Runner(mass_kg=72.84, height_m=1.80, sex="male")
# The scaled model's tibia, and its talus, calcaneus and toes together (subject01_adjusted_scaled.osim).
SHANK_KG, SHANK_CENTRE_M, FOOT_KG = 3.593, 0.1975, 1.518
SHOE_KG = 0.3  # a usual training shoe
MOVED_M = 0.01  # how well a knee's centre can be known from its two markers
PLATES_HZ = 50.0  # the usual cut-off of forces, for comparison


@dataclass(frozen=True, eq=False)
class Knee:
    """One knee of a trial: what it needs to be computed again in another way."""

    trial: Trial
    reaction: GroundReaction
    places: Places
    side: Side
    mass_kg: float

    def moment_nm(
        self, *, inertia: bool = True, cutoff_hz: float = CUTOFF_HZ, knee_m: FloatArray | None = None
    ) -> FloatArray:
        """(n,) N m; without inertia a leg of no mass: ground force times lever."""
        motion = self.trial.motion
        moved = {} if knee_m is None else {f"{KNEE_ON_SHANK}_{self.side}": knee_m}
        wrench = foot_wrench(self.reaction, motion.contacts, self.side, motion.time_s, cutoff_hz)
        return knee_extension_moment(
            motion,
            {**self.places, **moved},
            wrench,
            self.side,
            self.mass_kg if inertia else 0.0,
            self.trial.runner.sex,
        )

    def flexion_rad(self) -> FloatArray:
        """(n,) knee flexion."""
        return self.trial.curve_rad(f"knee_flexion_{self.side}")

    def stiffness(self, moment_nm: FloatArray, flexion_rad: FloatArray | None = None) -> float:
        """Mean over contacts, N m/kg per rad."""
        flexion = self.flexion_rad() if flexion_rad is None else flexion_rad
        slopes = stance_slopes(self.trial, whole_contacts(self.trial, self.side), flexion, moment_nm)
        return float(np.nanmean(slopes)) / self.mass_kg

    def in_stance(self) -> BoolArray:
        """(n,) whether this foot is down."""
        time_s = self.trial.motion.time_s
        spans = [(c.foot_strike_s, c.toe_off_s) for c in self.trial.contacts(self.side)]
        inside = [(time_s >= start) & (time_s <= stop) for start, stop in spans]
        return np.asarray(np.any(inside, axis=0), dtype=np.bool_)


def main() -> None:
    knees = [_knees([trial], rbds_standing(trial), MAN) for trial in rbds_trials()]
    flat = [one for pair in knees for one in pair]
    rows = [*_against_opensim(), *_by_speed(knees), *_choices(flat), _from_markers(flat)]
    save("knee_moment", "Knee moment and stiffness", "python -m benchmarks.knee_moment", rows, NOTES)


NOTES = [
    "left, right: Hamner runner at 3 m/s against OpenSim's inverse dynamics (coordinates at 15 Hz, forces"
    " unfiltered) of a model scaled by the laboratory; RMSE and peak in % of OpenSim's peak, in stance; swing"
    " slope: ours over theirs in the air, where nothing but inertia acts",
    "its shank and foot weigh 3.59 and 1.52 kg, de Leva's 3.15 and 1.00; its knee bends by 31 degrees from"
    " strike, ours by 27 (its leg is a chain of hinges, ours follows skin): in the stiffness they partly"
    " cancel",
    "lever only: ground force times lever about the same knee and axis, a leg without mass; its stiffness is"
    " nearer to OpenSim's than ours, by that cancelling: over their flexion it is the farthest",
    "stiffness in N m/kg per rad; strides SD: contacts of one foot; halves: first less second half of a"
    " trial's contacts, each foot by itself; choices: change of the mean of 48 feet in %, its SD, and the"
    " strides' SD as a ratio",
    "RBDS are 8 men in one laboratory; no other laboratory's figures stand beside them",
]


def _knees(
    paths: list[Path], standing: Path, runner: Runner, source: Literal["auto", "markers"] = "auto"
) -> list[Knee]:
    recording = load_session(paths)[0]
    motion = solve(recording, load(standing), runner, Settings(contacts=source))
    if recording.forces is None:
        raise ValueError(f"{recording.id} has no forces")
    reaction = ground_reaction(recording.forces, motion.contacts, runner.mass_kg)
    if reaction.body_weight_n is None:
        raise ValueError(f"{recording.id} does not weigh its runner")
    trial, mass_kg = Trial(motion, reaction, runner), reaction.body_weight_n / GRAVITY_MPS2
    return [Knee(trial, reaction, places_of(motion.points), side, mass_kg) for side in SIDES]


def _against_opensim() -> list[dict[str, object]]:
    folder = shared_data() / "fullbody"
    paths = [folder / "hamner_s01_Run_3.trc", folder / "hamner_s01_Run_3_grf.mot"]
    return [
        {"what": f"{knee.side}, {way}", **_agreement(knee, moment)}
        for knee in _knees(paths, folder / "hamner_s01_static.trc", HAMNER)
        for way, moment in _ways(knee).items()
    ]


def _ways(knee: Knee) -> dict[str, FloatArray]:
    return {
        "ours": knee.moment_nm(),
        "ours with the model's own masses": _with_model_masses(knee),
        "lever only": knee.moment_nm(inertia=False),
        "knee carried by the thigh": knee.moment_nm(knee_m=knee.places[f"knee_centre_{knee.side}"]),
    }


def _with_model_masses(knee: Knee) -> FloatArray:
    """OpenSim's scaled shank and foot instead of de Leva's: what is left is not the masses."""
    calf, bare = _segments(knee)
    top = knee.places[f"{KNEE_ON_SHANK}_{knee.side}"]
    centre = top + SHANK_CENTRE_M * unit(calf.centre_m - top)
    return _moment_of(knee, [replace(_weighing(calf, SHANK_KG), centre_m=centre), _weighing(bare, FOOT_KG)])


def _shod(knee: Knee) -> FloatArray:
    calf, bare = _segments(knee)
    return _moment_of(knee, [calf, _weighing(bare, bare.mass_kg + SHOE_KG)])


def _segments(knee: Knee) -> tuple[MovingSegment, MovingSegment]:
    given = (knee.trial.motion, knee.places, knee.side, knee.mass_kg, knee.trial.runner.sex)
    return shank(*given), foot(*given)


def _weighing(segment: MovingSegment, mass_kg: float) -> MovingSegment:
    spread = segment.spread_kgm2 * mass_kg / segment.mass_kg
    return replace(segment, mass_kg=mass_kg, spread_kgm2=spread)


def _moment_of(knee: Knee, segments: list[MovingSegment]) -> FloatArray:
    """The moment with other segments than the product's."""
    motion, top = knee.trial.motion, knee.places[f"{KNEE_ON_SHANK}_{knee.side}"]
    asked = np.sum([demanded_moment(one, top, motion.rate_hz) for one in segments], axis=0)
    return knee.moment_nm(inertia=False) + along_flexion_axis(motion, knee.side, asked)


def opensim_knee(side: Side, time_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """OpenSim's extension moment, N m, and flexion, rad, at our moments."""
    name, folder = f"knee_angle_{side[0]}", shared_data() / "opensim"
    dynamics = read_coordinates(folder / "Run_3_id_15Hz.sto")
    angles = read_coordinates(folder / "Run_3_ik.mot")
    return (
        np.interp(time_s, dynamics["time"], dynamics[f"{name}_moment"]),
        -np.radians(np.interp(time_s, angles["time"], angles[name])),
    )


def _agreement(knee: Knee, ours: FloatArray) -> dict[str, object]:
    theirs, flexion = opensim_knee(knee.side, knee.trial.motion.time_s)
    stance, known = knee.in_stance(), np.isfinite(ours)
    rows, swing = stance & known, ~stance & known
    peak = theirs[rows].max()
    return {
        "RMSE %": 100 * float(np.sqrt(np.mean((ours - theirs)[rows] ** 2))) / peak,
        "r": float(np.corrcoef(ours[rows], theirs[rows])[0, 1]),
        "peak %": 100 * float(ours[rows].max() - peak) / peak,
        "swing slope": float(np.polyfit(theirs[swing], ours[swing], 1)[0]),
        "stiffness": knee.stiffness(ours),
        "over their flexion": knee.stiffness(ours, flexion),
        "theirs": knee.stiffness(theirs, flexion),
    }


def _by_speed(knees: Iterable[list[Knee]]) -> list[dict[str, object]]:
    feet = pd.DataFrame([_foot(knee) for pair in knees for knee in pair])
    runners = feet.groupby(["speed", "runner"]).mean(numeric_only=True)
    halves = feet["halves"].abs()
    rows: list[dict[str, object]] = [
        {
            "what": f"RBDS {int(str(speed)[1:]) / 10} m/s, mean and SD of {len(some)} runners",
            "stiffness": float(some["stiffness"].mean()),
            "SD": float(some["stiffness"].std()),
            "strides SD": float(some["strides"].mean()),
            "lever only": float(some["lever"].mean()),
        }
        for speed, some in runners.groupby(level="speed")
    ]
    return [
        *rows,
        {"what": f"RBDS, halves of {len(feet)} feet, SD", "stiffness": float(feet["halves"].std())},
        {"what": "RBDS, halves, 95 % differ by less", "stiffness": float(halves.quantile(0.95))},
        {"what": "RBDS, left less right, SD of 24 trials", "stiffness": _sides_sd(feet)},
        {"what": "RBDS, lever only against ours, 48 feet", "r": float(feet["stiffness"].corr(feet["lever"]))},
    ]


def _foot(knee: Knee) -> dict[str, object]:
    values = knee_stiffness(knee.trial, knee.side)
    middle = values.size // 2
    trial = knee.trial.motion.recording_id
    return {
        "runner": trial.split("run")[0],
        "speed": trial[-3:],
        "side": knee.side,
        "stiffness": float(np.nanmean(values)),
        "strides": float(np.nanstd(values, ddof=1)),
        "halves": float(np.nanmean(values[:middle]) - np.nanmean(values[middle:])),
        "lever": knee.stiffness(knee.moment_nm(inertia=False)),
    }


def _sides_sd(feet: pd.DataFrame) -> float:
    sides = feet.pivot_table(index=["runner", "speed"], columns="side", values="stiffness")
    return float((sides["left"] - sides["right"]).std())


def _choices(knees: list[Knee]) -> list[dict[str, object]]:
    """What each choice moves: the mean over all feet and the scatter of strides."""
    plain = [_mean_and_scatter(knee, knee.moment_nm()) for knee in knees]
    others = {
        f"plates at {PLATES_HZ:g} Hz": [k.moment_nm(cutoff_hz=PLATES_HZ) for k in knees],
        "knee carried by the thigh": [k.moment_nm(knee_m=k.places[f"knee_centre_{k.side}"]) for k in knees],
        "a shoe of 0.3 kg": [_shod(k) for k in knees],
        "knee 1 cm forward": [k.moment_nm(knee_m=_forward(k, MOVED_M)) for k in knees],
        "knee 1 cm backward": [k.moment_nm(knee_m=_forward(k, -MOVED_M)) for k in knees],
    }
    rows: list[dict[str, object]] = []
    for what, moments in others.items():
        found = [_mean_and_scatter(knee, moment) for knee, moment in zip(knees, moments, strict=True)]
        ratio = np.array(found) / np.array(plain)
        rows.append(
            {
                "what": f"choice: {what}",
                "change %": 100 * float(ratio[:, 0].mean() - 1),
                "SD": 100 * float(ratio[:, 0].std(ddof=1)),
                "strides SD ratio": float(ratio[:, 1].mean()),
            }
        )
    return rows


def _from_markers(knees: list[Knee]) -> dict[str, object]:
    """Contacts found from the markers instead of the plates, in the measure's unit."""
    pairs = [_knees([trial], rbds_standing(trial), MAN, "markers") for trial in rbds_trials()]
    theirs = [float(np.nanmean(knee_stiffness(k.trial, k.side))) for pair in pairs for k in pair]
    ours = [float(np.nanmean(knee_stiffness(k.trial, k.side))) for k in knees]
    change = np.subtract(theirs, ours)
    return {
        "what": "contacts from markers, change",
        "stiffness": float(change.mean()),
        "SD": float(change.std()),
    }


def _mean_and_scatter(knee: Knee, moment_nm: FloatArray) -> tuple[float, float]:
    contacts = whole_contacts(knee.trial, knee.side)
    slopes = stance_slopes(knee.trial, contacts, knee.flexion_rad(), moment_nm) / knee.mass_kg
    return float(np.nanmean(slopes)), float(np.nanstd(slopes, ddof=1))


def _forward(knee: Knee, distance_m: float) -> FloatArray:
    """The knee's centre moved along the shank's forward axis."""
    axes = knee.trial.motion.segment_axes[f"shank_{knee.side}"]
    return np.asarray(knee.places[f"{KNEE_ON_SHANK}_{knee.side}"] + distance_m * axes[:, :, 0])


if __name__ == "__main__":
    main()
