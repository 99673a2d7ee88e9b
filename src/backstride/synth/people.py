"""Synthetic people: answers to every question, made from the questions themselves, same seed, same people.

Nobody's answers: facts and choices are drawn at random. About half have no red flag, the rest one or several;
some leave questions open. They show what the rules do over many answers, not how often anything occurs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from backstride.knowledge.loader import load

OPEN_SHARE, FIELD_OPEN_SHARE = 0.1, 0.1  # judged: enough of each kind of person in a few hundred
MOST_WORDS = 40
MOST_TOLD, MOST_HELD_S = 60.0, 240.0  # judged: kilometres, hours, weights; seconds of a test at home


def synthetic_people(count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Answers files of ``count`` people, as ``backstride schema answers`` describes them.

    >>> synthetic_people(2, seed=1) == synthetic_people(2, seed=1)
    True
    """
    rng = np.random.default_rng(seed)
    return [{"safety": _facts(rng), "intake": _intake(rng)} for _ in range(count)]


def _facts(rng: np.random.Generator) -> dict[str, str]:
    """Half of the people without a red flag; the others have each fact with a share of their own."""
    share = 0.0 if rng.random() < 0.5 else rng.uniform(0.02, 0.4)
    leaves_open = rng.random() < OPEN_SHARE
    rows = [row["id"] for row in load("safety/facts.toml")["fact"]]
    drawn = {name: "yes" if rng.random() < share else "no" for name in rows}
    return {name: answer for name, answer in drawn.items() if not (leaves_open and rng.random() < 0.3)}


def _intake(rng: np.random.Generator) -> dict[str, Any]:
    # options that other answers take as a red flag are rare, or nobody would be clear
    fields = load("answers/intake.toml")["field"]
    flags = {
        (row["field"], option) for row in load("safety/facts.toml")["implied"] for option in row["any_of"]
    }
    given: dict[str, Any] = {}
    worst = int(rng.integers(0, 11))  # of a person's own, or the worst of four pains would always be high
    for field in fields:
        if rng.random() >= FIELD_OPEN_SHARE:
            given[field["id"]] = _value(field, flags, worst, rng)
    return given


def _value(
    field: Mapping[str, Any], flags: set[tuple[str, str]], worst: int, rng: np.random.Generator
) -> Any:
    options = [o for o in field.get("options", {}) if (field["id"], o) not in flags or rng.random() < 0.03]
    match field["kind"]:
        case "scale":
            return int(rng.integers(0, worst + 1))
        case "number":
            most = MOST_HELD_S if "test" in field else MOST_TOLD
            return round(float(rng.uniform(field["least"], min(field["most"], most))), 1)
        case "yes_no":
            return "yes" if rng.random() < 0.5 else "no"
        case "choice":
            return str(rng.choice(options))
        case "choices":
            return sorted(
                str(one) for one in rng.choice(options, rng.integers(1, len(options)), replace=False)
            )
        case "statements":
            return sorted(
                int(line) for line in rng.choice(np.arange(1, 25), rng.integers(0, 25), replace=False)
            )
        case "activities":
            return [{"activity": f"activity {n}", "score": int(rng.integers(0, 11))} for n in range(1, 4)]
        case _:
            return " ".join(
                rng.choice(["back", "hill", "run", "ache", "🏃", "<b>"], rng.integers(0, MOST_WORDS))
            )
