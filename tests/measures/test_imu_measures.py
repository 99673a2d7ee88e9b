"""Rows of a body-worn sensor: every measure valued or refused by name, with an interval that holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backstride.knowledge.loader import load
from backstride.measures.definitions import definitions
from backstride.measures.imu import KNOWLEDGE, SensorRun, imu_measures
from backstride.measures.imu_drift import imu_drift
from backstride.measures.imu_series import series
from backstride.model.common import MeasureSide
from backstride.model.imu import ImuContact, ImuRecording, Placement
from backstride.model.measure import Measure
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.sensors.imu_contacts import imu_contacts
from helpers.imu_made import GRAVITY, Made, runner
from helpers.reading import grade, sentences

MADE = runner(170.0, 0.68, seconds=40.0, rate_hz=100.0)
BY_STEP = {"contact_time", "flight_time", "duty_factor", "peak_vertical_force"}


def of(made: Made = MADE, placement: Placement = "waist", gyro: bool = True, **told: object) -> SensorRun:
    recording = ImuRecording(
        "made.csv",
        made.time_s,
        1 / (made.time_s[1] - made.time_s[0]),
        made.felt_g * GRAVITY,
        made.turning if gyro else None,
    )
    settings = Settings.model_validate({"sensor": placement, **told})
    return SensorRun(imu_contacts(recording, placement), "made", placement, Runner(), settings)


def rows(run: SensorRun) -> dict[tuple[str, MeasureSide], Measure]:
    return {(row.id, row.side): row for row in imu_measures(run)}


@pytest.fixture(scope="module")
def waist() -> dict[tuple[str, MeasureSide], Measure]:
    return rows(of(speed_mps=3.0, surface="treadmill"))


def test_every_definition_has_its_rows_and_its_entry(waist: dict[tuple[str, MeasureSide], Measure]) -> None:
    wanted = [
        (d.id, s) for d in definitions() for s in (("left", "right", "both") if d.bilateral else ("both",))
    ]
    assert list(waist) == wanted
    assert set(load(KNOWLEDGE)["measure"]) == {d.id for d in definitions()}
    assert all((row.value is None) == bool(row.refused) for row in waist.values())


@pytest.mark.parametrize(
    ("name", "true"),
    [
        ("cadence", 170.0),
        ("stride_time", 120 / 170),
        ("contact_time", 0.68 * 60 / 170),
        ("flight_time", 0.32 * 60 / 170),
        ("duty_factor", 0.34),
        ("peak_vertical_force", np.pi / 2 / 0.68),
        ("stride_length", 3.0 * 120 / 170),
        ("speed", 3.0),
    ],
)
def test_the_interval_holds_what_was_made(
    waist: dict[tuple[str, MeasureSide], Measure], name: str, true: float
) -> None:
    found = [row for (measure, _), row in waist.items() if measure == name]
    assert len(found) == (1 if name in ("cadence", "speed") else 3)
    for row in found:
        assert row.interval is not None
        assert row.interval[0] <= true <= row.interval[1]


def test_a_value_may_be_as_far_off_as_runners_left_out_were(
    waist: dict[tuple[str, MeasureSide], Measure],
) -> None:
    """However many strides, the interval does not shrink below what one runner as a whole was off."""
    for name in BY_STEP:
        row, error = waist[name, "both"], load(KNOWLEDGE)["measure"][name]["error_sd"]
        assert row.interval is not None
        assert row.value is not None
        assert row.interval[1] - row.value >= 1.95 * error
        assert row.detectable_change == pytest.approx(2.77 * error, rel=0.01)


@pytest.mark.parametrize("placement", ["hip", "shank", "foot"])
def test_elsewhere_cadence_and_stride_time_alone(placement: Placement) -> None:
    found = rows(of(runner(170.0, size=2.0, seconds=40.0, rate_hz=100.0), placement))
    assert {key for key, row in found.items() if row.value is not None} == {
        ("cadence", "both"),
        ("stride_time", "both"),
    }
    assert "cadence alone" in (found["contact_time", "both"].refused or "")
    assert found["cadence", "both"].n_strides == pytest.approx(40 * 170 / 120, abs=1)


def test_without_a_speed_it_says_which_option_gives_one() -> None:
    found = rows(of())
    for name in ("speed", "stride_length"):
        assert "--speed-mps" in (found[name, "both"].refused or "")


def test_the_pelvis_is_refused_by_the_study_that_failed(
    waist: dict[tuple[str, MeasureSide], Measure],
) -> None:
    refused = {key[0] for key, row in waist.items() if "Ruiz-Malagon 2023" in (row.refused or "")}
    assert refused == {d.id for d in definitions() if d.id.startswith("pelvic_")}


def test_sides_that_are_not_told_are_refused_and_both_stays() -> None:
    flat = replace(MADE, felt_g=MADE.felt_g * np.array([1.0, 1.0, 0.0]))
    found = rows(of(flat, gyro=False))
    for name in BY_STEP | {"stride_time"}:
        assert found[name, "left"].value is None
        assert "cannot be told" in (found[name, "left"].refused or "")
        assert found[name, "both"].value is not None


def contact(at: float, lasts: float, side: str | None = None) -> ImuContact:
    return ImuContact(at, at + lasts, side, 2.5, None)  # type: ignore[arg-type]


def test_a_step_that_was_missed_makes_no_stride_and_no_flight() -> None:
    step = [contact(0.35 * n, 0.25) for n in range(21) if n != 10]
    found = series(step)
    assert found["contact_time"].values.size == 20
    assert found["flight_time"].values.size == 18
    assert found["stride_time"].values.size == 16
    np.testing.assert_allclose(found["flight_time"].values, 0.10)
    np.testing.assert_allclose(found["stride_time"].values, 0.70)


def test_a_difference_of_feet_is_no_spread_of_strides() -> None:
    feet = [contact(0.35 * n, 0.24 if n % 2 else 0.28, "left" if n % 2 else "right") for n in range(20)]
    both = series(feet)["contact_time"].of("both")
    assert both.mean() == pytest.approx(0.26)
    assert both.std() == pytest.approx(0.0, abs=1e-12)


def test_no_contact_gives_empty_series() -> None:
    assert all(one.of(side).size == 0 for one in series([]).values() for side in ("left", "both"))


def test_every_reason_is_plain() -> None:
    known = load(KNOWLEDGE)
    reasons = [*known["why"].values(), known["no_drift"]["short"], known["no_drift"]["speed"]]
    hard = {text: grade(sentences(text)) for text in reasons if grade(sentences(text)) > 8}
    assert hard == {}


def test_drift_needs_a_long_run_at_one_known_speed() -> None:
    short, on_road = of(), of(speed_mps=3.0, surface="road")
    assert "too short" in imu_drift(short, 40.0)[1]
    assert "9 min is too short" in imu_drift(short, 599.0)[1]
    assert "--surface treadmill" in imu_drift(on_road, 700.0)[1]
    assert "--speed-mps" in imu_drift(of(surface="treadmill"), 700.0)[1]


def test_drift_finds_a_cadence_that_fell() -> None:
    fresh, tired = (runner(steps, seconds=330.0, rate_hz=60.0) for steps in (172.0, 164.0))
    joined = replace(
        fresh,
        time_s=np.concatenate([fresh.time_s, tired.time_s + 330.0]),
        felt_g=np.vstack([fresh.felt_g, tired.felt_g]),
        turning=np.vstack([fresh.turning, tired.turning]),
    )
    found, why = imu_drift(of(joined, speed_mps=3.0, surface="treadmill"), 660.0)
    assert why == ""
    by_id = {row.id: row for row in found}
    assert set(by_id) == {"cadence", "contact_time", "peak_vertical_force"}
    assert by_id["cadence"].difference == pytest.approx(-8.0, abs=0.5)
    assert by_id["cadence"].clear
