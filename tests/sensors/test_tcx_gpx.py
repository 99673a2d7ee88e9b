"""TCX and GPX: what they hold, and what XML must not do."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from backstride.errors import RecordingError, RefusedError, UnreadableError, WrongKindError
from sensors.conftest import Read

ACTIVITY = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"


def tcx(sport: str = "Running", n: int = 60, gap_after: int | None = None) -> str:
    points = []
    for i in range(n):
        at = i if gap_after is None or i < gap_after else i + 200
        if i == gap_after:
            points.append("</Track><Track>")
        points.append(
            f"<Trackpoint><Time>2024-06-01T08:{at // 60:02}:{at % 60:02}.500Z</Time>"
            f"<AltitudeMeters>100</AltitudeMeters><DistanceMeters>{3 * i}</DistanceMeters>"
            f"<HeartRateBpm><Value>150</Value></HeartRateBpm><Extensions><x:TPX><x:Speed>3.0</x:Speed>"
            f"<x:RunCadence>84</x:RunCadence></x:TPX></Extensions></Trackpoint>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase xmlns="urn:t" xmlns:x="{ACTIVITY}">'
        f'<Activities><Activity Sport="{sport}"><Lap StartTime="2024-06-01T08:00:00.500Z">'
        f"<TotalTimeSeconds>{n}</TotalTimeSeconds><DistanceMeters>{3 * n}</DistanceMeters>"
        f"<Track>{''.join(points)}</Track></Lap><Creator><Name>A watch</Name></Creator></Activity>"
        "</Activities></TrainingCenterDatabase>"
    )


def gpx(*, kind: str = "running", times: bool = True, metres: float = 3.0, n: int = 60) -> str:
    step_deg = metres / 111195.0
    points = "".join(
        f'<trkpt lat="{45 + i * step_deg:.8f}" lon="7.0"><ele>300</ele>'
        + (f"<time>2024-06-01T08:{i // 60:02}:{i % 60:02}Z</time>" if times else "")
        + "<extensions><g:hr>150</g:hr><g:cad>84</g:cad></extensions></trkpt>"
        for i in range(n)
    )
    return (
        '<gpx creator="A watch" xmlns="http://www.topografix.com/GPX/1/1" xmlns:g="urn:g">'
        f"<trk><type>{kind}</type><trkseg>{points}</trkseg></trk></gpx>"
    )


def test_tcx(read_text: Read) -> None:
    run = read_text(tcx(), "run.tcx")
    one = run.records
    assert (run.format, run.device.product) == ("TCX", "A watch")
    assert one.time_s == pytest.approx(np.arange(60))
    assert one.cadence_spm == pytest.approx(168)
    assert one.distance_m[-1] == 177
    assert one.heart_rate_bpm == pytest.approx(150)
    assert np.isnan(one.stance_time_s).all()
    assert one.running.all()
    assert run.sessions[0].totals.timer_s == 60


def test_a_new_track_is_a_pause(read_text: Read) -> None:
    assert read_text(tcx(gap_after=30), "run.tcx").pauses == ((29.0, 230.0),)


def test_gpx_distance_and_speed_come_from_positions(read_text: Read) -> None:
    run = read_text(gpx(), "run.gpx")
    assert run.records.distance_m[-1] == pytest.approx(59 * 3.0, rel=1e-3)
    assert run.records.speed_mps == pytest.approx(3.0, rel=2e-3)
    assert run.records.cadence_spm == pytest.approx(168)
    assert {"derived_distance", "derived_speed"} <= {note.code for note in run.notes}


def test_gpx_without_times_is_refused_by_name(read_text: Read) -> None:
    with pytest.raises(RefusedError, match="without times"):
        read_text(gpx(times=False), "way.gpx")


def test_other_sports_are_named(read_text: Read) -> None:
    with pytest.raises(WrongKindError, match="a bike ride"):
        read_text(tcx("Biking"), "ride.tcx")
    with pytest.raises(WrongKindError, match="a bike ride"):
        read_text(gpx(kind="road_biking"), "ride.gpx")
    with pytest.raises(WrongKindError, match="ridden"):
        read_text(gpx(kind="", metres=9.0), "ride.gpx")


def test_a_planned_way_is_no_run(read_text: Read) -> None:
    with pytest.raises(WrongKindError, match="planned"):
        read_text('<gpx><rte><rtept lat="1" lon="2"/></rte></gpx>', "plan.gpx")
    with pytest.raises(WrongKindError, match="no activity"):
        read_text("<TrainingCenterDatabase><Courses/></TrainingCenterDatabase>", "plan.tcx")


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(read_text: Read, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{BOMB}<gpx><trk>&c;</trk></gpx>'
    with pytest.raises(UnreadableError, match="document type"):
        read_text(text.encode(encoding), "run.gpx")


def test_cut_anywhere_is_one_sentence(read_text: Read) -> None:
    text = tcx(n=3)
    for size in range(1, len(text), 7):
        with pytest.raises(RecordingError) as caught:
            read_text(text[:size], "run.tcx")
        assert str(caught.value).startswith("run.tcx: ")


def test_words_for_numbers_are_missing(read_text: Read) -> None:
    run = read_text(tcx().replace("<Value>150</Value>", "<Value>NaN</Value>"), "run.tcx")
    assert np.isnan(run.records.heart_rate_bpm).all()


def test_blanks_before_the_declaration_and_gzip(read_text: Read) -> None:
    packed = gzip.compress(b"          " + tcx().encode())
    run = read_text(packed, "run.tcx.gz")
    assert (run.id, run.paths) == ("run", ("run.tcx.gz",))
    with pytest.raises(UnreadableError, match="unpacked"):
        read_text(packed[:-30], "run.tcx.gz")


def test_content_counts_more_than_the_suffix(read_text: Read) -> None:
    assert read_text(gpx(), "run.fit").format == "GPX"
    assert read_text(tcx(), "run.xml").format == "TCX"


def test_latin_text_is_read_and_odd_text_named(read_text: Read) -> None:
    latin = tcx().replace("UTF-8", "ISO-8859-1").replace("A watch", "Montre \u00e9l\u00e9gante")
    run = read_text(latin.encode("latin-1"), "run.tcx")
    assert run.device.product == "Montre \u00e9l\u00e9gante"
    with pytest.raises(UnreadableError, match="koi8-r"):
        read_text(tcx().replace("UTF-8", "KOI8-R"), "run.tcx")
