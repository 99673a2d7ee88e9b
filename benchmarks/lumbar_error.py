"""How far the loads of the back follow an error of the moment, and what speed does to them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from backstride.loads.ground_reaction import GRAVITY_MPS2
from backstride.loads.lumbar_joint import standing_motion
from backstride.loads.lumbar_load import trunk_size
from backstride.loads.lumbar_moment import LumbarMoment, lumbar_moment
from backstride.loads.muscles.quadratus_power import quadratus_power_w
from backstride.loads.muscles.spine_load import QUADRATUS, SpineLoad, spine_load
from backstride.measures.compute import compute
from backstride.measures.lumbar import LUMBAR
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.motion import Motion
from benchmarks.common import save
from benchmarks.lumbar_trials import SPEEDS_MPS, Solved, full_body, hamner

AXES: Final = ("bending", "axial", "extension")
STEP_NM_PER_KG: Final = 0.1
NEAR_PEAK: Final = 85.0  # percentile from which a frame counts as near the peak


def main() -> None:
    rows = [row for trial in full_body() for row in _gains(trial)]
    save(
        "lumbar_error",
        "Loads of the back: what an error of the moment does, and speed",
        "python -m benchmarks.lumbar_error",
        [*rows, *_slopes()],
        notes=(
            f"gains: change in BW per N m/kg more of a moment, from {STEP_NM_PER_KG:g} more in every "
            "frame: compression and quadratus lumborum near their peaks, shear as root mean square; work "
            "of quadratus lumborum in a stride, J/kg per N m/kg",
            "slope: change of the mean peak per 1 m/s, line through four speeds of one runner; between "
            "speeds a measure may move by twice that (knowledge/change.toml)",
        ),
    )


def _gains(trial: Solved) -> list[dict[str, Any]]:
    found = lumbar_moment(trial.motion, trial.reaction, trial.runner)
    size = trunk_size(trial.motion, standing_motion(trial.motion), found)
    weight_n = found.mass_kg * GRAVITY_MPS2
    before = _loaded(found, size, np.zeros(3))
    rows = []
    for axis, name in enumerate(AXES):
        more = np.zeros(3)
        more[axis] = STEP_NM_PER_KG * found.mass_kg
        after = _loaded(found, size, more)
        per = 1.0 / weight_n / STEP_NM_PER_KG
        shear = np.sqrt(np.nanmean((after.shear_n - before.shear_n) ** 2, axis=0)) * per
        rows.append(
            {
                "what": f"{trial.name}, {name}",
                "compression": _near_peak(before.compression_n, after.compression_n) * per,
                **{f"quadratus {side}": _of_muscle(before, after, side) * per for side in SIDES},
                **{f"work {side}": _of_work(before, after, found, trial.motion, side) for side in SIDES},
                "shear forward": float(shear[0]),
                "shear sideways": float(shear[1]),
            }
        )
    return rows


def _loaded(found: LumbarMoment, size: float, more_nm: FloatArray) -> SpineLoad:
    return spine_load(found.moment_nm + more_nm, found.force_n, found.posture_rad, size)


def _of_muscle(before: SpineLoad, after: SpineLoad, side: str) -> float:
    name = f"{QUADRATUS}_{side}"
    return _near_peak(before.group_force_n[name], after.group_force_n[name])


def _of_work(before: SpineLoad, after: SpineLoad, found: LumbarMoment, motion: Motion, side: Side) -> float:
    """Change of the work of a stride, J per N m: J/kg per N m/kg."""
    stride_s = np.mean([one.next_foot_strike_s - one.foot_strike_s for one in motion.strides])
    powers = (quadratus_power_w(load, found.posture_rad, motion.rate_hz)[side] for load in (before, after))
    was_w, is_w = (float(np.nanmean(np.abs(power))) for power in powers)
    return float((is_w - was_w) * stride_s / (STEP_NM_PER_KG * found.mass_kg))


def _near_peak(before: FloatArray, after: FloatArray) -> float:
    """Mean change over the frames that are highest before."""
    high = before >= np.nanpercentile(before, NEAR_PEAK)
    return float(np.nanmean((after - before)[high]))


def _slopes() -> list[dict[str, Any]]:
    each: dict[str, list[tuple[float, float]]] = {name: [] for name in LUMBAR}
    for speed in SPEEDS_MPS:
        trial = hamner(speed)
        for row in compute(trial.motion, trial.reaction, trial.runner):
            if row.id in each and row.side == "both" and row.value is not None:
                each[row.id].append((trial.motion.speed_mps or float(speed), row.value))
    return [{"what": f"slope of {name}", "per m/s": _slope(pairs)} for name, pairs in each.items()]


def _slope(pairs: list[tuple[float, float]]) -> float:
    speeds, values = np.array(pairs).T
    return float(np.polyfit(speeds, values, 1)[0])


if __name__ == "__main__":
    main()
