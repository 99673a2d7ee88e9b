"""Loads of the back made by hand: a press that peaks in each step, and what-ifs of every kind."""

from __future__ import annotations

import numpy as np

from backstride.loads.what_if.known import known
from backstride.model.common import SIDES
from backstride.model.loads import (
    LoadChange,
    LoadCurve,
    LoadResidual,
    LumbarLoads,
    WhatIf,
)

PERCENT = np.arange(101.0)
# id, unit, mean, swing, half of the interval
CURVES = (
    ("l5s1_extension_moment", "N m/kg", 0.35, 0.6, 0.23),
    ("l5s1_bending_moment", "N m/kg", 0.0, 0.5, 0.2),
    ("l5s1_axial_moment", "N m/kg", 0.0, 0.25, 0.1),
    ("l5s1_compression", "BW", 2.2, 1.3, 0.6),
    ("l5s1_shear_forward", "BW", 0.3, 0.3, 0.2),
    ("l5s1_shear_sideways", "BW", 0.0, 0.1, 0.08),
    ("quadratus_lumborum_force", "BW", 0.12, 0.1, 0.05),
)
NOW = {
    "l5s1_extension_moment": ("N m/kg", 0.95),
    "l5s1_bending_moment": ("N m/kg", 0.52),
    "l5s1_axial_moment": ("N m/kg", 0.27),
    "l5s1_compression": ("BW", 3.55),
    "quadratus_lumborum_force": ("BW", 0.23),
    "quadratus_lumborum_work": ("J/kg", 0.021),
    "lumbar_load_per_km": ("BW s", 410.5),
}
CHANGED = {
    "lean_less": (-7.4, (-10.2, -4.6)),
    "lean_more": (8.1, (4.9, 11.3)),
    "half_trunk_rotation": (-0.6, (-2.2, 1.1)),
    "cadence_plus_5": (-3.2, (-5.1, -1.4)),
}
HOW = {
    "lean_less": "The trunk is turned back by 5 degrees about L5/S1.",
    "lean_more": "The trunk is turned forward by 5 degrees about L5/S1.",
    "half_trunk_rotation": "The trunk turns half as far about its mean.",
    "cadence_plus_5": "5 % more steps a minute at the same speed.",
    "cadence_plus_10": "10 % more steps a minute at the same speed.",
}
WHY = "The right leg would have to be 2 cm longer."


def loads(recording: str = "run_3.5", *, what_if: bool = True) -> LumbarLoads:
    """Loads of a recording, two of whose what-ifs help clearly, one not, and one that is refused."""
    return LumbarLoads(
        recording=recording,
        way="both",
        standing_bw=0.87,
        curves=curves(),
        what_if=what_ifs() if what_if else (),
        residual=(LoadResidual(text="from above against from below", value=0.19, unit="N m/kg"),),
        notes=("The hands were not marked: they go with the forearms.",),
    )


def curves(share: float = 1.0, only: str = "") -> tuple[LoadCurve, ...]:
    """Every curve of both sides, all values times ``share``."""
    return tuple(_curve(row, side, share) for row in CURVES if not only or row[0] == only for side in SIDES)


def what_ifs() -> tuple[WhatIf, ...]:
    """One of every kind."""
    made = tuple(
        WhatIf(
            id=name,
            how=HOW[name],
            curves=curves(1 + change / 100, "l5s1_compression"),
            changes=tuple(_change(measure, change, span) for measure in NOW),
            trials=known(name).trials[:1],
        )
        for name, (change, span) in CHANGED.items()
    )
    return (*made, WhatIf(id="cadence_plus_10", how=HOW["cadence_plus_10"], refused=WHY))


def _change(measure: str, change: float, span: tuple[float, float]) -> LoadChange:
    unit, now = NOW[measure]
    return LoadChange(
        id=measure,
        side="both",
        unit=unit,  # type: ignore[arg-type]
        now=now,
        then=round(now * (1 + change / 100), 3),
        change_percent=change,
        interval_percent=span,
    )


def _curve(row: tuple[str, str, float, float, float], side: str, share: float) -> LoadCurve:
    name, unit, middle, swing, half = row
    more = 1.0 if side == "left" else 0.94
    two = np.exp(-(((PERCENT - 16) / 9) ** 2)) + 0.9 * np.exp(-(((PERCENT - 66) / 9) ** 2))
    values = share * (middle + more * swing * (2 * two - 0.5))
    if middle > swing / 2 and name.endswith(("compression", "force")):
        values = np.maximum(values, 0.05)
    low, high = values - half, values + half
    if name.endswith(("compression", "force")):
        low = np.maximum(low, 0)
    told = [tuple(round(float(v), 4) for v in one) for one in (values, low, high)]
    return LoadCurve(id=name, side=side, unit=unit, n_strides=42, mean=told[0], low=told[1], high=told[2])  # type: ignore[arg-type]
