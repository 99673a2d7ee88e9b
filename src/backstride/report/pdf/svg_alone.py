"""A picture of the page that stands alone: with its own style, in the light colours, for paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from markupsafe import Markup

from backstride.report.pdf.fonts import FAMILY

NAMESPACE: Final = "http://www.w3.org/2000/svg"
STYLES: Final = ("pictures.css", "exercise.css", "run.css", "load.css")
# The letters of an exercise, in the picture's own pixels: it is printed small and must be read on paper.
FIGURE_LETTERS: Final = "svg text.ex-caption{font-size:20.5px}svg text.ex-number{font-size:20.5px}"
# A run's letters, in the picture's own pixels, and the word where the pain starts in its line's colour.
RUN_LETTERS: Final = (
    "svg text{font-size:14.5px}svg text.lane{fill:var(--ink);font-weight:600}"
    "svg text.onset-word{fill:var(--danger);font-weight:600}"
)
# What a small renderer knows: classes, elements, one inside another; states and media are for a screen.
PLAIN: Final = re.compile(r"[\w.# -]+")
VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]+))?\)")
COMMENT: Final = re.compile(r"/\*.*?\*/", re.S)
# Said of the page around a picture, not of what it is drawn with.
LAYOUT: Final = re.compile(r"(display|width|height|overflow|vertical-align|position|margin|padding)\s*:")


def pictured(svg: Markup | str, extra: str = "") -> dict[str, str]:
    """A picture as a template takes it: itself, and what it tells those who do not see it."""
    return {"svg": svg_alone(svg, extra), "alt": described(svg)}


def svg_alone(svg: Markup | str, extra: str = "") -> str:
    """The picture as a file of its own; ``extra``: rules that come last, such as larger letters.

    svg: a whole ``svg`` element of ours. The colours are those of the page in its light scheme.
    """
    head, body = str(svg).split(">", 1)
    if "xmlns" not in head:
        head = f'{head} xmlns="{NAMESPACE}"'
    return f"{head}><style>{style()}{resolved(extra)}</style>{body}"


def described(svg: Markup | str) -> str:
    """What the picture tells those who do not see it: its title and its description."""
    parts = re.findall(r"<(?:title|desc)\b[^>]*>(.*?)</(?:title|desc)>", str(svg), re.S)
    said = [Markup(part).unescape().rstrip(".") for part in parts]
    return ". ".join(dict.fromkeys(part for part in said if part))


@cache
def style() -> str:
    """Every rule of the page's pictures that works without the page."""
    texts = [text for name in STYLES if (text := _read(name))]
    rules = [f"svg text{{font-family:'{FAMILY}'}}"]
    for selectors, declared in (rule for text in texts for rule in _rules(COMMENT.sub("", text))):
        kept = [one.strip() for one in selectors.split(",") if PLAIN.fullmatch(one.strip())]
        said = [one.strip() for one in declared.split(";") if one.strip() and not LAYOUT.match(one.strip())]
        if kept and said:
            rules.append(f"{','.join(kept)}{{{';'.join(said)}}}")
    return resolved("".join(rules))


def resolved(css: str) -> str:
    """The rules with the page's variables filled in: their value in the light scheme, else what they fall
    back to."""

    def value(match: re.Match[str]) -> str:
        return colours().get(match[1], match[2] or "").strip()

    return VARIABLE.sub(value, css)


@cache
def colours() -> dict[str, str]:
    """The variables of the light scheme by name.

    >>> colours()["--paper"]
    '#ffffff'
    """
    root = next(declared for selectors, declared in _rules(_read("colours.css")) if selectors == ":root")
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", root)}


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule outside any at-block."""
    at = 0
    css = COMMENT.sub("", css)
    while (opening := css.find("{", at)) >= 0:
        head = css[at:opening].strip()
        at = _closing(css, opening)
        if not head.startswith("@"):
            yield head, css[opening + 1 : at - 1].strip()


def _closing(css: str, opening: int) -> int:
    """Where the block that opens here has ended."""
    depth = 0
    for place in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place + 1
    return len(css)


def _read(name: str) -> str:
    """A style sheet of the page; empty where this version has none of the name."""
    path = resources.files("backstride.report") / "templates" / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
