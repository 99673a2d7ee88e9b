"""The light for the next run: its table, and that more pain never earns more running."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.answers.parse import read_answers
from backstride.model.safety import RunTomorrow
from backstride.safety.tomorrow import LIGHTS, run_tomorrow, tomorrow_notes, worst_pain
from backstride.safety.triage import allowed, triage
from helpers.told import all_no

PAINS = ("pain_now", "pain_during", "pain_after", "pain_next_morning")
pains = st.one_of(st.none(), st.integers(0, 10), st.floats(0, 10))
distances = st.one_of(st.none(), st.floats(0, 60))


def light(**intake: Any) -> RunTomorrow | None:
    return run_tomorrow(read_answers(all_no(**intake)))


@pytest.mark.parametrize(
    ("pain", "settled", "sharp", "expected"),
    [
        (0, "yes", "no", "green"),
        (3, "yes", "no", "green"),
        (3.5, "yes", "no", "amber"),
        (4, None, None, "amber"),
        (5, "yes", "no", "amber"),
        (6, "yes", "no", "red"),
        (10, "yes", "no", "red"),
        (2, "no", "no", "amber"),
        (5, "no", "no", "red"),
        (9, "no", "no", "red"),
        (1, "yes", "yes", "red"),
    ],
)
def test_three_green_five_amber_six_red_and_24_hours(
    pain: float, settled: str | None, sharp: str | None, expected: str
) -> None:
    told = {"pain_during": pain, "settled_in_24h": settled, "sharp_or_limping": sharp}
    found = light(**told)
    assert found is not None
    assert found.light == expected


@pytest.mark.parametrize(
    ("intake", "max_km"),
    [
        ({}, None),
        ({"usual_run_km": 8}, 8.0),
        ({"usual_run_km": 20, "longest_run_30d_km": 10}, 11.0),
        ({"usual_run_km": 8, "onset_km": 5.26}, 5.2),
        ({"longest_run_30d_km": 12}, 12.0),
        ({"onset_km": 5}, None),
    ],
)
def test_the_distance_is_a_cap_from_what_the_runner_does(
    intake: dict[str, Any], max_km: float | None
) -> None:
    assert light(pain_now=2, **intake) == RunTomorrow(light="green", max_km=max_km)


def test_amber_halves_the_usual_run_and_red_leaves_none() -> None:
    assert light(pain_now=4, usual_run_km=9) == RunTomorrow(light="amber", max_km=4.5)
    assert light(pain_now=7, usual_run_km=9) == RunTomorrow(light="red", max_km=0.0)


def test_pain_within_the_first_kilometre_leaves_nothing_to_run_and_says_why() -> None:
    told = read_answers(all_no(pain_now=2, usual_run_km=8, onset_km=0.5))
    assert run_tomorrow(told) == RunTomorrow(light="red", max_km=0.0)
    assert any("first kilometre" in note for note in tomorrow_notes(told))


def test_without_a_pain_there_is_no_light_and_the_page_asks_for_it() -> None:
    assert light() is None
    assert run_tomorrow(None) is None
    assert "0 to 10" in tomorrow_notes(read_answers(all_no()))[0]


@pytest.mark.parametrize("bad", [11, -1, float("nan"), "strong", True, [3]])
def test_a_pain_that_is_no_pain_gives_no_light_rather_than_a_green_one(bad: Any) -> None:
    told = read_answers(all_no(pain_now=bad))
    assert told is not None
    assert triage(told).level == "clear"
    assert triage(told).run_tomorrow is None
    assert len(told.problems) == 1


@pytest.mark.parametrize("answer", [{"pain_kind": ["tingling"]}, {"pain_where": ["below_knee"]}])
def test_nerve_answers_switch_the_pain_rule_off(answer: dict[str, Any]) -> None:
    assert triage(read_answers(all_no(pain_now=1, usual_run_km=8, **answer))).run_tomorrow is None


@pytest.mark.parametrize("sign", ["one_spot", "hurts_on_landing", "leg_pain", "bone_stress", "leg_symptoms"])
def test_bone_and_nerve_facts_switch_the_pain_rule_off(sign: str) -> None:
    raw = all_no(pain_now=1, usual_run_km=8)
    raw["safety"][sign] = "yes"
    assert triage(read_answers(raw)).run_tomorrow is None


@given(
    first=st.tuples(*[pains] * 4),
    more=st.tuples(*[st.floats(0, 10)] * 4),
    usual=distances,
    longest=distances,
    onset=distances,
    settled=st.sampled_from([None, "yes", "no"]),
)
def test_more_pain_never_gives_a_better_light_a_longer_run_or_one_more_test(
    first: tuple[float | None, ...],
    more: tuple[float, ...],
    usual: float | None,
    longest: float | None,
    onset: float | None,
    settled: str | None,
) -> None:
    rest = {
        "usual_run_km": usual,
        "longest_run_30d_km": longest,
        "onset_km": onset,
        "settled_in_24h": settled,
    }
    worse = tuple(None if a is None else min(10.0, a + b) for a, b in zip(first, more, strict=True))
    mild, sore = (
        read_answers(all_no(**dict(zip(PAINS, given, strict=True)), **rest)) for given in (first, worse)
    )
    less, greater = worst_pain(mild), worst_pain(sore)
    assert (less is None) == (greater is None)
    before, after = run_tomorrow(mild), run_tomorrow(sore)
    if before is None or after is None:
        assert before == after
        return
    assert LIGHTS.index(after.light) >= LIGHTS.index(before.light)
    if after.max_km is not None and before.max_km is not None:
        assert after.max_km <= before.max_km
    if before.max_km is None:
        assert after.max_km in (None, 0.0)
    assert allowed(triage(sore), sore).loading_tests <= allowed(triage(mild), mild).loading_tests


@given(distance=st.floats(0, 200), longest=distances)
def test_the_cap_never_goes_beyond_what_the_runner_does(distance: float, longest: float | None) -> None:
    found = light(pain_now=0, usual_run_km=distance, longest_run_30d_km=longest)
    assert found is not None
    assert found.max_km is not None
    assert found.max_km <= distance + 1e-9
    if longest is not None:
        assert found.max_km <= 1.1 * longest + 1e-9


@pytest.mark.parametrize(
    "unread",
    [
        {"pain_during": 11},
        {"sharp_or_limping": "ja"},
        {"settled_in_24h": "nein"},
        {"sharp_or_limping": [True]},
    ],
)
def test_an_answer_about_the_pain_that_cannot_be_read_leaves_no_light(unread: dict[str, Any]) -> None:
    told = read_answers(all_no(pain_now=1, usual_run_km=8, **unread))
    assert run_tomorrow(told) is None
    assert "could not be read" in tomorrow_notes(told)[0]


@pytest.mark.parametrize("field", ["usual_run_km", "longest_run_30d_km", "onset_km"])
def test_a_distance_that_cannot_be_read_leaves_no_distance(field: str) -> None:
    known = {"usual_run_km": 8, "longest_run_30d_km": 12, "onset_km": 6} | {field: "1,200"}
    assert light(pain_now=1, **known) == RunTomorrow(light="green", max_km=None)
