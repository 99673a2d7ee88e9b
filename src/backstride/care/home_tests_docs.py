"""The page on tests at home, written from the tests themselves so that it cannot disagree with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backstride.answers.home_tests import HomeTest, Reference, home_tests
from backstride.answers.questions import fields

HEAD: Final = """\
# Tests at home

Generated from `knowledge/care/home_tests.toml` by
`python -m backstride.care.home_tests_docs > docs/home-tests.md`; a test keeps it so.

```
backstride safety --save answers.json                  # first: the tests wait until this is clear
backstride home-tests --save answers.json              # all tests, and which may be done now
backstride home-tests front_plank --save answers.json  # how, when to stop, a clock; the result is kept
```

At a terminal a hold is timed: 3, 2, 1, go, and Enter ends it. Without one the numbers are read from lines:
pain now, then for each try the result and the pain during it. Every result goes into the answers file at
once (fields below), where the [patterns](patterns.md) read it. `--json` prints the list. Exit code 4:
nothing could be done for safety, or pain ended it.

When a test may be done:

- All of them only where the safety answers are clear.
- All load the back, so the pain now must be given, each time anew, and be 3 of 10 or less.
- The two that are meant to bring the ache on also wait for every safety question, and while the light for
  tomorrow is red, the pain is sharp or the back locks.
- A hold to your limit waits until medicine for heart, kidneys or blood pressure is denied, and while the
  back locks.
- What you said you cannot do (`cannot_do`) forbids each test that needs it.

Pain above 3 during a try, sharp pain, or pain that runs into a leg ends everything: the try is not kept,
the pain is. Pain or tingling in a leg counts as a safety answer from then on.

How results are read: a result has an error of its own, so it is shown with the interval in which the true
value lies 95 times of 100: plus and minus the detectable change divided by the square root of 2. A change
counts only when it is the detectable change or more. Those figures come from trained raters; alone at home
you may be further off. Below the low mark a test can point to a pattern. It never decides one.
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([HEAD, *(line for test in home_tests() for line in _test(test))]).rstrip() + "\n"


def _test(test: HomeTest) -> Iterator[str]:
    yield f"## {test.title} (`{test.id}`)\n"
    yield f"{test.tells} About {test.minutes:g} minutes.\n"
    yield f"You need: {'; '.join(test.needs)}.\n"
    yield from (f"{number}. {step}" for number, step in enumerate(test.steps, start=1))
    yield ""
    yield f"- A try is over when: {' '.join(test.end)}"
    yield f"- Stop at once if: {' '.join(test.stops)}"
    if test.body:
        options = fields()["cannot_do"].options
        yield f"- Not for those who cannot: {'; '.join(options[part] for part in test.body)}."
    yield from _numbers(test)
    yield f"- In studies ({test.grade}): {test.studies}"
    yield f"- The article: {test.article}"
    names = ", ".join(f"`{name}`" for name in test.fields.values())
    yield f"- Fields: {names}. Read by: {', '.join(f'`{one}`' for one in test.read_by)}.\n"


def _numbers(test: HomeTest) -> Iterator[str]:
    """What others reach, the usual difference of the sides, the detectable change, each with its source."""
    yield from (f"- {_reference(test, row)}" for row in test.reference)
    if test.usual_difference is not None:
        usual = f"{test.usual_difference:g} {test.unit}"
        yield f"- Usual difference of the sides: up to {usual} ({test.usual_difference_source})."
    if test.detectable_change is not None:
        change = f"{test.detectable_change:g} {test.unit}"
        yield f"- Detectable change: {change} ({test.detectable_change_source})."


def _reference(test: HomeTest, row: Reference) -> str:
    word, way = ("Poor", "above") if test.worse == "high" else ("Low", "below")
    sex = {"female": ", women", "male": ", men"}.get(row.sex or "", "")
    age = f", up to {row.to_age:g} years" if row.to_age is not None else ""
    bound = f"{way} {row.low:g} {test.unit}, usual {row.typical:g}"
    return f"{word}{sex}{age}: {bound} ({row.people}; {row.source})."


if __name__ == "__main__":
    print(page(), end="")
