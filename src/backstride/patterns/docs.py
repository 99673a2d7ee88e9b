"""The page of patterns, written from ``knowledge/patterns`` so that it cannot disagree with it."""

from __future__ import annotations

from backstride.answers.home_tests import home_test
from backstride.knowledge.loader import load
from backstride.patterns import ledger
from backstride.patterns.words import (
    CompareRow,
    EvidenceRow,
    FolderRow,
    HomeTestRow,
    PatternText,
    WeighingRow,
    pattern_ids,
    pattern_text,
)

HEAD = """\
# Patterns

Generated from `knowledge/patterns/*.toml` by `python -m backstride.patterns.docs > docs/patterns.md`; a test
keeps it so.

Ten patterns that may contribute to low back pain: the nine of the article this project grew from, and
training load. The article's idea and its correction stand beside what studies hold of it, also where they are
against it. Each is a ledger of what speaks for it, what against, what is missing, and the one test that would
change the verdict most. There is no overall score. Of the answers that a ledger reads ([answers](answers.md)),
some count in the verdict and the others are only noted. Tests at home ([home tests](home-tests.md)) point and
never decide. Verdicts:
"""


def page() -> str:
    """The whole page, Markdown."""
    sections = [_section(p, pattern_text(p)) for p in pattern_ids()]
    return "\n".join([HEAD, _rules(), *sections, _rows_of_the_article()])


def _rules() -> str:
    rules = (ledger.__doc__ or "").split("\n\n", 1)[1].strip()
    return f"```\n{rules}\n```\n"


def _rows_of_the_article() -> str:
    """Every row of the article and where it lives."""
    lines = ["## The article, row by row\n", "| Row | What it is about | Where it lives |", "|---|---|---|"]
    for row in load("article.toml")["row"]:
        lives = "; ".join(f"{one['kind'].replace('_', ' ')} {one['ref']}" for one in row["lives"])
        lines.append(f"| {row['id']} | {row['title']} | {lives} |")
    return "\n".join(lines) + "\n"


def _section(pattern_id: str, text: PatternText) -> str:
    lines = [
        f"## {text.row}. {text.title} (`{pattern_id}`)\n",
        f"{text.explanation}\n",
        f"- In studies: {text.in_studies}. {text.studies} ({text.studies_source})",
        f"- Correction: {text.correction.text} ({text.correction.source})",
        *(
            f"- Test that fills {', '.join(f'`{one}`' for one in test.fills)}: {test.said}"
            for test in text.test
        ),
        f"- Next test where none of these would move the verdict: {text.next_test}",
        *(f"- {'Decides' if row.decides else 'Points'}, {_read(row)}" for row in text.evidence),
        *(f"- Points, {_tested(row)}" for row in text.home_test),
        *(f"- Counts, {_compared(row)}" for row in text.compare),
        *([f"- Noted, {_weighed(text.weighing)}"] if text.weighing else []),
        *([f"- Decides, {_from_files(text.folder)}"] if text.folder else []),
        *(
            []
            if text.headlined
            else ["- Never headlined and never the first thing to try: the evidence is against it."]
        ),
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


def _tested(row: HomeTestRow) -> str:
    test = home_test(row.test)
    if row.read == "sides":
        what = f"sides differ by more than {test.usual_difference:g} {test.unit} ({test.usual_difference_source})"
    else:
        whose = "of the worse side" if len(test.fields) > 1 else "of the one result"
        lows = " or ".join(f"{one:g}" for one in dict.fromkeys(each.low for each in test.reference))
        way = "above" if test.worse == "high" else "below"
        what = f"{whose} {way} {lows} {test.unit}{', by sex or age' if ' or ' in lows else ''}"
    change = f"detectable change {test.detectable_change:g} {test.unit}"
    return (
        f"home test `{row.test}`, {what}, {change}. Shows {row.shows}. Evidence: {row.grade}; {row.studies}."
    )


def _compared(row: CompareRow) -> str:
    what = f"`{row.first}` and `{row.second}` at least {row.at_least:g} points apart ({row.source})"
    return f"{what}. Evidence: {row.grade}; {row.studies}."


def _weighed(row: WeighingRow) -> str:
    what = f"the two weighings: more than {row.most_lost_percent:g} % lost ({row.source})"
    return f"{what}; a gain rules the pattern out on that run. Evidence: {row.grade}; {row.studies}."


def _from_files(row: FolderRow) -> str:
    known = load("training.toml")
    days, near, least = known["window_days"], known["look"]["onset_days"], known["look"]["break_days"]
    return (
        f"a folder of runs (`analyze ... --training FOLDER`): a run more than {known['too_far_percent']:g} % beyond "
        f"the longest of the {days} days before it ({row.source}), within {near} days of when the pain is said to "
        f"have begun, else in the last {days} days. A return after {least} days without a run points ({row.break_source}); "
        f"the change from week to week is only noted. Evidence: {row.grade}; {row.studies}."
    )


if __name__ == "__main__":
    print(page(), end="")
