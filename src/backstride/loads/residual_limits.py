"""What plates and moving body may disagree by before loads of the back are widened or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note

KNOWLEDGE: Final = "lumbar_limits.toml"
ResidualLevel = Literal["small", "widened", "plates_refused", "refused", "unknown"]


@dataclass(frozen=True)
class ResidualVerdict:
    """force_share: of the largest ground force. moment_share: the worst axis, of height times that force."""

    level: ResidualLevel
    force_share: float
    moment_share: float

    def notes(self) -> tuple[Note, ...]:
        """What is said where the interval was widened, or the plates were not used."""
        disagree = (
            f"Plates and moving body disagree by {self.force_share:.0%} of the largest ground force and by "
            f"{self.moment_share:.1%} of its moment over the body's height"
        )
        if self.level == "widened":
            text = f"{disagree}: the intervals of the loads of the back hold that."
            return (Note(level="info", code="lumbar_residual", text=text),)
        if self.level == "plates_refused":
            text = (
                f"{disagree}: where the plates say the force acts does not fit how the body turns. The loads "
                "of the back are worked out from head and arms down, and no plate checks them."
            )
            return (Note(level="warning", code="lumbar_plates_refused", text=text),)
        return ()


def residual_verdict(
    force_n: FloatArray, moment_nm: FloatArray, largest_n: float, centre_height_m: float
) -> ResidualVerdict:
    """Judge a recording by its own residual, as root mean squares over the frames that are known.

    Forces that miss the body's acceleration (another trial, out of step, a wrong rate or mass) cast doubt on
    the way from above as well: refused. Where forces fit and their moment does not, the centre of pressure
    is wrong, which that way never reads: the plates are refused.

    Peaks are not judged: foot strike alone, of which markers and plates keep different shares, makes them
    two to four times the root mean square on sound recordings.

    Args:
        force_n: (n, 3) mass times (acceleration less gravity) less the plates' force; NaN where unknown.
        moment_nm: (n, 3) at L5/S1, from above less from below.
        largest_n: the largest ground force.
        centre_height_m: mean height of the centre of mass above the ground.
    """
    limits: dict[str, Any] = load(KNOWLEDGE)["residual"]
    force_share = _rms(np.linalg.norm(force_n, axis=1)) / largest_n
    moment_share = max(_rms(column) for column in moment_nm.T) / (largest_n * centre_height_m)
    if not np.isfinite([force_share, moment_share]).all():
        return ResidualVerdict("unknown", force_share, moment_share)
    level: ResidualLevel = "small"
    if force_share > limits["force_widened"] or moment_share > limits["moment_widened"]:
        level = "widened"
    if moment_share > limits["moment_refused"]:
        level = "plates_refused"
    if force_share > limits["force_refused"]:
        level = "refused"
    return ResidualVerdict(level, force_share, moment_share)


def require_physical(verdict: ResidualVerdict) -> None:
    """Stop where plates and motion cannot both be of one run.

    Raises:
        MeasureRefused: the residual is above the stated bound.
    """
    if verdict.level == "refused":
        limits: dict[str, Any] = load(KNOWLEDGE)["residual"]
        raise MeasureRefused(
            f"Plates and movement contradict each other by {verdict.force_share:.0%} of the largest ground "
            f"force; {limits['force_refused']:.0%} is the most that is allowed",
            fix="Check that forces and markers are of one trial and in step, and the rate and the mass",
        )


def _rms(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(known**2))) if known.size else float("nan")
