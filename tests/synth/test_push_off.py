"""Peak hip extension as a wish: met, or refused with the range that can be had."""

from __future__ import annotations

import re

import numpy as np
import pytest

from backstride.errors import UsageError
from backstride.synth.presets import FAULTY, usual
from backstride.synth.push_off import MOVED, bounds, late_stance
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec

RUNNERS = {"ordinary": Spec(), "faulty": FAULTY, "fast": usual(4.5)}
WISHES = [
    ("ordinary", 0.5),
    ("ordinary", 6.0),
    ("ordinary", 15.5),
    ("faulty", 2.0),
    ("fast", 12.0),
    ("fast", 19.5),
]


def asked(name: str, wish: float, **dials: float) -> Spec:
    return Spec.model_validate(
        {**RUNNERS[name].model_dump(), "duration_s": 6.0, "hip_extension_peak_deg": wish, **dials}
    )


@pytest.mark.slow
@pytest.mark.parametrize(("name", "wish"), WISHES)
def test_the_wish_is_met_within_half_a_degree_with_the_usual_spread(name, wish):
    truth = synthesise(asked(name, wish)).truth
    assert truth.measures["hip_extension_peak"]["both"] == pytest.approx(wish, abs=0.5)
    assert set(truth.moved) == set(MOVED)


def test_only_late_stance_moves_for_the_wish():
    wished = synthesise(asked("ordinary", 6.0, variability=0.0)).truth
    plain = synthesise(RUNNERS["ordinary"].model_copy(update={"duration_s": 6.0, "variability": 0.0})).truth
    for name in (
        "peak_vertical_force",
        "contact_time",
        "leg_angle_at_strike",
        "pelvic_tilt_change",
        "overstride",
    ):
        assert wished.measures[name]["both"] == pytest.approx(plain.measures[name]["both"], rel=0.005)


@pytest.mark.parametrize("wish", [-15.0, 28.0])
def test_a_wish_out_of_reach_is_refused_with_the_range_that_can_be_had(wish):
    with pytest.raises(UsageError, match="it reaches from") as refusal:
        synthesise(asked("ordinary", wish))
    low, high = map(float, re.findall(r"from (-?\d+\.\d) to (-?\d+\.\d)", str(refusal.value))[0])
    assert low < 1 < 16 < high
    inside = synthesise(asked("ordinary", high - 0.3 if wish > 0 else low + 0.3)).truth.measures
    assert inside["hip_extension_peak"]["both"] == pytest.approx(high if wish > 0 else low, abs=0.9)


def test_the_two_dials_move_the_extension_one_way_only():
    spec = Spec(variability=0.0, duration_s=2.0)
    peaks = [
        synthesise(late_stance(spec, part)).truth.measures["hip_extension_peak"]["both"]
        for part in (-1, -0.5, 0, 0.5, 1)
    ]
    assert np.all(np.diff(peaks) > 0.5)


def test_the_ends_of_the_way_are_the_dials_own_ends():
    lowest, highest = late_stance(Spec(), 1.0), late_stance(Spec(), -1.0)
    for name in MOVED:
        assert (getattr(lowest, name), getattr(highest, name)) == bounds(name)
    assert late_stance(Spec(), 0.0) == Spec()


def test_the_spec_stays_as_it_was_asked_for():
    spec = asked("ordinary", 6.0)
    assert synthesise(spec).spec == spec
