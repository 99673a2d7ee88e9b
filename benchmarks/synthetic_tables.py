"""The tables of ``benchmarks.synthetic_runners``: what was said against what is true."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.synthetic_faults import PATTERNS

if TYPE_CHECKING:
    from benchmarks.synthetic_runners import Outcome

Row = dict[str, object]
VERDICTS: Final = ("stands_out", "possible", "not_seen", "cannot_tell")
GRADES: Final = (("none", -99.0, 0.0), ("below 1", 0.0, 1.0), ("1 to 2", 1.0, 2.0), ("2 and more", 2.0, 99.0))
BINS: Final = (0.0, 0.025, 0.1, 0.3, 0.5, 0.7, 0.9, 0.975, 1.0)


def confusion(pattern: str, outcomes: Sequence[Outcome]) -> Iterator[Row]:
    """What was said of a pattern, by the true size of its fault."""
    for grade, low, high in GRADES:
        said = Counter(one.verdicts[pattern] for one in outcomes if low <= one.grades[pattern] < high)
        yield {"what": f"{pattern}, fault {grade}", "n": said.total(), **_shares(said)}


def faultless(outcomes: Sequence[Outcome]) -> Row:
    """Runners without any fault, and how many of them nothing stands out in."""
    clean = [one for one in outcomes if max(one.grades.values()) < 0]
    calm = sum(all(one.verdicts[p] != "stands_out" for p in PATTERNS) for one in clean)
    share = calm / max(len(clean), 1)
    return {"what": "faultless runners without a pattern that stands out", "n": len(clean), "share": share}


def removed(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    """Without standing trial and reference: nothing may stand out, be possible or be ruled out."""
    for pattern in PATTERNS:
        said = Counter(one.removed[pattern] for one in outcomes if one.removed)
        yield {"what": f"{pattern} without standing and reference", "n": said.total(), **_shares(said)}


def calibration(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    """How often the truth lies beyond a threshold, by how sure the value and its interval are of it."""
    sure, beyond = np.array([pair for one in outcomes for pair in one.sure], dtype=float).T
    for low, high in itertools.pairwise(BINS):
        inside = (sure >= low) & ((sure < high) | (high == 1.0))
        yield {
            "what": f"threshold passed, sure {low:g} to {high:g}",
            "n": int(inside.sum()),
            "sure": _mean(sure[inside]),
            "beyond": _mean(beyond[inside]),
        }
    yield {
        "what": "Brier score of all; always the base rate",
        "n": sure.size,
        "share": float(np.mean((sure - beyond) ** 2)),
        "beyond": float(np.mean(beyond) * (1 - np.mean(beyond))),
    }


def coverage(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    """Per measure: how often the interval holds the truth, and how wide it is."""
    found: Mapping[str, list[tuple[bool, float]]] = defaultdict(list)
    for one in outcomes:
        for measure, values in one.held.items():
            found[measure].extend(values)
    for measure, values in found.items():
        yield _held(measure, values)
    yield _held("all", [value for values in found.values() for value in values])


def _held(measure: str, values: Sequence[tuple[bool, float]]) -> Row:
    held, width = np.array(values, dtype=float).T
    return {
        "what": f"interval holds the truth: {measure}",
        "n": held.size,
        "share": float(held.mean()),
        "half width": float(np.median(width)) / 2,
        "width": float(np.median(width)),
    }


def _shares(said: Counter[str]) -> Row:
    return {name: said[name] / max(said.total(), 1) for name in VERDICTS}


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if values.size else None
