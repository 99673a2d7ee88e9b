"""Runs of known motion filmed by phones drawn at random, with a pose engine's errors: what a video tells.

Every run is filmed by ``--count`` phones, each clip once with the errors measured on real clips and once with
a runner's bias besides, and measured by the ordinary way from keypoints to measures. Contact coefficients are
fitted without the runner who is filmed.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from unittest.mock import patch

import numpy as np

from backstride.errors import RecordingError
from backstride.jobs import in_order
from backstride.model.contact import Contact
from backstride.model.keypoints import Keypoints
from backstride.model.measure import Measure
from backstride.motion import video_contacts
from backstride.motion.contact_model import Team
from backstride.pose.film import film
from backstride.ways.movement import measure_one
from benchmarks.camera_draws import Phone, PhoneView, drawn, film_with, is_good, tilted
from benchmarks.camera_sources import Source, Wanted, wanted
from benchmarks.camera_tables import NOTES, rows
from benchmarks.common import CORES, save
from benchmarks.contacts_cases import rbds
from benchmarks.fit_contacts_video import fit_all
from benchmarks.keypoint_noise import add_error, drawn_bias, usual_error

# Which phone stands where: side at 60 frames/s most often, as the targets ask of it.
CLASSES: Final[tuple[tuple[PhoneView, float], ...]] = (
    ("side_right", 60.0),
    ("side_left", 120.0),
    ("side_left", 60.0),
    ("rear", 60.0),
    ("side_right", 30.0),
    ("side_right", 240.0),
    ("side_left", 60.0),
    ("side_right", 120.0),
    ("side_right", 60.0),
    ("rear", 120.0),
    ("side_left", 30.0),
    ("side_left", 240.0),
)
NEAR_S: Final = 0.15  # a found and a true contact of one foot; half of the shortest step
EDGE_S: Final = 0.15  # contacts nearer to an end of the clip are not asked for
ROLL_DEG: Final = 5.0
SEED: Final = 40_000


@dataclass(frozen=True)
class Found:
    """One measure of a clip: value less truth (NaN where refused), the truth, did the interval hold it."""

    error: float
    truth: float
    held: bool


@dataclass
class Shot:
    """One clip and what was made of it.

    good: a clip as guides ask for. refused: why nothing was measured. contacts: found less true strike and
    toe-off of every true contact, s, NaN where none was found. rolled: measure -> value at five degrees of
    roll less value at none, of the phones that were tried so.
    """

    source: str
    kind: str
    phone: str
    yaw_deg: float
    width_px: int
    pans: bool
    biased: bool
    good: bool
    refused: str | None = None
    measures: dict[str, Found] = field(default_factory=dict)
    contacts: list[tuple[float, float]] = field(default_factory=list)
    rolled: dict[str, float] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=len(CLASSES), help="phones per run")
    parser.add_argument("--synthetic", type=int, default=12, help="synthetic runners")
    parser.add_argument("--every", type=int, default=1, help="only every so many runs, for a quick look")
    parser.add_argument("--shipped", action="store_true", help="contacts as shipped, nobody left out (quick)")
    options = parser.parse_args()
    runs = wanted(options.synthetic)[:: options.every]
    teams = {} if options.shipped else fit_all(rbds())
    work = [partial(one_run, run, options.count, teams.get(run.left_out)) for run in runs]
    shots: list[Shot] = []
    for number, found in enumerate(in_order(work, CORES), 1):
        shots += found
        print(f"{number} of {len(work)} runs filmed", file=sys.stderr)
    save(
        "virtual_camera",
        "Virtual camera: what a phone video still tells",
        f"python -m benchmarks.virtual_camera {' '.join(sys.argv[1:])}".rstrip(),
        rows(shots),
        [f"{len(runs)} runs, {options.count} phones each, {len(shots)} clips.", *NOTES],
    )


def one_run(run: Wanted, count: int, teams: tuple[Team, ...] | None) -> list[Shot]:
    """Every clip of a run. teams: contact coefficients that have not seen the runner; None as shipped."""
    source = run.make()
    with patch.object(video_contacts, "fitted_video", return_value=teams) if teams else nullcontext():
        return [shot for number in range(count) for shot in clips(source, number)]


def clips(source: Source, number: int) -> Iterator[Shot]:
    """The clip of one phone without and with the runner's bias."""
    view, rate_hz = CLASSES[number % len(CLASSES)]
    seed = _seed(source, number)
    phone = drawn(source.places, seed, view, rate_hz)
    for biased in (False, True):
        shot = filmed_by(phone, source, seed, biased)
        if number == 0 and not biased:
            shot.rolled = _rolled(phone, source, seed)
        yield shot


def filmed_by(phone: Phone, source: Source, seed: int, biased: bool) -> Shot:
    """One clip measured and held against the truth."""
    perfect = film_with(phone, source.places, source.name)
    shot = Shot(
        source=source.name,
        kind=source.kind,
        phone=phone.name,
        yaw_deg=float(np.degrees(phone.yaw_rad)),
        width_px=phone.camera.width_px,
        pans=phone.pans,
        biased=biased,
        good=is_good(perfect, source.stride_s),
    )
    try:
        measures, contacts = _measured(_with_errors(perfect, phone, source, seed, biased), source)
    except RecordingError as error:
        shot.refused = error.what
        return shot
    shot.measures = {row.id: _found(row, source) for row in measures if _known(row, source)}
    shot.contacts = _contact_errors(contacts, source, phone, float(perfect.time_s[-1]))
    return shot


def _with_errors(perfect: Keypoints, phone: Phone, source: Source, seed: int, biased: bool) -> Keypoints:
    """The points as an engine would give them. The bias belongs to the run, not to the clip."""
    error = usual_error() if phone.view != "rear" else usual_error().from_behind()
    bias = drawn_bias(np.random.default_rng(_seed(source, 0))) if biased else None
    return add_error(perfect, np.random.default_rng([seed, 1]), error, bias)


def _measured(seen: Keypoints, source: Source) -> tuple[tuple[Measure, ...], tuple[Contact, ...]]:
    recording = film(seen, source.given, source.settings).recording
    done = measure_one(recording, None, source.given, source.settings)
    return done.measures, done.contacts


def _known(row: Measure, source: Source) -> bool:
    return row.side == "both" and row.id in source.truth


def _found(row: Measure, source: Source) -> Found:
    true = source.truth[row.id]
    if row.value is None or row.interval is None:
        return Found(float("nan"), true, held=False)
    return Found(row.value - true, true, row.interval[0] <= true <= row.interval[1])


def _contact_errors(
    found: Sequence[Contact], source: Source, phone: Phone, clip_s: float
) -> list[tuple[float, float]]:
    """Found less true strike and toe-off of every true contact inside the clip, NaN where none was found."""
    zero_s = float(source.places.coords["time"][0]) + phone.start_s
    errors = []
    for side, strike_s, off_s in source.contacts:
        strike, off = strike_s - zero_s, off_s - zero_s
        if strike < EDGE_S or off > clip_s - EDGE_S:
            continue
        mine = [c for c in found if c.side == side]
        best = min(mine, key=lambda c: abs(c.foot_strike_s - strike), default=None)
        near = best is not None and abs(best.foot_strike_s - strike) < NEAR_S
        errors.append(
            (best.foot_strike_s - strike, best.toe_off_s - off)
            if best is not None and near
            else (float("nan"), float("nan"))
        )
    return errors


def _rolled(phone: Phone, source: Source, seed: int) -> dict[str, float]:
    """How the values change when the same phone is tilted; the errors are the same."""
    values = []
    for roll_deg in (0.0, ROLL_DEG):
        one = tilted(phone, roll_deg)
        seen = _with_errors(film_with(one, source.places, source.name), one, source, seed, biased=False)
        try:
            measures, _ = _measured(seen, source)
        except RecordingError:
            return {}
        values.append({row.id: row.value for row in measures if row.side == "both" and row.value is not None})
    level, tilt = values
    return {name: tilt[name] - level[name] for name in level if name in tilt}


def _seed(source: Source, number: int) -> int:
    """A seed of its own for every clip of every run."""
    return SEED + zlib.crc32(f"{source.name} {number}".encode())


if __name__ == "__main__":
    main()
