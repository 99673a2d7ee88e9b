"""The page: one file that opens offline, under a content policy that allows its own style and player only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import pyarrow as pa
from markupsafe import Markup

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report.back_load_words import say as say_load
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
    "colours.css",
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
LOAD_STYLE, LOAD_CLASS = "load.css", 'class="load '
OPENED: Final = re.compile(r'popovertarget="card-([^"]+)"')  # written by ``opener`` alone: texts are escaped
Audience = Literal["both", "runner", "clinician"]
VideoAt = Callable[[PlayerData], str]
"""The address of a player's pictures; without it they stand in the page."""


@dataclass(frozen=True)
class Body:
    """What a page of a report holds. players: those in it, by recording. styles, scripts: the files of ours
    that it needs, in this order. found: whether it shows what was found, and not only what to do now."""

    sheets: Markup
    cards: Markup
    players: dict[str, Markup]
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    found: bool


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
    made = body(analysis, curves, background=background, told=told, audience=audience, players=players)
    style, script = inlined(*made.styles), inlined(*made.scripts) if made.scripts else Markup()
    text = rendered(
        "report.html",
        pages=made.sheets,
        cards=made.cards,
        skip=made.found,
        title=page("title"),
        style=style,
        script=script,
        policy=policy(style, script),
        say=page,
    )
    return str(text)


def body(
    analysis: Analysis,
    curves: pa.Table,
    *,
    background: Background | None = None,
    told: Answers | None = None,
    audience: Audience = "both",
    players: Sequence[PlayerData] = (),
    video_at: VideoAt | None = None,
) -> Body:
    """What ``render`` puts into its page, for a page that has a frame, styles and scripts of its own.

    The arguments are those of ``render``; video_at: where each player's pictures are to be had.
    """
    background = with_strides(background or Background(), analysis.measures)
    alone, patterns = audience == "clinician", patterns_allowed(analysis.safety)
    two = alone or (audience == "both" and patterns)
    views = curve_views(analysis, curves, sweep_s=sweep_s(curves, background)) if two else ()
    cards = every_card(analysis, views, background, told)
    shown = () if alone or not patterns else _in_order(players, analysis)
    played = {one.recording: player(one, named=len(shown) > 1, video_at=video_at) for one in shown}
    pages = []
    if not alone:
        page_one = runner_page(analysis, background, told, shown)
        pages.append(_page("runner", page_one, cards, played.values()))
    if two:
        page_two = clinician_page(analysis, curves, views, background, told, alone=alone)
        pages.append(_page("clinician", page_two, cards))
    opened = [cards[key] for key in dict.fromkeys(key for one in pages for key in OPENED.findall(one))]
    return Body(
        sheets=Markup("\n").join(pages),
        cards=rendered("cards.html", cards=opened, label=label) if opened else Markup(),
        players=played,
        styles=_styles(pages, plays=bool(shown)),
        scripts=PLAYER_SCRIPTS if shown else (),
        found=not alone and patterns,
    )


def player(data: PlayerData, *, named: bool = False, video_at: VideoAt | None = None) -> Markup:
    """The player of one recording; it needs the page's style and script. named: its recording is told.
    video_at: where its pictures are to be had."""
    address = video_at(data) if video_at and data.video is not None else ""
    return rendered("player.html", player=player_page(data, address), say=say_player, named=named)


def _styles(pages: Sequence[str], *, plays: bool) -> tuple[str, ...]:
    """The style sheets that these pages need: those without a run or a clip stay as small as they were."""
    runs = any(RUN_CLASS in one for one in pages)
    loads = any(LOAD_CLASS in one for one in pages)
    return (
        *STYLES,
        *((LOAD_STYLE,) if loads else ()),
        *((RUN_STYLE,) if runs else ()),
        *((PLAYER_STYLE,) if plays else ()),
    )


def _in_order(players: Sequence[PlayerData], analysis: Analysis) -> tuple[PlayerData, ...]:
    """Players of this analysis, as its recordings are ordered."""
    order = [one.id for one in analysis.recordings]
    return tuple(sorted((p for p in players if p.recording in order), key=lambda p: order.index(p.recording)))


def _page(
    name: str,
    content: RunnerPage | ClinicianPage,
    cards: Mapping[str, Card],
    players: Iterable[Markup] = (),
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
        say_load=say_load,
        say_disagree=load("report.toml")["disagree"],
        say_verdict=load("report.toml")["verdict"],
    )
