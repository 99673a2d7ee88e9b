"""The page on answers files, written from the questions themselves so that it cannot disagree with them."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.answers.questions import Field, fields, roland_morris, sections

HEAD = """\
# Answers

Generated from `knowledge/answers/` by `python -m backstride.answers.docs > docs/answers.md`; a test keeps it so.

```
backstride safety --save answers.json            # nine questions, in the terminal; goes on where it ended
backstride safety --save answers.json --intake   # then the questions below, each one optional
backstride home-tests --save answers.json        # tests at home; each result goes into the same file
backstride safety --answers answers.json         # what the answers say, without asking
backstride analyze run.c3d --answers answers.json
backstride schema answers                        # the JSON Schema of the file
```

An answers file is JSON, written by hand or by the command:

```json
{
  "schema": "backstride.answers/1",
  "safety": {"cauda_equina": "no", "nerve_loss": "no", "leg_tingling": "yes"},
  "intake": {"pain_during": 4, "settled_in_24h": "yes", "usual_run_km": 8, "pain_kind": ["dull"], "notes": "..."}
}
```

`safety` holds facts and signs ([safety](safety.md)) as `"yes"`, `"no"` or nothing; a fact is yes when any of its
signs is. `intake` holds the fields below. Everything is optional. What cannot be read (a pain of 11, text where a
number belongs, a question of a newer version) is said in one sentence and counts as unanswered; the rest is used, and
the file is kept as it is. An id counts wherever it stands, so that no sign is lost in the wrong section. Of two
answers to the same question the safer one is taken. The order of answers changes nothing.

When a recording is analysed with answers they are kept beside the result as `answers.json`, readable with any editor;
delete the file and they are gone. Nothing is sent anywhere.

What the answers do: the safety facts decide what may be shown; some fields speak for or against a
[pattern](patterns.md); pain, distance and recovery give the light for tomorrow; shoes, pain and what was tried answer
the three questions runners ask. All of it stands on page two for the clinician.
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([HEAD, *_sections(), *_roland_morris()])


def _sections() -> Iterator[str]:
    for section in sections():
        yield f"## {section.title}\n"
        yield "| id | question | answer |"
        yield "|---|---|---|"
        own = (field for field in fields().values() if field.section == section.id)
        yield from (f"| `{field.id}` | {field.ask} | {_answer(field)} |" for field in own)
        yield ""


def _answer(field: Field) -> str:
    options = ", ".join(f"`{option}`" for option in field.options)
    words = {
        "scale": "0 to 10",
        "number": f"{field.least:g} to {field.most:g} {field.unit}",
        "yes_no": "`yes`, `no`",
        "choice": f"one of {options}",
        "choices": f"any of {options}",
        "text": f"text, up to {field.most:g} characters",
        "statements": "numbers of the lines that fit",
        "activities": f'up to {field.most:g} of `{{"activity": "...", "score": 0 to 10}}`',
    }
    note = " (asked only where it may be tried)" if field.provokes else ""
    return words[field.kind] + (f" (from the test at home `{field.test}`)" if field.test else note)


def _roland_morris() -> Iterator[str]:
    scale = roland_morris()
    yield "## Roland-Morris lines\n"
    yield f"{scale.source}. The score is how many lines fit today; a change of {scale.important_change:g} matters"
    yield f"({scale.figures_source}).\n"
    yield from (f"{number}. {item}" for number, item in enumerate(scale.items, start=1))
    yield ""


if __name__ == "__main__":
    print(page(), end="")
