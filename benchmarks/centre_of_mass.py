"""The centre of mass against gravity and plates, and what is lost when trunk and arms carry no markers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.body import lay_over, learn
from backstride.motion.centre_of_mass import centre_of_mass
from backstride.motion.filters import derivative, low_pass
from backstride.motion.joint_centres import shoulder_centres
from backstride.motion.places import places_of
from backstride.motion.solve import solve
from backstride.motion.standing import standing_places
from backstride.read.load import load
from backstride.read.session import load_session
from benchmarks.common import full_body_trials, rbds_standing, rbds_trials, rmse, save, shared_data

GRAVITY_MPS2 = 9.81
CUTOFF_HZ = 15.0  # of plates and centre of mass alike, before their accelerations are compared
LOADED_N = 200.0  # plates that carry less are in flight
Row = dict[str, object]


def main() -> None:
    rows = [row for trial in full_body_trials() for row in _of_full_body(*trial)]
    rows += [_standing_over_pressure(shared_data() / "fullbody" / "JA1Static05.c3d")]
    rows += _oscillation_of_rbds()
    save("centre_of_mass", "Centre of mass", "python -m benchmarks.centre_of_mass", rows, NOTES)


NOTES = [
    "without trunk and arms: the same trial with those markers taken away, minus the whole; pelvis likewise",
    "oscillation less the plate's: median over strides against the vertical force integrated twice",
    "the upper body's place over the pelvis comes from the mean of the same two full-body runners: their rows"
    " show the spread within and between them, RBDS is independent of it",
]


def _of_full_body(paths: list[Path], standing: Path) -> list[Row]:
    recording = load_session(paths)[0]
    motion = solve(recording, load(standing), Runner(sex="male"), Settings())
    whole = motion.centre_of_mass.to_numpy()
    rise = _rise(whole, motion.rate_hz)
    rows: list[Row] = [
        {"trial": recording.id, "what": "acceleration in mid-flight, m/s2", "value": _in_flight(motion, rise)}
    ]
    if recording.forces is not None:
        rows.append(
            {"trial": recording.id, "what": "m(a+g) against plates, RMSE in body weights"}
            | {"value": _against_plates(recording.forces, motion, rise)}
        )
        apart = _oscillation_m(motion, whole) - _oscillation_of_force_m(recording, motion)
        rows.append(
            {"trial": recording.id, "what": "vertical oscillation less the plate's, mm", "value": 1e3 * apart}
        )
    for name, place in _poorer(motion).items():
        rows += _losses(recording.id, name, motion, place - whole, place, whole)
    return rows


def _poorer(motion: Motion) -> dict[str, FloatArray]:
    places = places_of(motion.points)
    legs = {name: place for name, place in places.items() if not name.startswith(("acromion", "shoulder"))}
    pelvis = {"pelvis_centre": places["pelvis_centre"]}
    return {
        "without trunk and arms": centre_of_mass(legs, "male").place_m,
        "pelvis only": centre_of_mass(pelvis, "male").place_m,
    }


def _losses(
    trial: str, name: str, motion: Motion, error: FloatArray, place: FloatArray, whole: FloatArray
) -> list[Row]:
    """At foot strike, fore-aft; the leg angle it makes; and over the strides the vertical oscillation."""
    ahead, angle = [], []
    for contact in motion.contacts:
        ankle = motion.points.sel(point=f"ankle_centre_{contact.side}").to_numpy()
        ahead.append(np.interp(contact.foot_strike_s, motion.time_s, error[:, 0]))
        angle.append(
            np.interp(contact.foot_strike_s, motion.time_s, _leg_angle_deg(ankle, place))
            - np.interp(contact.foot_strike_s, motion.time_s, _leg_angle_deg(ankle, whole))
        )
    ratio = _oscillation_m(motion, place) / _oscillation_m(motion, whole) - 1
    return [
        {"trial": trial, "what": f"{name}: fore-aft at strike, mm", "value": 1e3 * float(np.mean(ahead))}
        | {"SD": 1e3 * float(np.std(ahead))},
        {"trial": trial, "what": f"{name}: leg angle at strike, deg", "value": float(np.mean(angle))}
        | {"SD": float(np.std(angle))},
        {"trial": trial, "what": f"{name}: vertical oscillation, %", "value": 100 * float(ratio)},
    ]


def _leg_angle_deg(ankle: FloatArray, centre: FloatArray) -> FloatArray:
    return np.asarray(np.degrees(np.arctan2(ankle[:, 0] - centre[:, 0], centre[:, 1] - ankle[:, 1])))


def _oscillation_m(motion: Motion, place: FloatArray) -> float:
    spans = [
        np.ptp(place[slice(*np.searchsorted(motion.time_s, [s.foot_strike_s, s.next_foot_strike_s])), 1])
        for s in motion.strides
    ]
    return float(np.median(spans))


def _rise(place: FloatArray, rate_hz: float) -> FloatArray:
    height = low_pass(place[:, 1], rate_hz, CUTOFF_HZ)
    return derivative(derivative(height, rate_hz), rate_hz)


def _in_flight(motion: Motion, rise: FloatArray) -> float:
    contacts = sorted(motion.contacts, key=lambda c: c.foot_strike_s)
    middles = [(a.toe_off_s + b.foot_strike_s) / 2 for a, b in pairwise(contacts)]
    return float(np.median(np.interp(middles, motion.time_s, rise)))


def _against_plates(forces: Forces, motion: Motion, rise: FloatArray) -> float:
    """Over the frames in which the plates carry the runner: off them there may be ground without a plate."""
    total = np.sum([plate.force_n[:, 1] for plate in forces.plates], axis=0)
    smooth = np.interp(motion.time_s, forces.time_s, low_pass(total, forces.rate_hz, CUTOFF_HZ))
    strides = [(s.foot_strike_s, s.next_foot_strike_s) for s in motion.strides]
    weight = np.median([_mean_force(forces, total, *span) for span in strides])
    loaded = (smooth > LOADED_N) & np.isfinite(rise)
    return rmse(smooth[loaded] / weight - (rise[loaded] / GRAVITY_MPS2 + 1))


def _mean_force(forces: Forces, total: FloatArray, start_s: float, stop_s: float) -> float:
    return float(total[slice(*np.searchsorted(forces.time_s, [start_s, stop_s]))].mean())


def _standing_over_pressure(path: Path) -> Row:
    """Quiet standing on a plate: the centre of mass stands over the mean centre of pressure."""
    standing = load(path)
    still = standing_places(standing.points, standing.rate_hz)
    places = lay_over(learn(still, standing=True), {name: place[None] for name, place in still.items()})[0]
    found = centre_of_mass({**places, **shoulder_centres(places)}, "male").place_m[0]
    assert standing.forces is not None
    loaded = [plate for plate in standing.forces.plates if plate.force_n[:, 1].mean() > LOADED_N]
    pressure = np.nanmean(loaded[0].centre_of_pressure_m, axis=0)
    return {
        "trial": standing.id,
        "what": "standing: ahead of the centre of pressure, mm",
        "value": 1e3 * float(found[0] - pressure[0]),
    }


def _oscillation_of_rbds() -> list[Row]:
    errors: dict[str, list[float]] = {"without trunk and arms": [], "pelvis only": []}
    for path in rbds_trials():
        recording = load_session([path])[0]
        motion = solve(recording, load(rbds_standing(path)), Runner(), Settings())
        true_m = _oscillation_of_force_m(recording, motion)
        pelvis = motion.points.sel(point="pelvis_centre").to_numpy()
        errors["without trunk and arms"].append(
            _oscillation_m(motion, motion.centre_of_mass.to_numpy()) - true_m
        )
        errors["pelvis only"].append(_oscillation_m(motion, pelvis) - true_m)
    return [_of_errors(name, values) for name, values in errors.items()]


def _of_errors(name: str, values: list[float]) -> Row:
    return {
        "trial": f"RBDS, {len(values)} trials",
        "what": f"{name}: vertical oscillation less the plate's, mm",
        "value": 1e3 * float(np.mean(values)),
        "SD": 1e3 * float(np.std(values, ddof=1)),
        "largest": 1e3 * float(np.max(np.abs(values))),
    }


def _oscillation_of_force_m(recording: Recording, motion: Motion) -> float:
    """The mean force of a stride is the weight, and the body ends as high as it began."""
    forces = recording.forces
    assert forces is not None
    total = np.sum([plate.force_n[:, 1] for plate in forces.plates], axis=0)
    spans = []
    for stride in motion.strides:
        rows = slice(*np.searchsorted(forces.time_s, [stride.foot_strike_s, stride.next_foot_strike_s]))
        rise = (total[rows] / total[rows].mean() - 1) * GRAVITY_MPS2
        speed = np.cumsum(rise) / forces.rate_hz
        spans.append(np.ptp(np.cumsum(speed - speed.mean()) / forces.rate_hz))
    return float(np.median(spans))


if __name__ == "__main__":
    main()
