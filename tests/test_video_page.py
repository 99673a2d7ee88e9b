"""docs/video.md says what the product does: views, limits, keys, options; and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from backstride.cli import app
from backstride.knowledge.loader import load
from backstride.measures.definitions import definitions
from backstride.motion.beat import FASTEST_SPM, SLOWEST_SPM
from backstride.motion.planar import SCALE_FROM_SPEED_SD
from backstride.motion.planar_angles import TRUNK_OFFSET_DEG
from backstride.motion.planar_contacts import FEWEST_STEPS, LOWEST_RATE_HZ, SHORTEST_S
from backstride.pose.film import ENGINE_SD
from backstride.pose.view import OBLIQUE_DEG
from backstride.report.player.small_video import LONG_SIDE_PX
from backstride.report.player.stretch import LONGEST_S
from backstride.ways.movement import FEWEST_STEPS_PER_SIDE
from helpers.wording import documents

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "video.md").read_text(encoding="utf-8")
VIEWS = {"side": "side", "behind": "rear", "front": "front", "at an angle": "oblique"}


def row(first: str) -> str:
    """The line of a table that begins with this cell, without that cell."""
    return next(line for line in PAGE.splitlines() if line.startswith(f"| {first} |")).removeprefix(
        f"| {first} |"
    )


@pytest.mark.parametrize(("name", "view"), VIEWS.items())
def test_each_view_gives_what_the_data_say(name: str, view: str) -> None:
    shown = load("video_measures.toml")["measure"]
    told = row(name).strip(" |").split(", ")
    gives = [d.title.lower() for d in definitions() if view in shown[d.id].get("views", ())]
    assert told == gives


@pytest.mark.parametrize(
    ("first", "rule", "scale"),
    [
        ("the runner's height in the picture", "runner_small", 1),
        ("feet out of the picture or unseen", "feet_out", 100),
        ("brightness of the runner, of 255", "dark", 1),
        ("pure white around the runner", "washed_out", 100),
        ("out of focus or blurred (sharpness, 0 to 1)", "blurred", 1),
        ("off square", "off_square", 1),
        ("frames of the run a second", "slow_camera", 1),
    ],
)
def test_limits_are_those_of_the_gate(first: str, rule: str, scale: float) -> None:
    found: dict[str, Any] = next(one for one in load("pose/gate.toml")["rule"] if one["id"] == rule)
    for limit in ("refuse_below", "refuse_above", "warn_below", "warn_above"):
        if limit in found:
            number = f"{found[limit] * scale:g}"
            refused, warned, *_ = row(first).split("|")
            cell = refused if limit.startswith("refuse") else warned
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", cell), (limit, number)


def test_every_rule_of_the_gate_is_told() -> None:
    told = {
        "runner_small",
        "feet_out",
        "dark",
        "washed_out",
        "blurred",
        "off_square",
        "oblique",
        "slow_camera",
    }
    assert {one["id"] for one in load("pose/gate.toml")["rule"]} == told


def test_other_numbers_are_those_of_the_code() -> None:
    scale = (load("pose/body.toml")["leg_sd"] ** 2 + ENGINE_SD**2) ** 0.5
    for text in (
        f"below {LOWEST_RATE_HZ:g} |",
        f"below {SHORTEST_S:g} s |",
        f"fewer than {FEWEST_STEPS} | fewer than {FEWEST_STEPS_PER_SIDE} |",
        f"above {OBLIQUE_DEG:g} only the rhythm",
        f"less than {SLOWEST_SPM:g} or more than {FASTEST_SPM:g} steps a minute",
        f"at most {LONGEST_S:g} s",
        f"{load('pose/body.toml')['leg']:g} of the height",
        f"{scale:.1%} with the height".replace("%", " %"),
        f"{SCALE_FROM_SPEED_SD:.0%} with the speed".replace("%", " %"),
        f"plus {TRUNK_OFFSET_DEG:g} degrees",
    ):
        assert text in PAGE, text
    report = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    assert f"at most {LONGEST_S:g} s, {LONG_SIDE_PX} pixels" in report


def test_every_key_of_the_player_is_told() -> None:
    words = load("player.toml")
    table = PAGE.split("| key | does |")[1].split("\n\n")[0]
    told = set(re.findall(r"\S+", " ".join(line.split("|")[1] for line in table.splitlines()[2:])))
    moves = {key for one in words["move"] for name in ("back_key", "on_key") for key in one[name].split()}
    others = {one["key"] for one in words["show"]} | {words["say"]["play_key"], words["say"]["help_key"]}
    assert told == moves | others | {"Home", "End"}


def test_every_option_and_command_is_one() -> None:
    command = typer.main.get_command(app)
    every = {one.name: one for one in command.commands.values()}  # type: ignore[attr-defined]
    known = {option for one in every.values() for param in one.params for option in param.opts}
    assert set(re.findall(r"`?(--[a-z][a-z-]+)", PAGE)) <= known
    assert set(re.findall(r"backstride ([a-z]+)", PAGE)) <= set(every)


@pytest.mark.parametrize("page", documents(), ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    for file, anchor in re.findall(
        r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8")
    ):
        target = page.parent / file if file else page
        assert target.exists(), (page.name, file)
        if anchor:
            assert anchor in anchors(target), (page.name, file, anchor)


def anchors(page: Path) -> set[str]:
    """The names that headings have as links."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
