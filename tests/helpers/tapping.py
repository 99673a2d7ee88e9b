"""Somebody who uses the app's pages without a script: looks, presses buttons, and what is kept then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html import unescape
from typing import Any

import httpx

from backstride.history.store import open_store
from backstride.model.stored import StoredAnswers
from helpers.served import Served
from helpers.wording import visible


class Runner:
    """Somebody who answers on pages without a script."""

    def __init__(self, client: httpx.Client, path: str) -> None:
        self.client = client
        self.client.follow_redirects = True
        self.at = self.client.get(path)
        self.taps = 0

    def look(self, path: str) -> httpx.Response:
        """Open another page."""
        self.at = self.client.get(path)
        return self.at

    def tap(self, **form: Any) -> httpx.Response:
        """Press one button of the form that stands there."""
        action = re.search(r'<form method="post" action="([^"]+)"', self.at.text)
        assert action is not None, self.at.text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', self.at.text))
        self.taps += 1
        self.at = self.client.post(unescape(action[1]), data={**hidden, **form})
        return self.at

    def no(self, times: int = 1) -> httpx.Response:
        for _ in range(times):
            self.tap(answer="no")
        return self.at

    @property
    def text(self) -> str:
        return content(self.at.text)


@contextmanager
def looking(served: Served, path: str) -> Iterator[Runner]:
    """Somebody let in, on this page."""
    with served.client() as client:
        yield Runner(client, path)


def content(html: str) -> str:
    """The page's own text, without its frame."""
    return visible(re.sub(r"^.*<main[^>]*>|</main>.*$", "", html, flags=re.S))


def keep(served: Served, raw: dict[str, Any], day: date | None = None, person: str = "me") -> None:
    """Put answers into the history as the safety page does, of today where no day is given."""
    with open_store(served.settings.store) as store:
        store.add_answers(person, StoredAnswers(day=day or date.today(), raw=raw))


def kept(served: Served, person: str = "me") -> list[dict[str, Any]]:
    with open_store(served.settings.store) as store:
        return [one.raw for one in store.answers(person)]
