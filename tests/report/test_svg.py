from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.report.numbers import display_unit, pace_text
from backstride.report.svg import Scale, band_path, element, line_path, spread_labels, ticks

numbers = st.floats(-1e4, 1e4, allow_nan=False)


def test_text_and_attributes_are_escaped() -> None:
    assert str(element("text", "<b>&", class_='"x"')) == '<text class="&#34;x&#34;">&lt;b&gt;&amp;</text>'


def test_a_line_breaks_where_a_value_is_missing() -> None:
    path = line_path(np.array([0.0, 1, 2, 3]), np.array([0.0, np.nan, 2, 3]))
    assert path == "M0.0 0.0M2.0 2.0L3.0 3.0"


def test_a_band_closes_and_skips_what_is_missing() -> None:
    x = np.array([0.0, 1, 2])
    assert band_path(x, x, x + 1) == "M0.0 0.0L1.0 1.0L2.0 2.0L2.0 3.0L1.0 2.0L0.0 1.0Z"
    assert band_path(x, x * np.nan, x) == ""


@given(numbers, st.floats(1e-3, 1e4), st.integers(2, 10))
def test_ticks_are_even_inside_and_about_as_many_as_wanted(low: float, span: float, wanted: int) -> None:
    found = ticks(low, low + span, wanted)
    assert len(found) <= wanted + 1
    assert all(low - 1e-6 * span <= value <= low + span * (1 + 1e-6) for value in found)
    if len(found) > 2:
        assert np.ptp(np.diff(found)) <= 1e-6 * max(1.0, abs(low), span)


@given(numbers, st.floats(0.1, 1e4), st.floats(0, 1))
def test_a_scale_is_straight(low: float, span: float, share: float) -> None:
    scale = Scale(low, low + span, 10.0, 110.0)
    assert scale(low) == pytest.approx(10)
    assert scale(low + span) == pytest.approx(110)
    assert scale(low + share * span) == pytest.approx(10 + 100 * share, abs=1e-6 * (1 + abs(low) / span))


@given(st.floats(0, 100), st.floats(0, 100), st.floats(1, 20))
def test_two_labels_never_overlap_and_keep_their_order(first: float, second: float, gap: float) -> None:
    a, b = spread_labels([first, second], gap)
    assert abs(a - b) >= gap - 1e-9
    assert (a <= b) == (first <= second)
    assert a + b == pytest.approx(first + second)


@pytest.mark.parametrize(
    ("measure", "unit", "value", "shown"),
    [
        ("contact_time", "s", 0.2414, "241 ms"),
        ("step_width", "m", -0.012, "−1.2 cm"),
        ("stride_length", "m", 2.4567, "2.46 m"),
        ("duty_factor", "1", 0.3477, "34.8 %"),
        ("pelvic_drop_peak", "deg", -0.01, "0.0°"),
        ("vertical_stiffness", "N/m", 24_600.0, "24.6 kN/m"),
    ],
)
def test_people_see_the_units_they_know(measure: str, unit: str, value: float, shown: str) -> None:
    words = display_unit(measure, unit)
    assert words.with_symbol(words.number(value)) == shown


def test_a_range_across_zero_is_spelled_out() -> None:
    assert display_unit("pelvic_tilt_change", "deg").span(-1.2, 3.4) == "−1.2 to 3.4"


def test_pace_of_a_known_speed() -> None:
    assert pace_text(1000 / 300) == "5:00"
