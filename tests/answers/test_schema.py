from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backstride.answers.file import dumps
from backstride.answers.parse import fact_ids, read_answers
from backstride.answers.questions import fields, roland_morris, sections
from backstride.answers.schema import answers_schema
from backstride.answers.scores import psfs_score, roland_morris_score
from backstride.answers.value import as_json
from backstride.model.answers import Answers
from backstride.safety.facts import facts
from helpers.told import all_no, demo_answers, with_yes


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(answers_schema())


def wrong_at(validator: Draft202012Validator, raw: Any) -> list[str]:
    """Where the document breaks the schema."""
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(raw)]


def test_the_schema_is_a_sound_one() -> None:
    Draft202012Validator.check_schema(answers_schema())
    assert answers_schema()["$schema"].endswith("2020-12/schema")


def test_the_command_prints_the_same_schema(cli: Callable[..., Any]) -> None:
    run = cli("schema", "answers")
    assert (run.code, run.err) == (0, "")
    assert json.loads(run.out) == answers_schema()


def test_every_fact_sign_and_field_is_published_each_with_its_words() -> None:
    parts = answers_schema()["properties"]
    assert set(parts["safety"]["properties"]) == fact_ids()
    assert set(parts["intake"]["properties"]) == set(fields())
    for entry in (*parts["safety"]["properties"].values(), *parts["intake"]["properties"].values()):
        assert len(entry["description"]) > 10


def test_no_id_is_used_twice() -> None:
    ids = [fact.id for fact in facts()] + [sign.id for fact in facts() for sign in fact.signs]
    assert len({*ids, *fields()}) == len(ids) + len(fields())


def test_every_field_stands_in_a_section_that_is_asked() -> None:
    assert {field.section for field in fields().values()} == {section.id for section in sections()}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        all_no(),
        demo_answers(),
        with_yes("nerve_loss", "saddle_numbness"),
        {"safety": {"cauda_equina": None}, "intake": dict.fromkeys(fields())},
        {**all_no(), "from_a_newer_version": 1},
        all_no(roland_morris=[], psfs=[], pain_where=[]),
        all_no(notes="x" * 20_000, pain_now=10, usual_run_km=0),
    ],
    ids=["empty", "all no", "demo", "yes", "null", "unknown key", "empty lists", "limits"],
)
def test_sound_answers_are_valid_as_given_and_as_written(
    raw: dict[str, Any], validator: Draft202012Validator
) -> None:
    assert wrong_at(validator, raw) == []
    assert wrong_at(validator, json.loads(dumps(raw))) == []
    told = read_answers(raw)
    assert [problem for problem in (told.problems if told else ()) if "Not known" not in problem] == []


WRONG = [
    ("safety/cauda_equina", {"safety": {"cauda_equina": "ja"}}),
    ("safety/saddle_numbness", {"safety": {"saddle_numbness": ["yes"]}}),
    ("intake/pain_now", {"intake": {"pain_now": 11}}),
    ("intake/pain_now", {"intake": {"pain_now": "3"}}),
    ("intake/sitting_hours", {"intake": {"sitting_hours": -1}}),
    ("intake/settled_in_24h", {"intake": {"settled_in_24h": "maybe"}}),
    ("intake/past_episodes", {"intake": {"past_episodes": "never"}}),
    ("intake/pain_where/1", {"intake": {"pain_where": ["low_back", "elbow"]}}),
    ("intake/notes", {"intake": {"notes": "x" * 20_001}}),
    ("intake/roland_morris/0", {"intake": {"roland_morris": [25]}}),
    ("intake/psfs", {"intake": {"psfs": [{"activity": "run", "score": 1}] * 4}}),
    ("intake/psfs/0", {"intake": {"psfs": [{"activity": "run"}]}}),
    ("intake/psfs/0/score", {"intake": {"psfs": [{"activity": "run", "score": 11}]}}),
    ("safety", {"safety": []}),
    ("schema", {"schema": "backstride.answers/2"}),
    ("", []),
]


@pytest.mark.parametrize(("where", "raw"), WRONG, ids=[f"{n} {where}" for n, (where, _) in enumerate(WRONG)])
def test_a_wrong_document_is_invalid_where_it_is_wrong(
    where: str, raw: Any, validator: Draft202012Validator
) -> None:
    assert wrong_at(validator, raw) == [where]


@pytest.mark.parametrize("name", fields())
def test_every_field_accepts_a_sound_value_in_schema_and_reader(
    name: str, validator: Draft202012Validator
) -> None:
    field = fields()[name]
    values: dict[str, list[Any]] = {
        "scale": [0, 4.5, 10],
        "number": [field.least, field.most],
        "yes_no": ["yes", "no"],
        "choice": list(field.options),
        "choices": [[option] for option in field.options] + [list(field.options)],
        "text": ["", "😀 words"],
        "statements": [[], [1], list(range(1, 25))],
        "activities": [[{"activity": "run", "score": 0}], [{"activity": "a", "score": 10}] * 3],
    }
    for value in values[field.kind]:
        raw = {"intake": {name: value}}
        assert wrong_at(validator, raw) == []
        told = read_answers(raw)
        assert told is not None
        assert told.problems == ()
        assert as_json(told.intake[name]) == value


# scores


def told(**intake: Any) -> Answers:
    found = read_answers({"intake": intake})
    assert found is not None
    return found


@pytest.mark.parametrize(("ticked", "score"), [([], 0), ([7], 1), ([24, 1, 3], 3), (list(range(1, 25)), 24)])
def test_roland_morris_counts_the_ticked_lines(ticked: list[int], score: int) -> None:
    assert roland_morris_score(told(roland_morris=ticked)) == score


@pytest.mark.parametrize("intake", [{}, {"roland_morris": None}, {"roland_morris": [25]}])
def test_roland_morris_not_filled_in_is_none_not_zero(intake: dict[str, Any]) -> None:
    assert roland_morris_score(told(**intake)) is None


def test_a_line_ticked_twice_counts_once() -> None:
    assert roland_morris_score(told(roland_morris=[5, 5, "5"])) == 1


def test_roland_morris_has_its_24_published_lines_each_once() -> None:
    items = roland_morris().items
    assert len(items) == len(set(items)) == 24
    assert all("my back" in item.lower() for item in items)


@pytest.mark.parametrize(("scores", "mean"), [([4], 4.0), ([0, 10], 5.0), ([1, 2, 3.5], 6.5 / 3)])
def test_the_functional_scale_is_the_mean_of_its_activities(scores: list[float], mean: float) -> None:
    rows = [{"activity": f"thing {n}", "score": score} for n, score in enumerate(scores)]
    assert psfs_score(told(psfs=rows)) == pytest.approx(mean)


@pytest.mark.parametrize("intake", [{}, {"psfs": []}, {"psfs": [{"activity": "run", "score": 11}]}])
def test_the_functional_scale_without_an_activity_is_none(intake: dict[str, Any]) -> None:
    assert psfs_score(told(**intake)) is None
