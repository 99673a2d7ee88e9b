"""The page: one file that opens offline, without scripts, under a strict content policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Literal

import jinja2
import pyarrow as pa
from markupsafe import Markup

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report.clinician_page import clinician_page
from backstride.report.context import Background
from backstride.report.runner_page import runner_page
from backstride.report.words import glossary, page
from backstride.safety.triage import patterns_allowed

Audience = Literal["both", "runner", "clinician"]


def render(
    analysis: Analysis,
    curves: pa.Table,
    *,
    background: Background | None = None,
    told: Answers | None = None,
    audience: Audience = "both",
) -> str:
    """The whole report as HTML text.

    curves: columns recording, side, stride, curve, percent, value, unit; may have no rows. told: what the
    runner answered. audience: above ``unknown`` a page for both holds nothing but what to do now; the
    clinician's page, which never holds advice there, must be asked for.
    The same input gives the same text. Nothing is loaded from anywhere: styles and pictures are inside.
    """
    background = background or Background()
    style = _style()
    open_ = patterns_allowed(analysis.safety)
    clinician = audience == "clinician" or (audience == "both" and open_)
    text = (
        _environment()
        .get_template("report.html")
        .render(
            runner=runner_page(analysis, background, told) if audience != "clinician" else None,
            clinician=clinician_page(analysis, curves, background, told) if clinician else None,
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
