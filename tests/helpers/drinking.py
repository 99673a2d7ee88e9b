"""What to drink: advice for somebody at these answers, weighings and air of every kind."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from backstride.answers.parse import read_answers
from backstride.care.hydration import Drink, drink_advice
from backstride.model.runner import Runner
from backstride.safety.triage import allowed, triage
from helpers.told import all_no

SOMEBODY = Runner(height_m=1.76, mass_kg=70)
WARM = {"air_temperature_c": 28, "humidity_percent": 50, "pace_min_per_km": 7}
WEIGHED = {
    "weight_before_kg": 70,
    "weight_after_kg": 69,
    "drunk_ml": 300,
    "urine_ml": 0,
    "weighed_run_minutes": 60,
}


def advice(runner: Runner = SOMEBODY, speed: float | None = None, **intake: Any) -> Drink:
    told = read_answers(all_no(**intake))
    found = drink_advice(told, runner, speed, allowed(triage(told), told))
    assert found is not None
    return found


def weighed(**changed: Any) -> dict[str, Any]:
    return WEIGHED | changed


weighings = st.fixed_dictionaries(
    {
        "weight_before_kg": st.floats(45, 110),
        "drunk_ml": st.floats(0, 4000),
        "urine_ml": st.floats(0, 500),
        "weighed_run_minutes": st.floats(20, 300),
    }
)
airs = st.fixed_dictionaries(
    {},
    optional={
        "air_temperature_c": st.floats(15, 40),
        "humidity_percent": st.floats(10, 90),
        "pace_min_per_km": st.floats(6, 10),
    },
)
