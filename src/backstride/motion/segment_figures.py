"""Masses, centres of mass and radii of gyration of body segments, from ``knowledge/segments_deleva.toml``."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import Sex

KNOWLEDGE: Final = "segments_deleva.toml"


def figure(segment: str, what: str, sex: Sex | None) -> float:
    """``mass`` in per cent of the body, or ``centre`` in per cent of the length; no sex: the mean of both.

    >>> figure("foot", "mass", "male")
    1.37
    """
    return float(_column(segment, what, sex))


def gyration(segment: str, sex: Sex | None) -> FloatArray:
    """Radii of gyration about the sagittal, transverse and longitudinal axis over the length, (3,).

    >>> gyration("shank", "male")
    array([0.251, 0.246, 0.102])
    """
    return np.asarray(_column(segment, "gyration", sex) / 100.0)


def trunk_length(part: str, sex: Sex | None) -> float:
    """A part of the trunk, or mid-shoulder or C7 to mid-hip, over suprasternal notch to mid-hip.

    >>> trunk_length("lower", "male")
    0.276
    """
    return float(_column("trunk_lengths", part, sex))


def _column(segment: str, what: str, sex: Sex | None) -> Any:
    columns = {name: np.asarray(value) for name, value in load(KNOWLEDGE)[segment][what].items()}
    return columns[sex] if sex else (columns["female"] + columns["male"]) / 2
