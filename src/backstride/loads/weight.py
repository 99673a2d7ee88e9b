"""The runner's weight as the plates see it over whole strides, and whether a given mass fits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.recording import Note

if TYPE_CHECKING:
    from backstride.loads.ground_reaction import ContactForce

GRAVITY_MPS2: Final = 9.80665  # standard gravity, CGPM 1901
MASS_MISMATCH: Final = (
    0.04  # plates and given mass agree within this, or it is said (scales and shoes: 1-2 %)
)
# A runner may rise or sink a little over one stride: of 1043 single strides of 29 trials the worst weighs
# 2.5 % off the mean of its trial, of 516 pairs of strides 1.6 % (benchmarks/bad_facts.py).
ONE_STRIDE: Final = 0.025
WHOLE_PEAK: Final = 0.75  # a runner's peaks differ by a tenth; a lower one was partly beside a plate
LONGEST_STEP: Final = 1.5  # usual step times: a longer gap holds a contact that nobody saw


@dataclass(frozen=True)
class Weighed:
    """force_n: mean vertical force over ``strides`` whole strides wholly on plates."""

    force_n: float
    strides: int


def weight_of_plates(
    time_s: FloatArray, vertical_n: FloatArray, contacts: Sequence[ContactForce]
) -> Weighed | None:
    """Mean vertical force from a side's first strike to its last over unbroken alternation; None without one.

    Over whole strides the runner neither rises nor sinks, so the mean force is the weight. Contacts that
    missed a plate, wholly or in part, would lower the mean: they end the stretch.

    Args:
        time_s: (n,) of the forces.
        vertical_n: (n,) N, up.
        contacts: those seen by the plates.
    """
    stretches = _unbroken(sorted(contacts, key=lambda contact: contact.foot_strike_s), vertical_n)
    whole = [stretch if len(stretch) % 2 else stretch[:-1] for stretch in stretches]
    spans = [(one[0].foot_strike_s, one[-1].foot_strike_s, len(one) // 2) for one in whole if one]
    first_s, last_s, strides = max(spans, key=lambda span: span[1] - span[0], default=(0.0, 0.0, 0))
    rows = (time_s >= first_s) & (time_s < last_s)
    if strides < 1 or not np.isfinite(vertical_n[rows]).all():
        return None
    mean_n = float(np.mean(vertical_n[rows])) if rows.any() else 0.0
    return Weighed(mean_n, strides) if mean_n > 0 else None


def disagree(weighed: Weighed | None, from_mass_n: float) -> bool:
    """Whether the plates contradict a given mass by more than 4 % (6.5 % where they saw a single stride)."""
    if weighed is None:
        return False
    allowed = MASS_MISMATCH + (ONE_STRIDE if weighed.strides == 1 else 0.0)
    return abs(weighed.force_n / from_mass_n - 1) > allowed


def mass_notes(weighed: Weighed | None, mass_kg: float | None) -> tuple[Note, ...]:
    """The warning with both figures."""
    if weighed is None or mass_kg is None:
        return ()
    text = (
        f"The plates weigh the runner at {weighed.force_n / GRAVITY_MPS2:.1f} kg, {mass_kg:.1f} kg was "
        "given; forces are divided by the plates' figure, the given mass is left as it is."
    )
    return (Note(level="warning", code="mass_mismatch", text=text),)


def _unbroken(ordered: Sequence[ContactForce], vertical_n: FloatArray) -> list[list[ContactForce]]:
    """Stretches of alternating contacts, each wholly on the plates and none missing between."""
    peaks_n = [float(vertical_n[c.start : c.stop].max(initial=0.0)) for c in ordered]
    least_n = WHOLE_PEAK * float(np.median(peaks_n)) if peaks_n else 0.0
    steps_s = np.diff([contact.foot_strike_s for contact in ordered])
    usual_s = float(np.median(steps_s)) if steps_s.size else 0.0
    stretches: list[list[ContactForce]] = [[]]
    for contact, peak_n in zip(ordered, peaks_n, strict=True):
        if peak_n < least_n:
            stretches.append([])
            continue
        if stretches[-1] and not _follows(stretches[-1][-1], contact, usual_s):
            stretches.append([])
        stretches[-1].append(contact)
    return stretches


def _follows(before: ContactForce, after: ContactForce, usual_s: float) -> bool:
    return before.side != after.side and after.foot_strike_s - before.foot_strike_s < LONGEST_STEP * usual_s
