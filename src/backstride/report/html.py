"""The page: one file that opens offline, under a content policy that allows its own style and player only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, Literal

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
from backstride.report.player.data import PlayerData
from backstride.report.player.page import player_page
from backstride.report.player.words import say as say_player
from backstride.report.run_lanes import run_text
from backstride.report.runner_page import RunnerPage, runner_page
from backstride.report.templating import inlined, policy, rendered
from backstride.report.words import glossary, page
from backstride.safety.triage import patterns_allowed

# In this order: a later one may take back what an earlier one says.
STYLES: Final = (
    "report.css",
    "pictures.css",
    "plan.css",
    "exercise.css",
    "clinician.css",
    "cards.css",
    "narrow.css",
    "print.css",
)
PLAYER_STYLE: Final = "player.css"
RUN_STYLE: Final = "run.css"  # only where there is a run of a watch, a second device, a training folder
# The only script, and only on a page that plays something.
PLAYER_SCRIPTS: Final = ("player_overlay.js", "player.js")
RUN_CLASS: Final = 'class="run '
OPENED: Final = re.compile(r'popovertarget="card-([^"]+)"')  # written by ``opener`` alone: texts are escaped
Audience = Literal["both", "runner", "clinician"]


def render(
    analysis: Analysis,
    curves: pa.Table,
    *,
    background: Background | None = None,
    told: Answers | None = None,
    audience: Audience = "both",
    players: Sequence[PlayerData] = (),
) -> str:
    """The whole report as HTML text.

    curves: columns recording, side, stride, curve, percent, value, unit; may have no rows. told: what the
    runner answered. audience: above ``unknown`` a page for both holds nothing but what to do now; the
    clinician's page, which never holds advice there, must be asked for. players: the clips to play on the
    runner's page, where patterns may be shown; they stand in the order of the recordings.
    The same input gives the same text. Nothing is loaded from anywhere: styles and clips are inside.
    """
    background = with_strides(background or Background(), analysis.measures)
    two = audience == "clinician" or (audience == "both" and patterns_allowed(analysis.safety))
    views = curve_views(analysis, curves, sweep_s=sweep_s(curves, background)) if two else ()
    cards = every_card(analysis, views, background, told)
    alone = audience == "clinician"
    shown = () if alone or not patterns_allowed(analysis.safety) else _in_order(players, analysis)
    pages = []
    if not alone:
        page_one = runner_page(analysis, background, told, shown)
        pages.append(_page("runner", page_one, cards, [player(one, named=len(shown) > 1) for one in shown]))
    if two:
        page_two = clinician_page(analysis, curves, views, background, told, alone=alone)
        pages.append(_page("clinician", page_two, cards))
    opened = [cards[key] for key in dict.fromkeys(key for one in pages for key in OPENED.findall(one))]
    style = inlined(*_styles(pages, plays=bool(shown)))
    script = inlined(*PLAYER_SCRIPTS) if shown else Markup()
    text = rendered(
        "report.html",
        pages=Markup("\n").join(pages),
        cards=rendered("cards.html", cards=opened, label=label) if opened else "",
        skip=not alone and patterns_allowed(analysis.safety),
        title=page("title"),
        style=style,
        script=script,
        policy=policy(style, script),
        say=page,
    )
    return str(text)


def player(data: PlayerData, *, named: bool = False) -> Markup:
    """The player of one recording; it needs the page's style and script. named: its recording is told."""
    return rendered("player.html", player=player_page(data), say=say_player, named=named)


def _styles(pages: Sequence[str], *, plays: bool) -> tuple[str, ...]:
    """The style sheets that these pages need: those without a run or a clip stay as small as they were."""
    runs = any(RUN_CLASS in one for one in pages)
    return (*STYLES, *((RUN_STYLE,) if runs else ()), *((PLAYER_STYLE,) if plays else ()))


def _in_order(players: Sequence[PlayerData], analysis: Analysis) -> tuple[PlayerData, ...]:
    """Players of this analysis, as its recordings are ordered."""
    order = [one.id for one in analysis.recordings]
    return tuple(sorted((p for p in players if p.recording in order), key=lambda p: order.index(p.recording)))


def _page(
    name: str,
    content: RunnerPage | ClinicianPage,
    cards: Mapping[str, Card],
    players: Sequence[Markup] = (),
) -> Markup:
    """One page; each of its numbers that has a card opens it."""
    if isinstance(content, RunnerPage):
        density: str = runner_density(content)
    else:
        density = clinician_density(content)
    return rendered(
        f"{name}.html",
        **{name: content},
        density=density,
        players=Markup("\n").join(players),
        opens=partial(opens, keys=cards),
        opener=partial(opener, keys=cards),
        glossary=glossary(),
        say=page,
        say_run=run_text,
        say_disagree=load("report.toml")["disagree"],
        say_verdict=load("report.toml")["verdict"],
    )
