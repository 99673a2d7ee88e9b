"""What the ground does to one foot: force and moment, low-passed like the markers and on their clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.loads.ground_reaction import ContactForce, GroundReaction
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import Side, other_side
from backstride.model.contact import Contact
from backstride.model.recording import Plate
from backstride.motion.filters import low_pass
from backstride.motion.plate_contacts import THRESHOLD_N
from backstride.motion.segment_frames import cross
from backstride.motion.solve import MARKER_CUTOFF_HZ

# Force and motion must lose the same frequencies: in an impact the force's share of the knee moment is taken
# back by the segments' accelerations, and what one filter leaves of it alone is an artefact (Bisseling & Hof
# 2006, J Biomech 39:2438; Kristianslund 2012, J Biomech 45:666). With the plates of 24 RBDS trials at 50 Hz
# instead the mean of knee stiffness falls by 2 % and its strides scatter by a seventh more.
CUTOFF_HZ: Final = MARKER_CUTOFF_HZ


@dataclass(frozen=True, eq=False)
class Wrench:
    """Of the ground on the foot. force_n: (n, 3) N. moment_nm: (n, 3) N m about the lab's origin."""

    force_n: FloatArray
    moment_nm: FloatArray

    def moment_about(self, place_m: FloatArray) -> FloatArray:
        """The moment about places (n, 3) m that may move, (n, 3) N m."""
        return self.moment_nm - cross(place_m, self.force_n)


def foot_wrench(
    reaction: GroundReaction,
    contacts: Sequence[Contact],
    side: Side,
    time_s: FloatArray,
    cutoff_hz: float = CUTOFF_HZ,
) -> Wrench:
    """The ground's wrench on one foot.

    Plates are summed, so a foot may land across two. A plate that names no foot is read as this foot's
    from the middle of the flight before each of its contacts to the middle of the flight after. Force and
    moment are filtered, not the centre of pressure, which is their quotient.

    Args:
        reaction: with its plates.
        contacts: of both feet.
        side: whose wrench.
        time_s: (n,) the markers' moments.
        cutoff_hz: another than the markers' only to see what that does.

    Returns:
        Zero in the air; NaN outside the record, beside gaps in it, and where a plate bears the foot without
        saying where.
    """
    own = _rows_of(side, contacts, reaction.time_s)
    everywhere = np.ones_like(own)
    parts = [
        _on_runner(plate, own if plate.foot is None else everywhere)
        for plate in reaction.plates
        if plate.foot != other_side(side)
    ]
    total = np.sum(parts, axis=0) if parts else np.zeros((own.size, 6))
    if reaction.rate_hz > 2.2 * cutoff_hz:  # nearer the Nyquist rate the filter means nothing
        total = low_pass(total, reaction.rate_hz, cutoff_hz)
    at = np.column_stack(
        [np.interp(time_s, reaction.time_s, column, left=np.nan, right=np.nan) for column in total.T]
    )
    return Wrench(at[:, :3], at[:, 3:])


def knows_pressure(reaction: GroundReaction) -> bool:
    """Whether any plate says where its force acts."""
    return any(np.isfinite(plate.centre_of_pressure_m).any() for plate in reaction.plates)


def shared(reaction: GroundReaction, contacts: Sequence[Contact], contact: ContactForce) -> bool:
    """Whether the other foot was down as well, on plates that do not tell the feet apart."""
    if all(plate.foot for plate in reaction.plates):
        return False
    others = (c for c in contacts if c.side != contact.side)
    return any(c.foot_strike_s < contact.toe_off_s and c.toe_off_s > contact.foot_strike_s for c in others)


def _rows_of(side: Side, contacts: Sequence[Contact], time_s: FloatArray) -> BoolArray:
    """(n,) the samples nearer to a contact of this foot than to one of the other."""
    ordered = sorted(contacts, key=lambda contact: contact.foot_strike_s)
    if not ordered:
        return np.zeros(time_s.size, dtype=np.bool_)
    edges = [(before.toe_off_s + after.foot_strike_s) / 2 for before, after in pairwise(ordered)]
    mine = np.array([contact.side == side for contact in ordered])
    return np.asarray(mine[np.searchsorted(np.maximum.accumulate(edges), time_s)], dtype=np.bool_)


def _on_runner(plate: Plate, rows: BoolArray) -> FloatArray:
    """(n, 6) force and moment about the lab's origin in ``rows``.

    Zero where the plate bears too little to say where; NaN where it bears a foot and does not say where.
    """
    placed = np.isfinite(plate.centre_of_pressure_m).all(axis=1)
    bears, lost = rows & placed, rows & ~placed & (plate.force_n[:, 1] > THRESHOLD_N)
    force = np.where(bears[:, None], plate.force_n, 0.0 * plate.force_n)  # a gap in the force stays a gap
    force[lost] = np.nan
    moment = cross(np.where(bears[:, None], plate.centre_of_pressure_m, 0.0), force)
    moment[:, 1] += np.where(bears, np.nan_to_num(plate.free_moment_nm), 0.0)
    return np.hstack([force, moment])
