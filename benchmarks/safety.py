"""The safety check: every combination of answers, how fast a person is answered, and published cases."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from itertools import product
from pathlib import Path

from backstride.answers.parse import read_answers
from backstride.model.answers import Answers, YesNo
from backstride.model.safety import Allowed
from backstride.safety.facts import facts
from backstride.safety.rules import LEVELS
from backstride.safety.triage import allowed, triage
from backstride.synth.people import synthetic_people
from benchmarks.common import ROOT, save

STATES: tuple[YesNo | None, ...] = ("no", None, "yes")
SHELL_RUNS = 5


def main() -> None:
    people = synthetic_people(300, seed=20)
    rows = [_enumeration(), _always_refer(), _people(people), _shell(people[0]), _cases()]
    notes = [
        "enumeration: each of the 13 facts yes, no or unanswered, through the product's own triage; advised: "
        "a light for tomorrow, or leave to show advice or a test, at another level than clear",
        "the trivial rule (any yes: emergency) sends everyone on, the product sends "
        f"{_emergency_share(people)} of 300 synthetic people to an emergency",
        "cases: tests/safety/vignettes.toml; the case that stays clear had no sign that anyone asks for",
    ]
    save("safety", "Safety check", "python -m benchmarks.safety", rows, notes)


def _enumeration() -> dict[str, object]:
    names = [fact.id for fact in facts()]
    start, levels, advised, nothing = time.perf_counter(), Counter[str](), 0, Allowed()
    for states in product(STATES, repeat=len(names)):
        told = Answers(facts={name: answer for name, answer in zip(names, states, strict=True) if answer})
        safety = triage(told)
        levels[safety.level] += 1
        if safety.level != "clear":
            advised += safety.run_tomorrow is not None or allowed(safety, told) != nothing
    row: dict[str, object] = {"what": "all combinations", "count": levels.total()}
    row |= {"seconds": time.perf_counter() - start} | {level: levels[level] for level in LEVELS}
    return row | {"advised above clear": advised}


def _always_refer() -> dict[str, object]:
    """The trivial baseline: any yes or any gap counts as an emergency; only 13 noes are clear."""
    count = len(STATES) ** len(facts())
    return {"what": "trivial rule: any yes or gap is an emergency", "count": count, "clear": 1} | {
        "emergency": count - 1
    }


def _people(people: list[dict[str, object]]) -> dict[str, object]:
    start = time.perf_counter()
    levels = Counter(triage(read_answers(raw)).level for raw in people)
    seconds = (time.perf_counter() - start) / len(people)
    row: dict[str, object] = {"what": "synthetic people with a full intake, each", "count": len(people)}
    return row | {"seconds": seconds} | {level: levels[level] for level in LEVELS}


def _emergency_share(people: list[dict[str, object]]) -> int:
    return sum(triage(read_answers(raw)).level == "emergency" for raw in people)


def _shell(raw: dict[str, object]) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.json"
        path.write_text(json.dumps(raw), encoding="utf-8")
        seconds = []
        for _ in range(SHELL_RUNS):
            start = time.perf_counter()
            command = [sys.executable, "-m", "backstride.cli", "safety", "--answers", str(path)]
            subprocess.run(command, check=False, capture_output=True)
            seconds.append(time.perf_counter() - start)
    return {"what": "answer in the terminal, from the shell, median", "count": SHELL_RUNS} | {
        "seconds": sorted(seconds)[SHELL_RUNS // 2]
    }


def _cases() -> dict[str, object]:
    text = (ROOT / "tests" / "safety" / "vignettes.toml").read_text(encoding="utf-8")
    cases = tomllib.loads(text)["case"]
    noes = {fact.id: "no" for fact in facts()}
    levels = Counter(
        triage(read_answers({"safety": noes | dict.fromkeys(case["signs"], "yes")})).level for case in cases
    )
    return {"what": "published cases", "count": len(cases)} | {level: levels[level] for level in LEVELS}


if __name__ == "__main__":
    main()
