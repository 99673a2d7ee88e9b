"""Several recordings of one session: one more row per measure, which the patterns read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backstride.measures.compute import refused, valued
from backstride.measures.definitions import definition, statistic
from backstride.measures.interval import Z_95, stride_spread
from backstride.model.measure import SESSION, Measure, Reference


def session_rows(rows: Sequence[Measure]) -> tuple[Measure, ...]:
    """A row named ``session`` per measure and side, from the rows of two or more recordings; else none.

    Strides of all recordings count alike. The instrument's share of the interval does not shrink with
    the number of recordings: the same markers stayed on. Recordings at different speeds are averaged as
    they are, and so is their reference band.
    """
    if len({row.recording for row in rows}) < 2:
        return ()
    groups: dict[tuple[str, str], list[Measure]] = {}
    for row in rows:
        groups.setdefault((row.id, row.side), []).append(row)
    return tuple(_pooled(group) for group in groups.values())


def _pooled(group: Sequence[Measure]) -> Measure:
    known = [row for row in group if row.refused is None]
    first = group[0]
    if not known:
        return refused(definition(first.id), first.side, SESSION, first.refused or "", 0)
    values = np.concatenate([row.per_stride for row in known])
    error_sd = max(_error_sd(row) for row in known)
    return valued(definition(first.id), first.side, SESSION, values, error_sd, _band(known))


def _error_sd(row: Measure) -> float:
    """What is left of a row's interval once its stride spread is taken out in quadrature."""
    low, _ = row.interval or (0.0, 0.0)
    below, _ = stride_spread(np.array(row.per_stride), statistic(row.id), row.id)
    return float(np.sqrt(max(0.0, ((row.value or 0.0) - low) ** 2 - below**2))) / Z_95


def _band(known: Sequence[Measure]) -> Reference | None:
    bands = [row.reference for row in known if row.reference is not None]
    if len(bands) < len(known):
        return None
    weights = [row.n_strides for row in known]
    return Reference(
        low=round(float(np.average([band.low for band in bands], weights=weights)), 4),
        high=round(float(np.average([band.high for band in bands], weights=weights)), 4),
        source=bands[0].source,
    )
