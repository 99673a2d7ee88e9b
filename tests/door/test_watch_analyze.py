"""``analyze`` and ``check`` of watch files: a full result without video, one sentence for what is none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import backstride
from backstride.checkup import check
from backstride.errors import RecordingError, RefusedError
from backstride.pipeline import analyze
from helpers.fit_bytes import (
    CYCLING,
    SUMMER_2024,
    SWIMMING,
    WALKING,
    Message,
    fit_bytes,
    records,
    session,
)

HEAVY = ("pandas", "xarray", "scipy.signal", "scipy.stats")


def fit(folder: Path, name: str, messages: Sequence[Message]) -> Path:
    path = folder / name
    path.write_bytes(fit_bytes(messages))
    return path


def run(
    folder: Path, name: str = "run.fit", n: int = 900, start: int = SUMMER_2024, **changed: object
) -> Path:
    """A quarter of an hour at 3 m/s and 170 steps/min."""
    return fit(
        folder,
        name,
        [
            *records(n, start=start, **changed),
            *session(start=start, seconds=float(n * int(changed.get("step_s", 1)))),
        ],
    )


def test_a_watch_alone_gives_a_full_result(tmp_path: Path) -> None:
    result = analyze(run(tmp_path), answers={"intake": {"onset_km": 2.0}}, surface="road")
    (summary,) = result.analysis.recordings
    assert (summary.kind, summary.view, summary.rate_hz) == ("watch", "none", 1.001)
    assert summary.quality.verdict == "good"
    assert result.contacts == ()
    assert result.curves.num_rows == 0
    assert {row.id for row in result.measures if row.value is not None} >= {
        "cadence",
        "speed",
        "contact_time",
    }
    assert len(result.patterns) == 10
    (known,) = result.background.recordings
    assert known.speed_mps == pytest.approx(3.0)
    assert known.surface == "road"
    assert known.drift
    assert known.trace is not None
    assert known.trace.onset is not None
    assert known.trace.onset.distance_m == 2000


def test_a_report_is_written_the_same_to_the_byte_without_dates_and_places(tmp_path: Path) -> None:
    place = {"position_lat": 573_800_000, "position_long": 139_500_000, "altitude": 100.0}
    path = run(tmp_path, **place)
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        analyze(path).save(folder)
    names = sorted(one.name for one in folders[0].iterdir())
    assert {"report.html", "analysis.json", "measures.csv"} <= set(names)
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    text = "".join((folders[0] / name).read_text(errors="replace") for name in names)
    assert "48.09" not in text
    assert not re.search(r"2024-0\d", text)


def test_the_way_of_a_watch_wakes_no_library_that_markers_need(tmp_path: Path) -> None:
    code = (
        "import sys; from backstride.pipeline import analyze; "
        f"analyze(sys.argv[1]).save(sys.argv[2]); print([m for m in {HEAVY} if m in sys.modules])"
    )
    told = [sys.executable, "-c", code, str(run(tmp_path)), str(tmp_path / "out")]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_says_what_can_and_cannot_be_measured_from_the_same_rows(tmp_path: Path) -> None:
    path = run(tmp_path)
    (found,) = check(path)
    rows = analyze(path).measures
    assert set(found.can_measure) == {row.id for row in rows if row.value is not None}
    reasons = {one.id: one.reason for one in found.cannot_measure}
    assert set(reasons) == {row.id for row in rows} - set(found.can_measure)
    assert "from the side" in reasons["leg_angle_at_strike"]


@pytest.mark.parametrize(
    ("messages", "says"),
    [
        ([*records(600, speed=8.0, cadence=85), *session(CYCLING, seconds=600.0)], "a bike ride"),
        ([*records(600, speed=1.0), *session(SWIMMING, seconds=600.0)], "a swim"),
        ([*records(600, speed=1.4, cadence=55, stance_time=...), *session(WALKING, seconds=600.0)], "a walk"),
        ([*records(600, speed=0.0, cadence=0, distance=0.0), *session(seconds=600.0)], "nobody moves"),
    ],
)
def test_what_is_no_run_is_refused_in_one_sentence(
    tmp_path: Path, messages: list[Message], says: str
) -> None:
    with pytest.raises(RecordingError) as caught:
        analyze(fit(tmp_path, "odd.fit", messages))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3


def test_a_clock_of_1989_gives_a_result_with_a_remark(tmp_path: Path) -> None:
    (summary,) = analyze(run(tmp_path, start=1000)).analysis.recordings
    assert summary.quality.verdict == "usable"
    assert "clock was not set" in summary.quality.reasons[0]


def test_a_day_of_running_is_measured(tmp_path: Path) -> None:
    result = analyze(run(tmp_path, n=8640, step_s=10))
    (known,) = result.background.recordings
    assert known.trace is not None
    assert len(known.trace.distance_m) <= 200
    assert next(row for row in result.measures if row.id == "cadence").n_strides == pytest.approx(
        122400, rel=0.01
    )


def test_a_gpx_without_times_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "way.gpx"
    points = "".join(f'<trkpt lat="48.{i:04}" lon="11.0"><ele>500</ele></trkpt>' for i in range(100))
    path.write_text(
        f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'
    )
    with pytest.raises(RecordingError, match="time"):
        analyze(path)


def test_a_tcx_full_of_nan_gives_a_result_without_any(tmp_path: Path) -> None:
    path = tmp_path / "run.tcx"
    points = "".join(
        f"<Trackpoint><Time>2024-06-01T06:{i // 60:02}:{i % 60:02}Z</Time>"
        f"<DistanceMeters>{'NaN' if i % 3 else 3.0 * i}</DistanceMeters><AltitudeMeters>NaN</AltitudeMeters>"
        "</Trackpoint>"
        for i in range(900)
    )
    start = "2024-06-01T06:00:00Z"
    path.write_text(
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        f'<Activities><Activity Sport="Running"><Id>{start}</Id><Lap StartTime="{start}"><Track>{points}'
        "</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    )
    speed = next(row for row in analyze(path).measures if row.id == "speed")
    assert speed.value == pytest.approx(3.0, abs=0.05)


def test_every_truncation_of_a_small_file_is_one_sentence_or_a_result(tmp_path: Path) -> None:
    whole = fit_bytes([*records(12), *session(seconds=12.0)])
    path = tmp_path / "cut.fit"
    told = [outcome(path, whole[:length]) for length in range(0, len(whole), 5)]
    assert told.count("measured") > 0
    assert all(one == "measured" or ("\n" not in one and "cut.fit" in one) for one in told)


def outcome(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    try:
        analyze(path)
    except RecordingError as error:
        return str(error)
    return "measured"


def test_two_people_are_refused(tmp_path: Path) -> None:
    one = run(tmp_path, "anna.fit")
    other = run(tmp_path, "ben.fit", cadence=92, start=SUMMER_2024 + 60)
    with pytest.raises(RefusedError, match=r"anna\.fit, ben\.fit: these files overlap in time"):
        analyze(one, other)


@pytest.mark.parametrize("shift_s", [0, 3, 3600])
def test_one_run_of_two_devices_and_two_runs_in_a_row_are_one_runners(tmp_path: Path, shift_s: int) -> None:
    one = run(tmp_path, "watch.fit")
    other = run(tmp_path, "pod.fit", start=SUMMER_2024 + shift_s, stance_time=240.0)
    assert len(analyze(one, other).analysis.recordings) == 2


@pytest.mark.parametrize(("told", "used"), [("trail", "trail"), (None, None)])
def test_the_ground_is_as_told(tmp_path: Path, told: str | None, used: str | None) -> None:
    (known,) = analyze(run(tmp_path), surface=told).background.recordings
    assert known.surface == used


def test_a_changed_onset_moves_in_a_result_that_was_saved(tmp_path: Path) -> None:
    from backstride.answers.file import ANSWERS
    from backstride.refresh import refresh
    from backstride.saved import saved_measured

    folder, answers = tmp_path / "out", tmp_path / "answers.json"
    analyze(run(tmp_path), answers={"intake": {"onset_km": 2.0}}).save(folder)
    answers.write_text(json.dumps({"intake": {"onset_km": 1.0}}))
    refresh(folder, answers)
    assert json.loads((folder / ANSWERS).read_text())["intake"]["onset_km"] == 1.0
    trace = saved_measured(folder).background.recordings[0].trace
    assert trace is not None
    assert trace.onset is not None
    assert trace.onset.distance_m == 1000


def test_the_package_offers_it() -> None:
    assert backstride.analyze is analyze
