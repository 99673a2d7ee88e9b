"""How long a million frames of lumbar muscles take, and how much memory."""

from __future__ import annotations

import resource
import time

import numpy as np

from backstride.loads.muscles.anatomy import border_rad
from backstride.loads.muscles.spine_load import SpineLoad, spine_load
from backstride.model.arrays import FloatArray
from benchmarks.common import CORES, save

FRAMES = 1_000_000
ASKED_S, ASKED_KKT = 60.0, 1e-8
# Of the moments, N m: running and well beyond (Hamner's runner at 3 m/s peaks at 119, 63 and 38)
SPREAD_NM = np.array([40.0, 25.0, 60.0])


def main() -> None:
    before = _peak_mb()
    moment, force, posture = _drawn(FRAMES)
    inputs = _peak_mb()
    rows = []
    for co_contraction in (0.0, 0.05):
        start, used = time.perf_counter(), time.process_time()
        load = spine_load(moment, force, posture, co_contraction=co_contraction)
        seconds, busy = time.perf_counter() - start, time.process_time() - used
        rows.append(_row(co_contraction, load, seconds) | {"processor s": busy})
    rows.append(
        {"what": "memory before, with the inputs, at the peak, MB", "MB": f"{before}, {inputs}, {_peak_mb()}"}
    )
    save(
        "recruit_speed",
        "A million frames of lumbar muscles",
        "python -m benchmarks.recruit_speed",
        rows,
        NOTES,
    )


NOTES = [
    f"asked: under {ASKED_S:g} s on {CORES} cores, conditions of least stress met to {ASKED_KKT:g}",
    "164 fascicles; frames drawn apart from each other, so none helps the next; two in three hold a posture"
    " at the border of the known span; out come compression, shear, 20 group forces, drive of quadratus",
    "one thread: threads over chunks were not needed; processor s leaves out what other work took",
]


def _drawn(count: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    rng = np.random.default_rng(20)
    moment = rng.normal(size=(count, 3)) * SPREAD_NM + [0.0, 0.0, SPREAD_NM[2]]
    force = rng.normal(size=(count, 3)) * 100.0 + [0.0, 800.0, 0.0]
    return moment, force, rng.normal(size=(count, 3)) * border_rad()


def _row(co_contraction: float, load: SpineLoad, seconds: float) -> dict[str, object]:
    return {
        "what": f"{FRAMES} frames, co-contraction {co_contraction:g}",
        "s": seconds,
        "us per frame": 1e6 * seconds / FRAMES,
        "times faster than asked": ASKED_S / seconds,
        "largest residual": f"{np.nanmax(load.kkt):.1e}",
        "unanswered": int(np.isnan(load.kkt).sum()),
    }


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
