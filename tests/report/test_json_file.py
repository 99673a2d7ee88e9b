from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import UnreadableError, WrongKindError
from backstride.model.analysis import Analysis
from backstride.report.json_file import dump, dumps, load, loads, rounded
from backstride.report.schema import analysis_schema

CONTRACT_KEYS = [
    "schema",
    "software",
    "runner",
    "recordings",
    "contacts",
    "measures",
    "patterns",
    "safety",
    "plan",
    "loads",
]
MEASURE_KEYS = [
    "id",
    "side",
    "value",
    "unit",
    "interval",
    "n_strides",
    "detectable_change",
    "reference",
    "verdict",
    "recording",
    "refused",
]
PATTERN_KEYS = [
    "id",
    "verdict",
    "strength_for_you",
    "strength_in_studies",
    "for",
    "against",
    "missing",
    "next_test",
    "corrections",
]


def test_the_keys_stand_in_the_order_of_the_contract(analysis: Analysis) -> None:
    data = json.loads(dumps(analysis))
    assert list(data) == CONTRACT_KEYS
    assert list(data["measures"][0]) == MEASURE_KEYS
    assert list(data["patterns"][0]) == PATTERN_KEYS
    assert list(data["contacts"][0]) == ["recording", "side", "foot_strike_s", "toe_off_s"]
    assert list(data["safety"]) == ["level", "reasons", "run_tomorrow"]


def test_the_same_analysis_gives_the_same_bytes_and_reading_them_back_too(analysis: Analysis) -> None:
    text = dumps(analysis)
    assert dumps(analysis) == text
    assert dumps(loads(text)) == text
    assert text.endswith("}\n")


def test_unknown_safety_leaves_no_plan_and_no_light(analysis: Analysis) -> None:
    data = json.loads(dumps(analysis))
    assert data["safety"]["level"] == "unknown"
    assert data["plan"] is None
    assert data["safety"]["run_tomorrow"] is None


def test_late_times_keep_their_microseconds(analysis: Analysis) -> None:
    late = analysis.contacts[0].model_copy(update={"foot_strike_s": 3599.123456789})
    text = dumps(analysis.model_copy(update={"contacts": (late,)}))
    assert json.loads(text)["contacts"][0]["foot_strike_s"] == 3599.123457


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_is_close_settled_and_never_minus_zero(value: float) -> None:
    once = rounded(value)
    assert rounded(once) == once
    assert abs(once - value) <= 5e-6 * abs(value)
    assert str(once) != "-0.0"


def test_the_published_schema_asks_for_exactly_what_is_written(analysis: Analysis) -> None:
    schema = analysis_schema()
    data = json.loads(dumps(analysis))
    assert schema["properties"]["schema"]["const"] == "backstride.analysis/1"
    assert schema["required"] == CONTRACT_KEYS
    for noun, part in (("Measure", "measures"), ("Pattern", "patterns"), ("Contact", "contacts")):
        assert schema["$defs"][noun]["required"] == list(data[part][0])
    assert schema["$defs"]["Pattern"]["required"] == PATTERN_KEYS
    assert schema["$defs"]["Measure"]["required"] == MEASURE_KEYS


def test_a_later_schema_is_refused_with_what_to_do(analysis: Analysis) -> None:
    text = dumps(analysis).replace("backstride.analysis/1", "backstride.analysis/9")
    with pytest.raises(WrongKindError, match=r"backstride\.analysis/9.*reads backstride\.analysis/1.*update"):
        loads(text)


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '{"schema": 3}'])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises((UnreadableError, WrongKindError)):
        loads(text)


def test_a_broken_field_is_named(analysis: Analysis) -> None:
    data = json.loads(dumps(analysis))
    data["measures"][3]["unit"] = "furlongs"
    with pytest.raises(UnreadableError, match=r"measures\.3\.unit"):
        loads(json.dumps(data))


def test_a_file_that_is_not_text_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "analysis.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableError, match=r"analysis\.json"):
        load(path)


def test_what_is_dumped_loads(analysis: Analysis, tmp_path: Path) -> None:
    back = load(dump(analysis, tmp_path / "analysis.json"))
    assert [contact.side for contact in back.contacts] == [contact.side for contact in analysis.contacts]
    assert [measure.id for measure in back.measures] == [measure.id for measure in analysis.measures]
    assert [pattern.verdict for pattern in back.patterns] == [p.verdict for p in analysis.patterns]
