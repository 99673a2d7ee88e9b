"""The page of patterns, written from ``knowledge/patterns`` so that it cannot disagree with it."""

from __future__ import annotations

from backstride.patterns import ledger
from backstride.patterns.words import EvidenceRow, PatternText, pattern_ids, pattern_text

HEAD = """\
# Patterns

Generated from `knowledge/patterns/*.toml` by `python -m backstride.patterns.docs > docs/patterns.md`; a test
keeps it so.

Ten patterns that may contribute to low back pain: the nine of the article this project grew from, and
training load. Each is a ledger of what speaks for it, what against, what is missing, and the one test that
would change the verdict most. There is no overall score. Of the answers that a ledger reads
([answers](answers.md)), some count in the verdict and the others are only noted. Verdicts:
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([HEAD, _rules(), *(_section(p, pattern_text(p)) for p in pattern_ids())])


def _rules() -> str:
    rules = (ledger.__doc__ or "").split("\n\n", 1)[1].strip()
    return f"```\n{rules}\n```\n"


def _section(pattern_id: str, text: PatternText) -> str:
    lines = [
        f"## {text.row}. {text.title} (`{pattern_id}`)\n",
        f"{text.explanation}\n",
        f"- In studies: {text.in_studies}. {text.studies} ({text.studies_source})",
        f"- Correction: {text.correction.text} ({text.correction.source})",
        *(
            f"- Test that fills {', '.join(f'`{one}`' for one in test.fills)}: {test.text}"
            for test in text.test
        ),
        f"- Next test where none of these would move the verdict: {text.next_test}",
        *(f"- {'Decides' if row.decides else 'Points'}, {_read(row)}" for row in text.evidence),
        *(f"- {'Counts' if row.counts else 'Noted'}, `{row.field}`: {row.question}" for row in text.answer),
    ]
    return "\n".join(lines) + "\n"


def _read(row: EvidenceRow) -> str:
    way = "above or below" if row.way == "either" else row.way
    match row.read:
        case "sides":
            what = f"`{row.measure}`: sides differ by more than {row.usual:g} ({row.usual_source})"
        case "drift":
            what = f"`{row.measure}`: tired against fresh {way} its detectable change"
        case _:
            whose = " of the worse side" if row.side == "worse" else ""
            what = f"`{row.measure}`{whose}: {way} its band"
    return f"{what}. Evidence: {row.grade}; {row.studies}."


if __name__ == "__main__":
    print(page(), end="")
