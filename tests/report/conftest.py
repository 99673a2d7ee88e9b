"""One realistic session made by hand: figures of the size that literature tables A1-A5 give at 3.5 m/s."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from backstride.model.analysis import Analysis, Quality, RecordingSummary, Software
from backstride.model.contact import Contact
from backstride.model.measure import Measure, Reference
from backstride.model.recording import Note
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.patterns.judge import judge
from backstride.pipeline import analyze
from backstride.report.context import Background, RecordingBackground
from backstride.result import Result
from backstride.safety.triage import triage
from backstride.synth.presets import preset
from backstride.synth.runner import synthesise
from backstride.synth.write import write_synthetic
from helpers.chromium import NAMES
from helpers.devtools import Tab, opened
from helpers.need import missing
from helpers.pages import Page, pages, terminals
from helpers.told import demo_answers

RUN = "run_3.5"
STRIDE_S, CONTACT_S, N_STRIDES = 0.702, 0.244, 42

# id, unit, left or both, right or None, half interval, detectable change, band
VALUED = (
    ("cadence", "steps/min", 170.9, None, 0.4, 2.0, (158.0, 186.0)),
    ("contact_time", "s", 0.2441, 0.2402, 0.003, 0.010, None),
    ("flight_time", "s", 0.1069, 0.1101, 0.004, 0.012, None),
    ("duty_factor", "1", 0.3477, 0.3421, 0.005, 0.015, (0.310, 0.386)),
    ("stride_time", "s", 0.7020, 0.7020, 0.002, 0.006, None),
    ("stride_length", "m", 2.457, 2.457, 0.01, 0.03, None),
    ("speed", "m/s", 3.5, None, 0.01, 0.05, None),
    ("step_width", "m", 0.062, None, 0.004, 0.011, None),
    ("vertical_oscillation", "m", 0.0885, None, 0.002, 0.006, (0.057, 0.097)),
    ("foot_strike_angle", "deg", 14.2, 9.6, 1.3, 2.5, None),
    ("overstride", "m", 0.274, 0.252, 0.012, 0.02, None),
    ("leg_angle_at_strike", "deg", 16.9, 15.6, 0.7, 1.5, (5.9, 14.1)),
    ("shank_angle_at_strike", "deg", 5.4, 3.1, 0.9, 2.2, None),
    ("knee_flexion_at_strike", "deg", 9.2, 12.8, 1.4, 3.0, (3.0, 17.6)),
    ("knee_flexion_peak_stance", "deg", 41.3, 42.2, 1.2, 3.0, (33.0, 49.0)),
    ("hip_extension_peak", "deg", 12.1, 14.4, 1.1, 3.0, (7.5, 22.7)),
    ("pelvic_tilt_change", "deg", 6.4, None, 1.2, 2.0, None),
    ("pelvic_tilt_range", "deg", 7.9, None, 0.5, 1.6, None),
    ("pelvic_drop_peak", "deg", 6.4, 3.1, 0.9, 2.8, None),
    ("pelvic_obliquity_range", "deg", 11.2, None, 0.7, 1.8, None),
    ("pelvic_rotation_range", "deg", 9.1, None, 1.0, 2.4, None),
    ("peak_vertical_force", "BW", 2.51, 2.47, 0.03, 0.08, (2.19, 2.81)),
    ("braking_force_peak", "BW", 0.29, 0.27, 0.01, 0.03, None),
)


def _measure(row: tuple[Any, ...], side: str, value: float) -> Measure:
    name, unit, _, _, half, change, band = row
    reference = Reference(low=band[0], high=band[1], source="RBDS n = 28, treadmill") if band else None
    verdict = "no_reference"
    if band:
        verdict = "low" if value < band[0] else "high" if value > band[1] else "within"
    return Measure(
        id=name,
        side=side,
        per_stride=_strides(name, side, value, half),
        value=value,
        unit=unit,
        interval=(value - half, value + half),
        n_strides=N_STRIDES,
        detectable_change=change,
        reference=reference,
        verdict=verdict,
        recording=RUN,
    )


def _strides(name: str, side: str, value: float, half: float) -> tuple[float, ...]:
    """Single strides that scatter about the value, the same every time."""
    seed = np.random.default_rng([*name.encode(), *side.encode()])
    return tuple((value + half * seed.normal(0, 1, N_STRIDES)).tolist())


def _measures() -> tuple[Measure, ...]:
    rows = []
    for row in VALUED:
        if row[3] is None:
            rows.append(_measure(row, "both", row[2]))
            continue
        rows += [_measure(row, "left", row[2]), _measure(row, "right", row[3])]
        rows.append(_measure(row, "both", (row[2] + row[3]) / 2))
    why = "The plates' impact peak cannot be told from noise. Record the forces at 1000 Hz or more."
    for side in ("left", "right", "both"):
        rows.append(
            Measure(
                id="loading_rate",
                side=side,
                value=None,
                unit="BW/s",
                interval=None,
                n_strides=0,
                detectable_change=8.0,
                reference=None,
                verdict=None,
                recording=RUN,
                refused=why,
            )
        )
    return tuple(rows)


def _contacts() -> tuple[Contact, ...]:
    pairs = []
    for n in range(N_STRIDES + 1):
        for side, shift in (("left", 0.0), ("right", STRIDE_S / 2)):
            strike = 0.1 + n * STRIDE_S + shift
            pairs.append(
                Contact(recording=RUN, side=side, foot_strike_s=strike, toe_off_s=strike + CONTACT_S)
            )
    return tuple(pairs)


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """A treadmill run that overstrides, with a standing trial and plates; safety not asked."""
    return Analysis(
        software=Software(version="0.1.0"),
        runner=Runner(height_m=1.81, mass_kg=62.0),
        recordings=(
            RecordingSummary(
                id=RUN,
                paths=("run_3.5.c3d", "static.c3d"),
                kind="markers",
                rate_hz=150.0,
                duration_s=30.0,
                view="3d",
                quality=Quality(verdict="good"),
            ),
        ),
        contacts=_contacts(),
        measures=_measures(),
        patterns=judge(_measures(), None, Allowed()),
        safety=triage(None),
    )


CURVES = {
    "pelvic_tilt": (14.0, 3.5, 2, 0.4),
    "pelvic_obliquity": (0.0, 5.5, 1, 0.2),
    "pelvic_rotation": (0.0, 4.5, 1, 2.0),
    "hip_flexion": (14.0, 27.0, 1, 0.1),
    "knee_flexion": (45.0, 38.0, 2, 3.6),
    "ankle_dorsiflexion": (3.0, 18.0, 2, 2.4),
    "foot_pitch": (-30.0, 45.0, 1, 0.5),
}


@pytest.fixture(scope="session")
def curves() -> pa.Table:
    """Sinus-shaped stride curves, 42 strides a side, 101 samples each, with stride-to-stride spread."""
    rng = np.random.default_rng(7)
    percent = np.arange(101.0)
    parts = []
    for name, (middle, swing, waves, phase) in CURVES.items():
        for side in ("left", "right"):
            for stride in range(N_STRIDES):
                shift = rng.normal(0, 1.0) + (1.5 if side == "right" else 0.0)
                value = middle + shift + swing * np.cos(2 * np.pi * waves * percent / 100 + phase)
                parts.append((side, stride, name, percent, value))
    n = 101
    return pa.table(
        {
            "recording": [RUN] * (n * len(parts)),
            "side": [part[0] for part in parts for _ in range(n)],
            "stride": pa.array([part[1] for part in parts for _ in range(n)], pa.int32()),
            "curve": [part[2] for part in parts for _ in range(n)],
            "percent": np.concatenate([part[3] for part in parts]),
            "value": np.concatenate([part[4] for part in parts]),
            "unit": ["deg"] * (n * len(parts)),
        }
    )


@pytest.fixture(scope="session")
def background() -> Background:
    """What was understood of the recording, with one repaired label fault."""
    return Background(
        recordings=(
            RecordingBackground(
                recording=RUN,
                axes="file Y is up (plates below, body above); the belt moves -X, so the runner faces +X",
                marker_set="rbds",
                marker_match="28 of 28 labels known by name",
                contacts_source="plates",
                speed_mps=3.5,
                speed_source="given",
                surface="treadmill",
                centre_of_mass="pelvis",
                has_standing=True,
                notes=(
                    Note(
                        level="fault",
                        code="labels_swapped",
                        text="R.MT1 and R.MT5 are swapped against the standing trial; swapped back.",
                    ),
                    Note(
                        level="info",
                        code="gaps",
                        text="0.4 % of marker samples were missing; gaps to 100 ms were filled.",
                    ),
                ),
            ),
        )
    )


@pytest.fixture(scope="session")
def browser() -> str:
    """The path of a Chromium."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing("Chromium")
    return str(found)


@pytest.fixture(scope="session")
def one_browser(browser: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A browser for the whole session: starting one takes seconds."""
    with opened(browser, tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def tab(one_browser: Tab) -> Iterator[Tab]:
    """A page that is asked and told things; left empty, or its figure would move until the session ends."""
    yield one_browser
    one_browser.send("Page.navigate", url="about:blank")


@pytest.fixture(scope="session")
def results(synthetic: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """Two synthetic runners, measured the ordinary way: with a fault; without, nothing asked or told."""
    runner = {"height_m": 1.75, "mass_kg": 70.0, "sex": "male", "age_years": 34}
    files = {
        "faulty": synthetic,
        "typical": synthetic_files("typical", tmp_path_factory.mktemp("typical input")),
    }
    told = {"faulty": demo_answers(), "typical": None}
    return {
        name: analyze(
            paths["run"],
            standing=paths["standing"],
            runner=runner,
            answers=told[name],
            speed_mps=2.8 if told[name] else None,
            surface="treadmill",
        )
        for name, paths in files.items()
    }


@pytest.fixture(scope="session")
def reports(results: dict[str, Result], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports of the two synthetic runners."""
    folder = tmp_path_factory.mktemp("reports")
    return {name: found.save(folder / name)[0] for name, found in results.items()}


@pytest.fixture(scope="session")
def report_pdfs(
    one_browser: Tab, reports: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The same on paper, each printed once."""
    return {name: one_browser.printed(page, tmp_path_factory.mktemp(name)) for name, page in reports.items()}


@pytest.fixture(scope="session")
def real_report(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a real recording, with answers."""
    found = analyze(
        shared / "rbds" / "RBDS05runT35.c3d",
        standing=shared / "rbds" / "RBDS05static.c3d",
        runner={"height_m": 1.69, "mass_kg": 60.0, "sex": "male", "age_years": 32},
        answers=demo_answers(),
        speed_mps=3.5,
        surface="treadmill",
    )
    return found.save(tmp_path_factory.mktemp("real"))[0]


def synthetic_files(name: str, folder: Path) -> dict[str, Path]:
    """Files of a preset."""
    return write_synthetic(synthesise(preset(name)), folder)


@pytest.fixture(scope="session")
def page(analysis: Analysis, curves: pa.Table, background: Background) -> Page:
    """The page at the answers of each level, each made once."""
    return pages(analysis, curves, background)


@pytest.fixture(scope="session")
def terminal(analysis: Analysis) -> Callable[[str], str]:
    """What the terminal says at the answers of each level."""
    return terminals(analysis)
