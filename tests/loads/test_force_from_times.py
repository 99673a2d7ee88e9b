"""The half sine: its own equations, and what the fitted figures may do to it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import cumulative_trapezoid

from backstride.knowledge.loader import load
from backstride.loads.force_from_times import (
    leg_stiffness_from_times,
    peak_from_times_bw,
    sine_drop_m,
    sine_peak_bw,
    vertical_stiffness_from_times,
)
from backstride.loads.weight import GRAVITY_MPS2

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"
FIT = load("ground_force.toml")["times"]
CONTACT, STEP = np.array([0.2, 0.25, 0.3]), np.array([0.33, 0.36, 0.4])


@given(contact=st.floats(0.12, 0.4), flight=st.floats(0.0, 0.2))
def test_the_half_sine_bears_the_weight_and_sinks_as_it_must(contact: float, flight: float) -> None:
    """Integrated by hand: mean over the step is the weight; the drop is that of the twice summed push."""
    step, time = contact + flight, np.linspace(0, contact, 4001)
    push = float(sine_peak_bw(np.array(contact), np.array(step))) * np.sin(np.pi * time / contact)
    assert np.trapezoid(push, time) / step == pytest.approx(1, rel=1e-6)
    speed = cumulative_trapezoid(GRAVITY_MPS2 * (push - 1), time, initial=0)
    height = cumulative_trapezoid(speed - np.interp(contact / 2, time, speed), time, initial=0)
    assert float(sine_drop_m(np.array(contact), np.array(step))) == pytest.approx(-height.min(), abs=1e-6)


def test_the_shipped_figures_are_those_that_the_benchmark_fitted() -> None:
    found = json.loads((RESULTS / "force_without_plates.json").read_text(encoding="utf-8"))["rows"]
    fitted = [row["value"] for row in found if row["what"].startswith("times, all 24")]
    assert fitted == [value for name, value in FIT.items() if name != "source"]


def test_a_shorter_contact_is_a_harder_one() -> None:
    shorter = peak_from_times_bw(CONTACT - 0.01, STEP)
    assert (shorter > peak_from_times_bw(CONTACT, STEP)).all()


def test_stiffness_is_the_sines_own_times_one_gain() -> None:
    peak_n = 70 * GRAVITY_MPS2 * sine_peak_bw(CONTACT, STEP)
    vertical = vertical_stiffness_from_times(CONTACT, STEP, 70.0)
    assert vertical == pytest.approx(FIT["vertical_stiffness_gain"] * peak_n / sine_drop_m(CONTACT, STEP))
    standing = leg_stiffness_from_times(CONTACT, STEP, 70.0, 0.95, 0.0)
    assert standing == pytest.approx(FIT["leg_stiffness_gain"] * peak_n / sine_drop_m(CONTACT, STEP))
    assert (leg_stiffness_from_times(CONTACT, STEP, 70.0, 0.95, 3.0) < standing).all()


def test_a_leg_too_short_for_its_sweep_has_no_stiffness() -> None:
    assert np.isnan(leg_stiffness_from_times(CONTACT, STEP, 70.0, 0.3, 4.0)).all()
