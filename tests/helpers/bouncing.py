"""A runner on paper under a known push of the ground: the path of the body follows by summing it up twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from scipy.integrate import cumulative_trapezoid
from scipy.interpolate import CubicSpline

from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.common import SIDES, Side, other_side
from backstride.model.contact import Contact
from backstride.model.motion import Motion
from backstride.motion.strides import strides_of

FINE_HZ = 4000.0
FIRST_S = 0.2
STEPS = 12
JOINTS = ("hip", "knee", "ankle")
SINE = (1.0,)


def waves_of(weights: Sequence[float], share: np.ndarray) -> np.ndarray:
    """The sum of half waves at shares of the contact, nothing outside it."""
    inside = (share >= 0) & (share <= 1)
    total = sum(weight * np.sin(k * np.pi * share) for k, weight in enumerate(weights, 1))
    return np.where(inside, total, 0.0)


def bouncing(
    *,
    contact_s: float = 0.25,
    step_s: float = 0.36,
    shapes: dict[Side, Sequence[float]] | None = None,
    brake_bw: float = 0.0,
    rate_hz: float = 150.0,
    legs: bool = True,
) -> Motion:
    """Steps left and right in turn.

    shapes: weights of each foot's half waves; they are scaled so that a stride bears the weight.
    brake_bw: fore-aft push, a whole wave that takes and gives back as much.
    """
    shapes = shapes or {"left": SINE, "right": SINE}
    contacts = tuple(_contacts(contact_s, step_s))
    time_s = np.arange(0, contacts[-1].toe_off_s + 0.2, 1 / FINE_HZ)
    up, ahead = np.zeros_like(time_s), np.zeros_like(time_s)
    for contact in contacts:
        share = (time_s - contact.foot_strike_s) / contact_s
        up += waves_of(shapes[contact.side], share)
        ahead += waves_of((0.0, -brake_bw), share)
    inside = (time_s >= FIRST_S) & (time_s < FIRST_S + 2 * step_s)
    up /= up[inside].mean()
    path = np.column_stack([_twice(ahead, time_s), _steady(_twice(up - 1, time_s), time_s, 2 * step_s)])
    shown_s = np.arange(0, time_s[-1], 1 / rate_hz)
    centre = np.zeros((shown_s.size, 3))
    centre[:, :2] = CubicSpline(time_s, path)(shown_s)
    return _motion(shown_s, rate_hz, centre, contacts, legs)


def peak_bw(contact_s: float, step_s: float, shapes: dict[Side, Sequence[float]], side: Side) -> float:
    """The true largest push of one foot."""
    share = np.linspace(0, 1, 20001)
    bears = np.mean([waves_of(shapes[one], share).mean() for one in SIDES]) * contact_s / step_s
    return float(waves_of(shapes[side], share)[share > 0.25].max() / bears)


def _contacts(contact_s: float, step_s: float) -> list[Contact]:
    side: Side = "left"
    made = []
    for step in range(STEPS):
        strike = FIRST_S + step * step_s
        made.append(Contact(recording="paper", side=side, foot_strike_s=strike, toe_off_s=strike + contact_s))
        side = other_side(side)
    return made


def _twice(push_bw: np.ndarray, time_s: np.ndarray) -> np.ndarray:
    speed = cumulative_trapezoid(GRAVITY_MPS2 * push_bw, time_s, initial=0)
    return np.asarray(cumulative_trapezoid(speed, time_s, initial=0))


def _steady(path: np.ndarray, time_s: np.ndarray, stride_s: float) -> np.ndarray:
    """The path with the speed at which a stride ends as high as it began."""
    start, stop = np.interp([FIRST_S, FIRST_S + stride_s], time_s, path)
    return np.asarray(1.0 + path - (stop - start) / stride_s * time_s)


def _motion(
    time_s: np.ndarray, rate_hz: float, centre: np.ndarray, contacts: tuple[Contact, ...], legs: bool
) -> Motion:
    names = [f"{joint}_centre_{side}" for joint in JOINTS for side in SIDES] if legs else ["pelvis_centre"]
    points = xr.DataArray(
        np.repeat(centre[:, None], len(names), axis=1),
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": names, "axis": ["x", "y", "z"]},
    )
    return Motion(
        recording_id="paper",
        rate_hz=rate_hz,
        time_s=time_s,
        points=points,
        angles=xr.DataArray(
            np.empty((time_s.size, 0)), dims=("time", "curve"), coords={"time": time_s, "curve": []}
        ),
        centre_of_mass=xr.DataArray(centre, dims=("time", "axis"), coords={"time": time_s}),
        centre_of_mass_method="pelvis",
        contacts=contacts,
        contacts_source="markers",
        strides=strides_of(contacts),
        speed_mps=3.0,
        speed_source="given",
        surface="treadmill",
        has_standing=True,
        refused={},
    )
