"""The safety block: what to do, how soon, where; the signs to watch; the light for tomorrow."""

from __future__ import annotations

from dataclasses import dataclass

from backstride.care.runner_questions import cap_text
from backstride.model.answers import Answers
from backstride.model.safety import Safety
from backstride.safety.signs import SignGroup, sign_groups
from backstride.safety.tomorrow import say, tomorrow_notes
from backstride.safety.triage import advice_allowed, patterns_allowed
from backstride.safety.words import LevelWords, heading, level_words, reason_text


@dataclass(frozen=True)
class Tomorrow:
    """The light for the next run in words; ``light`` is "none" where it can't be told."""

    title: str
    light: str
    word: str
    cap: str
    notes: tuple[str, ...]
    caveat: str


@dataclass(frozen=True)
class SafetyBlock:
    """What stands first on the page. steps: heading and text, only above ``unknown``."""

    level: str
    words: LevelWords
    steps: tuple[tuple[str, str], ...]
    why: str
    reasons: tuple[str, ...]
    groups: tuple[SignGroup, ...]
    tomorrow: Tomorrow | None


def safety_block(safety: Safety, told: Answers | None = None) -> SafetyBlock:
    """The block for this level; in an emergency nothing stands beside what to do now."""
    words = level_words(safety.level)
    keys = ("how_soon", "where", "until")
    texts = (words.how_soon, words.where, words.until)
    return SafetyBlock(
        level=safety.level,
        words=words,
        steps=tuple((heading(key), text) for key, text in zip(keys, texts, strict=True) if text),
        why=heading("why"),
        reasons=_reasons(safety),
        groups=() if safety.level == "emergency" else _groups(safety),
        tomorrow=_tomorrow(safety, told) if advice_allowed(safety) else None,
    )


def _reasons(safety: Safety) -> tuple[str, ...]:
    """The reasons without those that the title and the text of the level say already."""
    words = level_words(safety.level)
    said = {f"{words.title}. {words.text}", reason_text("hidden")}
    return tuple(reason for reason in safety.reasons if reason not in said)


def _groups(safety: Safety) -> tuple[SignGroup, ...]:
    """All groups, above ``unknown`` only the more pressing ones."""
    groups = sign_groups()
    if patterns_allowed(safety):
        return groups
    at = next(index for index, group in enumerate(groups) if group.action == safety.level)
    return groups[:at]


def _tomorrow(safety: Safety, told: Answers | None) -> Tomorrow:
    light = safety.run_tomorrow
    return Tomorrow(
        title=say("title"),
        light=light.light if light else "none",
        word=say(light.light if light else "unknown"),
        cap=cap_text(light) if light else "",
        notes=tomorrow_notes(told) if told or not light else (),
        caveat=say("not_validated") if light else "",
    )
