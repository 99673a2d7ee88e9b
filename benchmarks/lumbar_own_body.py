"""The product's own body against OpenSim's inverse dynamics of the same recordings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from backstride.loads.body_segments import upper_body
from backstride.loads.lumbar_joint import lumbosacral, standing_motion
from backstride.loads.lumbar_moment import lumbar_moment
from backstride.loads.newton_euler import MovingBody, demanded
from backstride.loads.trunk_pose import MARKERS, TrunkPose
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.motion import rigid
from backstride.motion.filters import low_pass
from backstride.motion.places import places_of, stack
from backstride.motion.solve import MARKER_CUTOFF_HZ
from benchmarks.angles import read_coordinates
from benchmarks.common import save
from benchmarks.lumbar_opensim import BACK, Compared, below, compared
from benchmarks.lumbar_trials import SPEEDS_MPS, Solved, hamner
from benchmarks.opensim_runs import shared_run

COORDINATES = ("lumbar_bending", "lumbar_rotation", "lumbar_extension")
AXES = ("bending", "axial", "extension")
TRUNK = ("head", "upper_trunk", "middle_trunk", "lower_trunk")
UPPER_ARM = ("upper_arm_1", "upper_arm_2", "upper_arm_3", "elbow_lateral", "elbow_medial")
HAT_KGM2 = 0.5  # turning inertia about the side axis that the reference's trunk has over de Leva's
EDGE_S = 0.1  # left out at both ends, where filters begin


@dataclass(frozen=True, eq=False)
class Reference:
    """OpenSim's result on the recording's own frames.

    moment_nm: (n, 3) bending, axial, extension along the joint's coordinates; below_nm: the same from the
    feet up. place_m: (n, 3) of its back joint. axes: (n, 3, 3), rows the axes of those coordinates. trunk:
    (n, 3, 3) of its torso, by some axes fixed in it.
    """

    time_s: FloatArray
    moment_nm: FloatArray
    place_m: FloatArray
    axes: FloatArray
    trunk: FloatArray
    below_nm: FloatArray


def main() -> None:
    rows = [row for speed in SPEEDS_MPS for row in _rows(speed)]
    save("lumbar_own_body", "Moment at L5/S1: own body against OpenSim's", COMMAND, rows, NOTES)


COMMAND = "python -m benchmarks.lumbar_own_body"
NOTES = [
    "Hamner runner; OpenSim: the laboratory's scaled model, its inverse kinematics of the same markers with"
    " alike weights (3 m/s: as stored) and inverse dynamics with coordinates at 15 Hz; ours: markers, L5/S1"
    " and masses of the product. 0.1 s at both ends left out; peaks in N m, differences in % of theirs",
    "own joint: the product's figure as it is, about its own L5/S1, in its own pelvis's axes; same point: the"
    " same body's moment about their back joint along their axes, so that only body and motion differ",
    "their joint lies 16 mm behind ours and 22 mm higher, as high as the muscle model's L4/L5",
    "their trunk inertia: same point, with the 0.5 kg m2 that their trunk has over de Leva's: it kept the"
    " inertia of 34.2 kg that its parent model gives trunk and arms together (1.47 kg m2) for its 26.0 kg"
    " without arms, which are there once more",
    "their trunk pose: same point, our segments on the torso as their inverse kinematics turns it, which ties"
    " it to the pelvis by a joint",
    "arms in the pose: same point, the trunk tracked by the shoulders that the upper arms' markers carry as"
    " well, as alike weights make OpenSim's do: nearer to OpenSim, but the plates fit worse, sagittal"
    " difference 0.32, 0.36, 0.48, 0.61 N m/kg instead of 0.29, 0.34, 0.42, 0.57 (2 to 5 m/s): left out",
    "OpenSim from below: its moment from above less what its pelvis residual carries to the joint, low-passed"
    " like the markers, so the same figure by the plates; the difference is the doubt about OpenSim's peak",
    "wanted: sagittal R at least 0.95 and peak within 15 % on the same recording",
]


def _rows(speed_mps: int) -> Iterator[dict[str, Any]]:
    one, theirs = hamner(speed_mps), _reference(speed_mps)
    joint = lumbosacral(one.motion)
    body = upper_body(one.motion, one.runner.mass_kg or np.nan, one.runner.sex)
    own = _turned(joint.axes.swapaxes(1, 2), body, joint.place_m, one)
    heavy = replace(body, spread_kgm2=body.spread_kgm2 + _excess(body))
    tied = _on(body, theirs)
    ways = {
        "own joint": own,
        "same point": _turned(theirs.axes, body, theirs.place_m, one),
        "same point, their trunk inertia": _turned(theirs.axes, heavy, theirs.place_m, one),
        "same point, arms in the pose": _turned(theirs.axes, _with_arms(one, body), theirs.place_m, one),
        "same point, their trunk pose": _turned(theirs.axes, tied, theirs.place_m, one),
    }
    for way, moment in ways.items():
        for axis, name in enumerate(AXES):
            yield {
                "what": f"{speed_mps} m/s, {way}, {name}",
                **_agreement(moment[:, axis], theirs.moment_nm[:, axis], theirs.time_s),
            }
    plates = low_pass(theirs.below_nm, one.motion.rate_hz, MARKER_CUTOFF_HZ)[:, 2]
    own_plates = lumbar_moment(one.motion, one.reaction, one.runner)
    assert own_plates.residual is not None
    own_below = own[:, 2] - own_plates.residual.moment_nm[:, 2]
    for what, found, beside in (
        ("OpenSim from below against OpenSim from above", plates, theirs.moment_nm[:, 2]),
        ("ours from below against ours from above", own_below, own[:, 2]),
    ):
        yield {"what": f"{speed_mps} m/s, {what}, extension", **_agreement(found, beside, theirs.time_s)}


def _turned(axes: FloatArray, body: MovingBody, about_m: FloatArray, one: Solved) -> FloatArray:
    """(n, 3) N m along the rows of axes (n, 3, 3)."""
    asked = demanded(body, about_m, one.motion.rate_hz).moment_nm
    return np.asarray(np.einsum("nij,nj->ni", axes, asked))


def _excess(body: MovingBody) -> FloatArray:
    """The reference's greater turning inertia, as spread along the upper trunk's long axis, kg m2."""
    rows = [[0.0, HAT_KGM2 if name == "upper_trunk" else 0.0, 0.0] for name in body.names]
    return np.array(rows)


def _on(body: MovingBody, theirs: Reference) -> MovingBody:
    """Head and trunk held in the reference's torso, each at the mean of where it lies there."""
    unknown = np.zeros(len(theirs.place_m))
    return _held(body, rigid.RigidFit(theirs.trunk, theirs.place_m, unknown))


def _with_arms(one: Solved, body: MovingBody) -> MovingBody:
    """Head and trunk tracked by the shoulders, as the upper arms' markers carry them, as well."""
    places = places_of(one.motion.points)
    still = standing_motion(one.motion)
    assert still is not None
    stood = places_of(still.points)
    shoulders = []
    for side in SIDES:
        names = [f"{name}_{side}" for name in UPPER_ARM]
        pose = rigid.fit(np.array([stood[name][0] for name in names]), stack(places, names))
        shoulders.append(pose.place(stood[f"shoulder_centre_{side}"][:1])[:, 0])
    seen = [places[name] for name in MARKERS] + [lumbosacral(one.motion).place_m, *shoulders]
    together = np.stack(seen, axis=1)
    return _held(body, rigid.fit(rigid.mean_shape(together, together[0]), together))


def _held(body: MovingBody, fit: rigid.RigidFit) -> MovingBody:
    """Head and trunk held in a pose, each at the mean of where it lies there."""
    pose = TrunkPose(fit, fit.rotation)
    centres, axes = body.centre_m.copy(), body.axes.copy()
    for index, name in enumerate(body.names):
        if name in TRUNK:
            centres[index] = pose.carried(body.centre_m[index])
            # columns are carried like places: their means in the pose are a rotation but for 1 in 1000
            columns = [pose.carried(fit.translation + body.axes[index][:, :, k]) for k in range(3)]
            axes[index] = np.stack(columns, axis=2) - fit.translation[:, :, None]
    return replace(body, centre_m=centres, axes=axes)


def _agreement(ours: FloatArray, theirs: FloatArray, time_s: FloatArray) -> dict[str, float]:
    rows = np.isfinite(ours) & (time_s >= time_s[0] + EDGE_S) & (time_s <= time_s[-1] - EDGE_S)
    a, b = ours[rows], theirs[rows]
    peak = float(b[np.argmax(np.abs(b))])
    own = float(a.max() if peak > 0 else a.min())
    return {
        "R": float(np.corrcoef(a, b)[0, 1]),
        "peak": own,
        "theirs": peak,
        "peak %": 100 * (own / peak - 1),
        "RMSE %": 100 * float(np.sqrt(np.mean((a - b) ** 2))) / abs(peak),
    }


def _reference(speed_mps: int) -> Reference:
    with tempfile.TemporaryDirectory() as folder:
        run = shared_run(speed_mps, Path(folder))
        return _of(compared(*run), read_coordinates(run.motion)["time"])


def _of(one: Compared, time_s: FloatArray) -> Reference:
    index = one.model.index(BACK)
    levers = {lever.coordinate: lever.turn for lever in one.posed.levers if lever.joint == index}
    axes = np.stack([levers[name].T[one.inside] for name in COORDINATES], axis=1)
    return Reference(
        time_s=time_s,
        moment_nm=np.column_stack([one.theirs[name] for name in COORDINATES]),
        place_m=one.posed.centre_m[index][one.inside],
        axes=axes,
        trunk=one.posed.body.axes[index][one.inside],
        below_nm=np.column_stack([below(one, BACK)[1][name] for name in COORDINATES]),
    )


if __name__ == "__main__":
    main()
