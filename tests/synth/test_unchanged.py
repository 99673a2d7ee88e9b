"""Old specs stay what they were: new dials at their defaults move nothing."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.synth.presets import FAULTY, TYPICAL, usual
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec

SPECS = {
    "typical": TYPICAL,
    "faulty": FAULTY,
    "usual_at_3.5": usual(3.5),
    "uneven_overground": Spec(
        surface="overground",
        duration_s=3,
        variability=2,
        marker_rate_hz=100,
        pelvic_drop_asymmetry_deg=3,
        step_time_asymmetry_s=0.01,
        gap_fraction=0.05,
    ),
}
MARKERS = (("heel_left", 100), ("c7", 250), ("head_front_right", 299))
#: Written down before the dials of drift, head, hip extension, skin and labels came: the sum of all
#: positions; three markers at one frame each, m; vertical force of sample 1234, N; the fourth foot strike, s.
BEFORE = {
    "typical": (
        77171.19861, -0.4455543, 0.4126385, -0.0634123, -0.0273241, 1.5332767, 0.0090258,
        0.1573894, 1.6744319, 0.038242, 472.7725, 1.3228163,
    ),
    "faulty": (
        76786.77079, -0.5373064, 0.3158814, -0.0481979, -0.0736841, 1.440833, 0.0092701,
        0.1309008, 1.5740577, 0.0566724, 1462.2128, 1.4953677,
    ),
    "usual_at_3.5": (
        78040.94551, -0.368932, 0.4924216, -0.0639373, -0.0438967, 1.4593569, 0.004255,
        0.1482934, 1.5902012, 0.0426311, 0.264, 1.2436631,
    ),
    "uneven_overground": (
        85535.21331, 2.85864, 0.0418651, -0.0304683, 6.9629465, 1.453808, 0.0034391,
        8.5091979, 1.6303328, 0.0657065, 0.264, 1.3251777,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPECS)
def test_a_spec_without_the_new_dials_gives_the_motion_it_always_gave(name):
    synthetic = synthesise(SPECS[name])
    points = synthetic.run.points
    total, *places, force, strike = BEFORE[name]
    assert float(np.nansum(points.to_numpy())) == pytest.approx(total, abs=1e-3)
    now = [float(v) for marker, frame in MARKERS for v in points.sel(point=marker).to_numpy()[frame]]
    assert now == pytest.approx(places, abs=1e-6)
    assert float(synthetic.run.forces.plates[0].force_n[1234, 1]) == pytest.approx(force, abs=1e-3)
    assert synthetic.truth.contacts[3].foot_strike_s == pytest.approx(strike, abs=1e-6)
    assert synthetic.truth.moved == {}
    assert synthetic.truth.label_swaps == ()
