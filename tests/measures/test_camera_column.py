"""The page of measures says of each what one camera shows, as the product does."""

from __future__ import annotations

import pytest

from backstride.knowledge.loader import load
from backstride.measures.docs import VIEWS, page
from backstride.model.recording import View

SHOWN = load("video_measures.toml")["measure"]
PAGE = page()
CELLS = {
    line.split("`")[1]: line.split("|")[6].strip() for line in PAGE.splitlines() if line.startswith("| `")
}
SECTIONS = {part.split("`")[1]: part for part in PAGE.split("\n## ")[1:-1]}


@pytest.mark.parametrize("measure_id", SHOWN)
def test_the_cell_names_the_views_and_needs_of_the_data(measure_id: str) -> None:
    entry, cell = SHOWN[measure_id], CELLS[measure_id]
    if cell == "-":
        assert "- Camera: none. " in SECTIONS[measure_id]
        return
    views, _, needs = cell.partition(" (")
    assert sorted(views.split(", ")) == sorted(entry["views"])
    assert ("metres" in needs) == entry.get("metres", False)
    assert ("stand" in needs) == entry.get("still", False)
    told = f"{entry['error_sd']:g}" if "error_sd" in entry else f"{entry['error_share']:.0%} of the value"
    assert told in SECTIONS[measure_id].split("- Camera: ")[1].splitlines()[0]


def test_only_what_no_view_shows_has_no_view() -> None:
    without = {measure_id for measure_id, cell in CELLS.items() if cell == "-"}
    assert without == {name for name, entry in SHOWN.items() if not entry.get("views")}


def test_a_rate_is_told_where_the_data_ask_for_one() -> None:
    assert CELLS["contact_time"] == "side (100 Hz)"
    assert "Hz" not in CELLS["cadence"]


def test_every_kind_of_view_has_its_words() -> None:
    kinds = {kind.removesuffix("_left").removesuffix("_right") for kind in View.__args__}
    assert set(VIEWS) == kinds - {"3d", "none"}
