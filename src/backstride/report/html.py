"""The page: one file that opens offline, without scripts, under a strict content policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

import jinja2
import pyarrow as pa
from markupsafe import Markup

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.report.clinician_page import clinician_page
from backstride.report.context import Background
from backstride.report.runner_page import runner_page
from backstride.report.words import glossary, page


def render(analysis: Analysis, curves: pa.Table, *, background: Background | None = None) -> str:
    """The whole report as HTML text.

    curves: columns recording, side, stride, curve, percent, value, unit; may have no rows.
    The same input gives the same text. Nothing is loaded from anywhere: styles and pictures are inside.
    """
    background = background or Background()
    style = _style()
    text = (
        _environment()
        .get_template("report.html")
        .render(
            analysis=analysis,
            runner=runner_page(analysis, background),
            clinician=clinician_page(analysis, curves, background),
            glossary=glossary(),
            say=page,
            say_verdict=load("report.toml")["verdict"],
            style=Markup(style),  # our own file, not user text
            policy=f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'",
        )
    )
    return text if text.endswith("\n") else text + "\n"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("backstride.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    folder = resources.files("backstride.report") / "templates"
    return "\n" + (folder / "report.css").read_text(encoding="utf-8")


def _hash(style: str) -> str:
    """The content policy's name for an inline style: only this very text may style the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
