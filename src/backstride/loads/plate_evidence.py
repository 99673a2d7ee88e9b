"""What the runner's own motion says of a plate's axes: figures near +1 where they fit, -1 where turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.integrate import cumulative_trapezoid

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.model.motion import Motion
from backstride.model.recording import Forces, Plate

FIRM_N: Final = 200.0  # the centre of pressure is exact from here on, and no empty plate reads this
FEWEST_ROWS: Final = 8  # a tenth of a second at the slowest rates that are measured
FORWARD, UP, RIGHT = 0, 1, 2
LEAST_HALF: Final = (
    0.2  # share of a contact's firm samples in its lesser half, to speak of braking and pushing
)
# Share of the firm vertical force of a contact that one plate must bear, for the body's path to speak of it.
OWN_CONTACT: Final = 0.8


@dataclass(frozen=True, eq=False)
class Seen:
    """One plate, or several summed, at the markers' moments.

    force_n, aim: (n, 3); aim is from the centre of pressure to the centre of mass. contact: (n,) number of
    the contact a firm sample lies in, -1 elsewhere. from_middle: (n,) -1 before, +1 after mid-contact.
    side: (n,) +1 under the left foot, -1 under the right. all_up_n: (n,) vertical force of all plates.
    """

    time_s: FloatArray
    force_n: FloatArray
    aim_m: FloatArray
    centre_m: FloatArray
    contact: np.ndarray[tuple[int], np.dtype[np.int64]]
    from_middle: FloatArray
    side: FloatArray
    all_up_n: FloatArray

    @property
    def firm(self) -> BoolArray:
        """(n,) samples that count."""
        return np.asarray(self.contact >= 0, dtype=np.bool_)


def seen(motion: Motion, forces: Forces, plates: Sequence[Plate]) -> Seen:
    """Some plates as the motion's clock sees them, summed.

    The centre of pressure is that of all of them, weighted by load; NaN where none tells it.
    """
    time_s, centre = motion.time_s, motion.centre_of_mass.to_numpy()
    force, place = _summed(plates)
    at = _at(time_s, forces.time_s, np.hstack([force, place]))
    everything = _at(time_s, forces.time_s, _summed(forces.plates)[0])
    contact, from_middle, side = _contacts(motion.contacts, time_s)
    firm = (at[:, UP] > FIRM_N) & np.isfinite(at[:, :3]).all(axis=1)
    return Seen(
        time_s=time_s,
        force_n=at[:, :3],
        aim_m=centre - at[:, 3:],
        centre_m=centre,
        contact=np.where(firm, contact, -1),
        from_middle=from_middle,
        side=side,
        all_up_n=everything[:, UP],
    )


def braking_first(plate: Seen) -> float:
    """Whether the fore-aft force brakes before it pushes: force after mid-contact less before, over its size.

    A runner at a steady speed is braked in the first half of a contact and driven in the second (Cavanagh &
    Lafortune 1980, J Biomech 13:397). NaN where not both halves were seen.
    """
    rows = plate.firm
    late = float(np.mean(plate.from_middle[rows] > 0)) if rows.any() else 0.0
    if np.count_nonzero(rows) < FEWEST_ROWS or not LEAST_HALF <= late <= 1 - LEAST_HALF:
        return float("nan")
    force = plate.force_n[rows, FORWARD]
    return float(plate.from_middle[rows] @ force / np.abs(force).sum())


def aimed_at_body(plate: Seen, axis: int) -> float:
    """Cosine over time between where the force points and where the centre of mass lies, along one axis.

    The ground's force passes near the centre of mass, or the runner would somersault. NaN without a centre
    of pressure.
    """
    rows = plate.firm & np.isfinite(plate.aim_m).all(axis=1)
    if np.count_nonzero(rows) < FEWEST_ROWS:
        return float("nan")
    points = plate.force_n[rows, axis] / plate.force_n[rows, UP]
    lies = plate.aim_m[rows, axis] / plate.aim_m[rows, UP]
    return cosine(points, lies)


def medial_push(plate: Seen) -> tuple[float, float, int]:
    """How the feet push sideways: sum of their mean forces, + towards the midline, over the sum of sizes.

    Returns also how far beside the centre of mass the feet stand, as a share of its height (median, + the
    left foot on the left), and how many contacts were seen.
    """
    means, lies = [], []
    for number in np.unique(plate.contact[plate.firm]):
        rows = (plate.contact == number) & np.isfinite(plate.aim_m).all(axis=1)
        if np.count_nonzero(rows) < FEWEST_ROWS:
            continue
        side = plate.side[rows][0]
        means.append(side * plate.force_n[rows, RIGHT].sum() / plate.force_n[rows, UP].sum())
        lies.append(side * float(np.mean(plate.aim_m[rows, RIGHT] / plate.aim_m[rows, UP])))
    if not means:
        return float("nan"), float("nan"), 0
    return float(np.sum(means) / np.abs(means).sum()), float(np.median(lies)), len(means)


def along_path(plate: Seen, axis: int) -> tuple[float, int]:
    """Cosine between the centre of mass' path through each contact and the force integrated twice over it.

    Both without their straight line, which the body's place and speed at foot strike would give. Only
    contacts that these plates bear alone. Returns also how many contacts were seen; NaN with none.
    """
    path, pushed = [], []
    for number in np.unique(plate.contact[plate.firm]):
        rows = _whole(plate, int(number))
        if rows is None:
            continue
        time_s = plate.time_s[rows]
        speed = cumulative_trapezoid(plate.force_n[rows, axis], time_s, initial=0)
        pushed.append(_bent(cumulative_trapezoid(speed, time_s, initial=0), time_s))
        path.append(_bent(plate.centre_m[rows, axis], time_s))
    if not path:
        return float("nan"), 0
    return cosine(np.concatenate(pushed), np.concatenate(path)), len(path)


def _whole(plate: Seen, number: int) -> slice | None:
    """The rows of one contact if these plates bore it alone and the body was seen throughout."""
    rows = np.flatnonzero(plate.contact == number)
    if len(rows) < FEWEST_ROWS:
        return None
    span = slice(int(rows[0]), int(rows[-1]) + 1)
    alone = plate.force_n[span, UP].sum() >= OWN_CONTACT * plate.all_up_n[span].sum()
    known = np.isfinite(plate.centre_m[span]).all() and np.isfinite(plate.force_n[span]).all()
    return span if alone and known else None


def _contacts(
    contacts: Sequence[Contact], time_s: FloatArray
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], FloatArray, FloatArray]:
    """Number of the contact, before or after its middle, and its side, for every moment."""
    number = np.full(time_s.size, -1, dtype=np.int64)
    from_middle, side = np.zeros(time_s.size), np.zeros(time_s.size)
    signs: dict[Side, float] = {"left": 1.0, "right": -1.0}
    for index, contact in enumerate(contacts):
        rows = slice(*np.searchsorted(time_s, [contact.foot_strike_s, contact.toe_off_s]))
        number[rows], side[rows] = index, signs[contact.side]
        from_middle[rows] = np.sign(time_s[rows] - (contact.foot_strike_s + contact.toe_off_s) / 2)
    return number, from_middle, side


def _summed(plates: Sequence[Plate]) -> tuple[FloatArray, FloatArray]:
    """Force (n, 3) of some plates together, and the centre of their pressure (n, 3)."""
    force = np.sum([plate.force_n for plate in plates], axis=0)
    load = [
        np.where(np.isfinite(p.centre_of_pressure_m).all(axis=1), np.clip(p.force_n[:, UP], 0.0, None), 0.0)
        for p in plates
    ]
    placed = np.sum(
        [w[:, None] * np.nan_to_num(p.centre_of_pressure_m) for w, p in zip(load, plates, strict=True)],
        axis=0,
    )
    total = np.sum(load, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return force, np.where(total[:, None] > 0, placed / total[:, None], np.nan)


def _at(time_s: FloatArray, own_s: FloatArray, columns: FloatArray) -> FloatArray:
    return np.column_stack([np.interp(time_s, own_s, c, left=np.nan, right=np.nan) for c in columns.T])


def _bent(values: FloatArray, time_s: FloatArray) -> FloatArray:
    """Values less their straight line."""
    line = np.polynomial.Polynomial.fit(time_s, values, 1)
    return np.asarray(values - line(time_s))


def cosine(a: FloatArray, b: FloatArray) -> float:
    """Of two signals (n,); NaN where one of them is nothing or not known."""
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size > 0 else float("nan")
