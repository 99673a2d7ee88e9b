"""Templates, styles and scripts of a page, and the content policy that lets only these act on it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup


def rendered(template: str, **values: Any) -> Markup:
    """One of our templates with its values; what is missing is an error, what is text is escaped."""
    return Markup(environment().get_template(template).render(**values))


@cache
def inlined(*names: str) -> Markup:
    """Styles or scripts of ours, one after the other: our own files, not user text."""
    folder = resources.files("backstride.report") / "templates"
    return Markup("\n" + "\n".join((folder / name).read_text(encoding="utf-8") for name in names))


def policy(style: str, script: str = "") -> str:
    """What the page may do: its style, and where it plays something its script and clips inside it."""
    plays = f"script-src '{_hash(script)}'; media-src data:; " if script else ""
    return f"default-src 'none'; style-src '{_hash(style)}'; {plays}base-uri 'none'; form-action 'none'"


@cache
def environment() -> jinja2.Environment:
    """All templates of reports; one is compiled when it is first needed."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("backstride.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _hash(text: str) -> str:
    """The content policy's name for an inline style or script: only this very text may act on the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
