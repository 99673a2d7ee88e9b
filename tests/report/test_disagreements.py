"""What the pages and the terminal say where devices of one session do not agree."""

from __future__ import annotations

import pytest

from backstride.measures.shown import display_unit
from backstride.model.analysis import Quality, RecordingSummary
from backstride.model.common import MeasureSide, RecordingKind
from backstride.model.disagreement import DeviceValue, Disagreement
from backstride.report.context import Background, background_from_json, background_json
from backstride.report.disagreements import (
    disagreement_head,
    disagreement_lines,
    disagreement_rows,
)
from backstride.report.words import word
from helpers.reading import grade, sentences
from helpers.wording import claims


def recording(kind: RecordingKind) -> RecordingSummary:
    return RecordingSummary(
        id=kind, paths=(f"{kind}.file",), kind=kind, rate_hz=1.0, duration_s=60.0, view="none",
        quality=Quality(verdict="good"),
    )  # fmt: skip


RECORDINGS = tuple(recording(kind) for kind in ("markers", "video", "watch", "imu"))
WATCH = DeviceValue("watch", ("watch",), 164.0, (163.0, 165.0), 3.0)
CLIP = DeviceValue("video", ("video",), 172.0, (170.0, 174.0), 3.1)


def apart(
    measure: str = "cadence", side: MeasureSide = "both", *, same: bool = True, widens: bool = True
) -> Disagreement:
    unit = {"cadence": "steps/min", "contact_time": "s", "speed": "m/s"}[measure]
    return Disagreement(measure, side, unit, WATCH, CLIP, same, widens)


def text(*found: Disagreement) -> list[str]:
    return [one.text for one in disagreement_lines(found, RECORDINGS)]


def test_a_line_gives_both_numbers_and_the_range_and_opens_the_measure() -> None:
    (line,) = disagreement_lines([apart()], RECORDINGS)
    assert line.key == "measure-cadence"
    assert line.text == (
        "Cadence: the watch says 164.0 steps/min (163.0–165.0), the clip says 172.0 (170.0–174.0). They do "
        "not agree. We keep the whole range, 163.0–174.0 steps/min."
    )


@pytest.mark.parametrize(
    ("same", "widens", "says"),
    [
        (False, True, "we do not know if you ran at one speed"),
        (
            False,
            False,
            "They saw you at two speeds (3.0 and 3.1 m/s), so they need not agree. We use what the ",
        ),
        (True, False, "What we use comes from a third device."),
    ],
)
def test_a_line_says_why_and_what_is_used(same: bool, widens: bool, says: str) -> None:
    (line,) = text(apart(same=same, widens=widens))
    assert says in line


def test_of_speed_itself_no_line_says_that_the_speed_was_another() -> None:
    (line,) = text(apart("speed", same=False, widens=False))
    assert line.endswith("They may have seen two parts of your run. We use what the watch says.")


def test_sides_are_told_only_where_both_together_are_not() -> None:
    sides = [apart("contact_time", "left"), apart("contact_time", "right")]
    assert [one.split(":")[0] for one in text(*sides)] == ["Contact time, left", "Contact time, right"]
    assert [one.split(":")[0] for one in text(*sides, apart("contact_time"))] == ["Contact time"]


def test_a_recording_that_is_not_in_the_analysis_is_not_spoken_of() -> None:
    assert disagreement_lines([apart()], RECORDINGS[:1]) == ()
    assert disagreement_rows([apart()], RECORDINGS[:1]) == ()


def test_the_clinician_has_a_row_for_each_device_once_with_its_file() -> None:
    third = DeviceValue("imu", ("imu",), 180.0, (179.0, 181.0), None)
    rows = disagreement_rows(
        [apart(), Disagreement("cadence", "both", "steps/min", WATCH, third, same_speed=False)], RECORDINGS
    )
    assert [one.cells for one in rows] == [
        ("Cadence", "Both", "watch", "164.0 steps/min", "163.0–165.0", "3.00 m/s", "watch.file", rows[0].use),
        ("Cadence", "Both", "video", "172.0 steps/min", "170.0–174.0", "3.10 m/s", "video.file", rows[0].use),
        ("Cadence", "Both", "body sensor", "180.0 steps/min", "179.0–181.0", "", "imu.file", rows[0].use),
    ]
    assert {len(one.cells) for one in rows} == {len(disagreement_head())}


def test_the_range_of_a_line_is_that_of_all_devices_that_do_not_agree() -> None:
    third = DeviceValue("imu", ("imu",), 180.0, (179.0, 181.0), 3.0)
    both = [apart(), Disagreement("cadence", "both", "steps/min", WATCH, third, same_speed=True)]
    assert all(one.endswith("163.0–181.0 steps/min.") for one in text(*both))


def test_a_runner_can_read_every_line_and_none_claims_too_much() -> None:
    lines = [
        line
        for measure in ("cadence", "contact_time", "speed")
        for same in (True, False)
        for widens in (True, False)
        for line in text(apart(measure, same=same, widens=widens))
    ]
    for line in [*lines, word("disagree", "title")]:
        assert claims(line) == []
    assert max(grade(sentences(line)) for line in lines) <= 8.0


def test_every_kind_of_recording_has_a_word_for_a_sentence() -> None:
    assert {word("device", one.kind) for one in RECORDINGS} == {
        "motion capture",
        "the clip",
        "the watch",
        "the sensor",
    }
    assert word("device", "keypoints") == word("device", "video")


def test_a_page_made_again_says_the_same() -> None:
    carried = background_from_json(background_json(Background(disagreements=(apart(),))))
    assert carried.disagreements == (apart(),)
    assert text(*carried.disagreements) == text(apart())


def test_digits_are_those_of_the_page() -> None:
    shown = display_unit("contact_time", "s")
    value = DeviceValue("watch", ("watch",), 0.2414, (0.2391, 0.2437), 3.0)
    other = DeviceValue("video", ("video",), 0.2614, (0.2591, 0.2637), 3.0)
    (line,) = text(Disagreement("contact_time", "both", "s", value, other, same_speed=True))
    assert f"{shown.number(0.2414)} ms (239–244)" in line
