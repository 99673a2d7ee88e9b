"""Same model, same motion: the back joint's moments by our Newton and Euler against OpenSim's.

``--motion X.mot --loads X.xml [--forces X.mot] [--model X.osim]`` compares on another run; without them the
shared runner is compared at his four speeds, three of them with OpenSim's own inverse kinematics (kept in
``build/opensim``).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.interpolate import make_interp_spline

from backstride.model.arrays import FloatArray
from benchmarks.angles import read_coordinates
from benchmarks.common import markdown, save, shared_data
from benchmarks.lumbar_trials import SPEEDS_MPS
from benchmarks.opensim_dynamics import (
    AtJoint,
    Wrenches,
    along_levers,
    carried,
    from_above,
    from_below,
    generalised_forces,
)
from benchmarks.opensim_model import Model, read_model
from benchmarks.opensim_pose import Posed, pose
from benchmarks.opensim_runs import SHARED_SPEED_MPS, shared_model, shared_run
from benchmarks.opensim_tools import (
    Coordinates,
    filtered,
    ground_wrenches,
    inverse_dynamics,
    loads_for,
)

BACK, EXTENSION = "back", "lumbar_extension"
ROOT_JOINT: Final = 0  # the pelvis on the ground comes first
MARGIN: Final = 10  # padded samples kept at both ends, more than a derivative needs
FINER: Final = 4
TITLE: Final = "Lumbar moments: same model, same motion, OpenSim"
COMMAND: Final = "python -m benchmarks.lumbar_opensim"


@dataclass(frozen=True, eq=False)
class Compared:
    """One motion by both: our posed model with its ground forces, and OpenSim's generalised forces.

    inside: the recording's own rows among the padded ones of ours. theirs: coordinate -> (n,).
    """

    model: Model
    posed: Posed
    rate_hz: float
    ground: Wrenches
    inside: slice
    theirs: Mapping[str, FloatArray]


def main() -> None:
    given = _asked()
    with tempfile.TemporaryDirectory() as folder:
        if given.motion is None:
            rows = [row for speed in SPEEDS_MPS for row in _shared_rows(speed, Path(folder))]
            save("lumbar_opensim", TITLE, COMMAND, rows, NOTES)
            return
        loads = loads_for(given.loads, given.forces, Path(folder)) if given.forces else given.loads
        one = compared(given.model or shared_model(), given.motion, loads)
        rows = list(rows_of(given.motion.stem, one, given.joint))
    print(markdown({"title": TITLE, "command": COMMAND, "notes": [NOTES[2], NOTES[-1]], "rows": rows}))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=TITLE)
    parser.add_argument("--motion", type=Path, help="coordinates, .mot; without it the shared runner's runs")
    parser.add_argument("--loads", type=Path, help="external loads, .xml")
    parser.add_argument("--forces", type=Path, help="their data, where not in the file that they name")
    parser.add_argument("--model", type=Path, help=".osim; the shared runner's where none is given")
    parser.add_argument("--joint", default=BACK, help="the model's name of the joint to compare")
    given = parser.parse_args()
    if (given.motion is None) != (given.loads is None):
        parser.error("--motion and --loads belong together")
    return given


NOTES = [
    "Hamner runner, the laboratory's scaled model; both with its masses, inertias and joint centres, with the"
    " coordinates low-passed at 15 Hz by OpenSim's own filter, and with the ground forces as stored; every"
    " sample counts, also those at the ends",
    "2, 4 and 5 m/s: motion by OpenSim's inverse kinematics with alike weights, which at 3 m/s gives the"
    " stored motion to its last digit; OpenSim repeated at 3 m/s gives its stored result likewise",
    "from above: head, arms and trunk; from below: feet to pelvis with the ground's forces. OpenSim's side of"
    " it is its back moment less its pelvis residual carried to the joint; their difference is that residual",
    "read 4 times as often: between its samples the motion is OpenSim's own quintic spline; what then is left"
    " at 5 m/s stands where the model's knee spline ends (120 degrees) and its acceleration jumps",
    "largest %: the largest difference at any moment, peak %: that of the largest moments, both in % of"
    " OpenSim's peak; peak and RMS in N m, or N, of OpenSim's; asked: 1 % of peak and R above 0.999",
]


def _shared_rows(speed: int, folder: Path) -> Iterator[dict[str, Any]]:
    """The shared runner at one speed; where a result is stored, also how well OpenSim repeats it."""
    run = shared_run(speed, folder)
    one = compared(*run)
    yield from rows_of(f"{speed} m/s", one, BACK)
    ours, theirs = below(compared(*run, FINER), BACK)
    found = agreement(ours[EXTENSION], theirs[EXTENSION])
    yield {"what": f"{speed} m/s, from below, {EXTENSION}, read {FINER} times as often", **found}
    if speed == SHARED_SPEED_MPS:
        yield {"what": f"{speed} m/s, OpenSim repeated less stored", **_repeated(one)}


def compared(model: Path, motion: Path, loads: Path, finer: int = 1) -> Compared:
    """OpenSim's inverse dynamics of a motion, and our model posed by the same filtered coordinates.

    ``finer`` reads the motion that many times as often, on the spline that OpenSim differentiates.
    """
    ours, own = read_model(model)
    rows = trimmed(filtered(motion, own), finer)
    times = rows.time_s
    return Compared(
        model=ours,
        posed=pose(ours, {name: rows.values[name] for name in ours.default if name in rows.values}),
        rate_hz=(times.size - 1) / float(times[-1] - times[0]),
        ground=ground_wrenches(loads, times),
        inside=rows.inside,
        theirs=by_coordinate(inverse_dynamics(model, motion, loads)),
    )


def trimmed(rows: Coordinates, finer: int = 1) -> Coordinates:
    """A few padded samples at both ends instead of half a recording."""
    first, last = rows.inside.start - MARGIN, rows.inside.stop - 1 + MARGIN
    times = np.linspace(rows.time_s[first], rows.time_s[last], finer * (last - first) + 1)
    kept = {name: make_interp_spline(rows.time_s, values, 5)(times) for name, values in rows.values.items()}
    return Coordinates(times, kept, slice(finer * MARGIN, finer * (last - first - MARGIN) + 1, finer))


def by_coordinate(columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """OpenSim's columns by coordinate: each ends in ``_moment`` or ``_force``."""
    return {name.rpartition("_")[0]: values for name, values in columns.items() if name != "time"}


def rows_of(trial: str, one: Compared, joint: str) -> Iterator[dict[str, Any]]:
    """The joint from above and from below, the pelvis residual, and all coordinates together."""
    for way, (ours, theirs) in {"above": above(one, joint), "below": below(one, joint)}.items():
        for name, values in ours.items():
            yield {"what": f"{trial}, from {way}, {name}", **agreement(values, theirs[name])}
    everything = everything_of(one)
    for lever in one.posed.levers:
        if lever.joint == ROOT_JOINT:
            found = agreement(everything[lever.coordinate], one.theirs[lever.coordinate])
            yield {"what": f"{trial}, residual, {lever.coordinate}", **found}
    all_of = [agreement(everything[name], theirs) for name, theirs in one.theirs.items()]
    yield {
        "what": f"{trial}, all {len(all_of)} coordinates, the worst",
        "1 - R, ppm": max(found["1 - R, ppm"] for found in all_of),
        "largest %": max(found["largest %"] for found in all_of),
    }


Both = tuple[dict[str, FloatArray], dict[str, FloatArray]]  # ours and OpenSim's, coordinate -> (n,)


def above(one: Compared, joint: str) -> Both:
    """The joint's generalised forces from head, arms and trunk."""
    ours = _along(one, joint, from_above(one.model, one.posed, joint, one.rate_hz))
    return ours, {name: one.theirs[name] for name in ours}


def below(one: Compared, joint: str) -> Both:
    """The same from feet to pelvis; OpenSim's is its own less its residual, carried to the joint."""
    ours = _along(one, joint, from_below(one.model, one.posed, joint, one.rate_hz, one.ground))
    centre = one.posed.centre_m[one.model.index(joint)]
    residual = {name: np.zeros(len(centre)) for name in one.theirs}
    for name, values in one.theirs.items():
        residual[name][one.inside] = values
    left = carried(one.posed, ROOT_JOINT, residual, centre)
    lost = _along(one, joint, AtJoint(left.moment_nm, left.force_n))
    return ours, {name: one.theirs[name] - lost[name] for name in ours}


def _along(one: Compared, joint: str, at: AtJoint) -> dict[str, FloatArray]:
    along = along_levers(one.posed, one.model.index(joint), at)
    return {name: values[one.inside] for name, values in along.items()}


def everything_of(one: Compared) -> dict[str, FloatArray]:
    """Our generalised force of every coordinate: coordinate -> (n,)."""
    forces = generalised_forces(one.model, one.posed, one.rate_hz, one.ground)
    return {name: values[one.inside] for name, values in forces.items()}


def agreement(ours: FloatArray, theirs: FloatArray) -> dict[str, float]:
    """How far R is from 1, and the differences in per cent of the peak."""
    peak, apart = float(np.abs(theirs).max()), ours - theirs
    return {
        "1 - R, ppm": 1e6 * (1 - float(np.corrcoef(ours, theirs)[0, 1])),
        "RMSE %": 100 * float(np.sqrt(np.mean(apart**2))) / peak,
        "largest %": 100 * float(np.abs(apart).max()) / peak,
        "peak %": 100 * (float(np.abs(ours).max()) / peak - 1),
        "peak": peak,
        "RMS": float(np.sqrt(np.mean(theirs**2))),
    }


def _repeated(one: Compared) -> dict[str, float]:
    stored = by_coordinate(read_coordinates(shared_data() / "opensim" / "Run_3_id_15Hz.sto"))
    return {"largest %": max(agreement(one.theirs[name], stored[name])["largest %"] for name in stored)}


if __name__ == "__main__":
    main()
