"""Two legs on paper that swing about a fixed knee: every moment at the knee has a closed form."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from backstride.loads.ground_reaction import GRAVITY_MPS2, GroundReaction, ground_reaction
from backstride.measures.trial import Trial
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact, Stride
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Plate
from backstride.model.runner import Runner
from backstride.motion.segment_figures import figure, gyration

RATE_HZ, FORCE_HZ = 200.0, 1000.0
MASS_KG, SEX = 70.0, "male"
STRIDE_S, CONTACT_S, STRIDES = 0.70, 0.25, 6
FIRST_S = 0.30
SHANK_M, FOOT_M = 0.42, 0.25
WIDTH_M = 0.1  # of each foot from the middle, to its own side
KNEE_M = np.array([0.0, 0.5, 0.0])
STRIKE_DEG, BEND_DEG = 15.0, 25.0
# From the ankle in the shank's own axes, forward and down: heel, toe, and the force half way along the foot.
HEEL, TOE, PRESSURE = np.array([-0.05, -0.06]), np.array([0.20, -0.06]), np.array([0.075, -0.06])
PEAK_N = 2 * MASS_KG * GRAVITY_MPS2 * (STRIDE_S / 2) / CONTACT_S
BRAKE = -0.2  # fore-aft over vertical force, throughout


@dataclass(frozen=True)
class Known:
    """The closed form of one knee at times (n,): flexion, rad, and extension moment, N m."""

    flexion_rad: np.ndarray
    moment_nm: np.ndarray


def known(time_s: np.ndarray, side: Side, *, mass_kg: float = MASS_KG) -> Known:
    """A pendulum of shank and foot, less the lever of the ground's force."""
    omega = 4 * np.pi / STRIDE_S
    phase = omega * (time_s - first_strike_s(side))
    flexion = np.radians(STRIKE_DEG + BEND_DEG * (1 - np.cos(phase)) / 2)
    bending = np.radians(BEND_DEG) * omega**2 * np.cos(phase) / 2
    moment = np.zeros_like(time_s)
    for own_kg, inertia, place in _segments(mass_kg):
        around = inertia + own_kg * float(place @ place)
        moment += -around * bending + own_kg * GRAVITY_MPS2 * _turned(place, flexion)[:, 0]
    force, lever = force_n(time_s, side), _turned(_below_knee(PRESSURE), flexion)
    return Known(flexion, moment - (lever[:, 0] * force[:, 1] - lever[:, 1] * force[:, 0]))


def motion() -> Motion:
    """Both legs, each knee fixed, the thighs upright."""
    time_s = np.arange(0, FIRST_S + (STRIDES + 1.5) * STRIDE_S, 1 / RATE_HZ)
    points, axes, curves, stood = {}, {}, {}, {}
    for side in SIDES:
        flexion = known(time_s, side).flexion_rad
        points |= _points(side, flexion)
        axes[f"thigh_{side}"] = np.tile(np.eye(3), (time_s.size, 1, 1))
        axes |= {f"{name}_{side}": _rotation(flexion) for name in ("shank", "foot")}
        curves |= {f"knee_flexion_{side}": flexion, f"foot_pitch_{side}": -flexion}
        stood |= {name: place[0] for name, place in _points(side, np.zeros(1)).items()}
    return Motion(
        recording_id="paper leg",
        rate_hz=RATE_HZ,
        time_s=time_s,
        points=_array(points, time_s),
        angles=xr.DataArray(
            np.stack(list(curves.values()), axis=1),
            dims=("time", "curve"),
            coords={"time": time_s, "curve": list(curves)},
        ),
        centre_of_mass=xr.DataArray(np.zeros((time_s.size, 3)), dims=("time", "axis")),
        centre_of_mass_method="segments",
        contacts=contacts(),
        contacts_source="plates",
        strides=tuple(
            Stride(**c.model_dump(exclude={"recording"}), next_foot_strike_s=c.foot_strike_s + STRIDE_S)
            for c in contacts()[:-2]
        ),
        speed_mps=3.0,
        speed_source="given",
        surface="treadmill",
        has_standing=True,
        refused={},
        standing_m=stood,
        segment_axes=axes,
    )


def plates(time_s: np.ndarray, *, away_m: float = 0.0, unknown: bool = False) -> tuple[Plate, ...]:
    """One plate for both feet; ``away_m`` moves where it says the force acts, ``unknown`` leaves that out."""
    force, pressure = np.zeros((time_s.size, 3)), np.full((time_s.size, 3), np.nan)
    for side in SIDES:
        own = force_n(time_s, side)
        loaded = own[:, 1] > 20.0
        flexion = known(time_s, side).flexion_rad
        spot = _place(side, _turned(_below_knee(PRESSURE), flexion)) + np.array([0.0, 0.0, away_m])
        force += own
        pressure[loaded] = spot[loaded]
    known_pressure = np.full_like(pressure, np.nan) if unknown else pressure
    return (Plate("belt", force, known_pressure, np.where(np.isfinite(pressure[:, 0]), 0.0, np.nan)),)


def reaction(made: Motion, **changes: float) -> GroundReaction:
    """What the plate says of the whole run."""
    time_s = np.arange(0, made.time_s[-1], 1 / FORCE_HZ)
    return ground_reaction(Forces(time_s, FORCE_HZ, plates(time_s, **changes)), made.contacts, MASS_KG)  # type: ignore[arg-type]


def trial(**changes: float) -> Trial:
    """The whole of it."""
    made = motion()
    return Trial(made, reaction(made, **changes), Runner(mass_kg=MASS_KG, sex=SEX))


def overlapping(made: Trial) -> Trial:
    """The same run with contacts so long that the other foot is always down too."""
    long = tuple(c.model_copy(update={"toe_off_s": c.toe_off_s + 0.15}) for c in made.motion.contacts)
    return replace(made, motion=replace(made.motion, contacts=long))


def contacts() -> tuple[Contact, ...]:
    """Left first, then in turn."""
    strikes = [(SIDES[k % 2], FIRST_S + k * STRIDE_S / 2) for k in range(2 * STRIDES)]
    return tuple(
        Contact(recording="paper leg", side=side, foot_strike_s=at, toe_off_s=at + CONTACT_S)
        for side, at in strikes
    )


def first_strike_s(side: Side) -> float:
    """When this foot lands first."""
    return FIRST_S + (STRIDE_S / 2 if side == "right" else 0.0)


def force_n(time_s: np.ndarray, side: Side) -> np.ndarray:
    """(n, 3) N: a squared half sine that carries the weight, soft at its ends so that 20 Hz spares it."""
    after = (time_s - first_strike_s(side)) % STRIDE_S
    inside = (after < CONTACT_S) & (time_s >= first_strike_s(side) - 1e-9)
    inside &= time_s < FIRST_S + STRIDES * STRIDE_S
    up = np.where(inside, PEAK_N * np.sin(np.pi * after / CONTACT_S) ** 2, 0.0)
    return np.column_stack([BRAKE * up, up, np.zeros_like(up)])


def _segments(mass_kg: float) -> list[tuple[float, float, np.ndarray]]:
    """Mass, inertia about the sideways axis, and place of the centre from the knee, of shank and foot."""
    shank_kg, foot_kg = (mass_kg * figure(name, "mass", SEX) / 100 for name in ("shank", "foot"))
    along = figure("foot", "centre", SEX) / 100
    return [
        (
            shank_kg,
            shank_kg * (SHANK_M * gyration("shank", SEX)[1]) ** 2,
            np.array([0.0, -SHANK_M * figure("shank", "centre", SEX) / 100]),
        ),
        (
            foot_kg,
            foot_kg * (FOOT_M * gyration("foot", SEX)[1]) ** 2,
            _below_knee(HEEL + along * (TOE - HEEL)),
        ),
    ]


def _below_knee(from_ankle: np.ndarray) -> np.ndarray:
    return from_ankle + np.array([0.0, -SHANK_M])


def _turned(place: np.ndarray, flexion_rad: np.ndarray) -> np.ndarray:
    """(n, 2) a place (2,) of the shank about the knee; bending swings it backward."""
    c, s = np.cos(-flexion_rad), np.sin(-flexion_rad)
    return np.column_stack([c * place[0] - s * place[1], s * place[0] + c * place[1]])


def _rotation(flexion_rad: np.ndarray) -> np.ndarray:
    c, s = np.cos(-flexion_rad), np.sin(-flexion_rad)
    nought, one = np.zeros_like(c), np.ones_like(c)
    rows = [np.stack(row, axis=-1) for row in ([c, -s, nought], [s, c, nought], [nought, nought, one])]
    return np.stack(rows, axis=1)


def _place(side: Side, from_knee: np.ndarray) -> np.ndarray:
    lateral = np.full(len(from_knee), WIDTH_M if side == "right" else -WIDTH_M)
    return KNEE_M + np.column_stack([from_knee, lateral])


def _points(side: Side, flexion_rad: np.ndarray) -> dict[str, np.ndarray]:
    from_knee = {
        "knee_centre": np.zeros(2),
        "knee_on_shank": np.zeros(2),
        "ankle_centre": _below_knee(np.zeros(2)),
        "heel": _below_knee(HEEL),
        "toe": _below_knee(TOE),
    }
    return {f"{name}_{side}": _place(side, _turned(place, flexion_rad)) for name, place in from_knee.items()}


def _array(points: dict[str, np.ndarray], time_s: np.ndarray) -> xr.DataArray:
    return xr.DataArray(
        np.stack(list(points.values()), axis=1),
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": list(points), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )
