"""The optional questions as forms: what is asked in a section, what is there already, what was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backstride.answers.growing import Growing
from backstride.answers.parse import read_answers
from backstride.answers.questions import Field, fields, roland_morris, sections
from backstride.answers.value import BadValue, as_json
from backstride.answers.value import read as read_value
from backstride.model.answers import Activity, Answers
from backstride.safety.triage import allowed, triage

MOST_ROWS: Final = 3
Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Offered:
    """A section that may be filled in, with how much of it is."""

    id: str
    title: str
    answered: int
    of: int


@dataclass(frozen=True)
class Asked:
    """A question with its choices as (value, words) and what was said, as the form holds it."""

    field: Field
    choices: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()


def offered(raw: Mapping[str, Any]) -> tuple[Offered, ...]:
    """Every section with questions that a form can ask; tests at home are run with their clock elsewhere."""
    told = read_answers(raw) or Answers()
    found = []
    for section in sections():
        own = _of_section(section.id, told)
        if own:
            found.append(
                Offered(section.id, section.title, sum(one.id in told.intake for one in own), len(own))
            )
    return tuple(found)


def asked(section: str, raw: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The questions of a section; empty for one that is none."""
    told = read_answers(raw) or Answers()
    return tuple(_asked(one, told) for one in _of_section(section, told))


def after(section: str, raw: Mapping[str, Any]) -> str | None:
    """The section that follows."""
    ids = [one.id for one in offered(raw)]
    at = ids.index(section) + 1
    return ids[at] if at < len(ids) else None


def filled_in(section: str, raw: Mapping[str, Any], form: Form) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The answers with this section as the form has it, and a sentence for each thing that cannot be used.

    What was left open is taken out; what cannot be used leaves what was there.
    """
    grown, problems = Growing(raw), list[str]()
    for one in _of_section(section, grown.told() or Answers()):
        given = _given(one, form)
        try:
            value = read_value(one, given) if given not in (None, "", []) else None
        except BadValue as bad:
            problems.append(f"{one.ask} That {bad}")
            continue
        grown.drop([one.id])
        if value not in (None, ""):
            grown.put("intake", {one.id: as_json(value)})
    return grown.raw, tuple(problems)


def _of_section(section: str, told: Answers) -> tuple[Field, ...]:
    """What is asked there: no test that needs its clock, and what brings the ache on only where allowed."""
    own = [one for one in fields().values() if one.section == section and not one.test]
    provoking = allowed(triage(told), told).provoking_tests
    return tuple(one for one in own if provoking or not one.provokes)


def _asked(field: Field, told: Answers) -> Asked:
    value = told.intake.get(field.id)
    if isinstance(value, tuple):
        said = tuple(str(one) for one in value if not isinstance(one, Activity))
        rows = tuple((one.text, f"{one.score:g}") for one in value if isinstance(one, Activity))
    else:
        said, rows = (() if value is None else (f"{value:g}" if isinstance(value, float) else value,)), ()
    rows += (("", ""),) * (MOST_ROWS - len(rows))
    return Asked(field, tuple(_choices(field)), said, rows)


def _choices(field: Field) -> Iterator[tuple[str, str]]:
    match field.kind:
        case "scale":
            yield from ((str(one), str(one)) for one in range(11))
        case "yes_no":
            yield from (("yes", "Yes"), ("no", "No"))
        case "statements":
            yield from ((str(n), text) for n, text in enumerate(roland_morris().items, start=1))
        case _:
            yield from field.options.items()


def _given(field: Field, form: Form) -> Any:
    """What the form says of a question, as an answers file has it."""
    words = [word.strip() for word in form.get(field.id, ())]
    if field.kind in ("choices", "statements"):
        return [word for word in words if word]
    if field.kind == "activities":
        scores = form.get(f"{field.id}_score", ())
        pairs = zip(words, [*scores, *[""] * len(words)], strict=False)
        return [{"activity": text, "score": score} for text, score in pairs if text]
    return words[0] if words else None
