"""The page on safety, written from the facts and rules themselves so that it cannot disagree with them."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.knowledge.loader import load
from backstride.safety.facts import Fact, facts, questions
from backstride.safety.rules import LEVELS, limits, rules
from backstride.safety.signs import sign_groups
from backstride.safety.words import level_words

HEAD = """\
# Safety

{emergency}

Generated from `knowledge/safety/` by `python -m backstride.safety.docs > docs/safety.md`; a test keeps it so.

`backstride safety` asks {questions} short questions and needs no recording. They settle {facts} facts, each yes, no or
unanswered. The level is the highest that any rule reaches; it decides what may be shown anywhere: page, JSON,
terminal and print obey the same level.

| level | exit code | when | what is shown |
|---|---|---|---|
| `clear` | 0 | every red flag denied | everything: patterns, corrections, tests, the light for tomorrow, three answers |
| `unknown` | 0 | any red flag unanswered, or none asked | what was measured, the signs to watch, the open questions; no advice |
| `clinician` | 4 | a rule of this level | only what to do now |
| `urgent` | 4 | a rule of this level | only what to do now |
| `emergency` | 4 | a rule of this level | only what to do now |

A no never reassures: pooled sensitivity of the cauda equina signs is 0.19 to 0.43 (Dionne 2019), and a published
case without any sign had cancer (Mabry 2014; it stands among the cases of `tests/safety/vignettes.toml`). Asking too
much is accepted here, asking too little is not.

Of two answers that disagree the safer is taken, and the report says so. An answer that cannot be read counts as
unanswered. More symptoms never lower the level: `tests/safety/test_enumeration.py` goes through all 3^13 = 1,594,323
combinations.
"""

LIGHT = """\
## The light for tomorrow

Only at `clear`, from the worst pain given (0 to 10): {light}. Not back to usual within 24 hours: one step towards
red. Turned sharp, or a limp: red. The distance is a cap, never a target: the usual run (half of it when amber), at
most {over} times the longest of the last 30 days ({over_source}), at most where the pain starts. {caveat} Nerve and
bone-stress answers reach level `clinician`, so for them there is no light at all.

Sources: {source}; {worse}; {red}; {amber}; {least}.
"""


def page() -> str:
    """The whole page, Markdown."""
    head = HEAD.format(
        emergency=" ".join(_emergency()), questions=_count(len(questions())), facts=_count(len(facts()))
    )
    return "\n".join([head, *_levels(), *_facts(), *_rules(), _light()])


def _count(number: int) -> str:
    return {9: "nine", 13: "thirteen"}.get(number, str(number))


def _emergency() -> Iterator[str]:
    yield f"**{level_words('emergency').text}** That is, if one of these is true for you now:"
    yield " ".join(sign_groups()[0].texts)


def _levels() -> Iterator[str]:
    yield "## What each level says\n"
    for level in reversed(LEVELS):
        words = level_words(level)
        said = " ".join(part for part in (words.text, words.how_soon, words.where, words.until) if part)
        yield f"- **{words.title}** (`{level}`). {said}"
    yield ""


def _facts() -> Iterator[str]:
    yield "## The facts\n"
    for fact in facts():
        yield f"### {fact.title} (`{fact.id}`)\n"
        yield f"{fact.ask}\n"
        yield from (f"- `{sign.id}`: {sign.text}" for sign in fact.signs)
        yield from _implied(fact)
        yield f"\nSource: {fact.source}.\n"


def _implied(fact: Fact) -> Iterator[str]:
    for row in load("safety/facts.toml")["implied"]:
        if row["fact"] == fact.id:
            yield f"- also yes when `{row['field']}` is {' or '.join(f'`{one}`' for one in row['any_of'])}"
    if fact.id == "age_or_pregnancy":
        yield "- also yes when the runner's age is given as under 18, or over 50 with a first back pain"


def _rules() -> Iterator[str]:
    yield "## The rules\n"
    yield "| when all of these are yes | level | what is said | source |"
    yield "|---|---|---|---|"
    for rule in rules():
        yield f"| {_ids(rule.facts)} | `{rule.level}` | {rule.text} | {rule.source} |"
    for limit in limits():
        yield f"| {_ids(limit.facts)} | no level | no advice on {limit.holds_back}: {limit.text} | {limit.source} |"
    yield ""


def _ids(names: frozenset[str]) -> str:
    return ", ".join(f"`{fact.id}`" for fact in facts() if fact.id in names)


def _light() -> str:
    table = load("safety/tomorrow.toml")
    scale, cap = table["scale"], table["cap"]
    return LIGHT.format(
        light=f"up to {scale['green_to']} green, up to {scale['amber_to']} amber, above it red",
        over=cap["over_longest"],
        over_source=cap["over_longest_source"],
        caveat=table["say"]["not_validated"],
        source=scale["source"],
        worse=table["worse_by_one"]["source"],
        red=table["red"]["source"],
        amber=cap["amber_source"],
        least=cap["least_source"],
    )


if __name__ == "__main__":
    print(page(), end="")
