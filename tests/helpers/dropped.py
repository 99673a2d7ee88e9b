"""Files given to a page of the app as people give them: dropped, pasted."""

from __future__ import annotations

import base64
from typing import Literal

from playwright.sync_api import Page

GIVE = """
([how, files]) => {
  const given = new DataTransfer();
  for (const [name, text] of files) {
    given.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name));
  }
  const told = { bubbles: true, cancelable: true };
  if (how === "paste") {
    document.body.dispatchEvent(new ClipboardEvent("paste", { ...told, clipboardData: given }));
    return;
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { ...told, dataTransfer: given }));
  }
}
"""


def give(page: Page, files: dict[str, bytes], how: Literal["drop", "paste"] = "drop") -> None:
    """Give files, by their names, to the page and not to any field of it."""
    page.evaluate(GIVE, [how, [[name, base64.b64encode(held).decode()] for name, held in files.items()]])


def chosen(page: Page) -> list[str]:
    """The names that the page lists as chosen."""
    return page.locator("#rows .row-name").all_inner_texts()
