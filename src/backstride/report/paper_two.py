"""How much page two has to say: paper holds one sheet of it, so a fuller page is set smaller."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from backstride.report.sheet import LOAD_LEFT_OUT, Smaller

if TYPE_CHECKING:
    from backstride.report.clinician_page import ClinicianPage, Ledger

# Millimetres of A4 as Chromium sets the page with its widest usual font (fitted on five reports, to 1 %).
FIXED_MM, CURVE_ROW_MM, MEASURE_MM, LEDGER_MM = 64.0, 18.0, 2.24, 1.5
LEDGER_CHAR_MM, TOLD_CHAR_MM, CHANGE_CHAR_MM, FACT_CHAR_MM = 0.0153, 0.0153, 0.0125, 0.0087
# A watch's run: the width of its picture, what stands round it, the head and a row of a table.
RUN_WIDTH_MM, RUN_ROUND_MM, TABLE_MM, ROW_MM = 70.0, 12.0, 6.0, 2.6
# Loads of the back: head and curves, what stands round the table, a row of it, a character of the rest.
LOADS_MM, IF_MM, IF_ROW_MM, LOADS_CHAR_MM = 22.0, 4.0, 2.1, 0.0105
CURVES_A_ROW: Final = 6
DENSE: Final = Smaller("dense", "densest", share=0.91)  # of the height is what it takes when set dense
CURVES_FIT_MM: Final = (
    343.0  # without the loads: the demo's page of 342 fits with their curves, one of 347 not
)


def clinician_density(page: ClinicianPage) -> str:
    """How page two is set on paper: classes of its style sheet, empty for the usual size.

    A densest page keeps the curves of the loads alone, and not even these where they would not fit.
    """
    usual_mm = paper_mm(page)
    density = DENSE.for_height(usual_mm)
    if density == DENSE.smallest and page.loads is not None and usual_mm - _loads_mm(page) > CURVES_FIT_MM:
        return f"{density} {LOAD_LEFT_OUT}"
    return density


def paper_mm(page: ClinicianPage) -> float:
    """The height that page two takes on paper in its usual size, roughly."""
    curves = math.ceil(len(page.curves) / CURVES_A_ROW) * CURVE_ROW_MM
    told = [*(f"{row.label}: {row.text}" for row in page.told), *page.reasons]
    ledgers = sum(LEDGER_MM + LEDGER_CHAR_MM * len(_printed(one)) for one in page.ledgers)
    texts = ((told, TOLD_CHAR_MM), (_changes(page), CHANGE_CHAR_MM), (_facts(page), FACT_CHAR_MM))
    running = sum(each_mm * len(" ".join(lines)) for lines, each_mm in texts)
    return (
        FIXED_MM + _run_mm(page) + _loads_mm(page) + curves + MEASURE_MM * len(page.rows) + ledgers + running
    )


def _run_mm(page: ClinicianPage) -> float:
    """What a watch's run takes: its picture, its tables side by side, devices that do not agree."""
    drawn = page.run is not None and page.run.printed
    picture = RUN_ROUND_MM + RUN_WIDTH_MM * page.run.shape if page.run and drawn else 0.0
    counts = [len(one.table.rows) for one in page.tables]
    pairs = [max(counts[n : n + 2]) for n in range(0, len(counts), 2)]  # two stand beside each other
    apart = TABLE_MM + ROW_MM * len(page.disagree) if page.disagree else 0.0
    return picture + sum(TABLE_MM + ROW_MM * rows for rows in pairs) + apart


def _loads_mm(page: ClinicianPage) -> float:
    """What the loads of the back take: curves in one row, how they were worked out, the table of what-ifs."""
    if page.loads is None:
        return 0.0
    table, said = page.loads.what_if, [piece.text for piece in page.loads.lines]
    if table is None:
        return LOADS_MM + LOADS_CHAR_MM * len(" ".join(said))
    said += [piece.text for piece in table.refused] + [
        f"{one.text} {one.source}" for _, trials in table.found for one in trials
    ]
    return LOADS_MM + IF_MM + IF_ROW_MM * len(table.rows) + LOADS_CHAR_MM * len(" ".join(said))


def _printed(one: Ledger) -> str:
    """What paper shows of a ledger: of a pattern that was not found, only what speaks for and against it."""
    found = one.verdict in ("stands_out", "possible")
    lines = [f"{line.text} {line.source}" for line in (*one.for_, *one.against) if not line.noted]
    if found:
        lines += [*(piece.text for piece in one.missing), one.next_test or "", one.words.studies]
        lines += [one.words.studies_source]
    if one.correction:
        lines += [one.correction.text, one.correction.source]
    return " ".join([one.words.title, one.for_you, one.in_studies, *lines])


def _changes(page: ClinicianPage) -> Iterable[str]:
    yield from (piece.text for piece in (*page.sides, *(page.drift if page.drifted else ())))
    yield from (f"{' '.join(title.text for title in one.titles)} {one.reason}" for one in page.refusals)


def _facts(page: ClinicianPage) -> Iterable[str]:
    for facts in page.facts:
        yield from (f"{label}: {text}" for label, text, _ in facts.rows)
        yield from (f"{level} {text}" for level, text in facts.notes)
