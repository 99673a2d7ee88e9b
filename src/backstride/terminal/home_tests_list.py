"""The tests at home as a terminal lists them, and their results after a run."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from backstride.care.home_tests import Listed, as_json, result_text
from backstride.model.safety import Safety


def list_lines(listed: Sequence[Listed]) -> Iterator[str]:
    """Each test: name, title, minutes, what it tells, whether it may be run now, the result so far."""
    for one in listed:
        test = one.test
        yield f"{test.id}: {test.title}, {test.minutes:g} min"
        yield f"  {test.tells}"
        yield f"  Not now. {one.why_not}" if one.why_not else "  You may do it now."
        if one.result is not None:
            change = f" A change counts from {test.detectable_change:g} {test.unit} on."
            yield f"  So far: {result_text(one.result)}.{change if test.detectable_change else ''}"
        yield ""


def result_lines(listed: Sequence[Listed], done: Collection[str]) -> Iterator[str]:
    """The results of the tests that were done."""
    for one in listed:
        if one.test.id in done and one.result is not None:
            yield f"{one.test.title}: {result_text(one.result)}"


def json_text(safety: Safety, listed: Sequence[Listed]) -> str:
    """The safety block and every test as JSON."""
    told = {"safety": safety.model_dump(mode="json"), "tests": [as_json(one) for one in listed]}
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)
