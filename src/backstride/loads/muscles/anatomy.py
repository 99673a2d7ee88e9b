"""The fascicles that cross L5/S1: where they pull, how strongly, and how their arms move with posture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import numpy as np

from backstride.knowledge.loader import load, table
from backstride.model.arrays import BoolArray, FloatArray

FASCICLES: Final = "lumbar_fascicles.csv"
SHORTENING: Final = "lumbar_shortening.csv"  # its rows in the same order
FIGURES: Final = "lumbar_muscles.toml"
AXES: Final = ("x", "y", "z")
# Trunk on pelvis turns about pelvis X, Y and Z; the table calls the last one flexion.
TURNS: Final = {"bending": "bending", "axial": "axial", "extension": "flexion"}


@dataclass(frozen=True, eq=False)
class Anatomy:
    """One generic adult, standing; m fascicles.

    names, groups (``quadratus_lumborum_left`` ...): of each. strength_n: (m,) largest isometric force, N.
    arms_m: (4, m, 3), the arm about L5/S1 in pelvis axes: as standing, m, and its change per rad of
        bending, axial turn and extension, so that ``terms`` of a posture times it is the arm there.
    pulls: (m, 3) unit vectors of the pull on the upper body, as standing.
    shortening_m: (m, 3) how much the whole path shortens per rad of bending, axial turn and extension of
        trunk on pelvis, m. Less than the arm says, since the lumbar joints share the turn and many fascicles
        end on a vertebra that takes part of it.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    strength_n: FloatArray
    arms_m: FloatArray
    pulls: FloatArray
    shortening_m: FloatArray

    def of(self, group: str) -> BoolArray:
        """(m,) which fascicles belong to a group and side."""
        return np.array([name == group for name in self.groups], dtype=np.bool_)


@cache
def anatomy() -> Anatomy:
    """The 164 fascicles, every pair the mean of its left and its mirrored right one.

    The source has one strength and a dozen attachments that differ between the sides by slips of its own
    (up to 12 mm, an external oblique). Kept, they would show a runner and his mirror image with quadratus
    lumborum forces 3 % apart.
    """
    told = tabled()
    twin = [told.names.index(_other_side(name)) for name in told.names]
    # Places mirror, turns mirror the other way
    over, turned = np.array([1.0, 1.0, -1.0]), np.array([-1.0, -1.0, 1.0])
    # Bending and axial turns change sign in the mirror, so their changes of the arm do once more
    by_term = turned * np.array([1.0, -1.0, -1.0, 1.0])[:, None, None]
    pulls = told.pulls + told.pulls[twin] * over
    return replace(
        told,
        strength_n=(told.strength_n + told.strength_n[twin]) / 2,
        arms_m=(told.arms_m + told.arms_m[:, twin] * by_term) / 2,
        pulls=pulls / np.linalg.norm(pulls, axis=1, keepdims=True),
        shortening_m=(told.shortening_m + told.shortening_m[twin] * turned) / 2,
    )


@cache
def tabled() -> Anatomy:
    """The 164 fascicles as ``knowledge/lumbar_fascicles.csv`` has them, for comparison with OpenSim.

    They are never merged: only fascicles with the same arm can be without changing anything, and but for
    two of them all arms differ.
    """
    rows = table(FASCICLES)
    standing = _columns(rows, [f"arm_{axis}_mm" for axis in AXES]) / 1000.0
    changes = [
        _columns(rows, [f"darm_{axis}_mm_per_deg_{turn}" for axis in AXES]) / 1000.0 / np.radians(1.0)
        for turn in TURNS.values()
    ]
    pulls = _columns(rows, [f"pull_{axis}" for axis in AXES])
    return Anatomy(
        names=tuple(row["fascicle"] for row in rows),
        groups=tuple(f"{row['group']}_{row['side']}" for row in rows),
        strength_n=_columns(rows, ["max_isometric_force_n"])[:, 0],
        arms_m=np.stack([standing, *changes]),
        pulls=pulls / np.linalg.norm(pulls, axis=1, keepdims=True),  # the table prints four digits
        shortening_m=_columns(table(SHORTENING), [f"{turn}_mm_per_rad" for turn in TURNS]) / 1000.0,
    )


def terms(posture_rad: FloatArray) -> tuple[FloatArray, BoolArray]:
    """What multiplies ``arms_m`` in each posture, (n, 4), and (n,) where the posture was held at the border.

    The arms are known over a span of postures (``lumbar_muscles.toml``); beyond it they stay as at its
    border. NaN stays NaN.

    Args:
        posture_rad: (n, 3) trunk on pelvis: bending, axial, extension; zero in standing.
    """
    border = border_rad()
    inside = np.clip(posture_rad, -border, border)
    held = np.any(np.abs(posture_rad) > border, axis=1)
    return np.column_stack([np.ones(len(posture_rad)), inside]), np.asarray(held)


def border_rad() -> FloatArray:
    """(3,) the largest bending, axial turn and extension, either way, for which the arms are known."""
    spans = load(FIGURES)["posture"]
    return np.radians([float(spans[f"{turn}_deg"]) for turn in TURNS])


def joint_axes(tilt_rad: float = 0.0) -> FloatArray:
    """(3, 3) in pelvis axes, columns: forward, the axis of compression (up), right.

    Args:
        tilt_rad: how far the axis leans forward. Zero is the frame of the joint in the OpenSim model.
    """
    forward = [np.cos(tilt_rad), -np.sin(tilt_rad), 0.0]
    along = [np.sin(tilt_rad), np.cos(tilt_rad), 0.0]
    return np.column_stack([forward, along, [0.0, 0.0, 1.0]])


def sacral_slope_rad() -> float:
    """How far the upper end plate of S1 faces forward in standing adults."""
    return float(np.radians(load(FIGURES)["end_plate"]["sacral_slope_deg"]))


def _other_side(name: str) -> str:
    return name[:-1] + {"l": "r", "r": "l"}[name[-1]]


def _columns(rows: Any, names: list[str]) -> FloatArray:
    return np.array([[float(row[name]) for name in names] for row in rows])
