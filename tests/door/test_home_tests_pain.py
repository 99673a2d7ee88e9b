"""``backstride home-tests``: pain before, during and after a try."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.made import intake, save
from helpers.told import all_no

Cli = Callable[..., Any]


@pytest.mark.parametrize("pain", ["3.5", "4", "10"])
def test_much_pain_in_a_try_ends_everything_and_keeps_nothing_of_it(
    pain: str, cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "3", "60", pain, "99", "0")
    run = cli("home-tests", "side_plank", "front_plank", "--save", keep)
    assert run.code == 4
    assert "Stop here for today. This try does not count." in run.err
    assert "FRONT PLANK" not in run.err
    assert intake(keep) == {"pain_now": float(pain), "side_plank_left_s": 50}
    assert "Not now. Your pain now is" in cli("home-tests", "--save", keep).out


def test_sharp_pain_ends_everything(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "s", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert run.code == 4
    assert "have it looked at" in run.err
    assert intake(keep) == {"pain_now": 1}


def test_pain_into_a_leg_is_a_safety_answer_at_once(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "l", "y")
    run = cli("home-tests", "front_plank", "side_plank", "--save", keep)
    assert run.code == 4
    assert run.out.startswith("SEE A HEALTH PROFESSIONAL")
    raw = json.loads(keep.read_text(encoding="utf-8"))
    assert (raw["safety"]["leg_symptoms"], raw["intake"]) == ("yes", {"pain_now": 1})


def test_a_leg_typed_by_mistake_can_be_taken_back(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "l", "n", "1")
    assert cli("home-tests", "front_plank", "--save", keep).code == 0
    assert intake(keep) == {"pain_now": 1, "front_plank_s": 50}


@pytest.mark.parametrize(
    ("lines", "code", "kept"),
    [
        (("0", "no"), 0, {"pain_now": 0, "heel_jump_test": "no"}),
        (("0", "y", "2"), 0, {"pain_now": 0, "heel_jump_test": "yes"}),
        (("0", "yes", "6"), 4, {"pain_now": 6, "heel_jump_test": "yes"}),
        (("0", ""), 0, {"pain_now": 0}),
        (("4", "no"), 4, {"pain_now": 4}),
        (("", "no"), 4, {}),
    ],
)
def test_a_provoking_test_keeps_its_answer_whatever_the_pain(
    lines: tuple[str, ...],
    code: int,
    kept: dict[str, Any],
    cli: Cli,
    types: Callable[..., None],
    tmp_path: Path,
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types(*lines)
    assert cli("home-tests", "heel_jump", "--save", keep).code == code
    assert intake(keep) == kept


def test_pain_now_is_asked_anew_and_may_be_as_it_was(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no(pain_now=3))
    types("", "50", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert run.code == 0
    assert "0 to 10, Enter if still 3 > " in run.err
    assert intake(keep)["pain_now"] == 3
