"""The runner's block of the back: how hard it is pressed in a step, now and with one thing changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from backstride.measures.asymmetry import asymmetries
from backstride.model.analysis import Analysis
from backstride.model.common import SIDES
from backstride.model.loads import LoadChange, LoadCurve, WhatIf
from backstride.model.measure import Measure
from backstride.report.back_load_figure import HUNDRED, Steps, back_load_figure, step_bw
from backstride.report.back_load_words import cue_if, say
from backstride.report.cards.card import LOAD_IF, Piece, load_key
from backstride.report.run_lanes import plain
from backstride.report.select import session_rows

PRESSED, MUSCLE = "l5s1_compression", "quadratus_lumborum_force"


@dataclass(frozen=True)
class BackLoad:
    """The figure and its sentences, each with the card that its numbers open."""

    figure: Markup
    key: str
    lines: tuple[Piece, ...]


def back_load(analysis: Analysis) -> BackLoad | None:
    """The block of page one; None where the loads are not known, or the safety level holds them back."""
    from backstride.report.curve_stats import toe_offs

    loads = analysis.loads
    if loads is None:
        return None
    now = own_steps(loads.curves)
    if now is None:
        return None
    chosen = chosen_if(analysis)
    then = steps_of(chosen.curves, now.baseline_bw) if chosen else None
    name = say("name", chosen.id) if chosen else ""
    return BackLoad(
        figure=back_load_figure(now, then, name, loads.standing_bw, toe_offs(analysis, loads.recording)),
        key=load_key(PRESSED),
        lines=(
            _peaks(now),
            *_muscle(analysis),
            *_changed(analysis, chosen),
            Piece(say("runner", "estimate"), ""),
        ),
    )


def own_steps(curves: tuple[LoadCurve, ...]) -> Steps | None:
    """Compression over the steps of both feet against their own peak; None where unknown."""
    found = steps_of(curves, HUNDRED)
    if found is None:
        return None
    baseline_bw = sum(found.peak(side) for side in SIDES) / len(SIDES)
    return Steps(found.curves, baseline_bw) if baseline_bw > 0 else None


def steps_of(curves: tuple[LoadCurve, ...], baseline_bw: float) -> Steps | None:
    """Compression over the steps of both feet in percent of a baseline; None where a foot's is unknown."""
    mine = {one.side: one for one in curves if one.id == PRESSED}
    if not all(side in mine and np.isfinite(step_bw(mine[side])).any() for side in SIDES):
        return None
    return Steps({side: mine[side] for side in SIDES}, baseline_bw)


def chosen_if(analysis: Analysis) -> WhatIf | None:
    """What page one shows: what the plan's cue is about, else what clearly lowers compression most."""
    loads = analysis.loads
    known = [(one, found) for one in (loads.what_if if loads else ()) if (found := pressed(one)) is not None]
    spoken_of = next((one for one, _ in known if one.id == of_cue(analysis)), None)
    if spoken_of is not None:
        return spoken_of
    lower = [(found.change_percent, one) for one, found in known if found.interval_percent[1] < 0]
    return min(lower, key=lambda pair: pair[0])[1] if lower else None


def of_cue(analysis: Analysis) -> str:
    """The what-if that is about the same thing as the plan's cue; empty where none is."""
    return cue_if(analysis.plan.cue.id) if analysis.plan and analysis.plan.cue else ""


def pressed(one: WhatIf) -> LoadChange | None:
    """What a change would make of the compression of both steps; None where it is not known."""
    return next((row for row in one.changes if row.id == PRESSED and row.side == "both"), None)


def percent_text(value: float) -> str:
    """Percent with a true minus sign and no negative zero.

    >>> percent_text(-7.6), percent_text(-0.2)
    ('−8', '0')
    """
    return plain(value, 0)


def span_text(interval: tuple[float, float]) -> str:
    """An interval of percents."""
    return f"{percent_text(interval[0])} to {percent_text(interval[1])}"


def _peaks(now: Steps) -> Piece:
    left, right = (f"{now.peak(side):.0f}" for side in SIDES)
    return Piece(say("runner", "peaks", left=left, right=right), load_key(PRESSED))


def _muscle(analysis: Analysis) -> tuple[Piece, ...]:
    """On which side quadratus lumborum pulls harder; nothing where a side is not known."""
    found = next((one for one in asymmetries(_session(analysis)) if one.id == MUSCLE), None)
    if found is None:
        return ()
    if not found.clear:
        return (Piece(say("runner", "muscle_alike"), ""),)
    side = "left" if found.difference > 0 else "right"
    return (Piece(say("runner", "muscle_more", side=side), ""),)


def _session(analysis: Analysis) -> list[Measure]:
    return [row for rows in session_rows(analysis.measures).values() for row in rows]


def _changed(analysis: Analysis, chosen: WhatIf | None) -> tuple[Piece, ...]:
    """What the model has of the change that is drawn; that none helps where changes were tried."""
    if chosen is None:
        tried = any(pressed(one) for one in (analysis.loads.what_if if analysis.loads else ()))
        return (Piece(say("runner", "none"), ""),) if tried else ()
    found = pressed(chosen)
    if found is None:
        return ()
    low, high = found.interval_percent
    way = "lower" if high < 0 else "higher" if low > 0 else "same"
    key = "higher_cue" if way == "higher" and of_cue(analysis) == chosen.id else way
    ends = (-high, -low) if way == "lower" else (low, high)
    amount = percent_text(found.change_percent if way == "same" else abs(found.change_percent))
    text = say("runner", key, name=say("name", chosen.id), amount=amount, span=span_text(ends))
    return (Piece(text, LOAD_IF),)
