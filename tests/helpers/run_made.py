"""A run of a watch made by hand: hills, a walked part, a pause, a cadence that sinks; and its session."""

from __future__ import annotations

import math
from dataclasses import replace

import pyarrow as pa

from backstride.model.analysis import Analysis, Quality, RecordingSummary, Software
from backstride.model.drift import Drift
from backstride.model.measure import Measure, Unit
from backstride.model.recording import Note
from backstride.model.run_trace import OnsetPlace, RunTrace, SlopeShare
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.patterns.judge import judge
from backstride.report.context import Background, RecordingBackground
from backstride.report.tables import CURVE_SCHEMA
from backstride.safety.triage import triage

WATCH = "morning"
PIECE_M, PIECES = 50.0, 184
WALKED = range(96, 102)  # 4.8 to 5.1 km
NO_CURVES: pa.Table = CURVE_SCHEMA.empty_table()
ONSET = OnsetPlace(
    distance_m=6000.0,
    in_run=True,
    time_s=2160.0,
    slope_percent=4.2,
    changes=(
        ("cadence", 171.6, 167.2),
        ("contact_time", 0.2412, 0.2534),
        ("vertical_oscillation", 0.0894, 0.0921),
        ("speed", 2.81, 2.62),
    ),
)
DRIFTS = (
    Drift("cadence", "both", WATCH, "steps/min", 172.0, 167.0, -5.0, (-6.5, -3.5), 2.0, True),
    Drift("contact_time", "both", WATCH, "s", 0.241, 0.246, 0.005, (0.001, 0.009), 0.01, False),
)


def trace(onset: OnsetPlace | None = ONSET) -> RunTrace:
    """9.2 km over hills with every column that a good watch gives."""
    at = [PIECE_M * (n + 0.5) for n in range(PIECES)]
    walked = tuple(n in WALKED for n in range(PIECES))
    speed = [1.5 if slow else 2.8 - 0.0004 * n + 0.1 * math.sin(n / 3) for n, slow in enumerate(walked)]
    times, now = [], 0.0
    for one in speed:
        times.append(now + PIECE_M / one / 2)
        now += PIECE_M / one
    height = [120 + 30 * math.sin(2 * math.pi * x / 4000) + (8 if x > 6000 else 0) for x in at]
    slope = [4.71 * math.cos(2 * math.pi * x / 4000) for x in at]
    return RunTrace(
        recording=WATCH,
        distance_m=tuple(at),
        time_s=tuple(times),
        speed_mps=tuple(speed),
        cadence_spm=tuple(None if slow else 172 - 0.03 * n + math.sin(n) for n, slow in enumerate(walked)),
        contact_time_s=tuple(None if slow else 0.24 + 0.0001 * n for n, slow in enumerate(walked)),
        vertical_oscillation_m=tuple(None if slow else 0.09 for slow in walked),
        heart_rate_bpm=tuple(138 + 0.1 * n for n in range(PIECES)),
        altitude_m=tuple(height),
        slope_percent=tuple(slope),
        walked=walked,
        pauses_m=(3120.0,),
        slopes=(
            SlopeShare(slope="down", distance_m=3300.0, time_s=1100.0),
            SlopeShare(slope="flat", distance_m=2450.0, time_s=890.0),
            SlopeShare(slope="up", distance_m=3450.0, time_s=1380.0),
        ),
        onset=onset,
        surface="trail",
        device="Acme Pacer 5",
    )


def bare_trace() -> RunTrace:
    """What a watch without foot pod and height gives: pace alone."""
    whole, none = trace(None), (None,) * PIECES
    columns = ("cadence_spm", "contact_time_s", "vertical_oscillation_m", "heart_rate_bpm", "altitude_m")
    empty = dict.fromkeys((*columns, "slope_percent"), none)
    return whole.model_copy(update={**empty, "slopes": (), "pauses_m": (), "walked": (False,) * PIECES})


def _row(id_: str, unit: Unit, value: float, half: float) -> Measure:
    return Measure(
        id=id_,
        side="both",
        value=value,
        unit=unit,
        interval=(value - half, value + half),
        n_strides=3310,
        detectable_change=None,
        reference=None,
        verdict="no_reference",
        recording=WATCH,
    )


def watch_measures() -> tuple[Measure, ...]:
    """Means of a whole run as a watch gives them; what it can't see is refused."""
    why = "A watch does not see the body. Film from the side."
    refused = _row("overstride", "m", 0.0, 0.0).model_copy(
        update={"value": None, "interval": None, "n_strides": 0, "verdict": None, "refused": why}
    )
    return (
        _row("cadence", "steps/min", 170.2, 0.8),
        _row("contact_time", "s", 0.2471, 0.004),
        _row("vertical_oscillation", "m", 0.0902, 0.003),
        _row("speed", "m/s", 2.76, 0.02),
        refused,
    )


def watch_analysis() -> Analysis:
    """A session of one watch file and nothing else; safety not asked."""
    return _session("watch", 0.0, 3420.0, "morning.fit", watch_measures())


def imu_analysis() -> Analysis:
    """A session of one waist sensor that tells no feet apart."""
    rows = (_row("cadence", "steps/min", 170.2, 0.8),)
    return _session("imu", 100.0, 1500.0, "waist.csv", rows)


def _session(kind: str, rate_hz: float, seconds: float, path: str, rows: tuple[Measure, ...]) -> Analysis:
    return Analysis(
        software=Software(version="0.1.0"),
        runner=Runner(height_m=1.81, mass_kg=62.0),
        recordings=(
            RecordingSummary.model_validate(
                {
                    "id": WATCH,
                    "paths": (path,),
                    "kind": kind,
                    "rate_hz": rate_hz,
                    "duration_s": seconds,
                    "view": "none",
                    "quality": Quality(verdict="good"),
                }
            ),
        ),
        contacts=(),
        measures=rows,
        patterns=judge(rows, None, Allowed()),
        safety=triage(None),
    )


def watch_background(shown: RunTrace | None = None) -> Background:
    """What was understood of the watch's file."""
    note = Note(level="info", code="walked", text="Moments of walking were left out of the means.")
    return Background(
        (
            RecordingBackground(
                WATCH,
                speed_mps=2.76,
                speed_source="the watch",
                surface="trail",
                notes=(note,),
                drift=DRIFTS,
                trace=shown or trace(),
            ),
        )
    )


def imu_background() -> Background:
    """What was understood of the sensor's file."""
    (one,) = watch_background().recordings
    axes = "up from gravity over the whole file, forward from the motion"
    return Background((replace(one, axes=axes, trace=None, drift=(), speed_mps=None, surface=None),))
