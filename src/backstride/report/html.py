"""The page: one file that opens offline, without scripts, under a strict content policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache, partial
from importlib import resources
from typing import Any, Final, Literal

import jinja2
import pyarrow as pa
from markupsafe import Markup

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report.cards.card import Card, label
from backstride.report.cards.every import every_card
from backstride.report.cards.opens import opener, opens
from backstride.report.clinician_page import ClinicianPage, clinician_page, sweep_s
from backstride.report.context import Background, with_strides
from backstride.report.curve_view import curve_views
from backstride.report.paper_one import runner_density
from backstride.report.paper_two import clinician_density
from backstride.report.runner_page import RunnerPage, runner_page
from backstride.report.words import glossary, page
from backstride.safety.triage import patterns_allowed

# In this order: a later one may take back what an earlier one says.
STYLES: Final = ("report.css", "pictures.css", "clinician.css", "cards.css", "narrow.css", "print.css")
OPENED: Final = re.compile(r'popovertarget="card-([^"]+)"')  # written by ``opener`` alone: texts are escaped
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
    background = with_strides(background or Background(), analysis.measures)
    two = audience == "clinician" or (audience == "both" and patterns_allowed(analysis.safety))
    views = curve_views(analysis, curves, sweep_s=sweep_s(curves, background)) if two else ()
    cards = every_card(analysis, views, background, told)
    alone = audience == "clinician"
    pages = []
    if not alone:
        pages.append(_page("runner", runner_page(analysis, background, told), cards))
    if two:
        page_two = clinician_page(analysis, curves, views, background, told, alone=alone)
        pages.append(_page("clinician", page_two, cards))
    opened = [cards[key] for key in dict.fromkeys(key for one in pages for key in OPENED.findall(one))]
    style = _style()
    text = _rendered(
        "report.html",
        pages=Markup("\n").join(pages),
        cards=_rendered("cards.html", cards=opened, label=label) if opened else "",
        skip=not alone and patterns_allowed(analysis.safety),
        style=Markup(style),  # our own file, not user text
        policy=f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'",
        say=page,
    )
    return str(text)


def _page(name: str, content: RunnerPage | ClinicianPage, cards: Mapping[str, Card]) -> Markup:
    """One page; each of its numbers that has a card opens it."""
    if isinstance(content, RunnerPage):
        density: str = runner_density(content)
    else:
        density = clinician_density(content)
    return _rendered(
        f"{name}.html",
        **{name: content},
        density=density,
        opens=partial(opens, keys=cards),
        opener=partial(opener, keys=cards),
        glossary=glossary(),
        say=page,
        say_verdict=load("report.toml")["verdict"],
    )


def _rendered(template: str, **values: Any) -> Markup:
    return Markup(_environment().get_template(template).render(**values))


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("backstride.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    folder = resources.files("backstride.report") / "templates"
    return "\n" + "\n".join((folder / name).read_text(encoding="utf-8") for name in STYLES)


def _hash(style: str) -> str:
    """The content policy's name for an inline style: only this very text may style the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
