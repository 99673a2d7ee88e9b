"""The truth against a reading of the noise-free files that shares nothing with the code that made them."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from scipy.signal import butter, filtfilt
from scipy.spatial.transform import Rotation

from backstride.knowledge.loader import load
from backstride.model.common import SIDES
from backstride.read.load import load as read
from backstride.synth.presets import TYPICAL
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.write import write_synthetic

BODY, MARKERS = load("synth/body.toml"), load("synth/markers.toml")
STATED = {row["what"]: row for row in load("synth/truth.toml")["accuracy"]}
GRAVITY_MPS2 = 9.80665


def held(what: str, found: float) -> None:
    """The figure printed in docs/synth.md is true, and below its limit."""
    row = next(STATED[key] for key in STATED if key.startswith(what))
    print(f"{what}: {found:.3g} {row['unit']}")
    assert found <= row["measured"] <= row["limit"]


def standing_centres(height_m: float) -> dict[str, np.ndarray]:
    """Joint centres of someone who stands over the origin, from the table of lengths alone."""
    ankle, shank, thigh, hip = (
        BODY["lengths"][n] for n in ("ankle_height", "shank", "thigh", "hip_half_width")
    )
    heights = {"hip": ankle + shank + thigh, "knee": ankle + shank, "ankle": ankle}
    return {
        f"{joint}_centre_{side}": height_m * np.array([0, up, hip if side == "right" else -hip])
        for joint, up in heights.items()
        for side in SIDES
    }


def markers_of(segment: str, side: str) -> list[str]:
    sides = (side,) if side else SIDES
    return [
        full
        for name, place in MARKERS[segment].items()
        if name not in MARKERS["medial"]
        for full in ([name] if not side and place[2] == 0 else [f"{name}_{s}" for s in sides])
    ]


def fitted(synthetic: Synthetic, segment: str, side: str = "") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(t, 3, 3) turn from standing and the middles (t, 3), (3,) it turns about: Kabsch, frame by frame."""
    names = markers_of(segment, side)
    run = synthetic.run.points.sel(point=names).to_numpy()
    still = synthetic.standing.points.sel(point=names).to_numpy()[0]
    middle, rest = run.mean(axis=1), still.mean(axis=0)
    u, _, vt = np.linalg.svd(np.einsum("tmi,mj->tij", run - middle[:, None], still - rest))
    flip = np.ones((len(u), 3))
    flip[:, 2] = np.linalg.det(u @ vt)
    return (u * flip[:, None]) @ vt, middle, rest


def carried(fit: tuple[np.ndarray, np.ndarray, np.ndarray], point: np.ndarray) -> np.ndarray:
    turn, middle, rest = fit
    return middle + turn @ (point - rest)


def test_joint_centres_follow_from_the_markers(exact):
    still = standing_centres(exact.spec.height_m)
    by = {"hip": ("pelvis", "thigh"), "knee": ("thigh", "shank"), "ankle": ("shank", "foot")}
    worst = 0.0
    for side, (joint, segments) in itertools.product(SIDES, by.items()):
        name = f"{joint}_centre_{side}"
        true = exact.truth.joint_centres.sel(point=name).to_numpy()
        for segment in segments:
            fit = fitted(exact, segment, "" if segment == "pelvis" else side)
            worst = max(worst, float(np.abs(carried(fit, still[name]) - true).max()))
    held("joint centres", 1e3 * worst)


def euler(turn: np.ndarray, order: str) -> np.ndarray:
    return Rotation.from_matrix(turn).as_euler(order, degrees=True)


def own_angles(exact: Synthetic) -> dict[str, np.ndarray]:
    """(t,) degrees by the conventions: joints Z, X, Y intrinsic; pelvis and trunk Y, X, Z against the lab."""
    pelvis, torso = fitted(exact, "pelvis")[0], fitted(exact, "torso")[0]
    out = {}
    for name, turn in (("pelvic", pelvis), ("trunk", torso)):
        rotation, roll, forward = euler(turn, "YXZ").T
        tilt, side = (
            ("pelvic_tilt", "pelvic_obliquity") if name == "pelvic" else ("trunk_lean", "trunk_lateral")
        )
        out |= {f"{name}_rotation": rotation, side: roll, tilt: -forward}
    for side in SIDES:
        thigh, shank, foot = (fitted(exact, segment, side)[0] for segment in ("thigh", "shank", "foot"))
        for name, upper, lower, sign in (
            ("hip_flexion", pelvis, thigh, 1),
            ("knee_flexion", thigh, shank, -1),
            ("ankle_dorsiflexion", shank, foot, 1),
        ):
            out[f"{name}_{side}"] = sign * euler(np.swapaxes(upper, 1, 2) @ lower, "ZXY")[:, 0]
    return out


def test_angles_follow_from_the_markers(exact):
    truth = exact.truth.angles
    worst = {
        name: float(np.abs(mine - np.degrees(truth.sel(curve=name).to_numpy())).max())
        for name, mine in own_angles(exact).items()
    }
    assert len(worst) == 12
    held("hip, knee and ankle", max(worst.values()))


def crossings(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Seconds at which the filtered vertical force of a written file passes 50 N, up and down."""
    forces = read(path).forces
    b, a = butter(2, 50, fs=forces.rate_hz)
    low = filtfilt(b, a, forces.plates[0].force_n[:, 1]) - 50
    k = np.flatnonzero(low[:-1] * low[1:] < 0)
    at = forces.time_s[k] - low[k] * (forces.time_s[k + 1] - forces.time_s[k]) / (low[k + 1] - low[k])
    return at[low[k] < 0], at[low[k] > 0]


def worst_event_ms(synthetic: Synthetic, folder: Path) -> float:
    up, down = crossings(write_synthetic(synthetic, folder)["run"])
    return 1e3 * max(
        np.abs(found - event).min()
        for contact in synthetic.truth.contacts
        for event, found in ((contact.foot_strike_s, up), (contact.toe_off_s, down))
    )


def test_contacts_are_where_the_written_plate_passes_50_newton(exact, tmp_path):
    held("foot strike and toe-off", worst_event_ms(exact, tmp_path))


def test_contacts_stay_there_with_the_usual_noise_of_the_plate(tmp_path):
    held("the same with the default", worst_event_ms(synthesise(TYPICAL), tmp_path))


def test_the_forces_carry_the_weight(exact):
    forces = exact.run.forces
    starts = [c.touchdown_s for c in exact.truth.contacts if c.side == "left"]
    window = (forces.time_s >= starts[0]) & (forces.time_s < starts[-1])
    mean = forces.plates[0].force_n[window, 1].mean() / (exact.spec.mass_kg * GRAVITY_MPS2)
    held("mean vertical force", 100 * abs(mean - 1))
