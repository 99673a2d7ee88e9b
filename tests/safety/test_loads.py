"""Loads of the back at every safety level: in the result, in a file from outside, in what is shown."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from backstride.model.analysis import Analysis, Software
from backstride.model.runner import Runner
from backstride.model.safety import Safety, SafetyLevel
from backstride.report.json_file import dumps
from backstride.report.json_file import loads as read
from backstride.safety.loads import shown_loads
from helpers.loads_made import loads

LEVELS: tuple[SafetyLevel, ...] = ("clear", "unknown", "clinician", "urgent", "emergency")
WHOLE = loads()


def bare(level: SafetyLevel) -> Analysis:
    return Analysis(
        software=Software(version="0"),
        runner=Runner(),
        recordings=(),
        contacts=(),
        measures=(),
        patterns=(),
        safety=Safety(level=level, reasons=("why",)),
    )


@pytest.mark.parametrize("level", LEVELS)
def test_clear_shows_all_unknown_no_what_if_and_above_nothing(level: SafetyLevel) -> None:
    shown = shown_loads(WHOLE, Safety(level=level, reasons=()))
    if level == "clear":
        assert shown == WHOLE
    elif level == "unknown":
        assert shown is not None
        assert shown.what_if == ()
        assert shown.curves == WHOLE.curves
    else:
        assert shown is None


def test_no_loads_stay_no_loads() -> None:
    assert shown_loads(None, Safety(level="clear", reasons=())) is None


@pytest.mark.parametrize("level", LEVELS[1:])
def test_an_analysis_cannot_be_made_with_more_than_its_level_allows(level: SafetyLevel) -> None:
    told = bare(level).model_dump(by_alias=True)
    with pytest.raises(ValidationError, match=level):
        Analysis.model_validate({**told, "loads": WHOLE})


@pytest.mark.parametrize("level", LEVELS)
def test_a_file_that_somebody_edited_shows_no_more(level: SafetyLevel) -> None:
    data = json.loads(dumps(bare(level)))
    data["loads"] = json.loads(WHOLE.model_dump_json())
    found = read(json.dumps(data)).loads
    assert found == shown_loads(WHOLE, Safety(level=level, reasons=()))


@pytest.mark.parametrize("level", LEVELS[1:])
def test_loads_of_another_kind_in_an_edited_file_do_not_get_round_the_level(level: SafetyLevel) -> None:
    data = json.loads(dumps(bare(level)))
    data["loads"] = {**json.loads(WHOLE.model_dump_json()), "what_if": "all of it"}
    found = read(json.dumps(data)).loads
    assert found is None or found.what_if == ()


def test_what_was_written_reads_back_and_writes_the_same_bytes() -> None:
    whole = bare("clear").model_copy(update={"loads": WHOLE})
    text = dumps(whole)
    assert dumps(read(text)) == text
    assert read(text).loads == WHOLE


def test_a_result_of_an_earlier_version_has_no_loads() -> None:
    data = json.loads(dumps(bare("clear")))
    assert data["loads"] is None
    del data["loads"]
    assert read(json.dumps(data)).loads is None
