"""What the lower back carries: the moment at L5/S1, shared out among the muscles, per body weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.knowledge.loader import load
from backstride.loads.body_segments import shoulders_m
from backstride.loads.ground_reaction import GRAVITY_MPS2, GroundReaction
from backstride.loads.lumbar_joint import KNOWLEDGE, lumbosacral, standing_motion
from backstride.loads.lumbar_limits import within_limits
from backstride.loads.lumbar_moment import LumbarMoment, Residual, lumbar_moment
from backstride.loads.muscles.quadratus_power import quadratus_power_w
from backstride.loads.muscles.spine_load import QUADRATUS, SpineLoad, spine_load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.loads import LoadWay
from backstride.model.motion import Motion
from backstride.model.recording import Note
from backstride.model.runner import Runner
from backstride.motion.places import places_of

# A posture beyond the span in which the muscles' arms are known, in more of the frames than this, is said.
OFTEN_HELD = 0.05  # judged: a peak in every stride lasts about that long


@dataclass(frozen=True, eq=False)
class LumbarLoad:
    """A model estimate on the recording's clock; NaN where anything it needs is missing.

    moment_nm_per_kg: (n, 3) bending (+ right), axial (+ left), extension, of the lower on the upper body.
    compression_bw: (n,) along the pelvis's Y. shear_bw: (n, 2) forward, right. quadratus_bw: side -> (n,),
    and quadratus_w_per_kg its power, + where it shortens; NaN where nothing shows the trunk.
    standing_bw: compression as the runner stands, by the same model; NaN without a standing trial.
    """

    time_s: FloatArray
    moment_nm_per_kg: FloatArray
    compression_bw: FloatArray
    shear_bw: FloatArray
    quadratus_bw: dict[Side, FloatArray]
    quadratus_w_per_kg: dict[Side, FloatArray]
    mass_kg: float
    way: LoadWay
    residual: Residual | None
    notes: tuple[Note, ...] = ()
    standing_bw: float = float("nan")
    size: float = 1.0


def lumbar_load(
    motion: Motion, reaction: GroundReaction | None, runner: Runner, *, standing_bw: float | None = None
) -> LumbarLoad:
    """Moment, compression, shear and quadratus lumborum force at L5/S1 over the recording.

    Args:
        motion: of markers in three dimensions.
        reaction: of plates, or None: head, trunk and arms need none.
        runner: mass and sex.
        standing_bw: compression as the runner stands, where it is known from another run of his.

    Raises:
        MeasureRefused: planar, no mass, or too little of the body (``lumbar_moment``); a body outside the
            anatomy, or plates that contradict the motion (``within_limits``).
    """
    found = lumbar_moment(motion, reaction, runner)
    found, limits = within_limits(motion, reaction, runner, found)
    still = standing_motion(motion)
    size = trunk_size(motion, still, found)
    spine = _muscles(found, size)
    weight_n = found.mass_kg * GRAVITY_MPS2
    return LumbarLoad(
        time_s=found.time_s,
        moment_nm_per_kg=found.moment_nm / found.mass_kg,
        compression_bw=spine.compression_n / weight_n,
        shear_bw=spine.shear_n / weight_n,
        quadratus_bw={side: spine.group_force_n[f"{QUADRATUS}_{side}"] / weight_n for side in SIDES},
        quadratus_w_per_kg=_power_w_per_kg(found, spine, motion.rate_hz),
        mass_kg=found.mass_kg,
        way=found.way,
        residual=found.residual,
        notes=(*found.notes, *limits, *_held(spine)),
        standing_bw=_standing_bw(still, found.mass_kg, runner, size) if standing_bw is None else standing_bw,
        size=size,
    )


def trunk_size(motion: Motion, still: Motion | None, found: LumbarMoment) -> float:
    """L5/S1 to the middle of the shoulders over the generic adult's; the pelvis's size without shoulders.

    Measured where the runner stands ``still`` (``standing_motion``), else in the run.
    """
    if still is not None and (top := shoulders_m(places_of(still.points))) is not None:
        length = np.linalg.norm(top - lumbosacral(still).place_m, axis=1)
    elif (top := shoulders_m(places_of(motion.points))) is not None:
        length = np.linalg.norm(top - found.joint.place_m, axis=1)
    else:
        return found.joint.size
    return float(np.nanmedian(length)) / float(load(KNOWLEDGE)["generic"]["shoulders_above_l5s1_m"])


def _muscles(found: LumbarMoment, size: float) -> SpineLoad:
    """Muscles and joint; where nothing shows the trunk, with the arms of standing."""
    unseen = found.way == "from_below"
    posture = np.zeros_like(found.posture_rad) if unseen else found.posture_rad
    return spine_load(found.moment_nm, found.force_n, posture, size)


def _power_w_per_kg(found: LumbarMoment, spine: SpineLoad, rate_hz: float) -> dict[Side, FloatArray]:
    """Power of each quadratus lumborum; how fast it shortens is unknown where nothing shows the trunk."""
    if found.way == "from_below":
        return dict.fromkeys(SIDES, np.full(len(found.time_s), np.nan))
    power_w = quadratus_power_w(spine, found.posture_rad, rate_hz)
    return {side: power_w[side] / found.mass_kg for side in SIDES}


def _standing_bw(still: Motion | None, mass_kg: float, runner: Runner, size: float) -> float:
    """Compression in quiet standing, body weights."""
    if still is None or "trunk" not in still.segment_axes:
        return float("nan")
    found = lumbar_moment(still, None, runner.model_copy(update={"mass_kg": mass_kg}))
    pressed = _muscles(found, size).compression_n
    return float(pressed[len(pressed) // 2]) / (mass_kg * GRAVITY_MPS2)


def _held(spine: SpineLoad) -> tuple[Note, ...]:
    share = float(np.mean(spine.held))
    if share <= OFTEN_HELD:
        return ()
    text = (
        f"In {100 * share:.0f} % of the frames the trunk is turned or bent further on the pelvis than the "
        "muscles' levers are known for; there they stay as at the border."
    )
    return (Note(level="info", code="lumbar_posture_held", text=text),)
