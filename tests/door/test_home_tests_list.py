"""``backstride home-tests`` at its door: the list, and who is let in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.answers.home_tests import home_tests
from backstride.knowledge.loader import load
from helpers.made import YES, save
from helpers.told import all_no, with_yes
from helpers.wording import claims

Cli = Callable[..., Any]


def test_the_list_has_every_test_and_what_may_be_done(cli: Cli, tmp_path: Path) -> None:
    raw = all_no(pain_now=2, front_plank_s=62, cannot_do=["lie_on_side"])
    run = cli("home-tests", "--save", save(tmp_path / "a.json", raw))
    assert (run.code, run.err) == (0, "")
    assert [line.split(":")[0] for line in run.out.splitlines() if line[:1] not in ("", " ")] == [
        test.id for test in home_tests()
    ]
    assert run.out.count("You may do it now.") == 7
    assert "Not now. You said you cannot do this: “lie on my side”." in run.out
    assert "So far: 62 s (37 to 87). A change counts from 35.2 s on." in run.out
    assert claims(run.out) == []


def test_the_list_as_json(cli: Cli, tmp_path: Path) -> None:
    raw = all_no(pain_now=2, side_plank_left_s=60, side_plank_right_s=45, heel_jump_test="no")
    run = cli("home-tests", "--json", "--save", save(tmp_path / "a.json", raw))
    told = json.loads(run.out)
    assert (run.code, told["safety"]["level"], len(told["tests"])) == (0, "clear", 8)
    by_id = {one["id"]: one for one in told["tests"]}
    assert by_id["side_plank"]["result"]["difference"] == 15
    assert by_id["side_plank"]["result"]["values"][0]["interval"] == pytest.approx([38.57, 81.43], abs=0.01)
    assert by_id["heel_jump"]["result"]["brings_on"] is False
    assert by_id["step_down"] == {
        "id": "step_down",
        "title": "Step-down",
        "minutes": 5,
        "unit": "points",
        "may_run": True,
        "why_not": None,
        "detectable_change": 2,
        "result": None,
    }


@pytest.mark.parametrize("names", [(), ("front_plank",)])
@pytest.mark.parametrize("raw", [None, {}, {"safety": {"cauda_equina": "no"}}])
def test_without_clear_answers_it_says_what_to_do_first(
    raw: Any, names: tuple[str, ...], cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    types("1", "60", "1")
    keep = tmp_path / "a.json"
    if raw is not None:
        save(keep, raw)
    run = cli("home-tests", *names, "--save", keep)
    assert run.code == 4
    assert f"First:  backstride safety --save {keep}" in run.err
    assert "Then:  backstride home-tests front_plank" in run.err
    assert "You may do it now." not in run.out
    assert "Lie on your front" not in run.err
    assert keep.exists() == (raw is not None)


def test_without_a_file_nothing_can_be_clear(cli: Cli) -> None:
    run = cli("home-tests", "side_bend")
    assert run.code == 4
    assert "backstride safety --save answers.json" in run.err


@pytest.mark.parametrize("names", [(), ("front_plank",), ("--json",)])
@pytest.mark.parametrize("level", ["clinician", "urgent", "emergency"])
def test_above_unknown_only_what_to_do_now(
    level: str, names: tuple[str, ...], cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    types("1", "60", "1")
    run = cli("home-tests", *names, "--save", save(tmp_path / "a.json", with_yes(*YES[level], pain_now=0)))
    assert (run.code, run.err) == (4, "")
    assert "plank" not in run.out.lower()
    if names == ("--json",):
        assert json.loads(run.out)["tests"] == []
    else:
        assert run.out.startswith(load("safety/levels.toml")["level"][level]["title"].upper())


def test_a_test_that_is_none_is_one_sentence(cli: Cli, tmp_path: Path) -> None:
    run = cli("home-tests", "headstand", "--save", save(tmp_path / "a.json", all_no()))
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("no test is called “headstand”. Choose from front_plank,")
    assert len(run.err.strip().splitlines()) == 1
