"""The tags of a page as a parser meets them."""

from __future__ import annotations

from collections.abc import Set
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "hr", "img", "input", "link"})
"""Tags that are never closed."""


class Outline(HTMLParser):
    """Tags with their attributes in order; complains about a tag closed out of turn."""

    def __init__(self, void: Set[str] = VOID) -> None:
        super().__init__()
        self.void = void
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag
