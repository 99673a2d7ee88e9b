"""What-ifs as they are told: figures that follow from their sources, words that can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from backstride.knowledge.loader import load
from backstride.loads.what_if.known import known, what_if_ids
from backstride.loads.what_if.segments import part_of
from helpers.reading import grade, sentences

G = 9.80665


def test_the_ids_are_those_of_the_contract() -> None:
    ids = ("lean_less", "lean_more", "half_trunk_rotation", "cadence_plus_5", "cadence_plus_10")
    assert what_if_ids() == ids


def _leg_stiffness(step_s: float, contact_s: float, speed_mps: float, leg_m: float) -> float:
    """Of 1 kg, Morin 2005."""
    peak = np.pi / 2 * step_s / contact_s * G
    drop = peak * contact_s**2 / np.pi**2 - G * contact_s**2 / 8
    return float(peak / (leg_m - np.sqrt(leg_m**2 - (speed_mps * contact_s / 2) ** 2) + drop))


@pytest.mark.parametrize("leg_m", [0.88, 0.96])
@pytest.mark.parametrize("duty", [0.34, 0.42])
def test_the_low_power_of_the_contact_time_is_that_of_leg_stiffness(leg_m: float, duty: float) -> None:
    """Farley & Gonzalez 1996: 7.0 to 16.3 kN/m from 26 % below to 36 % above, whatever leg and contact."""
    step, slow, fast = 60 / 160, 0.74, 1.36

    def miss(power: float) -> float:
        contacts = [2 * duty * step * one**-power for one in (slow, fast)]
        stiff = [
            _leg_stiffness(step / one, contact, 2.5, leg_m)
            for one, contact in zip((slow, fast), contacts, strict=True)
        ]
        return stiff[1] / stiff[0] - 16.3 / 7.0

    assert brentq(miss, 0.3, 1.5) == pytest.approx(load("what_if.toml")["contact"]["power"]["low"], abs=0.025)


def test_the_high_power_holds_where_the_foot_lands() -> None:
    """Lieberman 2015: 5.9 % less far ahead for 5 of 85 strides a minute."""
    power = -np.log(1 - 0.059) / np.log(90 / 85)
    assert power == pytest.approx(load("what_if.toml")["contact"]["power"]["high"], abs=0.06)


def test_the_middle_power_is_near_that_of_the_landing_speed() -> None:
    """Wang 2020: 0.706 to 0.652 m/s with 7.5 % more steps, at 170 of them a minute."""
    flights = [2 * speed / G for speed in (0.706, 0.652)]
    contacts = [60 / 170 - flights[0], 60 / 170 / 1.075 - flights[1]]
    power = -np.log(contacts[1] / contacts[0]) / np.log(1.075)
    assert power == pytest.approx(0.93, abs=0.03)
    assert abs(power - known("cadence_plus_5").contact_power["middle"]) < 0.1


@pytest.mark.parametrize("what_if_id", what_if_ids())
def test_texts_for_the_runner_read_at_grade_eight_or_below(what_if_id: str) -> None:
    one = known(what_if_id)
    said = [one.how, *(trial.text for trial in one.trials)]
    hard = {text: grade(sentences(text)) for text in said}
    assert {text: value for text, value in hard.items() if value > 8} == {}


def test_sentences_with_figures_read_as_well() -> None:
    said = [re.sub(r"\{\w+\}", "six", text) for text in load("what_if.toml")["say"].values()]
    assert all(grade(sentences(text)) <= 8 for text in said)


@pytest.mark.parametrize("what_if_id", what_if_ids())
def test_every_what_if_stands_beside_what_trials_found(what_if_id: str) -> None:
    trials = known(what_if_id).trials
    assert len(trials) >= 2
    assert all(trial.source for trial in trials)


def test_every_load_has_its_own_doubt_and_the_unproven_are_named() -> None:
    loads = {
        "l5s1_extension_moment",
        "l5s1_bending_moment",
        "l5s1_axial_moment",
        "l5s1_compression",
        "quadratus_lumborum_force",
        "quadratus_lumborum_work",
        "lumbar_load_per_km",
    }
    for what_if_id in what_if_ids():
        off = known(what_if_id).off_percent
        assert set(off) == loads
        assert all(0 < value < 50 for value in off.values())
    assert "l5s1_compression" not in known("lean_less").unproven
    assert "l5s1_extension_moment" in known("lean_less").unproven
    assert "lumbar_load_per_km" in known("cadence_plus_5").unproven


def test_the_doubts_are_those_that_were_measured() -> None:
    results = Path(__file__).resolve().parents[3] / "benchmarks" / "results" / "what_if.json"
    rows = json.loads(results.read_text(encoding="utf-8"))["rows"]
    found = {row["what"]: (row["off"], row["nothing"]) for row in rows if row["what"].startswith("synthetic")}
    told = {
        f"synthetic: {what_if_id}, {load_id}": (one["missed"], one["nothing"])
        for what_if_id in what_if_ids()
        for load_id, one in load("what_if.toml")["off"][what_if_id].items()
    }
    assert set(told) == set(found)
    for what, pair in told.items():
        assert pair == pytest.approx(found[what], abs=0.051), what


def test_points_ride_on_the_parts_they_sit_on() -> None:
    names = ["c7", "head_front_left", "iliac_crest_right", "patella_left", "mt5_right", "forearm_1_left"]
    assert {name: part_of(name) for name in names} == {
        "c7": "upper",
        "head_front_left": "upper",
        "iliac_crest_right": "pelvis",
        "patella_left": "thigh_left",
        "mt5_right": "foot_right",
        "forearm_1_left": "arm_left",
    }
