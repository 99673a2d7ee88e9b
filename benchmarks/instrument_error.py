"""How far a whole trial may be off, against the truth of synthetic runners recorded with real faults.

The error of a trial is what is left when its own strides' truth is taken from its value: placed markers,
moving skin, camera noise, the given speed, mass and height, found joint centres and contacts. Its root mean
square is shown; what an interval needs stands in ``knowledge/detectable_changes.toml``. These runners
(seeds from ``FIRST_SEED``) are not those on which coverage is scored.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Final, Literal

import numpy as np

from backstride.errors import RecordingError
from backstride.jobs import in_order
from backstride.measures.definitions import definitions, statistic, trial_error
from backstride.measures.interval import Z_95, stride_spread
from backstride.model.measure import Measure
from backstride.model.settings import Settings
from backstride.ways.movement import measure_one
from benchmarks.common import CORES, save
from benchmarks.synthetic_faults import drawn, with_faults
from benchmarks.synthetic_population import PLACEMENT_M, SKIN_M, STANDING_DEG, known

FIRST_SEED: Final = 1_000_000
SOURCES: Final[tuple[Literal["markers", "plates"], ...]] = ("markers", "plates")
WANTED: Final = 0.95
Found = dict[tuple[str, str], list[tuple[float, float]]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=400)
    count = parser.parse_args().count
    found: Found = defaultdict(list)
    work = [partial(one_runner, FIRST_SEED + number) for number in range(count)]
    for one in in_order(work, CORES):
        for key, values in one.items():
            found[key] += values
    save(
        "instrument_error",
        "Synthetic runners: error of a whole trial",
        f"python -m benchmarks.instrument_error --count {count}",
        list(_rows(found)),
        [
            f"{count} runners, 12 s, 150 frames/s; markers placed {1000 * PLACEMENT_M:g} mm off per axis, "
            f"thigh skin {1000 * SKIN_M:g} mm, standing {STANDING_DEG:g} degree from usual, noise 0.3 to "
            "1.5 mm, speed 0.7 %, mass 1 %, height 1 cm off (standard deviations, judged)",
            "bias, rms: value of a trial minus the truth of the same strides, each side by itself and both; "
            "needed: the least error_sd with which 95 % of intervals hold what the runner does in the long "
            "run; shipped: the error_sd of knowledge/detectable_changes.toml",
        ],
    )


def one_runner(seed: int) -> Found:
    """(measure, source) -> errors of one runner's two analyses."""
    person = drawn(seed, with_faults)
    found: Found = defaultdict(list)
    for source in SOURCES:
        settings = Settings(speed_mps=person.speed_mps, surface="treadmill", contacts=source)
        run, standing = person.synthetic.run, person.synthetic.standing
        try:
            measured = measure_one(run, standing, person.given, settings).measures
        except RecordingError:
            continue
        for row in measured:
            now, always = (known(truth, row) for truth in (person.synthetic.truth.measures, person.long_run))
            if row.value is not None and now is not None and always is not None:
                found[row.id, source].append((row.value - now, _needed(row, always)))
    return found


def _needed(row: Measure, true: float) -> float:
    """The error_sd with which this interval would just hold the truth."""
    off = (row.value or 0.0) - true
    below, above = stride_spread(np.array(row.per_stride), statistic(row.id), row.id)
    return float(np.sqrt(max(0.0, off**2 - (below if off > 0 else above) ** 2))) / Z_95


def _rows(found: Found) -> Iterator[dict[str, object]]:
    for one in definitions():
        shipped = trial_error(one.id)
        for source in SOURCES:
            if table := found.get((one.id, source)):
                errors, needed = np.array(table).T
                yield {
                    "measure": one.id,
                    "contacts": source,
                    "n": errors.size,
                    "bias": _digits(np.mean(errors)),
                    "rms": _digits(np.sqrt(np.mean(errors**2))),
                    "needed": _digits(np.quantile(needed, WANTED)),
                    "shipped": getattr(shipped, source),
                    "unit": one.unit,
                }


def _digits(value: float) -> float:
    return float(f"{value:.3g}")


if __name__ == "__main__":
    main()
