"""What each measure is, from ``knowledge/measures.toml`` and ``knowledge/detectable_changes.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import inf

from backstride.knowledge.loader import load
from backstride.model.common import SIDES, MeasureSide
from backstride.model.measure import MeasureDefinition

TEXTS = "measures.toml"
CHANGES = "detectable_changes.toml"
WITHOUT_PLATES = "force_without_plates"  # code of the note that says so, which a report's cards look for
HOW = ("statistic", "limits")  # for the machinery, not part of what a person is told


@dataclass(frozen=True)
class TrialError:
    """Standard deviation of the error a whole trial may carry, in the measure's unit.

    markers, plates: by what the contacts were found from (equal where it does not matter).
    pelvis_centre: added in quadrature when the centre of mass is taken from the pelvis alone.
    without_standing: added in quadrature without a standing trial.
    from_motion, from_motion_share: instead of the others where no plate felt the run, in the unit and of the
    value; both zero for what is told in no other way.
    common_share: of the value, added in quadrature: an error that all recordings of one runner share, as of
    one anatomy for all people. A change between two sessions does not hold it.
    """

    markers: float
    plates: float
    pelvis_centre: float
    without_standing: float
    grows_with_frame: bool
    source: str
    common_share: float = 0.0
    from_motion: float = 0.0
    from_motion_share: float = 0.0

    @property
    def has_motion(self) -> bool:
        """Whether it is told without plates as well."""
        return bool(self.from_motion or self.from_motion_share)


@cache
def definitions() -> tuple[MeasureDefinition, ...]:
    """Every measure this release gives, in the order it is reported."""
    return tuple(_definition(measure_id, entry) for measure_id, entry in load(TEXTS).items())


def rows_wanted() -> Iterator[tuple[MeasureDefinition, MeasureSide]]:
    """Left, right and both of bilateral measures, both of the others, in the order of the report."""
    for one in definitions():
        sides: tuple[MeasureSide, ...] = (*SIDES, "both") if one.bilateral else ("both",)
        for side in sides:
            yield one, side


@cache
def definition(measure_id: str) -> MeasureDefinition:
    """One definition; KeyError for an id that is not measured."""
    return _definition(measure_id, load(TEXTS)[measure_id])


def statistic(measure_id: str) -> str:
    """How strides become one value: a name in ``interval.STATISTICS``."""
    return str(load(TEXTS)[measure_id]["statistic"])


def limits(measure_id: str) -> tuple[float, float]:
    """What the value can be at all: (least, most), infinite where nothing bounds it."""
    least, most = load(TEXTS)[measure_id].get("limits", (-inf, inf))
    return float(least), float(most)


@cache
def trial_error(measure_id: str) -> TrialError:
    """The instrument's share of the interval."""
    entry = load(CHANGES)[measure_id]
    markers = float(entry["error_sd"])
    return TrialError(
        markers=markers,
        plates=float(entry.get("error_sd_plates", markers)),
        pelvis_centre=float(entry.get("error_sd_pelvis_centre", 0.0)),
        without_standing=float(entry.get("error_sd_without_standing", 0.0)),
        grows_with_frame=bool(entry.get("grows_with_frame", False)),
        source=str(entry["error_source"]),
        common_share=float(entry.get("error_common_share", 0.0)),
        from_motion=float(entry.get("error_sd_from_motion", 0.0)),
        from_motion_share=float(entry.get("error_share_from_motion", 0.0)),
    )


def _definition(measure_id: str, entry: dict[str, object]) -> MeasureDefinition:
    change = load(CHANGES)[measure_id]
    texts = {key: value for key, value in entry.items() if key not in HOW}
    return MeasureDefinition.model_validate(
        {
            "id": measure_id,
            "detectable_change": change.get("detectable_change"),
            "detectable_change_source": change["source"],
            **texts,
        }
    )
