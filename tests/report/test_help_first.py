"""However much else there is to say, whom to call stands in the first words."""

from __future__ import annotations

import pytest

from backstride.answers.parse import read_answers
from backstride.answers.questions import fields
from backstride.model.analysis import Analysis, Quality
from backstride.report.html import render
from backstride.report.tables import CURVE_SCHEMA
from backstride.safety.facts import facts
from backstride.safety.triage import triage
from backstride.terminal.safety_text import safety_lines
from helpers.told import with_yes
from helpers.wording import comes_late, visible

MALFORMED = {name: {"a": "1 2 3 4 5 6 7 8 9"} for name in fields()}
YES = {
    "unknown": (),
    "clinician": ("age_or_pregnancy", "bone_health", "inflammatory"),
    "urgent": ("cancer_signs", "fall_or_procedure"),
    "emergency": tuple(fact.id for fact in facts()),
}


@pytest.mark.parametrize("level", list(YES))
def test_help_comes_before_everything_an_unreadable_file_gives_to_say(level: str, analysis: Analysis) -> None:
    told = read_answers(with_yes(*YES[level], **MALFORMED))
    assert told is not None
    assert len(told.problems) > 25
    safety = triage(told)
    assert safety.level == level
    many = Quality(verdict="usable", reasons=("The label of one marker was exchanged and put right.",) * 60)
    noisy = analysis.recordings[0].model_copy(update={"quality": many})
    at = analysis.model_copy(update={"safety": safety, "recordings": (noisy,), "patterns": ()})
    page = render(at, CURVE_SCHEMA.empty_table(), told=told)
    assert not comes_late(visible(page[page.index("<body>") :]))
    assert not comes_late("\n".join(safety_lines(safety, told)))
