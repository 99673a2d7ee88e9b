"""A ledger's words: unit and digits are those of the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.measures.definitions import definition, definitions
from backstride.measures.shown import display_unit
from backstride.model.measure import Measure, MeasureDefinition
from backstride.patterns.held import Held, amount, stands
from backstride.report.numbers import interval_text, value_text


@pytest.mark.parametrize(
    ("measure", "held", "said"),
    [
        (
            "pelvic_tilt_change",
            Held(12.03, (10.206, 13.853), 9.7514, "above"),
            "12.0 degrees (10.2 to 13.9), clearly above 9.8",
        ),
        (
            "lateral_sway",
            Held(0.01464, (0.00973, 0.01954), 0.0186, "above"),
            "1.5 cm (1.0 to 2.0), clearly above 1.9",
        ),
        (
            "contact_time",
            Held(0.2414, (0.2391, 0.2437), 0.21, "above"),
            "241 ms (239 to 244), clearly above 210",
        ),
        (
            "braking_force_peak",
            Held(0.4329, (0.4186, 0.4472), 0.3581, "above"),
            "0.43 body weights (0.42 to 0.45), clearly above 0.36",
        ),
        (
            "pelvic_drop_peak",
            Held(-0.004, (-2.69, 2.7), 2.8, "above"),
            "0.0 degrees (−2.7 to 2.7), clearly above 2.8",
        ),
    ],
)
def test_a_line_is_rounded_as_the_page_rounds(measure: str, held: Held, said: str) -> None:
    known = definition(measure)
    assert f"{amount(held, known)}, {stands('clear', held, known)}" == said


@given(
    st.sampled_from(definitions()),
    st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=3).map(sorted),
)
def test_whatever_the_measure_a_line_holds_the_digits_of_the_table(
    known: MeasureDefinition, ends: list[float]
) -> None:
    low, value, high = ends
    row = Measure(
        id=known.id, side="both", value=value, unit=known.unit, interval=(low, high), n_strides=9,
        detectable_change=None, reference=None, verdict="no_reference", recording="run",
    )  # fmt: skip
    shown = display_unit(known.id, known.unit)
    said = amount(Held(value, (low, high), 0.0, "above"), known)
    assert said.startswith(value_text(row))
    assert {shown.number(low), shown.number(high)} <= set(interval_text(row).replace("–", " ").split())
    assert said.endswith(f"({shown.number(low)} to {shown.number(high)})")
