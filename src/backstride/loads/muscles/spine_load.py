"""What the L5/S1 joint carries: the net moment and force, shared out between the muscles and the joint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.muscles.anatomy import Anatomy, anatomy, joint_axes, terms
from backstride.loads.muscles.recruit import recruit
from backstride.loads.muscles.small_systems import sliced_product
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side

QUADRATUS: Final = "quadratus_lumborum"
CHUNK: Final = 8192  # frames; all fascicles of a million would be a gigabyte
SMALLEST, LARGEST = 0.6, 1.5  # judged: a trunk from 7 years on to beyond the tallest; more is a wrong unit


@dataclass(frozen=True, eq=False)
class SpineLoad:
    """A model estimate, of n frames; NaN where moment, force or posture is missing or no pulling answers.

    compression_n: (n,) what presses the upper body on the sacrum along the pelvis's Y, N. That is the frame
        of the joint in the OpenSim model. The end plate itself faces some 40 degrees further forward, by how
        much is not known of a runner; there compression is 14 to 18 % less (``tilt_rad`` shows it), and
        along Y ten degrees either way change it by a few per cent at most.
    shear_n: (n, 2) N, what the upper body does to the sacrum across that axis: + forward, + to the right. It
        turns with the axis: on the end plate it is several times larger, and forward.
    group_force_n: muscle and side (``quadratus_lumborum_left`` ...) -> (n,) summed force, N.
    quadratus_drive_nm: side -> (n, 3) what that quadratus lumborum does to bending, axial turn and extension
        of trunk on pelvis: its forces times how much they shorten per rad. Times turning rate it is power.
    stress: (n,) the largest share of its strength that any fascicle gives; the strengths are the generic
        adult's, so above 1 the model is past its own muscles, not the runner past his.
    kkt: (n,) what is left of the conditions of least stress, relative.
    held: (n,) whether the posture lay beyond the known span and the arms stayed as at its border.
    """

    compression_n: FloatArray
    shear_n: FloatArray
    group_force_n: dict[str, FloatArray]
    quadratus_drive_nm: dict[Side, FloatArray]
    stress: FloatArray
    kkt: FloatArray
    held: BoolArray


def spine_load(
    moment_nm: FloatArray,
    force_n: FloatArray,
    posture_rad: FloatArray,
    size: float = 1.0,
    *,
    co_contraction: float = 0.0,
    tilt_rad: float = 0.0,
    body: Anatomy | None = None,
) -> SpineLoad:
    """Muscle forces, compression and shear at L5/S1.

    The moment is made by muscles alone, at least summed squared stress; discs and ligaments give none. The
    joint then carries the net force less all pulls. Pulls keep their direction of standing, the arms follow
    the posture and grow with ``size``; strengths cancel out but for ``stress``.

    Args:
        moment_nm: (n, 3) net moment of the lower body on the upper body at L5/S1, pelvis axes: bending to
            the right, turn to the left, extension.
        force_n: (n, 3) net force of the lower on the upper body, pelvis axes: forward, up, right.
        posture_rad: (n, 3) trunk on pelvis, same axes and signs, zero in standing.
        size: the runner's trunk length over the generic adult's.
        co_contraction: the least share of its strength that every fascicle gives.
        tilt_rad: how far the axis of compression leans forward of the pelvis's Y, to see what that does.
        body: another anatomy.

    Raises:
        MeasureRefused: the size is not a person's.
    """
    if not SMALLEST <= size <= LARGEST:
        raise MeasureRefused(
            f"a trunk {size:.2f} times that of the muscle model is not one it can be scaled to",
            fix="Check height and mass",
        )
    muscles = anatomy() if body is None else body
    factors, held = terms(posture_rad)
    wanted = _wanted(muscles)
    count = len(moment_nm)
    sums = np.empty((count, len(wanted)))
    kkt, stress = np.empty(count), np.empty(count)
    for start in range(0, count, CHUNK):
        rows = slice(start, start + CHUNK)
        found = recruit(
            moment_nm[rows], size * muscles.arms_m, muscles.strength_n, factors[rows], co_contraction
        )
        sums[rows] = sliced_product(found.stress, wanted.T)
        kkt[rows], stress[rows] = found.kkt, found.stress.max(axis=1)
    names = _groups(muscles)
    forces, pulled, *drive = np.split(sums, len(names) + 3 * np.arange(1 + len(SIDES)), axis=1)
    pressed = (pulled - force_n) @ joint_axes(tilt_rad)
    return SpineLoad(
        compression_n=-pressed[:, 1],
        shear_n=pressed[:, [0, 2]],
        group_force_n=dict(zip(names, forces.T, strict=True)),
        quadratus_drive_nm={side: size * part for side, part in zip(SIDES, drive, strict=True)},
        stress=stress,
        kkt=kkt,
        held=held,
    )


def _groups(muscles: Anatomy) -> tuple[str, ...]:
    return tuple(dict.fromkeys(muscles.groups))


def _wanted(muscles: Anatomy) -> FloatArray:
    """A row for each thing asked of the stresses: groups' forces, sum of pulls, drive of quadratus."""
    groups = [muscles.of(name) * muscles.strength_n for name in _groups(muscles)]
    pulls = (muscles.strength_n[:, None] * muscles.pulls).T
    drive = (muscles.strength_n[:, None] * muscles.shortening_m).T
    quadratus = [drive * muscles.of(f"{QUADRATUS}_{side}") for side in SIDES]
    return np.vstack([*groups, pulls, *quadratus])
