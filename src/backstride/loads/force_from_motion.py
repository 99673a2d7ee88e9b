"""The ground's force through each contact, told from the path of the centre of mass alone.

Newton: over a step the centre of mass moves as weight and ground push it. The push is nothing in the air
and through the contact a sum of half waves ``sin(k pi t / contact time)``; the path that such a push makes,
summed up twice, is laid over the path that was seen. So nothing has to be differentiated, and what the push
must do (begin and end at nothing, bear the weight over whole strides, leave the speed as it was) holds
exactly. How far off it is: ``benchmarks/force_without_plates.py``, docs/ground-force.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.loads.weight import GRAVITY_MPS2, LONGEST_STEP
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact
from backstride.model.motion import Motion

KNOWLEDGE: Final = "ground_force.toml"
SAMPLES: Final = 80  # per step; twice as many change no peak by 0.001 BW
POINTS: Final = 101  # of a curve, one per cent of the contact
# An impact is no push of the leg and the markers hardly show it; the active peak comes at 40-50 % of contact.
ACTIVE_FROM: Final = 0.25
# The path alone tells between 0.98 and 1.08 of the weight in 29 trials of ten runners; further off, metres or
# seconds are wrong, or the markers are not the body's (judged).
LEAST_BORNE: Final = 0.75
LEGS: Final = tuple(f"{joint}_centre_{side}" for joint in ("hip", "knee", "ankle") for side in SIDES)


@dataclass(frozen=True, eq=False)
class StepForces:
    """The ground's force in s steps, each a contact and the flight after it.

    right: (s,) whose foot. contact_s, step_s: (s,) how long the contact and the whole step last.
    vertical_bw, fore_aft_bw: (s, waves) weights of ``sin(k pi t / contact_s)``, up and forward, body weights.
    rise_mps: (s,) vertical speed at foot strike, at which the body is as high after a stride as before it.
    """

    right: BoolArray
    foot_strike_s: FloatArray
    contact_s: FloatArray
    step_s: FloatArray
    vertical_bw: FloatArray
    fore_aft_bw: FloatArray
    rise_mps: FloatArray

    def of(self, side: Side) -> StepForces:
        """The steps of one foot."""
        mine = self.right == (side == "right")
        return StepForces(
            self.right[mine],
            self.foot_strike_s[mine],
            self.contact_s[mine],
            self.step_s[mine],
            self.vertical_bw[mine],
            self.fore_aft_bw[mine],
            self.rise_mps[mine],
        )

    def curves_bw(self) -> FloatArray:
        """(s, 101, 2) forward and up, from foot strike to toe-off."""
        waves = _waves(np.linspace(0.0, 1.0, POINTS))
        return np.stack([self.fore_aft_bw @ waves, self.vertical_bw @ waves], axis=-1)

    def peaks_bw(self) -> FloatArray:
        """(s,) largest vertical force, the first quarter of the contact left out."""
        part = _waves(np.linspace(ACTIVE_FROM, 1.0, POINTS))
        return np.asarray((self.vertical_bw @ part).max(axis=1))

    def drops_m(self) -> FloatArray:
        """(s,) how far the centre of mass sinks below its place at foot strike."""
        share = np.linspace(0.0, 1.0, POINTS)
        time_s = share * self.contact_s[:, None]
        pushed = np.einsum("sk,nk->sn", self.vertical_bw, _twice(share)) * self.contact_s[:, None] ** 2
        height = self.rise_mps[:, None] * time_s + GRAVITY_MPS2 * (pushed - time_s**2 / 2)
        return np.asarray(-height.min(axis=1))


def forces_from_motion(motion: Motion, wave_spread_bw: float | None = None) -> StepForces:
    """The force in every step in which the centre of mass and both ends of the contact were seen.

    Args:
        motion: with a centre of mass of legs and pelvis at least, and a flight after every contact.
        wave_spread_bw: another than the chosen one only to see what that does.

    Raises:
        MeasureRefused: the legs are not known, or no step was seen whole.
    """
    names = set(motion.points.coords["point"].to_numpy())
    if not names.issuperset(LEGS):
        raise MeasureRefused(
            "Without force plates the force is worked out from how the whole body moves, and hips, knees and "
            "ankles are not all known",
            fix="Record with markers on pelvis, knees and ankles and a standing trial, or on force plates",
        )
    right, strike_s, contact_s, step_s = _steps(motion.contacts)
    moments = strike_s[:, None] + np.linspace(0.0, 1.0, SAMPLES) * step_s[:, None]
    centre = motion.centre_of_mass.to_numpy()
    path = np.stack([np.interp(moments, motion.time_s, centre[:, axis]) for axis in (0, 1)], axis=-1)
    inside = (strike_s >= motion.time_s[0]) & (strike_s + step_s <= motion.time_s[-1])
    keep = inside & np.isfinite(path).all(axis=(1, 2))
    if not {False, True} <= set(right[keep].tolist()):
        raise MeasureRefused(
            "The centre of mass was not seen through a whole step of each foot",
            fix="Keep the markers of pelvis and legs in view for three strides or more",
        )
    right, contact_s, step_s, path = right[keep], contact_s[keep], step_s[keep], path[keep]
    held = _held(wave_spread_bw)
    vertical = _weighed(_vertical(path[..., 1], contact_s, step_s, held), right, contact_s, step_s)
    return StepForces(
        right=right,
        foot_strike_s=strike_s[keep],
        contact_s=contact_s,
        step_s=step_s,
        vertical_bw=vertical,
        fore_aft_bw=_fore_aft(path[..., 0], contact_s, step_s, held),
        rise_mps=_rise(vertical, right, contact_s, step_s),
    )


def _steps(contacts: Sequence[Contact]) -> tuple[BoolArray, FloatArray, FloatArray, FloatArray]:
    """Right or not, foot strike, contact and step time (s,) of contacts with a flight after them."""
    ordered = sorted(contacts, key=lambda contact: contact.foot_strike_s)
    pairs = [(one, after) for one, after in pairwise(ordered) if one.side != after.side]
    right = np.array([one.side == "right" for one, _ in pairs], dtype=np.bool_)
    strike_s = np.array([one.foot_strike_s for one, _ in pairs], dtype=float)
    contact_s = np.array([one.toe_off_s - one.foot_strike_s for one, _ in pairs], dtype=float)
    step_s = np.array([after.foot_strike_s for _, after in pairs], dtype=float) - strike_s
    usual_s = float(np.median(step_s)) if step_s.size else 0.0
    keep = (step_s < LONGEST_STEP * usual_s) & (contact_s < step_s)
    return right[keep], strike_s[keep], contact_s[keep], step_s[keep]


def _vertical(height_m: FloatArray, contact_s: FloatArray, step_s: FloatArray, held: float) -> FloatArray:
    """(s, waves) body weights that lift the centre of mass as it was seen, (s, samples) m."""
    time_s = np.linspace(0.0, 1.0, SAMPLES) * step_s[:, None]
    fallen = height_m + GRAVITY_MPS2 * time_s**2 / 2  # what is left is the push's
    return _fitted(fallen - fallen[:, :1], _pushed(contact_s, step_s), time_s, _order(), held)


def _fore_aft(ahead_m: FloatArray, contact_s: FloatArray, step_s: FloatArray, held: float) -> FloatArray:
    """(s, waves) body weights; over each contact braking and pushing cancel, so the speed stays.

    The first wave is what cancels the others: a wave's sum over the contact is 2 / (k pi) for odd k, else 0.
    """
    order = _order()
    time_s = np.linspace(0.0, 1.0, SAMPLES) * step_s[:, None]
    share = np.where(order % 2 == 1, 1.0 / order, 0.0)[1:]
    pushed = _pushed(contact_s, step_s)
    free = pushed[..., 1:] - pushed[..., :1] * share
    rest = _fitted(ahead_m - ahead_m[:, :1], free, time_s, order[1:], held)
    return np.concatenate([-(rest @ share)[:, None], rest], axis=1)


def _fitted(
    path_m: FloatArray, pushed_m: FloatArray, time_s: FloatArray, order: FloatArray, held: float
) -> FloatArray:
    """Least squares of every step at once, a start and a speed free, waves beyond the first held small.

    path_m: (s, samples). pushed_m: (s, samples, k) path that each wave of one body weight makes. -> (s, k).
    """
    design = np.concatenate([np.ones((*time_s.shape, 1)), time_s[..., None], pushed_m], axis=-1)
    penalty = np.concatenate([[0.0, 0.0], np.where(order > 1, held * order**4, 0.0)])
    normal = np.swapaxes(design, 1, 2) @ design / SAMPLES + np.diag(penalty)
    asked = np.einsum("snk,sn->sk", design, path_m) / SAMPLES
    return np.asarray(np.linalg.solve(normal, asked[..., None])[:, 2:, 0])


def _held(wave_spread_bw: float | None) -> float:
    """What a wave's weight of one costs, m2 of path, over its order to the fourth."""
    rule = load(KNOWLEDGE)["motion"]
    spread = float(rule["wave_spread_bw"]) if wave_spread_bw is None else wave_spread_bw
    return float((float(rule["centre_error_m"]) / spread) ** 2)


def _weighed(
    weights_bw: FloatArray, right: BoolArray, contact_s: FloatArray, step_s: FloatArray
) -> FloatArray:
    """The weights scaled so that the mean force over whole strides is the body weight, both feet alike."""
    pushed_s = contact_s * (weights_bw @ _sums())
    feet = [right, ~right]
    bears = sum(float(pushed_s[foot].mean()) for foot in feet)
    lasts = sum(float(step_s[foot].mean()) for foot in feet)
    if not LEAST_BORNE <= bears / lasts <= 1 / LEAST_BORNE:
        raise MeasureRefused(
            f"The body's path shows {bears / lasts:.2f} of its weight, so it does not move as a body must",
            fix="Check the frame rate and the units of the file, and the markers of pelvis and legs",
        )
    return np.asarray(weights_bw * lasts / bears)


def _rise(weights_bw: FloatArray, right: BoolArray, contact_s: FloatArray, step_s: FloatArray) -> FloatArray:
    """(s,) m/s at foot strike: over the mean stride the body ends as high as it began.

    A step ends faster by what its push is more than the weight; the other foot's steps take that back.
    """
    pushed_s = contact_s * (weights_bw @ _sums())
    turned_s = pushed_s - step_s
    after_s = step_s - contact_s
    climbed = contact_s**2 * (weights_bw @ _twice(np.ones(())))
    climbed = climbed + pushed_s * after_s - step_s**2 / 2
    feet = [right, ~right]
    turned, climb, lasts = (
        np.array([values[foot].mean() for foot in feet]) for values in (turned_s, climbed, step_s)
    )
    # two unknowns, the speeds at the two feet's strikes: they differ by what the first step turned
    first = -(climb.sum() + turned[0] * lasts[1]) / lasts.sum()
    return np.asarray(GRAVITY_MPS2 * np.where(right, first, first + turned[0]))


@cache
def _order() -> FloatArray:
    return np.arange(1.0, int(load(KNOWLEDGE)["motion"]["waves"]) + 1.0)


def _waves(share: FloatArray) -> FloatArray:
    """(waves, n) at shares of the contact (n,)."""
    return np.asarray(np.sin(np.pi * np.outer(_order(), share)))


def _sums() -> FloatArray:
    """(waves,) each summed over the contact, over its length."""
    angle = np.pi * _order()
    return np.asarray((1 - np.cos(angle)) / angle)


def _twice(share: FloatArray) -> FloatArray:
    """(..., waves) each summed twice up to shares of the contact (...), over its length squared."""
    angle, up_to = np.pi * _order(), share[..., None]
    return np.asarray(up_to / angle - np.sin(angle * up_to) / angle**2)


def _pushed(contact_s: FloatArray, step_s: FloatArray) -> FloatArray:
    """(s, samples, waves) m that a wave of one body weight moves the body over a step."""
    share = np.linspace(0.0, 1.0, SAMPLES) * (step_s / contact_s)[:, None]
    twice = _twice(np.minimum(share, 1.0))
    flown = np.maximum(share - 1.0, 0.0)[..., None] * _sums()
    return np.asarray(GRAVITY_MPS2 * contact_s[:, None, None] ** 2 * (twice + flown))
