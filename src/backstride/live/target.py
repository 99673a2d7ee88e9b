"""What a practice aims at: the border of a cue, from the runner's own report or from the first steps.

No norm decides: every border is set from the runner's own value (knowledge/live.toml [target]).
"""

from __future__ import annotations

from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.live.fade import KNOWLEDGE
from backstride.measures.definitions import definition
from backstride.model.analysis import Analysis
from backstride.model.common import View
from backstride.model.live import CueId, LiveRefusal, LiveTarget, LiveView
from backstride.model.measure import SESSION, Measure

VIEWS: Final[dict[CueId, tuple[LiveView, ...]]] = {
    "bowl": ("side", "rear", "front"),
    "cadence": ("side", "rear", "front"),
    "landing": ("side",),
    "trunk_turn": (),
}
ALL_VIEWS: Final[tuple[LiveView, ...]] = ("side", "rear", "front")
MEASURES: Final[dict[CueId, str]] = {"cadence": "cadence", "landing": "leg_angle_at_strike"}
CLIP_VIEW: Final[dict[View, LiveView]] = {
    "side_left": "side",
    "side_right": "side",
    "rear": "rear",
    "front": "front",
}


def targets(analysis: Analysis) -> tuple[LiveTarget, ...]:
    """Every cue this report can aim at, those that its findings ask for first; then in the order of VIEWS."""
    found = [
        border(cue, view, value)
        for cue, views in VIEWS.items()
        for view in views
        if (value := own_value(analysis, cue, view)) is not None
    ]
    wanted = _wanted(analysis)
    return tuple(sorted(found, key=lambda one: wanted.index(one.cue) if one.cue in wanted else len(wanted)))


def border(cue: CueId, view: LiveView, own: float, *, from_report: bool = True) -> LiveTarget:
    """The border of a cue around or beside the runner's own value.

    Raises:
        ValueError: the cue is not shown from this view.
    """
    if view not in VIEWS[cue]:
        raise ValueError(f"{cue} is not shown from the {view}")
    known: dict[str, Any] = load(KNOWLEDGE)
    rule = known["target"][cue]
    if cue == "bowl":
        away = definition(rule[view]).detectable_change or 0.0
        low, high = own - away, own + away
    else:
        low, high = sorted((rule["low_share"] * own, rule["high_share"] * own))
    source = rule["source"] if from_report else f"{rule['source']}. {known['baseline_source']['text']}"
    return LiveTarget(
        cue=cue,
        unit=rule["unit"],
        low=round(low, 1),
        high=round(high, 1),
        baseline=round(own, 1),
        view=view,
        source=source,
    )


def own_value(analysis: Analysis, cue: CueId, view: LiveView) -> float | None:
    """The runner's value in the report, both sides together; an angle from a clip of this view, or from
    markers."""
    measure = load(KNOWLEDGE)["target"]["bowl"][view] if cue == "bowl" else MEASURES[cue]
    rows = [row for row in analysis.measures if row.id == measure and row.value is not None]
    if cue != "cadence":
        seen = {one.id: CLIP_VIEW.get(one.view, one.view) for one in analysis.recordings}
        rows = [row for row in rows if seen.get(row.recording) in (view, "3d")]
        rows.sort(key=lambda row: seen[row.recording] != view)  # markers stand in where no such clip is
    best = min(rows, key=_order, default=None)
    if best is None or best.value is None or (cue != "bowl" and best.value <= 0):
        return None
    return best.value


def refusals() -> tuple[LiveRefusal, ...]:
    """Cues that a view does not show, and why."""
    says = load(KNOWLEDGE)["refused"]
    return tuple(
        LiveRefusal(cue=cue, view=view, why=says["trunk_turn" if cue == "trunk_turn" else f"{cue}_rear"])
        for cue, views in VIEWS.items()
        for view in ALL_VIEWS
        if view not in views
    )


def _order(row: Measure) -> tuple[bool, bool]:
    """Both sides before one; the whole session before one of its recordings."""
    return row.side != "both", row.recording != SESSION


def _wanted(analysis: Analysis) -> list[CueId]:
    """Cues in the order of the findings that ask for them."""
    asked: dict[str, tuple[CueId, ...]] = {
        "pelvic_posture": ("bowl",),
        "core_control": ("bowl",),
        "overstride": ("landing", "cadence"),
    }
    found = [one for one in analysis.patterns if one.verdict in ("stands_out", "possible")]
    order = [cue for one in found for cue in asked.get(one.id, ())]
    return list(dict.fromkeys(order))
