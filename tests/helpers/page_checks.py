"""What every page must hold in a browser, whichever session made it: nothing too wide, nothing too faint."""

from __future__ import annotations

from typing import Any

from helpers.devtools import Tab
from helpers.in_page import CARDS_SIDEWAYS, COLOURS, SIDEWAYS


def too_wide(tab: Tab) -> list[str]:
    """What of the open page is wider than it, folded parts and cards too."""
    tab.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    page = "(e => e.scrollWidth > e.clientWidth)(document.documentElement)"
    found = ["the page"] if tab.run(page) else []
    return [*found, *map(str, tab.run(SIDEWAYS)), *map(str, tab.run(CARDS_SIDEWAYS))]


def too_faint(tab: Tab) -> list[str]:
    """Texts and marks of the open page that stand out too little from what is behind them."""
    return faint(tab.run(COLOURS))


def faint(looked: list[dict[str, Any]]) -> list[str]:
    """Those of the texts and marks that stand out too little."""
    return [f"{one['what']} ({one['colour']}): {one['got']}" for one in looked if one["got"] < one["needed"]]
