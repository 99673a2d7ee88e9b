"""What every page must hold in a browser, whichever session made it: nothing too wide, nothing too faint."""

from __future__ import annotations

from helpers.devtools import Tab
from helpers.in_page import COLOURS, SIDEWAYS


def too_wide(tab: Tab) -> list[str]:
    """What of the open page is wider than it, folded parts and cards too."""
    tab.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    wider = "(e => e.scrollWidth > e.clientWidth)"
    found = ["the page"] if tab.run(f"{wider}(document.documentElement)") else []
    found += map(str, tab.run(SIDEWAYS))
    for key in tab.run("[...document.querySelectorAll('.card')].map(one => one.id)"):
        tab.run(f"document.getElementById('{key}').showPopover()")
        found += [f"{key}: {one}" for one in tab.run(SIDEWAYS)]
        found += [key] if tab.run(f"{wider}(document.getElementById('{key}'))") else []
    return found


def too_faint(tab: Tab) -> list[str]:
    """Texts and marks of the open page that stand out too little from what is behind them."""
    return [
        f"{one['what']} ({one['colour']}): {one['got']}"
        for one in tab.run(COLOURS)
        if one["got"] < one["needed"]
    ]
