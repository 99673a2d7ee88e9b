"""The camera card: one page to print and take along, how to film a run and what to write down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.report.filming_figures import Labels, View, setup_figure, shown_figure
from backstride.report.templating import inlined, policy, rendered
from backstride.whole import hidden_beside

KNOWLEDGE: Final = "pose/filming.toml"
STYLES: Final = ("colours.css", "report.css", "filming.css", "camera_card.css")
NAME: Final = "camera-card.html"
MARK: Final = '<main class="camera-card">'
"""Says that a page is one of these, so that only an earlier card is written over."""


@dataclass(frozen=True)
class CardView:
    """One way to film: where the phone stands, and what it shows."""

    id: View
    title: str
    says: str
    setup: Markup
    shown: Markup


def card_html() -> str:
    """The whole page, the same text every time; styles and pictures are inside, nothing is loaded."""
    known = load(KNOWLEDGE)
    say = {name: fill(text) for name, text in known.items() if isinstance(text, str)}
    style = inlined(*STYLES)
    page = rendered(
        "camera_card.html",
        say=say,
        views=card_views(),
        rules=card_rules(),
        blanks=known["blank"],
        title=say["title"],
        style=style,
        script="",
        policy=policy(style),
    )
    return str(page)


def card_views() -> list[CardView]:
    """From the side and from behind, each with its two pictures."""
    return [_view(row) for row in load(KNOWLEDGE)["view"]]


def card_rules() -> list[dict[str, str]]:
    """What to see to before recording: "title" and "text" of each rule, in their order."""
    return [{key: fill(row[key]) for key in ("title", "text")} for row in load(KNOWLEDGE)["rule"]]


def write_card(out: Path) -> Path:
    """Write the page; an earlier card of this name is replaced.

    Raises UsageError where ``out`` is a folder or another file, BackstrideError where it cannot be written.
    """
    out = Path(out)
    if out.is_dir():
        raise UsageError("this is a folder", where=str(out), fix=f"Name a file in it: --out {out / NAME}")
    if out.exists() and MARK not in out.read_text(encoding="utf-8", errors="replace"):
        raise UsageError(
            "a file of this name is already there", where=str(out), fix="Choose another name with --out"
        )
    with hidden_beside(out, "the camera card", "Choose a place you may write to with --out") as made:
        (made / out.name).write_text(card_html(), encoding="utf-8")
        (made / out.name).replace(out)
    return out


def fill(text: str) -> str:
    """A text of the card with its numbers in place.

    >>> fill("{near} to {far} m away")
    '3 to 5 m away'
    """
    return text.format(**{name: number["value"] for name, number in load(KNOWLEDGE)["number"].items()})


def _view(row: dict[str, Any]) -> CardView:
    known = load(KNOWLEDGE)
    near, far, margin = (known["number"][name]["value"] for name in ("near", "far", "margin"))
    labels = Labels(**{name: fill(text) for name, text in known["label"].items()})
    view: View = row["id"]
    return CardView(
        id=view,
        title=row["title"],
        says=fill(row["says"]),
        setup=setup_figure(view, (near + far) / 2, row["title"], fill(row["setup"]), labels),
        shown=shown_figure(view, margin / 100, known["frame"], fill(row["shows"]), labels),
    )
