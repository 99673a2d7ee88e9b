"""Rules, facts and what they allow; that no combination escapes them is test_enumeration's."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from backstride.answers.parse import read_answers
from backstride.answers.questions import fields
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.model.safety import Allowed, Safety, SafetyLevel
from backstride.safety.facts import facts, questions, resolve
from backstride.safety.rules import fired, level_of, limits, rules, without_covered
from backstride.safety.signs import ACTIONS, sign_groups
from backstride.safety.triage import advice_allowed, allowed, patterns_allowed, triage
from backstride.safety.words import action_title, level_words
from helpers.told import all_no, demo_answers, with_yes

LEVELS: tuple[SafetyLevel, ...] = get_args(SafetyLevel)


def triaged(raw: dict[str, Any], runner: Runner | None = None) -> Safety:
    return triage(read_answers(raw), runner)


def test_nothing_asked_is_unknown_and_says_so() -> None:
    safety = triage(None)
    assert safety.level == "unknown"
    assert safety.run_tomorrow is None
    assert "answered" in safety.reasons[0]
    assert any("hidden" in reason for reason in safety.reasons)


def test_an_empty_sheet_of_answers_is_the_same_as_none() -> None:
    assert triaged({}) == triage(None)


def test_every_no_is_clear_and_does_not_reassure() -> None:
    safety = triaged(all_no())
    assert safety.level == "clear"
    assert safety.reasons == (
        "You reported none of the signs we ask about. If any of the signs below appears, stop and get help. "
        "A no today does not rule anything out.",
    )


@pytest.mark.parametrize("fact", [fact.id for fact in facts() if fact.level != "advice"])
def test_one_red_flag_left_open_is_unknown_and_named(fact: str) -> None:
    raw = all_no()
    del raw["safety"][fact]
    safety = triaged(raw)
    title = next(one.title for one in facts() if one.id == fact)
    assert safety.level == "unknown"
    assert title in safety.reasons[0]


@pytest.mark.parametrize(
    ("yes", "level"),
    [
        (("cauda_equina",), "emergency"),
        (("nerve_loss",), "emergency"),
        (("sudden_danger",), "emergency"),
        (("infection_or_urine",), "urgent"),
        (("cancer_signs",), "urgent"),
        (("fall_or_procedure",), "urgent"),
        (("leg_symptoms",), "clinician"),
        (("bone_stress",), "clinician"),
        (("bone_health",), "clinician"),
        (("inflammatory",), "clinician"),
        (("age_or_pregnancy",), "clinician"),
        (("blood_thinners",), "clinician"),
        (("heart_kidney_medicines",), "clear"),
        (("fall_or_procedure", "blood_thinners"), "emergency"),
        (("fall_or_procedure", "infection_or_urine"), "emergency"),
        (("infection_or_urine", "leg_symptoms"), "emergency"),
        (("cancer_signs", "leg_symptoms"), "emergency"),
        (("blood_thinners", "leg_symptoms"), "urgent"),
        (("bone_stress", "bone_health"), "urgent"),
        (("inflammatory", "age_or_pregnancy"), "clinician"),
    ],
)
def test_levels_of_facts_alone_and_together(yes: tuple[str, ...], level: str) -> None:
    assert triaged(with_yes(*yes)).level == level
    assert triaged({"safety": dict.fromkeys(yes, "yes")}).level == (level if level != "clear" else "unknown")


def test_medicines_left_open_stay_clear_and_hold_the_diet_back() -> None:
    raw = all_no()
    del raw["safety"]["heart_kidney_medicines"]
    told = read_answers(raw)
    assert triage(told).level == "clear"
    assert not allowed(triage(told), told).diet


@pytest.mark.parametrize("sign", [(fact, sign.id) for fact in facts() for sign in fact.signs])
def test_any_sign_makes_its_fact_yes_against_a_no_and_says_so(sign: tuple[Any, str]) -> None:
    fact, name = sign
    resolved = resolve(read_answers(with_yes(name)))
    assert resolved.state[fact.id] == "yes"
    assert any(fact.title in said and "safer" in said for said in resolved.contradictions)


def test_a_fact_is_denied_only_by_itself_or_by_all_of_its_signs() -> None:
    fact = facts()[0]
    signs = {sign.id: "no" for sign in fact.signs}
    assert resolve(read_answers({"safety": signs})).state == {fact.id: "no"}
    signs.pop(fact.signs[0].id)
    assert resolve(read_answers({"safety": signs})).state == {}


@pytest.mark.parametrize("row", load("safety/facts.toml")["implied"], ids=lambda row: row["say"][:30])
def test_what_another_answer_says_counts_and_is_said(row: dict[str, Any]) -> None:
    for option in row["any_of"]:
        denied = triaged(all_no(**{row["field"]: [option]}))
        assert denied.level not in ("clear", "unknown")
        assert any("disagree" in reason and row["say"] in reason for reason in denied.reasons)
        alone = triaged({"intake": {row["field"]: [option]}})
        assert alone.level == denied.level
        assert row["say"] in alone.reasons
        assert set(row["any_of"]) <= set(fields()[row["field"]].options)


@pytest.mark.parametrize(
    ("age", "intake", "level"),
    [
        (17.9, {}, "clinician"),
        (18, {}, "clear"),
        (50, {"past_episodes": "none"}, "clear"),
        (51, {"past_episodes": "none"}, "clinician"),
        (51, {"past_episodes": "several"}, "clear"),
        (70, {}, "clear"),
    ],
)
def test_the_runners_age_counts_where_the_question_was_denied(
    age: float, intake: dict[str, Any], level: str
) -> None:
    safety = triaged(all_no(**intake), Runner(age_years=age))
    assert safety.level == level
    assert any(f"{age:g}" in reason for reason in safety.reasons) == (level == "clinician")


def test_only_clear_allows_advice_and_above_unknown_not_even_patterns() -> None:
    all_levels = [Safety(level=level, reasons=()) for level in LEVELS]
    assert [one.level for one in all_levels if advice_allowed(one)] == ["clear"]
    assert [one.level for one in all_levels if patterns_allowed(one)] == ["clear", "unknown"]


def test_a_light_above_clear_cannot_even_be_made() -> None:
    for level in LEVELS[1:]:
        with pytest.raises(ValueError, match="no light"):
            Safety.model_validate(
                {"level": level, "reasons": (), "run_tomorrow": {"light": "green", "max_km": 3.0}}
            )


@pytest.mark.parametrize("pain", [None, 0, 3, 3.5, 10])
def test_tests_that_load_the_back_need_a_low_pain_that_was_given(pain: float | None) -> None:
    told = read_answers(all_no(**({} if pain is None else {"pain_now": pain})))
    may = allowed(triage(told), told)
    assert may.advice
    assert may.loading_tests == (pain is not None and pain <= 3)


def test_medicines_for_heart_kidneys_or_pressure_hold_back_the_diet_alone() -> None:
    told = read_answers(with_yes("heart_kidney_medicines", pain_now=1))
    safety = triage(told)
    assert (safety.level, allowed(safety, told).advice, allowed(safety, told).diet) == ("clear", True, False)
    assert allowed(triaged(all_no()), read_answers(all_no())).diet


def test_nothing_is_allowed_above_clear_whatever_was_told() -> None:
    told = read_answers(demo_answers())
    for level in LEVELS[1:]:
        may = allowed(Safety(level=level, reasons=()), told)
        assert may == Allowed()


def test_a_rule_that_another_one_says_too_is_not_said_twice() -> None:
    reasons = triaged(with_yes("fall_or_procedure", "blood_thinners")).reasons
    assert len(reasons) == 1
    assert "blood thinner" in reasons[0]
    all_rules = fired({fact.id for fact in facts()})
    assert {rule.id for rule in without_covered(all_rules)} < {rule.id for rule in all_rules}


def test_rules_ask_for_few_facts_that_exist_and_have_a_source() -> None:
    known = {fact.id for fact in facts()}
    for rule in (*rules(), *limits()):
        assert rule.facts <= known
        assert 1 <= len(rule.facts) <= 3
        assert rule.source
        assert rule.text
    assert {rule.level for rule in rules()} == {"clinician", "urgent", "emergency"}
    assert {name for rule in (*rules(), *limits()) for name in rule.facts} == known


def test_a_facts_own_rule_leads_where_the_signs_to_watch_say() -> None:
    for fact in facts():
        level = level_of([fact.id], all_answered=True)
        assert fact.level == (level if level != "clear" else "advice")


def test_thirteen_facts_in_nine_questions_each_with_an_own_id_and_a_source() -> None:
    ids = [fact.id for fact in facts()]
    signs = [sign.id for fact in facts() for sign in fact.signs]
    assert len(ids) == 13
    assert len({*ids, *signs, *fields()}) == len(ids) + len(signs) + len(fields())
    assert all(fact.source and fact.signs and fact.ask.endswith("?") for fact in facts())
    assert sorted(fact.id for question in questions() for fact in question.facts) == sorted(ids)
    assert len(questions()) == 9


def test_questions_come_most_pressing_first() -> None:
    order = [
        min(LEVELS[::-1].index(fact.level) for fact in q.facts if fact.level != "advice") for q in questions()
    ]
    assert order == sorted(order)


def test_the_emergency_signs_of_cauda_equina_are_all_watched() -> None:
    emergency = " ".join(sign_groups()[0].texts).lower()
    for words in ("between your legs", "bladder", "bowels", "sex", "both legs", "weaker"):
        assert words in emergency


def test_every_level_and_action_has_words_and_above_unknown_all_of_them() -> None:
    assert [group.action for group in sign_groups()] == list(ACTIONS)
    assert len({action_title(action) for action in ACTIONS}) == len(ACTIONS)
    for level in LEVELS:
        words = level_words(level)
        assert words.title
        assert words.text
        said = (words.how_soon, words.where, words.until)
        assert all(said) if level in ACTIONS else not any(said)


def test_no_answer_at_all_equals_an_answers_noun_without_content() -> None:
    assert triage(Answers()).level == "unknown"


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("yes", "unknown"),
        ("ja", "unknown"),
        (1, "unknown"),
        ("no", "clear"),
        (None, "clear"),
        (False, "clear"),
    ],
)
def test_a_sign_this_version_does_not_know_keeps_the_level_from_being_clear(value: Any, level: str) -> None:
    raw = all_no()
    raw["safety"]["a_sign_of_a_newer_version"] = value
    safety = triaged(raw)
    assert safety.level == level
    if level == "unknown":
        assert "does not know" in safety.reasons[0]


@pytest.mark.parametrize(
    ("field", "value"), [("pain_kind", ["dull", "stabbing"]), ("pain_where", "low back"), ("eases", 3)]
)
def test_a_no_does_not_stand_beside_an_answer_that_could_have_spoken_against_it(
    field: str, value: Any
) -> None:
    assert triaged(all_no(**{field: value})).level == "unknown"
    assert triaged(all_no(sitting_hours="many")).level == "clear"
