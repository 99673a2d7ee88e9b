"""Joint and pelvic angles against OpenSim's inverse kinematics and two laboratories' reference runners."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from backstride.model.common import SIDES
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.common import rbds_standing, rbds_trials, save, shared_data

EDGE_SAMPLES = 10  # filters and models settle within these at both ends
# Our curve -> OpenSim's coordinate and the sign that makes them alike.
OPENSIM = {
    "pelvic_tilt": ("pelvis_tilt", -1),
    "pelvic_obliquity": ("pelvis_list", 1),
    "pelvic_rotation": ("pelvis_rotation", 1),
    "hip_flexion_{side}": ("hip_flexion_{letter}", 1),
    "knee_flexion_{side}": ("knee_angle_{letter}", -1),
    "ankle_dorsiflexion_{side}": ("ankle_angle_{letter}", 1),
}
# Mean and spread over runners at about 2.5 m/s on treadmills, two laboratories of 23 each: the open BMC
# and RIC data of Fukuchi, Duarte and Ferber (CC BY 4.0), per-subject median waveforms.
LABORATORIES = {
    "knee flexion at strike": ((11.6, 4.1), (10.1, 4.9)),
    "peak stance knee flexion": ((40.0, 4.7), (41.8, 5.7)),
    "peak hip extension": ((13.3, 4.8), (15.6, 5.7)),
    "hip flexion at strike": ((24.0, 5.1), (21.4, 7.2)),
    "ankle dorsiflexion at strike": ((3.9, 6.5), (7.3, 4.6)),
    "peak dorsiflexion": ((22.9, 2.3), (22.6, 3.3)),
    "peak plantarflexion": ((18.0, 5.8), (17.5, 5.5)),
}
# Least and most of three RBDS runners by ASIS and PSIS, 10 Hz low-pass, computed independently of this code.
RANGES = {
    "pelvic tilt range": (7.0, 10.9),
    "pelvic obliquity range": (8.5, 17.9),
    "pelvic rotation range": (4.2, 11.0),
}


def main() -> None:
    rows = [*_against_opensim(), *_against_laboratories()]
    save("angles", "Angles", "python -m benchmarks.angles", rows, NOTES)


NOTES = [
    "OpenSim: Hamner runner at 3 m/s, gait model scaled by the laboratory; offsets come from each model's own"
    " zeros (pelvic tilt from bony landmarks here, from the model there) and are removed before the RMSE",
    "laboratories: RBDS at 2.5 m/s, 8 runners, median of strides, mean and SD over runners",
]


def _against_opensim() -> list[dict[str, object]]:
    folder = shared_data() / "fullbody"
    paths = [folder / "hamner_s01_Run_3.trc", folder / "hamner_s01_Run_3_grf.mot"]
    motion = solve(load_session(paths)[0], load(folder / "hamner_s01_static.trc"), Runner(), Settings())
    theirs = read_coordinates(shared_data() / "opensim" / "Run_3_ik.mot")
    return [
        _agreement(curve.format(side=side), motion, sign * theirs[column.format(letter=side[0])])
        for curve, (column, sign) in OPENSIM.items()
        for side in (SIDES if "{" in curve else SIDES[:1])
    ]


def read_coordinates(path: Path) -> dict[str, np.ndarray]:
    """Columns of an OpenSim motion file, degrees and metres."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("endheader") + 1
    values = np.array([[float(cell) for cell in line.split()] for line in lines[start + 1 :]])
    return dict(zip(lines[start].split(), values.T, strict=True))


def _agreement(curve: str, motion: Motion, theirs_deg: np.ndarray) -> dict[str, object]:
    inside = slice(EDGE_SAMPLES, -EDGE_SAMPLES)
    ours = np.degrees(motion.angles.sel(curve=curve).to_numpy())[inside]
    theirs = theirs_deg[inside]
    difference = ours - theirs
    return {
        "against": "OpenSim",
        "what": curve.replace("_", " "),
        "ours deg": float(np.ptp(ours)),
        "theirs deg": float(np.ptp(theirs)),
        "offset deg": float(difference.mean()),
        "RMSE deg": float(difference.std()),
        "r": float(np.corrcoef(ours, theirs)[0, 1]),
    }


def _against_laboratories() -> list[dict[str, object]]:
    runners = pd.DataFrame(
        [_of_runner(path) for path in rbds_trials() if path.stem.endswith("T25")], dtype=np.float64
    )
    rows: list[dict[str, object]] = []
    for what, figures in LABORATORIES.items():
        theirs = " and ".join(f"{mean:g} +- {spread:g}" for mean, spread in figures)
        rows.append(_summary("two laboratories", what, runners[what], theirs))
    for what, (low, high) in RANGES.items():
        rows.append(_summary("3 RBDS runners", what, runners[what], f"{low:g} to {high:g}"))
    return rows


def _summary(against: str, what: str, values: pd.Series, theirs: str) -> dict[str, object]:
    return {
        "against": against,
        "what": what,
        "ours deg": float(values.mean()),
        "SD deg": float(values.std()),
        "theirs deg": theirs,
        "least deg": float(values.min()),
        "most deg": float(values.max()),
    }


def _of_runner(path: Path) -> dict[str, float]:
    motion = solve(load_session([path])[0], load(rbds_standing(path)), Runner(), Settings())
    rows = []
    for stride in motion.strides:
        stance = _window(motion, stride.foot_strike_s, stride.toe_off_s)
        whole = _window(motion, stride.foot_strike_s, stride.next_foot_strike_s)
        hip, knee, ankle = (
            np.degrees(motion.angles.sel(curve=f"{name}_{stride.side}").to_numpy())
            for name in ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")
        )
        at_strike = [np.interp(stride.foot_strike_s, motion.time_s, curve) for curve in (hip, knee, ankle)]
        rows.append(
            {
                "hip flexion at strike": at_strike[0],
                "knee flexion at strike": at_strike[1],
                "ankle dorsiflexion at strike": at_strike[2],
                "peak stance knee flexion": knee[stance].max(),
                "peak hip extension": -hip[whole].min(),
                "peak dorsiflexion": ankle[whole].max(),
                "peak plantarflexion": -ankle[whole].min(),
            }
            | {f"{what.removesuffix(' range')} range": _range_deg(motion, what, whole) for what in RANGES}
        )
    return {str(name): float(value) for name, value in pd.DataFrame(rows).median().items()}


def _window(motion: Motion, start_s: float, stop_s: float) -> slice:
    return slice(*np.searchsorted(motion.time_s, [start_s, stop_s]))


def _range_deg(motion: Motion, what: str, whole: slice) -> float:
    curve = motion.angles.sel(curve=what.removesuffix(" range").replace(" ", "_")).to_numpy()
    return float(np.degrees(np.ptp(curve[whole])))


if __name__ == "__main__":
    main()
