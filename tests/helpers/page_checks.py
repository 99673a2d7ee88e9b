"""What every page must hold in a browser, whichever session made it: nothing too wide, nothing too faint."""

from __future__ import annotations

from helpers.devtools import Tab
from helpers.in_page import COLOURS, SIDEWAYS


def nothing_sideways(tab: Tab) -> None:
    """Nothing on the open page is wider than it, folded parts and cards too."""
    tab.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert tab.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert tab.run(SIDEWAYS) == []
    for key in tab.run("[...document.querySelectorAll('.card')].map(one => one.id)"):
        tab.run(f"document.getElementById('{key}').showPopover()")
        assert tab.run(SIDEWAYS) == [], key
        assert tab.run(f"(e => e.scrollWidth <= e.clientWidth)(document.getElementById('{key}'))"), key


def too_faint(tab: Tab) -> list[str]:
    """Texts and marks of the open page that stand out too little from what is behind them."""
    return [
        f"{one['what']} ({one['colour']}): {one['got']}"
        for one in tab.run(COLOURS)
        if one["got"] < one["needed"]
    ]
