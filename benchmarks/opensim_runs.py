"""The shared runner as OpenSim takes him: model, motion and loads of a run, and what it found at 3 m/s."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from backstride.model.arrays import FloatArray
from benchmarks.common import ROOT, shared_data
from benchmarks.opensim_tools import inverse_kinematics, loads_for

SHARED_SPEED_MPS: Final = 3  # whose motion and result are stored
MOTIONS: Final = ROOT / "build" / "opensim"
MOMENTS: Final = ("lumbar_bending_moment", "lumbar_rotation_moment", "lumbar_extension_moment")


class SharedRun(NamedTuple):
    """The files of one run, in the order in which inverse dynamics takes them."""

    model: Path
    motion: Path
    loads: Path


def shared_model() -> Path:
    """The laboratory's scaled model."""
    return shared_data() / "opensim" / "subject01_adjusted_scaled.osim"


def shared_run(speed_mps: int, folder: Path) -> SharedRun:
    """The run at 2, 3, 4 or 5 m/s; the motion as stored, else by OpenSim's inverse kinematics.

    Args:
        speed_mps: of the treadmill.
        folder: where the copy of the loads file goes.
    """
    opensim, full = shared_data() / "opensim", shared_data() / "fullbody"
    model, name = shared_model(), f"hamner_s01_Run_{speed_mps}"
    stored = speed_mps == SHARED_SPEED_MPS
    return SharedRun(
        model=model,
        motion=opensim / "Run_3_ik.mot" if stored else _kinematics(model, full / f"{name}.trc"),
        loads=loads_for(opensim / "Run_3_grf.xml", full / f"{name}_grf.mot", folder),
    )


def stored_moments_nm(every: int = 1) -> FloatArray:
    """(n, 3) bending, axial, extension at the back joint at 3 m/s, OpenSim's, of every so many frames."""
    table = pd.read_csv(shared_data() / "opensim" / "Run_3_id_15Hz_lumbar.csv")
    return table[list(MOMENTS)].to_numpy()[::every]


def _kinematics(model: Path, markers: Path) -> Path:
    """OpenSim's inverse kinematics, a minute a trial, done once."""
    motion = MOTIONS / f"{markers.stem}_ik.mot"
    if not motion.exists():
        MOTIONS.mkdir(parents=True, exist_ok=True)
        inverse_kinematics(model, markers, motion)
    return motion
