"""What the product says: no claim it cannot keep, readable by a tired runner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backstride.cli import app
from backstride.knowledge.loader import load
from backstride.report.html import Audience
from helpers.pages import AUDIENCES, Page
from helpers.reading import grade, sentences, syllables
from helpers.runner_texts import (
    app_texts,
    care_texts,
    intake_texts,
    page_texts,
    pattern_texts,
    plan_texts,
    safety_texts,
)
from helpers.wording import (
    ANSWERS_AT,
    PACKAGE,
    claims,
    documents,
    filled,
    knowledge_files,
    messages,
    prose,
    strings,
    visible,
)

HIGHEST_GRADE = 8.0  # the product's own rule for what a runner reads
FEWEST_WORDS = 8  # the grade of a shorter text says little about it
INTENDED_USE = "intended-use.md"  # may name a forbidden word as a word, inside a code span


# --- claims


@pytest.mark.parametrize(
    "text",
    [
        *("We diagnose you", "a diagnosis", "diagnostic", "Undiagnosed", "misdiagnosing", "Diagnoses differ"),
        *(
            "the cause",
            "Causes of pain",
            "caused by gait",
            "causing pain",
            "a causal link",
            "cause-and-effect",
        ),
        *("causally", "causation", "it is causative", "root causes", "CAUSE"),
        *(
            "a cure",
            "it cures",
            "cured",
            "curing backs",
            "a curative plan",
            "curable",
            "incurable",
            "cure-all",
        ),
        *("prevent injury", "prevents injuries", "preventing an injury", "prevention of your injury"),
        *(
            "prevented all running injuries",
            "injury prevention",
            "injury-preventing",
            "injuries are prevented",
        ),
        *(
            "risk score",
            "risk scores",
            "risk-score",
            "Risk scoring",
            "a score of risk",
            "scores for your risk",
        ),
        *("treats your back", "treating your pain", "treat your spine", "heals your back", "heal your disc"),
        *("guarantee", "guaranteed", "We guarantee it", "guarantees"),
        *(
            "you are safe",
            "You're safe",
            "you’re safe now",
            "you are now safe",
            "nothing serious",
            "Nothing serious!",
        ),
    ],
)
def test_a_forbidden_claim_is_caught_in_every_form(text: str) -> None:
    assert claims(text)


@pytest.mark.parametrize(
    "text",
    [
        *("because of my back", "Because it hurts", "a causeway", "caustic"),
        *("the curve", "current pace", "curious", "a curb", "cursor", "it occurred", "secure", "a procedure"),
        *(
            "Drink enough to prevent thirst",
            "an injury of late",
            "overuse injury",
            "You had an injury before",
        ),
        *("the risk is small", "There is no overall score", "Score: 3 of 24", "mean score, low risk"),
        *("eat well", "let it heal", "treatment", "threatens your run", "retreats"),
        *("Is it safe to go on?", "inside is not safe", "a serious accident", "you are not safe from it"),
    ],
)
def test_an_innocent_word_passes(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize("name", knowledge_files())
def test_no_text_we_keep_makes_a_forbidden_claim(name: str) -> None:
    assert {text: claims(text) for text in strings(load(name)) if claims(text)} == {}


def test_every_folder_of_knowledge_is_read() -> None:
    folders = {name.split("/")[0] for name in knowledge_files() if "/" in name}
    assert {"answers", "app", "care", "safety", "marker_sets", "synth"} <= folders
    assert "synth/demo_answers.json" in knowledge_files()


@pytest.mark.parametrize("room", ["report", "app"])
def test_no_template_makes_a_forbidden_claim(room: str) -> None:
    for entry in (resources.files(f"backstride.{room}") / "templates").iterdir():
        assert claims(entry.read_text(encoding="utf-8")) == [], entry.name


def test_no_script_or_style_of_the_app_makes_a_forbidden_claim() -> None:
    """What a script says stands in knowledge; this guards against words that slipped into it."""
    files = [path for path in (PACKAGE / "app" / "static").rglob("*") if path.suffix in (".js", ".css")]
    assert len(files) > 5
    assert {path.name: claims(path.read_text(encoding="utf-8")) for path in files if not path.is_dir()} == {
        path.name: [] for path in files
    }


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.name)
def test_no_message_in_the_code_makes_a_forbidden_claim(path: Path) -> None:
    assert {text: claims(text) for text in messages(path) if claims(text)} == {}


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_no_document_makes_a_forbidden_claim(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == INTENDED_USE:
        text = re.sub(r"`[^`\n]+`", " ", text)
    assert claims(text) == []


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ANSWERS_AT)
def test_no_page_makes_a_forbidden_claim(page: Page, name: str, audience: Audience) -> None:
    assert claims(visible(page(name, audience))) == []


@pytest.mark.parametrize("name", ANSWERS_AT)
def test_the_terminal_makes_no_forbidden_claim(terminal: Callable[[str], str], name: str) -> None:
    assert claims(terminal(name)) == []


@pytest.mark.parametrize("command", [None, *(x.name or x.callback.__name__ for x in app.registered_commands)])
def test_no_help_text_makes_a_forbidden_claim(command: str | None) -> None:
    shown = CliRunner().invoke(app, [*([command] if command else []), "--help"])
    assert shown.exit_code == 0
    assert "Usage" in shown.output
    assert claims(shown.output) == []


def test_a_claim_on_a_page_is_seen_through_its_tags(page: Page) -> None:
    html = page("clear", "both").replace("</main>", "<p>This is the <em>cause</em>.</p></main>")
    assert claims(visible(html)) == ["cause"]


# --- reading


def test_known_words_and_a_known_text_are_graded_as_published() -> None:
    counted = {word: syllables(word) for word in ("run", "running", "pelvis", "table", "ache", "clinician")}
    assert counted == {"run": 1, "running": 2, "pelvis": 2, "table": 2, "ache": 1, "clinician": 3}
    assert grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def long_enough(texts: Iterator[str]) -> list[str]:
    """Texts as shown, each once, that are long enough to be graded."""
    shown = dict.fromkeys(filled(text) for text in texts)
    return [text for text in shown if len(re.findall(r"[A-Za-z']+", text)) >= FEWEST_WORDS]


def hard(texts: list[str]) -> dict[str, float]:
    """The texts above the highest grade."""
    graded = {text: round(grade(sentences(text)), 2) for text in texts}
    return {text: found for text, found in graded.items() if found > HIGHEST_GRADE}


@pytest.mark.parametrize(
    ("texts", "at_least"),
    [
        (safety_texts, 70),
        (care_texts, 15),
        (plan_texts, 200),
        (intake_texts, 20),
        (pattern_texts, 50),
        (page_texts, 30),
        (app_texts, 60),
    ],
    ids=["safety", "care", "plan", "intake", "patterns", "page", "app"],
)
def test_every_text_for_a_runner_reads_at_grade_eight_or_below(
    texts: Callable[[], Iterator[str]], at_least: int
) -> None:
    found = long_enough(texts())
    assert len(found) >= at_least
    assert hard(found) == {}


def test_a_hard_text_is_caught() -> None:
    text = "Musculoskeletal deterioration necessitates immediate interdisciplinary clinical investigation."
    assert list(hard(long_enough(iter([f"{text} Now."])))) == [f"{text} Now."]


@pytest.mark.parametrize("name", ANSWERS_AT)
def test_page_one_reads_at_grade_eight_or_below(page: Page, name: str) -> None:
    found = prose(page(name, "runner").split("<main>")[1])
    assert len(found) > (30 if name.startswith(("clear", "unknown")) else 5)
    assert grade(found) <= HIGHEST_GRADE
