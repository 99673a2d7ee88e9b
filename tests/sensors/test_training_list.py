"""Shoes and ground from a list beside the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from backstride.sensors.training_folder import TrainingFiles, read_training
from helpers.fit_bytes import SUMMER_2024
from helpers.training_files import DAY_S, write_run

# As Strava writes its first line: some titles stand there twice.
STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,"
    "Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,"
    "Bike Weight,Elapsed Time,Moving Time,Distance\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "runs"
    write_run(out / "activities" / "1.fit", start=SUMMER_2024)
    write_run(out / "activities" / "2.fit", start=SUMMER_2024 + DAY_S)
    return out


def read(folder: Path) -> TrainingFiles:
    return read_training(folder, cache=folder.parent / "cache.sqlite")


def shoes(told: TrainingFiles) -> list[str | None]:
    return [run.shoes for run in told.runs]


def test_stravas_own_list_gives_the_shoes(folder: Path) -> None:
    (folder / "activities.csv").write_text(
        STRAVA + '9,"Jun 11, 2024, 9:46:40 AM",Run,Run,"long, and\nwide",60,0.2,,,false,,Blue pair,'
        "activities/1.fit.gz,,,60,60,200\n10,x,Ride,Ride,,60,0.2,,,false,,,activities/2.fit,,,60,60,200\n"
    )
    told = read(folder)
    assert shoes(told) == ["Blue pair", None]
    assert told.notes == ()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("file,shoes,surface\n1.fit,Löwe,Trail\nactivities/2.fit,,road\n", "utf-8"),
        ("File;Shoes;Surface\r\n1.FIT;Löwe;trail\r\n2.fit;;road\r\n", "utf-8-sig"),
        ("file;surface;shoes\n1.fit;trail;Löwe\n2.fit;road\n", "cp1252"),
        ("file\tshoes\tsurface\n1.fit\tLöwe\ttrail\n2.fit\t\troad\n", "utf-16"),
    ],
)
def test_the_runners_own_list_however_a_spreadsheet_writes_it(folder: Path, text: str, encoding: str) -> None:
    (folder / "runs.csv").write_bytes(text.encode(encoding))
    told = read(folder)
    assert told.notes == ()
    assert shoes(told) == ["Löwe", None]
    assert [run.surface for run in told.runs] == ["trail", "road"]


def test_the_runners_own_list_goes_before_stravas(folder: Path) -> None:
    (folder / "activities.csv").write_text(
        "Activity Gear,Filename\nStrava's,activities/1.fit\nBoth,activities/2.fit\n"
    )
    (folder / "runs.csv").write_text("file,shoes\n1.fit,own\n")
    assert shoes(read(folder)) == ["own", "Both"]


def test_a_list_is_read_again_although_the_files_are_not(folder: Path) -> None:
    assert shoes(read(folder)) == [None, None]
    (folder / "runs.csv").write_text("file,shoes\n1.fit,new\n")
    told = read(folder)
    assert (shoes(told), told.read_now) == (["new", None], 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,date\na,b\n",
        b"file\n1.fit\n",
        b'file,shoes\n1.fit,"' + b"x" * 200_000 + b'"\n',
        b"\x00\xff\xfe\x80" * 50,
        b"Aktivit\xc3\xa4ts-ID,Dateiname\n1,activities/1.fit\n",
    ],
)
@pytest.mark.parametrize("name", ["runs.csv", "activities.csv"])
def test_a_bad_list_costs_one_sentence(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    told = read(folder)
    assert len(told.runs) == 2
    assert len(told.notes) == 1
    assert told.notes[0].startswith(f"{name} was not used: ")


def test_ground_that_is_not_known_and_a_list_in_two_minds_are_said(folder: Path) -> None:
    (folder / "runs.csv").write_text("file,shoes,surface\n1.fit,a,lava\n2.fit,b,road\n2.fit,c,road\n")
    told = read(folder)
    assert shoes(told) == ["a", None]
    assert [run.surface for run in told.runs] == [None, None]
    assert "lava" in told.notes[0]
    assert "2.fit" in told.notes[1]
