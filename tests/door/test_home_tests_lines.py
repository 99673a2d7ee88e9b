"""``backstride home-tests``: a run by lines, what is asked, refused and kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.made import intake, save
from helpers.told import all_no

Cli = Callable[..., Any]


def test_results_are_read_from_lines_and_kept(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", {**all_no(notes="mine", front_plank_s=40), "later": {"a": [1]}})
    types("2", "62", "1", "50", "0", "41.5", "2")
    run = cli("home-tests", "front-plank", "side_plank", "--save", keep)
    assert run.code == 0
    assert run.out.splitlines() == [
        "Front plank: 62 s (37 to 87)",
        "Side plank: left 50 s (29 to 71), right 41.5 s (20 to 63)",
    ]
    assert "Since last time: +22 s. Less than 35.2 s may be chance." in run.err
    raw = json.loads(keep.read_text(encoding="utf-8"))
    assert raw["intake"] == {
        "notes": "mine",
        "pain_now": 2,
        "front_plank_s": 62,
        "side_plank_left_s": 50,
        "side_plank_right_s": 41.5,
    }
    assert raw["later"] == {"a": [1]}


def test_how_and_when_to_stop_come_before_the_result(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    types("0", "30")
    run = cli("home-tests", "front_plank", "--save", save(tmp_path / "a.json", all_no()))
    parts = ("FRONT PLANK", "   1  Lie on your front.", "A try is over when:", "Stop at once if:", "how many")
    places = [run.err.index(part) for part in parts]
    assert places == sorted(places)


def test_the_better_of_two_tries_counts(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("0", "17", "0", "19", "0", "18.5", "1", "16", "1")
    assert cli("home-tests", "side_bend", "--save", keep).code == 0
    assert intake(keep) == {"pain_now": 0, "side_bend_left_cm": 19, "side_bend_right_cm": 18.5}


def test_an_impossible_result_is_refused_in_a_sentence_and_asked_again(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("11", "2", "32400", "-3", "nine hours", "nan", "62", "perhaps", "", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert run.code == 0
    complaints = re.findall(r"   (That is [^\n]*)\n", run.err)
    assert [one.split("is ")[1].split("; ")[0].split(",")[0] for one in complaints] == [
        "11",
        "32400",
        "-3",
        "“nine hours”",
        "“nan”",
        "“perhaps”",
    ]
    assert "Please give a number from 0 to 10" in run.err
    assert intake(keep) == {"pain_now": 2, "front_plank_s": 62}


def test_points_are_whole(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("0", "2.5", "2", "0", "3", "0")
    assert cli("home-tests", "step_down", "--save", keep).code == 0
    assert intake(keep) == {"pain_now": 0, "step_down_left": 2, "step_down_right": 3}


def test_a_result_in_the_wrong_place_is_replaced_there_too(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", {**all_no(), "front_plank_s": 20})
    types("0", "50", "1")
    assert cli("home-tests", "front_plank", "--save", keep).code == 0
    assert "front_plank_s" not in json.loads(keep.read_text(encoding="utf-8"))
    assert intake(keep)["front_plank_s"] == 50


@pytest.mark.parametrize("ends", [(), ("q",), (KeyboardInterrupt(),)])
@pytest.mark.parametrize("after", [("1",), ("1", "50"), ("1", "50", "0", "60")])
def test_whatever_ends_it_what_was_done_is_kept(
    after: tuple[str, ...], ends: tuple[Any, ...], cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types(*after, *ends, *(("q",) if ends == ("q",) else ()))
    run = cli("home-tests", "side_plank", "--save", keep)
    assert run.code == (130 if ends and ends != ("q",) else 0)
    assert intake(keep) == {"pain_now": 1, **({"side_plank_left_s": 50} if len(after) == 4 else {})}
    assert list(tmp_path.iterdir()) == [keep]
    if run.code == 130:
        assert f"Your results so far are in {keep}." in run.err


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_done(
    cli: Cli, types: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    before = keep.read_bytes()

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("backstride.answers.file.tempfile.mkstemp", refuse)
    types("1", "50", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert (run.code, run.out) == (2, "")
    assert run.err.strip().splitlines() == [
        f"{keep}: cannot be written (Permission denied). Choose a file in a folder you may write to."
    ]
    assert keep.read_bytes() == before


def test_the_rest_is_done_where_one_test_may_not_be(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no(cannot_do=["kneel"]))
    types("0", "18", "0", "", "")
    run = cli("home-tests", "front_plank", "side_bend", "--save", keep)
    assert run.code == 0
    assert "Front plank: not now. You said you cannot do this: “kneel”." in run.err
    assert intake(keep) == {"cannot_do": ["kneel"], "pain_now": 0, "side_bend_left_cm": 18}
