"""From whatever stands in an answers file to ``Answers``: nothing raises, nothing is lost, all is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from backstride.answers.questions import Field, fields
from backstride.answers.value import BadValue, Several, shortened, yes_no
from backstride.answers.value import read as read_value
from backstride.knowledge.loader import load
from backstride.model.answers import Answers, Value, YesNo

SCHEMA: Final = "backstride.answers/1"
Read = TypeVar("Read")
SECTIONS: Final = ("safety", "intake")


def read_answers(raw: Mapping[str, Any] | None) -> Answers | None:
    """Answers as understood, or None when nothing was given at all.

    raw: ``{"schema": ..., "safety": {fact or sign: "yes" | "no"}, "intake": {field: value}}``. An id is also
    found at the top or in the other section, so that no sign is missed for standing in the wrong place. The
    order of keys never matters.

    >>> read_answers({"safety": {"leg_symptoms": "no"}, "intake": {"pain_now": 11}}).problems
    ('“pain_now” is 11; it goes from 0 to 10, so it was not used.',)
    """
    if not raw:
        return None
    problems: list[str] = []
    facts: dict[str, YesNo] = {}
    intake: dict[str, Value] = {}
    doubtful: set[str] = set()
    unused: set[str] = set()
    unknown: list[str] = []
    for name, given in sorted(_by_id(raw, problems).items()):
        if name in fact_ids():
            if not _put_fact(facts, name, given, problems):
                doubtful.add(name)
        elif name in fields():
            if not _put_field(intake, name, given, problems):
                unused.add(name)
        else:
            unknown.append(shortened(name))
    _hold_back(facts, doubtful)
    said = (*_schema_problem(raw), *sorted(problems), *([_not_known(unknown)] if unknown else []))
    return Answers(
        facts=facts,
        intake=intake,
        problems=said,
        unused=frozenset(unused),
        unknown_signs=tuple(sorted(_unknown_signs(raw))),
        raw=raw,
    )


@cache
def fact_ids() -> frozenset[str]:
    """Ids of every fact and of every sign a fact groups."""
    return frozenset().union(*_groups())


@cache
def _groups() -> tuple[frozenset[str], ...]:
    """For each fact its id and those of its signs."""
    rows = load("safety/facts.toml")["fact"]
    return tuple(frozenset({row["id"], *(sign["id"] for sign in row["signs"])}) for row in rows)


def _by_id(raw: Mapping[str, Any], problems: list[str]) -> dict[str, list[Any]]:
    """Every value given for each id, wherever it stands."""
    found: dict[str, list[Any]] = {}
    for name, given in _pairs(raw, problems):
        found.setdefault(name, []).extend(given if isinstance(given, Several) else [given])
    return found


def _pairs(raw: Mapping[str, Any], problems: list[str]) -> Iterator[tuple[str, Any]]:
    for name, given in raw.items():
        if name == "schema":
            continue
        if name not in SECTIONS:
            yield str(name), given
            continue
        for part in given if isinstance(given, Several) else [given]:
            if isinstance(part, Mapping):
                yield from ((str(key), value) for key, value in part.items())
            elif part is not None:
                problems.append(f"“{name}” holds no questions with answers, so it was not used.")


def _put_fact(facts: dict[str, YesNo], name: str, given: list[Any], problems: list[str]) -> bool:
    """One yes among several answers counts: of two answers the safer is taken.

    Returns whether every one was understood.
    """
    read, understood = _read_each(name, given, yes_no, problems)
    if len(set(read)) > 1:
        problems.append(f"“{name}” is answered both yes and no. We take the safer one.")
    if read:
        facts[name] = "yes" if "yes" in read else "no"
    return understood


def _read_each(
    name: str, given: Iterable[Any], read: Callable[[Any], Read | None], problems: list[str]
) -> tuple[list[Read], bool]:
    """The values that are answers, a problem for each that is not understood, and whether all were."""
    found, understood = [], True
    for value in given:
        try:
            answer = read(value)
        except BadValue as bad:
            problems.append(f"“{name}” {bad}")
            understood = False
        else:
            found += [answer] if answer is not None else []
    return found, understood


def _hold_back(facts: dict[str, YesNo], doubtful: set[str]) -> None:
    """What was not understood may have meant yes: no "no" stands for the fact it belongs to."""
    for ids in _groups():
        if ids & doubtful:
            for name in ids:
                if facts.get(name) == "no":
                    del facts[name]


def _unknown_signs(raw: Mapping[str, Any]) -> Iterator[str]:
    """Ids in the safety section that are not known here, unless denied or left open: perhaps a new sign."""
    given = raw.get("safety")
    for part in given if isinstance(given, Several) else [given]:
        for name, value in part.items() if isinstance(part, Mapping) else ():
            if str(name) not in fact_ids() and str(name) not in fields() and not _denied(value):
                yield shortened(name)


def _denied(value: Any) -> bool:
    try:
        return yes_no(value) != "yes"
    except BadValue:
        return False


def _put_field(intake: dict[str, Value], name: str, given: list[Any], problems: list[str]) -> bool:
    """Every option chosen counts, wherever it stands; of several answers on a scale the highest does; of any
    others that differ none does. Returns whether every value was used."""
    field = fields()[name]
    read: list[Value]
    read, used = _read_each(name, _one_by_one(field, given), lambda value: read_value(field, value), problems)
    if not read:
        return used
    if field.kind == "choices":
        chosen = {option for one in read if isinstance(one, tuple) for option in one}
        read = [tuple(option for option in field.options if option in chosen)]
    if any(one != read[0] for one in read):
        if field.kind != "scale":
            problems.append(f"“{name}” is answered twice and not alike, so it was not used.")
            return False
        problems.append(f"“{name}” is answered twice and not alike. We take the higher one.")
        read = [max(one for one in read if isinstance(one, float))]
    intake[name] = read[0]
    return used


def _one_by_one(field: Field, given: list[Any]) -> Iterator[Any]:
    """Options singly, so that one that is not known takes none of the others with it."""
    for value in given:
        if field.kind == "choices" and isinstance(value, list | tuple) and value:
            yield from value
        else:
            yield value


def _schema_problem(raw: Mapping[str, Any]) -> Iterator[str]:
    schema = raw.get("schema", SCHEMA)
    if schema != SCHEMA:
        yield f"The file says “{shortened(schema)}”; this version knows {SCHEMA} and uses what fits."


def _not_known(names: list[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names[:5]) + (" and more" if len(names) > 5 else "")
    return f"Not known to this version, so kept but not used: {listed}."
