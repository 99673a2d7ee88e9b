"""What people are told: texts of knowledge, code and documents, pages as they read them, claims in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from importlib import resources
from pathlib import Path
from typing import Any

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from helpers.told import all_no, demo_answers, with_yes

PACKAGE = Path(str(resources.files("backstride")))
ROOT = PACKAGE.parents[1]
KNOWLEDGE = PACKAGE / "knowledge"
SAY_SO = "wording.toml"  # lists the claims, so it must hold them
FIRST_WORDS = 200  # within these a reader must find whom to call
HELP = re.compile(r"\b(emergency (department|number)|ambulance)", re.I)
CALL = re.compile(r"\bcall (your emergency number|an ambulance)\b", re.I)
INLINE = re.compile(r"</?button\b[^>]*>")  # a number that opens stands in its sentence as if it did not
BLOCKS = "p|li|h1|h2|h3|h4|dt|dd|figcaption|summary|text|td|th|title|desc"
SAMPLES = {
    "side": "left",
    "amount": "2 cm",
    "span": "1–3",
    "way": "more",
    "count": "9",
    "cap": ", up to 5 km",
    "notes": "Your worst pain was 2 of 10.",
    "wear": " They have done 350 km.",
    "say": "You said nothing eases the pain, so the question about rest and night counts as yes.",
    "title": "Blood thinners",
    "titles": "Blood thinners; Fever, or pain in your side",
    "text": "a recording with markers on the trunk",
    "row": "5",
    "change": "2 degrees",
    "stage": "Run 1 min, walk 2 min, 10 times.",
    "result": "front plank, 40 s",
    "verdict": "stands out in your run",
    "light": "amber",
    "view": "the left side",
    "why": "You say you cannot kneel.",
    "word": "yes",
} | dict.fromkeys(
    ("km", "months", "worst", "value", "age", "high", "kmh", "low", "now", "rate", "speed", "weeks"), "5"
)

ANSWERS_AT: dict[str, dict[str, Any] | None] = {
    "clear": demo_answers(),
    "unknown": None,
    "unknown, all but one answered": {
        "safety": {**all_no()["safety"], "cancer_signs": None},
        "intake": {"pain_now": 2},
    },
    "clinician": with_yes("leg_symptoms"),
    "urgent": with_yes("infection_or_urine"),
    "emergency": with_yes("cauda_equina"),
}
"""Answers that lead to each level."""


def at_level(analysis: Analysis, name: str) -> tuple[Analysis, Answers | None]:
    """The analysis as it is with the answers of ``ANSWERS_AT``, and these answers."""
    told = read_answers(ANSWERS_AT[name])
    return answered(analysis, told), told


def claims(text: str) -> list[str]:
    """Forbidden claims of a text, each as it stands there."""
    return [match[0] for pattern in load(SAY_SO)["forbidden"] for match in re.finditer(pattern, text, re.I)]


def strings(part: Any) -> Iterator[str]:
    """Every text inside a parsed TOML or JSON file."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)


def knowledge_files() -> list[str]:
    """Every file of knowledge in every folder but fitted coefficients and the list of claims."""
    files = sorted([*KNOWLEDGE.rglob("*.toml"), *KNOWLEDGE.rglob("*.json")])
    listed = [path.relative_to(KNOWLEDGE).as_posix() for path in files]
    return [name for name in listed if name != SAY_SO and not name.startswith("coefficients/")]


def messages(path: Path) -> Iterator[str]:
    """String constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare: set[int] = set()
    for node in ast.walk(tree):  # a statement comes before what it is made of
        if isinstance(node, ast.Expr):
            bare.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def documents() -> list[Path]:
    """Every page of documentation."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def filled(text: str) -> str:
    """A text with a short value in place of every placeholder."""
    return re.sub(r"\{(\w+)\}", lambda match: SAMPLES[match[1]], text)


def visible(html: str) -> str:
    """The text of a page in its order, with what a picture tells those who do not see it."""
    body = INLINE.sub("", html[html.index("<body>") :] if "<body>" in html else html)
    body = re.sub(r"<svg.*?</svg>", _told_of_picture, body, flags=re.S)
    body = re.sub(rf"</?(?:{BLOCKS})\b[^>]*>", "\n", body)
    lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^>]+>", " ", body)).split("\n"))
    return "\n".join(line for line in lines if line)


def _told_of_picture(match: re.Match[str]) -> str:
    return "\n".join(part[0] for part in re.finditer(r"<(title|desc)\b.*?</\1>", match[0], re.S))


def prose(html: str) -> list[str]:
    """Whole sentences: text ending in a full stop or question mark, at least four words; a list item is one.

    Headings, labels and numbers stand alone and are no prose; leaving them out makes the grade harder.
    """
    text = INLINE.sub("", html)
    text = re.sub(r"<svg.*?</svg>|<details.*?</details>|<small>.*?</small>", " ", text, flags=re.S)
    text = re.sub(rf"</(?:{BLOCKS})>", "\n", text)
    lines = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip() for line in text.split("\n\n")]
    parts = re.split(r"(?<=[.?!])\s+|\n", unescape("\n".join(lines)))
    return [part for part in parts if part.endswith((".", "?", "!")) and len(part.split()) >= 4]


def comes_late(text: str) -> bool:
    """Whether a text that names emergency help says whom to call only after its first words, or never."""
    call = CALL.search(text)
    if call is None:
        return HELP.search(text) is not None
    return len(text[: call.start()].split()) >= FIRST_WORDS
