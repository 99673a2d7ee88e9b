"""The runner's own figure on page one: in motion, at foot contact, the pelvis, the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from backstride.report.contact_stills import DROP, landing_still, pelvis_still
from backstride.report.headline import Number, Rows, number
from backstride.report.moving_figure import moving_figure, still_figure
from backstride.report.numbers import fine_text
from backstride.report.stick import StickFigure
from backstride.report.words import measure_words, page, word

LANDING: Final = ("shank_angle_at_strike", "overstride")


@dataclass(frozen=True)
class RunnerFigure:
    """Pictures of the same two strides; the numbers are the whole recording's, of the foot that is drawn."""

    side: Markup
    rear: Markup
    moments: Markup
    landing: Markup
    landing_numbers: tuple[Number, ...]
    pelvis: Markup
    pelvis_numbers: tuple[Number, ...]
    shaded: str


def runner_figure(figure: StickFigure | None, rows: Rows) -> RunnerFigure | None:
    """None where no recording shows a whole runner."""
    if figure is None:
        return None
    change = measure_words(DROP)
    shown = fine_text(DROP, change.unit, change.detectable_change or 0.0) if change else ""
    return RunnerFigure(
        side=moving_figure(figure, "side"),
        rear=moving_figure(figure, "rear"),
        moments=still_figure(figure),
        landing=landing_still(figure),
        landing_numbers=tuple(_numbers(figure, rows, LANDING)),
        pelvis=pelvis_still(figure),
        pelvis_numbers=tuple(_numbers(figure, rows, (DROP,))),
        shaded=page("still_shaded").format(amount=shown),
    )


def _numbers(figure: StickFigure, rows: Rows, measures: tuple[str, ...]) -> Iterator[Number]:
    for measure in measures:
        for row in rows.get(measure, ()):
            if row.side == figure.first and row.value is not None:
                yield number(row, f"{word('still', measure)}, {row.side}")
