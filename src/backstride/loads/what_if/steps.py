"""The rhythm of a run: when each foot is on the ground, now and with more steps a minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.weight import LONGEST_STEP
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.contact import Contact

FEWEST_CONTACTS: Final = 3  # a whole stride


@dataclass(frozen=True, eq=False)
class Steps:
    """Successive contacts of alternating feet. strike_s, off_s: (k,) s; sides: (k,)."""

    strike_s: FloatArray
    off_s: FloatArray
    sides: tuple[Side, ...]

    @property
    def step_s(self) -> FloatArray:
        """(k,) s from each strike to the next, the last one the mean of the others."""
        steps = np.diff(self.strike_s)
        return np.append(steps, steps.mean())

    @property
    def contact_s(self) -> FloatArray:
        """(k,) s on the ground."""
        return np.asarray(self.off_s - self.strike_s)


def steps_of(contacts: Sequence[Contact]) -> Steps:
    """The longest stretch of alternating contacts of which none is missing.

    Raises:
        MeasureRefused: it is shorter than a stride, or the feet overlap on the ground.
    """
    ordered = sorted(contacts, key=lambda contact: contact.foot_strike_s)
    usual_s = float(np.median(np.diff([c.foot_strike_s for c in ordered]))) if len(ordered) > 1 else 0.0
    best = max(_stretches(ordered, usual_s), key=len, default=[])
    if len(best) < FEWEST_CONTACTS:
        raise MeasureRefused(
            "The steps do not follow one another for a whole stride",
            fix="Record at least two strides without a gap",
        )
    steps = Steps(
        np.array([contact.foot_strike_s for contact in best]),
        np.array([contact.toe_off_s for contact in best]),
        tuple(contact.side for contact in best),
    )
    if (steps.off_s[:-1] >= steps.strike_s[1:]).any():
        raise MeasureRefused(
            "One foot lands before the other has left the ground",
            fix="More steps a minute can be worked out only for a run with a flight",
        )
    return steps


def quickened(steps: Steps, factor: float, contact_power: float) -> Steps:
    """The same steps with ``factor`` times as many in a minute.

    The middle of every contact comes as much sooner as the clock runs faster (see ``retime.clock``); a
    contact lasts ``factor ** -contact_power`` times as long, and the flight what is left.

    Raises:
        MeasureRefused: no flight is left.
    """
    begin = steps.strike_s[0]
    middle = begin + ((steps.strike_s + steps.off_s) / 2 - begin) / factor
    half = steps.contact_s * factor**-contact_power / 2
    if (middle[:-1] + half[:-1] >= middle[1:] - half[1:]).any():
        raise MeasureRefused(
            "With so many steps a minute no flight would be left", fix="Ask for a smaller change"
        )
    return Steps(middle - half, middle + half, steps.sides)


def _stretches(ordered: Sequence[Contact], usual_s: float) -> list[list[Contact]]:
    found: list[list[Contact]] = [[]]
    for contact in ordered:
        last = found[-1][-1] if found[-1] else None
        late = last is not None and contact.foot_strike_s - last.foot_strike_s > LONGEST_STEP * usual_s
        if last is not None and (late or contact.side == last.side):
            found.append([])
        found[-1].append(contact)
    return found
