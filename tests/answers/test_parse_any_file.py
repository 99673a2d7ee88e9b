"""Whatever stands in a file: nothing raises, order is nothing, and one more yes is never missed."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.answers.file import dumps
from backstride.answers.parse import fact_ids, read_answers
from backstride.answers.questions import fields
from backstride.answers.value import Several

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
def test_whatever_stands_in_a_file_in_any_order_is_read_and_each_problem_is_one_line(
    raw: dict[str, Any], seed: int
) -> None:
    found, other = read_answers(raw), read_answers(shuffled(raw, seed))
    assert (found is None) == (other is None)
    if found is None or other is None:
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
    assert (found.facts, found.intake, found.problems) == (other.facts, other.intake, other.problems)


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
