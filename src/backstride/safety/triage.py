"""From answers to the level that decides what may be shown."""

from __future__ import annotations

from typing import Final

from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.model.safety import Allowed, Safety
from backstride.safety.facts import Facts, resolve
from backstride.safety.rules import fired, level_of, limits, without_covered
from backstride.safety.tomorrow import run_tomorrow
from backstride.safety.words import level_words, reason_text

PATTERNS_AT: Final = ("clear", "unknown")
LOADING_TESTS_TO: Final = 3.0  # of 10, pain now; the pain rule's green range (knowledge/safety/tomorrow.toml)


def triage(told: Answers | None, runner: Runner | None = None) -> Safety:
    """The safety level for these answers, why, and at ``clear`` the light for tomorrow.

    told: answers as read, None when nothing was asked. runner: an age given there counts too.
    """
    facts = resolve(told, runner)
    unknown_signs = told.unknown_signs if told else ()
    level = level_of(facts.yes, all_answered=not facts.open_flags and not unknown_signs)
    problems = told.problems if told else ()
    return Safety(
        level=level,
        reasons=(*_reasons(facts, level, asked=told is not None), *facts.contradictions, *problems),
        run_tomorrow=run_tomorrow(told) if level == "clear" else None,
    )


def _reasons(facts: Facts, level: str, *, asked: bool) -> tuple[str, ...]:
    if level == "clear":
        words = level_words("clear")
        return (f"{words.title}. {words.text}",)
    if level != "unknown":
        return tuple(rule.text for rule in without_covered(fired(facts.yes)))
    titles = "; ".join(fact.title for fact in facts.open_flags)
    open_ = reason_text("unanswered").format(titles=titles) if titles else reason_text("unknown_sign")
    return (open_ if asked else reason_text("not_asked"), reason_text("hidden"))


def allowed(safety: Safety, told: Answers | None) -> Allowed:
    """What may be shown: advice at ``clear`` only; tests that load the back only while pain is low.

    Tests meant to bring the ache on need every one of the thirteen facts answered besides, and no red light.
    """
    if not advice_allowed(safety):
        return Allowed()
    pain = told.number("pain_now") if told else None
    low = pain is not None and pain <= LOADING_TESTS_TO
    red = safety.run_tomorrow is not None and safety.run_tomorrow.light == "red"
    return Allowed(
        advice=True,
        loading_tests=low,
        provoking_tests=low and not red and not resolve(told).unanswered,
        diet="diet" not in _held_back(told),
    )


def _held_back(told: Answers | None) -> frozenset[str]:
    """Kinds of advice that an answer holds back although the level is clear; unanswered holds back too."""
    denied = {name for name, state in resolve(told).state.items() if state == "no"}
    return frozenset(limit.holds_back for limit in limits() if not limit.facts & denied)


def advice_allowed(safety: Safety) -> bool:
    """Whether corrections, tests, a plan and a light for tomorrow may be shown: only at level ``clear``."""
    return safety.level == "clear"


def patterns_allowed(safety: Safety) -> bool:
    """Whether a runner is shown patterns at all: above ``unknown`` only what to do now."""
    return safety.level in PATTERNS_AT
