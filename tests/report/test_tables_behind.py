"""Behind every picture there is a table with its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.devtools import Tab
from helpers.in_page import PICTURES

ROWS = {"curve": 11, "measure": 1, "figure": 3, "plan": 3, "load": 3}  # at least, by what the picture shows


@pytest.mark.slow
@pytest.mark.parametrize("name", ["faulty", "typical"])
def test_every_picture_opens_a_table(tab: Tab, reports: dict[str, Path], name: str) -> None:
    tab.open(reports[name], width=1100)
    pictures = tab.run(PICTURES)
    kinds = {(one["card"] or "card-none").split("-")[1] for one in pictures}
    assert kinds == set(ROWS) - ({"plan"} if name == "typical" else set())
    assert len([one for one in pictures if one["card"].startswith("card-curve-")]) == 12
    for one in pictures:
        assert one["rows"] >= ROWS[one["card"].split("-")[1]], one


@pytest.mark.slow
def test_the_curves_table_holds_the_mean_and_spread_of_both_sides(tab: Tab, reports: dict[str, Path]) -> None:
    tab.open(reports["faulty"], width=1100)
    table = "[...document.querySelectorAll('#card-curve-knee_flexion table tr')].map(one => one.innerText)"
    tab.run("document.getElementById('card-curve-knee_flexion').showPopover()")
    head, *rows = (" ".join(row.split()) for row in tab.run(table))
    assert head == "Stride Left (°) Right (°)"
    assert [row.split(" %")[0] for row in rows] == [str(percent) for percent in range(0, 101, 10)]
    assert all(row.count("±") == 2 for row in rows)


@pytest.mark.slow
def test_the_strides_that_are_drawn_are_written_out_too(tab: Tab, reports: dict[str, Path]) -> None:
    tab.open(reports["faulty"], width=1100)
    card = "document.getElementById('card-measure-leg_angle_at_strike')"
    drawn = tab.run(
        f"[...{card}.querySelectorAll('path.stride')].map(one => one.getAttribute('d').split('h0').length)"
    )
    written = tab.run(
        f"[...{card}.querySelectorAll('details p')].map(one => one.textContent.split(',').length)"
    )
    counted = tab.run(
        f"[...{card}.querySelectorAll('tbody tr')].map(one => +one.lastElementChild.textContent)"
    )
    assert [marks - 1 for marks in drawn] == written == counted[:2]
