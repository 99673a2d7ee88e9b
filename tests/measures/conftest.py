"""A runner on paper: every angle, path and force is a formula, so every measure has a known answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import xarray as xr

from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.measures.compute import compute
from backstride.model.contact import Contact, Stride
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Plate
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.read.load import load
from backstride.read.session import load_session
from backstride.ways.movement import moved

RATE_HZ = 200.0
STRIDE_S = 0.70
CONTACT_S = 0.25
SPEED_MPS = 3.0
MASS_KG = 70.0
WEIGHT_N = MASS_KG * 9.80665
FIRST_STRIKE_S = 0.30
OSCILLATION_M = 0.08
SWAY_M = 0.02
AHEAD_M = 0.12
BELOW_M = 0.90
WIDTH_M = 0.06
STANDING_TILT_DEG = 7.0
ARM_DEG = (-10.0, 22.0)  # mean, amplitude: once per stride
HEAD_DEG, STANDING_HEAD_DEG = 9.0, 3.0  # chin down
CURVES_DEG = {
    # name: (mean, amplitude, cycles per stride); value = mean + amplitude * cos(2 pi cycles phase)
    "pelvic_tilt": (12.0, 3.0, 2),
    "pelvic_obliquity": (0.0, 4.0, 1),
    "pelvic_rotation": (0.0, 6.0, 1),
    "trunk_lean": (7.0, 2.0, 2),
    "trunk_lateral": (0.5, 2.5, 1),
    "trunk_rotation": (0.0, -5.0, 1),
    "hip_flexion": (15.0, 28.0, 1),
    "knee_flexion": (30.0, 20.0, 1),
    "foot_pitch": (2.0, 8.0, 1),
    "shank_angle": (1.0, 7.0, 1),
}
SIDED = ("hip_flexion", "knee_flexion", "foot_pitch", "shank_angle")


@pytest.fixture(scope="session")
def paper() -> ModuleType:
    """This file: its constants and its builders."""
    return sys.modules[__name__]


def analytic_motion(n_strides: int = 12, **changes: Any) -> Motion:
    """Left foot strikes at FIRST_STRIKE_S + k * STRIDE_S, the right half a stride later."""
    contacts, strides = _contacts(n_strides), _strides(n_strides)
    time_s = np.arange(0, FIRST_STRIKE_S + (n_strides + 1.5) * STRIDE_S, 1 / RATE_HZ)
    motion = Motion(
        recording_id="paper",
        rate_hz=RATE_HZ,
        time_s=time_s,
        points=_points(time_s),
        angles=_angles(time_s),
        centre_of_mass=xr.DataArray(_centre(time_s), dims=("time", "axis"), coords={"time": time_s}),
        centre_of_mass_method="segments",
        contacts=contacts,
        contacts_source="plates",
        strides=strides,
        speed_mps=SPEED_MPS,
        speed_source="given",
        surface="treadmill",
        has_standing=True,
        refused={},
        standing_rad={"pelvic_tilt": np.radians(STANDING_TILT_DEG)},
        standing_m={name: place[0] for name, place in _head(np.zeros(1), STANDING_HEAD_DEG).items()},
    )
    return replace(motion, **changes)


def analytic_reaction(motion: Motion) -> GroundReaction:
    """Half-sine vertical force that carries the weight; backward then forward force, 0.25 BW at most."""
    time_s = np.arange(motion.time_s[0], motion.time_s[-1], 1 / 1000)
    force_n = np.zeros((time_s.size, 3))
    peak_n = WEIGHT_N * np.pi / 2 * (STRIDE_S / 2) / CONTACT_S
    for contact in motion.contacts:
        phase = (time_s - contact.foot_strike_s) / CONTACT_S
        inside = (phase >= 0) & (phase <= 1)
        force_n[inside, 1] += peak_n * np.sin(np.pi * phase[inside])
        force_n[inside, 0] -= 0.25 * WEIGHT_N * np.sin(2 * np.pi * phase[inside])
    nothing = np.full((time_s.size, 3), np.nan)
    plate = Plate(name="1", force_n=force_n, centre_of_pressure_m=nothing, free_moment_nm=nothing[:, 0])
    forces = Forces(time_s=time_s, rate_hz=1000.0, plates=(plate,))
    return ground_reaction(forces, motion.contacts, MASS_KG)


def phase_of(time_s: np.ndarray, side: str) -> np.ndarray:
    """Cycles since this side's first strike."""
    return (time_s - FIRST_STRIKE_S) / STRIDE_S - (0.5 if side == "right" else 0.0)


def without_curve(motion: Motion, curve: str, why: str) -> Motion:
    """The same motion with one curve refused."""
    keep = [name for name in motion.angles.coords["curve"].values if name != curve]
    return replace(motion, angles=motion.angles.sel(curve=keep), refused={**motion.refused, curve: why})


def _strikes(n_strides: int) -> list[tuple[str, float]]:
    return [
        ("left" if k % 2 == 0 else "right", FIRST_STRIKE_S + k * STRIDE_S / 2) for k in range(2 * n_strides)
    ]


def _contacts(n_strides: int) -> tuple[Contact, ...]:
    return tuple(
        Contact(recording="paper", side=side, foot_strike_s=t, toe_off_s=t + CONTACT_S)  # type: ignore[arg-type]
        for side, t in _strikes(n_strides)
    )


def _strides(n_strides: int) -> tuple[Stride, ...]:
    return tuple(
        Stride(side=side, foot_strike_s=t, toe_off_s=t + CONTACT_S, next_foot_strike_s=t + STRIDE_S)  # type: ignore[arg-type]
        for side, t in _strikes(n_strides)[:-2]
    )


def _wave(name: str, phase: np.ndarray) -> np.ndarray:
    mean, amplitude, cycles = CURVES_DEG[name]
    return np.radians(mean + amplitude * np.cos(2 * np.pi * cycles * phase))


def _angles(time_s: np.ndarray) -> xr.DataArray:
    curves = {name: _wave(name, phase_of(time_s, "left")) for name in CURVES_DEG if name not in SIDED}
    for side in ("left", "right"):
        curves |= {f"{name}_{side}": _wave(name, phase_of(time_s, side)) for name in SIDED}
    return xr.DataArray(
        np.stack(list(curves.values()), axis=1),
        dims=("time", "curve"),
        coords={"time": time_s, "curve": list(curves)},
        attrs={"units": "rad"},
    )


def _centre(time_s: np.ndarray) -> np.ndarray:
    sway = SWAY_M / 2 * np.cos(2 * np.pi * phase_of(time_s, "left"))
    height = 1.0 + OSCILLATION_M / 2 * np.cos(4 * np.pi * phase_of(time_s, "left"))
    return np.stack([np.zeros_like(time_s), height, sway], axis=1)


def _points(time_s: np.ndarray) -> xr.DataArray:
    """Ankles that ride with the centre of mass: AHEAD_M ahead and BELOW_M below it at their own strike."""
    centre = _centre(time_s)
    ankles = []
    for side, lateral_m in (("left", -WIDTH_M / 2), ("right", WIDTH_M / 2)):
        ahead = AHEAD_M * np.cos(2 * np.pi * phase_of(time_s, side))
        ankles.append(
            np.stack([centre[:, 0] + ahead, centre[:, 1] - BELOW_M, np.full_like(ahead, lateral_m)], axis=1)
        )
    named = dict(zip(("ankle_centre_left", "ankle_centre_right"), ankles, strict=True))
    named |= _upper_body(time_s) | _head(time_s, HEAD_DEG)
    return xr.DataArray(
        np.stack(list(named.values()), axis=1),
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": list(named), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def _upper_body(time_s: np.ndarray) -> dict[str, np.ndarray]:
    """An upright trunk 0.5 m long, and arms that swing opposite to their leg."""
    fixed = {"pelvis_centre": (0, 1, 0), "c7": (-0.05, 1.5, 0), "clavicle": (0.05, 1.5, 0)}
    for side, lateral_m in (("left", -0.18), ("right", 0.18)):
        fixed |= {f"{name}_{side}": (0, 1.45, lateral_m) for name in ("acromion", "shoulder_centre")}
    places = {name: np.tile(np.array(place, dtype=float), (time_s.size, 1)) for name, place in fixed.items()}
    for side in ("left", "right"):
        mean, amplitude = ARM_DEG
        angle = np.radians(mean - amplitude * np.cos(2 * np.pi * phase_of(time_s, side)))
        along = np.stack([np.sin(angle), -np.cos(angle), np.zeros_like(angle)], axis=1)
        places[f"elbow_lateral_{side}"] = places[f"shoulder_centre_{side}"] + 0.3 * along
    return places


def _head(time_s: np.ndarray, chin_down_deg: float) -> dict[str, np.ndarray]:
    slope = np.radians(chin_down_deg)
    front = np.tile([0.1 * np.cos(slope), 1.7 - 0.1 * np.sin(slope), 0.0], (time_s.size, 1))
    return {"head_front": front, "head_back": np.array([0.0, 3.4, 0.0]) - front}


@pytest.fixture(scope="session")
def measured() -> Callable[..., dict[tuple[str, str], Measure]]:
    """``measured(paths, standing, runner, settings)``: the measures of the files of one run alone."""

    def rows(
        paths: list[Path], standing: Path, runner: Runner, settings: Settings
    ) -> dict[tuple[str, str], Measure]:
        run = moved(load_session(paths)[0], load(standing), runner, settings)
        return {(row.id, row.side): row for row in compute(run.motion, run.reaction, runner)}

    return rows
