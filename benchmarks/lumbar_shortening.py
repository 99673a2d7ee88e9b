"""How far each lumbar fascicle shortens as the trunk turns: writes knowledge/lumbar_shortening.csv."""

from __future__ import annotations

import numpy as np

from backstride.loads.muscles.anatomy import tabled
from backstride.model.arrays import FloatArray
from benchmarks.common import ROOT
from benchmarks.opensim_lumbar import LumbarModel

STEP_RAD = float(np.radians(1.0))
FILE = ROOT / "src" / "backstride" / "knowledge" / "lumbar_shortening.csv"
HEAD = """# How much each fascicle of lumbar_fascicles.csv shortens per rad of trunk on pelvis, mm: bending
# to the right, turn to the left, extension. Standing, generic adult of 84 kg; the lumbar joints share the
# turn out as the model couples them. Computed with OpenSim 4.6 from fullbody_lumbar_muscles.osim (Pose2Sim,
# BSD-3-Clause; anatomy of Christophy 2012) by differences over 1 degree: benchmarks/lumbar_shortening.py
fascicle,bending_mm_per_rad,axial_mm_per_rad,extension_mm_per_rad
"""


def main() -> None:
    found = shortening_m(LumbarModel()) * 1000.0
    rows = [
        ",".join([name, *(f"{value:.2f}" for value in row)])
        for name, row in zip(tabled().names, found, strict=True)
    ]
    FILE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


def shortening_m(model: LumbarModel, posture_rad: FloatArray | None = None) -> FloatArray:
    """(m, 3) of every fascicle per rad of bending, axial turn and extension, about a posture."""
    about = np.zeros(3) if posture_rad is None else posture_rad
    names = tabled().names
    columns = []
    for axis in np.eye(3):
        there, back = (model.lines(names, about + sign * STEP_RAD * axis) for sign in (1.0, -1.0))
        columns.append((back.length_m - there.length_m) / (2 * STEP_RAD))
    return np.column_stack(columns)


if __name__ == "__main__":
    main()
