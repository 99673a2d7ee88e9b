"""What is said while running can be read by everybody, heard at once, and claims nothing."""

from __future__ import annotations

import pytest

from backstride.knowledge.loader import load
from helpers.reading import grade, sentences
from helpers.wording import claims

LIVE = load("live.toml")
TEXTS = {
    f"{part}.{key}": text
    for part, table in (
        ("says", LIVE["says"]),
        ("why", LIVE["why"]),
        ("refused", LIVE["refused"]),
        ("line", load("app/live_line.toml")["say"]),
        ("target", {cue: rule["source"] for cue, rule in LIVE["target"].items()}),
    )
    for key, text in table.items()
}


@pytest.mark.parametrize("name", TEXTS)
def test_it_claims_nothing(name: str) -> None:
    assert claims(TEXTS[name]) == []


def test_it_reads_at_grade_eight_or_below() -> None:
    spoken = [one for name, text in TEXTS.items() if not name.startswith("target") for one in sentences(text)]
    assert grade(spoken) <= 8.0


def test_what_is_heard_while_running_is_short() -> None:
    assert max(len(text.split()) for text in LIVE["says"].values()) <= 16
