"""Published cases: triage must send each of them at least as fast as the case needed; misses are named."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from backstride.answers.parse import read_answers
from backstride.safety.facts import facts
from backstride.safety.rules import LEVELS
from backstride.safety.triage import triage
from helpers.told import with_yes

CASES = tomllib.loads(Path(__file__).with_name("vignettes.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["source"].split(",")[0])
def test_a_published_case_is_sent_on_fast_enough(case: dict[str, Any]) -> None:
    known = {sign.id for fact in facts() for sign in fact.signs}
    assert set(case["signs"]) <= known
    level = triage(read_answers(with_yes(*case["signs"]))).level
    assert LEVELS.index(level) >= LEVELS.index(case["least"])


def test_the_only_case_that_stays_clear_is_a_named_miss_and_the_words_do_not_reassure() -> None:
    clear = [case for case in CASES if triage(read_answers(with_yes(*case["signs"]))).level == "clear"]
    assert [bool(case.get("miss")) for case in clear] == [True]
    assert "does not rule anything out" in triage(read_answers(with_yes())).reasons[0]
