from __future__ import annotations

import copy
import json
import math
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.answers.file import dumps
from backstride.answers.parse import fact_ids, read_answers
from backstride.answers.questions import fields
from backstride.answers.value import Several, shortened, yes_no
from backstride.model.answers import Activity, Answers
from backstride.safety.facts import facts
from backstride.safety.triage import triage
from helpers.told import all_no, demo_answers, with_yes

OWN_WORDS = ["ja", "oui", "si", "はい", "👍", "maybe", "1", 1, 0, 2.5, ["yes"], {"yes": True}, math.nan]


def told(**parts: Any) -> Answers:
    found = read_answers(parts)
    assert found is not None
    return found


def level(raw: dict[str, Any]) -> str:
    return triage(read_answers(raw)).level


def one_problem(**parts: Any) -> str:
    problems = told(**parts).problems
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize("nothing", [None, {}])
def test_nothing_given_is_none(nothing: Any) -> None:
    assert read_answers(nothing) is None


@pytest.mark.parametrize("empty", [{"safety": {}}, {"intake": {}}, {"safety": None, "intake": None}])
def test_empty_sections_are_no_answers_and_no_problem(empty: dict[str, Any]) -> None:
    assert read_answers(empty) == Answers(raw=empty)


def test_sound_answers_are_read_without_a_word() -> None:
    found = read_answers(demo_answers())
    assert found is not None
    assert found.problems == ()
    assert set(found.facts) == {fact.id for fact in facts()}
    assert found.number("onset_km") == 6.0
    assert found.chosen("pain_when") == ("during", "on_sitting")
    assert found.intake["roland_morris"] == (2, 3, 11)
    assert found.intake["psfs"] == (Activity("run for an hour", 5.0),)


def test_what_was_given_is_kept_as_given() -> None:
    raw = {"safety": {"leg_symptoms": "ja"}, "intake": {"pain_now": 11}, "extra": [1, {"a": None}]}
    before = copy.deepcopy(raw)
    found = told(**raw)
    assert found.raw == before == raw


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("pain_now", 11, "goes from 0 to 10"),
        ("pain_now", -1, "goes from 0 to 10"),
        ("pain_now", math.nan, "no number"),
        ("pain_now", math.inf, "no number"),
        ("pain_now", "NaN", "no number"),
        ("pain_now", True, "no number"),
        ("pain_now", "strong", "no number"),
        ("pain_now", [3, 4], "no number"),
        ("pain_now", 10**400, "no number"),
        ("usual_run_km", -2, "goes from 0 to 200 km"),
        ("sitting_hours", 25, "goes from 0 to 24 hours a day"),
        ("settled_in_24h", "ja", "write yes or no"),
        ("past_episodes", "never", "none, once, several, always"),
        ("past_episodes", ["once"], "none, once, several, always"),
        ("pain_where", ["elbow"], "low_back"),
        ("pain_where", 3, "choose from"),
        ("notes", ["text"], "no text"),
        ("notes", "x" * 20_001, "20001 characters"),
        ("roland_morris", [0], "goes from 1 to 24"),
        ("roland_morris", [3, 25], "goes from 1 to 24"),
        ("roland_morris", [1.5], "numbers of the lines"),
        ("roland_morris", {"1": True}, "no number"),
        ("psfs", "run 4", "write [{"),
        ("psfs", [{"activity": "run"}], "no number"),
        ("psfs", [{"activity": "run", "score": 11}], "goes from 0 to 10"),
        ("psfs", [{"activity": " ", "score": 4}], "names no thing"),
        ("psfs", [{"activity": "x" * 201, "score": 4}], "201 characters"),
        ("psfs", [{"activity": f"thing {n}", "score": n} for n in range(4)], "at most 3"),
    ],
)
def test_a_value_that_cannot_be_used_gives_one_sentence_that_names_it(
    field: str, value: Any, says: str
) -> None:
    found = told(intake={field: value})
    assert found.intake == {}
    assert len(found.problems) == 1
    sentence = found.problems[0]
    assert f"“{field}”" in sentence
    assert says in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize("field", fields())
@pytest.mark.parametrize("value", [None, "", "unknown", " Skip "])
def test_an_answer_left_open_is_no_problem(field: str, value: Any) -> None:
    found = told(intake={field: value})
    assert found.problems == ()
    if fields()[field].kind != "text":
        assert found.intake == {}


@pytest.mark.parametrize("typed", [3, 3.0, "3", " 3 ", "3,0"])
def test_a_number_may_be_typed_as_text_also_with_a_comma(typed: Any) -> None:
    assert told(intake={"pain_now": typed}).number("pain_now") == 3.0


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, told(intake={"pain_now": -0.0}).number("pain_now") or 0.0) == 1.0


def test_emoji_and_ten_thousand_characters_are_read_whole() -> None:
    text = "my back 🏃‍♀️ hurts 😀 はい " * 400
    found = told(intake={"notes": text})
    assert len(text) > 8_000
    assert found.intake["notes"] == text.strip()
    assert found.problems == ()


def test_a_strange_value_of_ten_thousand_characters_is_shortened_in_the_sentence() -> None:
    sentence = one_problem(safety={"leg_symptoms": "😀\n" * 5_000})
    assert len(sentence) < 150
    assert "…" in sentence


def test_control_codes_and_half_characters_reach_neither_terminal_nor_file() -> None:
    found = told(safety={"leg_symptoms": "\x1b[2J\ud83d"}, intake={"notes": "a\x00b\ud83d\nc"})
    assert found.intake["notes"] == "ab?\nc"
    assert "\x1b" not in found.problems[0]
    assert "".join(found.problems).encode("utf-8")


# yes and no


@pytest.mark.parametrize("word", ["yes", "YES", " y ", "true", True])
def test_many_spellings_of_yes_count(word: Any) -> None:
    assert yes_no(word) == "yes"


@pytest.mark.parametrize("word", ["no", "No", "n", "false", False])
def test_many_spellings_of_no_count(word: Any) -> None:
    assert yes_no(word) == "no"


@pytest.mark.parametrize("word", OWN_WORDS, ids=str)
def test_another_language_or_another_kind_of_value_counts_as_unanswered_and_is_said(word: Any) -> None:
    raw = all_no()
    raw["safety"]["cauda_equina"] = word
    found = told(**raw)
    assert "cauda_equina" not in found.facts
    assert len(found.problems) == 1
    assert "“cauda_equina”" in found.problems[0]
    assert "counts as unanswered" in found.problems[0]
    assert level(raw) == "unknown"


@pytest.mark.parametrize("word", OWN_WORDS, ids=str)
def test_a_sign_that_was_not_understood_is_never_cleared_by_the_no_beside_it(word: Any) -> None:
    raw = all_no()
    raw["safety"]["saddle_numbness"] = word
    assert level(raw) == "unknown"


def test_a_fact_that_was_not_understood_is_never_cleared_by_its_signs() -> None:
    raw = all_no()
    raw["safety"] |= {sign.id: "no" for sign in facts()[0].signs} | {facts()[0].id: "ja"}
    assert level(raw) == "unknown"


def test_a_sign_that_was_not_understood_takes_no_yes_away() -> None:
    raw = with_yes("cauda_equina")
    raw["safety"]["saddle_numbness"] = "ja"
    assert level(raw) == "emergency"


@pytest.mark.parametrize("name", sorted(fact_ids() - {"heart_kidney_medicines", "heart_kidney_medicine"}))
def test_every_yes_counts_at_the_top_in_its_section_and_in_the_wrong_one(name: str) -> None:
    levels = {level({**all_no(), name: "yes"}), level(all_no(**{name: "yes"})), level(with_yes(name))}
    assert len(levels) == 1
    assert levels <= {"clinician", "urgent", "emergency"}


def test_a_field_counts_at_the_top_and_in_the_wrong_section() -> None:
    assert told(pain_now=3).number("pain_now") == 3.0
    assert told(safety={"pain_now": 3}).number("pain_now") == 3.0


@pytest.mark.parametrize("answers", [("yes", "no"), ("no", "yes"), ("no", "no", True), ("no", "ja", "yes")])
def test_one_yes_among_several_answers_counts(answers: tuple[Any, ...]) -> None:
    found = told(safety={"nerve_loss": Several(answers)})
    assert found.facts["nerve_loss"] == "yes"
    assert any("safer" in problem for problem in found.problems)


def test_a_no_beside_a_word_that_was_not_understood_stays_open() -> None:
    assert told(safety={"nerve_loss": Several(["no", "ja"])}).facts == {}


def test_the_same_answer_twice_is_no_problem() -> None:
    found = told(safety={"nerve_loss": Several(["no", False])}, nerve_loss="no")
    assert (found.facts, found.problems) == ({"nerve_loss": "no"}, ())


def test_a_yes_is_found_in_every_one_of_two_sections_of_the_same_name() -> None:
    raw = {"safety": Several([{"cauda_equina": "yes"}, all_no()["safety"]])}
    assert level(raw) == "emergency"


@pytest.mark.parametrize("section", ["safety", "intake"])
@pytest.mark.parametrize("value", ["yes", 3, [], ["cauda_equina"], True])
def test_a_section_that_is_no_object_is_said_and_the_rest_is_used(section: str, value: Any) -> None:
    found = told(**{section: value, "leg_symptoms": "yes"})
    assert found.facts == {"leg_symptoms": "yes"}
    assert found.problems == (f"“{section}” holds no questions with answers, so it was not used.",)


# the same field twice


def test_of_two_pains_the_higher_is_taken() -> None:
    found = told(intake={"pain_now": Several([2, 7, 4])})
    assert found.number("pain_now") == 7.0
    assert "higher" in found.problems[0]


@pytest.mark.parametrize("field", ["usual_run_km", "past_episodes", "roland_morris"])
def test_of_two_other_answers_that_differ_none_is_used(field: str) -> None:
    values = {"usual_run_km": [5, 9], "past_episodes": ["none", "once"], "roland_morris": [[1], [2]]}
    found = told(intake={field: Several(values[field])})
    assert found.intake == {}
    assert "twice" in found.problems[0]


def test_all_options_count_that_are_chosen_in_two_places() -> None:
    found = told(intake={"pain_kind": Several([["dull"], ["radiating", "dull"]])})
    assert found.chosen("pain_kind") == ("dull", "radiating")


def test_an_option_that_is_not_known_takes_none_of_the_others_with_it() -> None:
    found = told(intake={"pain_kind": ["stabbing", "radiating"]})
    assert found.chosen("pain_kind") == ("radiating",)
    assert "stabbing" in found.problems[0]
    assert level(all_no(pain_kind=["stabbing", "radiating"])) == "clinician"


def test_options_come_in_the_order_of_the_question_each_once() -> None:
    found = told(intake={"pain_where": ["buttock", " Low_Back ", "buttock"]})
    assert found.chosen("pain_where") == ("low_back", "buttock")


def test_choosing_none_of_the_options_is_an_answer() -> None:
    assert told(intake={"pain_where": []}).intake == {"pain_where": ()}


def test_ticked_lines_are_counted_once_and_sorted() -> None:
    assert told(intake={"roland_morris": [11, "2", 2.0, 3]}).intake["roland_morris"] == (2, 3, 11)


# a newer schema


def test_a_newer_schema_is_said_and_what_fits_is_used() -> None:
    raw = {"schema": "backstride.answers/2", **all_no(), "mood": 3}
    raw["safety"]["new_fact"] = "no"
    found = told(**raw)
    assert found.problems == (
        "The file says “backstride.answers/2”; this version knows backstride.answers/1 and uses what fits.",
        "Not known to this version, so kept but not used: “mood”, “new_fact”.",
    )
    assert len(found.facts) == 13
    assert found.raw["mood"] == 3


def test_many_unknown_questions_make_one_short_sentence() -> None:
    sentence = one_problem(**{f"q{n}" + "x" * 10_000: n for n in range(1_000)})
    assert sentence.endswith("and more.")
    assert len(sentence) < 400


@pytest.mark.parametrize("schema", [None, 2, ["a"], {"a": 1}, "😀" * 10_000])
def test_a_strange_schema_is_said_in_one_line(schema: Any) -> None:
    sentence = one_problem(schema=schema, leg_symptoms="no")
    assert "\n" not in sentence
    assert len(sentence) < 200


# nothing raises, and order is nothing

WORDS = st.one_of(
    st.sampled_from(["yes", "no", "ja", "", "unknown", "radiating", "once", "NaN", "3,5"]),
    st.text(st.characters(), max_size=8),
)
NAMES = st.one_of(st.sampled_from(sorted({*fact_ids(), *fields()})), WORDS)


def files(*, finite: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Objects in the shape of an answers file, with anything where an answer is expected."""
    floats = st.floats(allow_nan=not finite, allow_infinity=not finite)
    scalars = st.one_of(st.none(), st.booleans(), st.integers(), floats, WORDS)
    activity = st.fixed_dictionaries({"activity": WORDS}, optional={"score": scalars})
    values = st.recursive(
        st.one_of(scalars, activity),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=3)),
        max_leaves=6,
    )
    answers = st.one_of(values, st.lists(values, min_size=2, max_size=3).map(Several))
    section = st.one_of(st.dictionaries(NAMES, answers, max_size=8), values)
    return st.builds(
        lambda sections, top: {**top, **sections},
        st.fixed_dictionaries({}, optional={"schema": scalars, "safety": section, "intake": section}),
        st.dictionaries(NAMES, answers, max_size=4),
    )


FILES = files(finite=False)


@settings(deadline=None, max_examples=300)
@given(FILES)
def test_whatever_stands_in_a_file_is_read_and_each_problem_is_one_line(raw: dict[str, Any]) -> None:
    found = read_answers(raw)
    if found is None:
        assert raw == {}
        return
    assert found.raw is raw
    assert set(found.facts) <= fact_ids()
    assert set(found.facts.values()) <= {"yes", "no"}
    assert set(found.intake) <= set(fields())
    for problem in found.problems:
        assert len(problem.splitlines()) == 1
        assert problem.endswith(".")
        assert problem.encode("utf-8")


def shuffled(value: Any, seed: int) -> Any:
    """The same object with its keys, and those of its sections, in another order."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.Random(seed).shuffle(keys)
    return {
        key: shuffled(value[key], seed + 1) if key in ("safety", "intake") else value[key] for key in keys
    }


@settings(deadline=None, max_examples=300)
@given(FILES, st.integers(0, 1_000))
def test_the_order_of_keys_changes_nothing(raw: dict[str, Any], seed: int) -> None:
    one, other = read_answers(raw), read_answers(shuffled(raw, seed))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.facts, one.intake, one.problems) == (other.facts, other.intake, other.problems)


@settings(deadline=None, max_examples=300)
@given(files(finite=True))
def test_answers_written_and_read_again_mean_the_same(raw: dict[str, Any]) -> None:
    from backstride.answers.file import _pairs

    again = json.loads(dumps(raw), object_pairs_hook=_pairs)
    one, other = read_answers({"schema": "backstride.answers/1", **raw}), read_answers(again)
    assert one is not None
    assert other is not None
    assert (one.facts, one.intake, one.problems) == (other.facts, other.intake, other.problems)


@settings(deadline=None, max_examples=200)
@given(FILES, st.sampled_from(sorted(fact_ids())), st.sampled_from(["top", "safety", "intake"]))
def test_one_more_yes_is_never_missed(raw: dict[str, Any], name: str, place: str) -> None:
    part = raw if place == "top" else raw.get(place)
    if not isinstance(part, dict):
        part = raw
    part[name] = Several([*(part[name] if isinstance(part.get(name), Several) else [part.get(name)]), "yes"])
    found = read_answers(raw)
    assert found is not None
    assert found.facts[name] == "yes"


@pytest.mark.parametrize("name", ["pain_now", "leg_symptoms", "notes", "pain_where", "psfs", "nobody_asks"])
@pytest.mark.parametrize("what", ["digits", "nested"])
def test_a_value_python_cannot_even_print_is_said_not_raised(name: str, what: str) -> None:
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    found = told(**{name: 10**5_000 if what == "digits" else nested})
    assert len(found.problems) == 1
    assert name in found.problems[0]


def test_a_strange_value_is_repeated_in_one_short_line() -> None:
    assert shortened("  a\n\tb\u2028c ") == "a b c"
    assert len(shortened("x" * 1_000)) == 40
