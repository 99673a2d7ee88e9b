"""The buttons of a page that open a card, the cards, and the numbers that open none."""

from __future__ import annotations

import re

from helpers.numbers import orphans
from helpers.quoted import QUOTED, nameless
from helpers.wording import visible

OPENER = re.compile(
    r'<button type="button" class="opens" popovertarget="card-([^"]+)".*?>(.*?)</button>', re.S
)
CARD = re.compile(r'<div id="card-([^"]+)" class="card" popover.*?(?=<div id="card-|</section>)', re.S)


def body(html: str) -> str:
    """What stands on the pages, without the cards."""
    return html[html.index("<main>") : html.index("</main>")]


def unopened(html: str) -> list[str]:
    """Numbers of the pages that open nothing and stand in no quoted text."""
    return orphans(nameless(visible(f"<body>{OPENER.sub(' … ', body(html))}")), QUOTED)
