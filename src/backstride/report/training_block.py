"""The training of a folder of runs as tables: the last weeks, and the runs far over those before them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backstride.knowledge.loader import load
from backstride.model.training import Spike, TrainingLoad, Week
from backstride.patterns.runs_said import rate_of, said_day, said_km, said_percent
from backstride.report.cards.card import Table
from backstride.report.cards.training_card import TRAINING
from backstride.report.context import Background
from backstride.report.run_tables import RunTable

WEEK_COLUMNS: Final = ("week", "runs", "distance", "longest", "change")
SPIKE_COLUMNS: Final = ("day", "distance", "before", "over", "rate")


def training_tables(background: Background) -> tuple[RunTable, ...]:
    """The weeks up to the newest run, then the runs far over those before; none without a folder of runs."""
    return tuple(_tables(background.training)) if background.training else ()


def _tables(loaded: TrainingLoad) -> Iterator[RunTable]:
    weeks = tuple(_week(week) for week in loaded.weeks if week.runs or week.change_percent is not None)
    if weeks:
        yield _table(_say("weeks_head").format(day=said_day(loaded.until)), WEEK_COLUMNS, weeks)
    if loaded.spikes:
        yield _table(_say("spikes_head"), SPIKE_COLUMNS, tuple(map(_spike, loaded.spikes)))


def _table(title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> RunTable:
    return RunTable(title, TRAINING, Table(tuple(map(_say, columns)), rows))


def _week(week: Week) -> tuple[str, ...]:
    change = "" if week.change_percent is None else f"{week.change_percent:+,.0f} %".replace("-", "−")
    return (
        said_day(week.monday),
        f"{week.runs}",
        said_km(week.distance_m),
        said_km(week.longest_m),
        change if week.over else _say("so_far"),
    )


def _spike(one: Spike) -> tuple[str, ...]:
    return (
        said_day(one.day),
        said_km(one.distance_m),
        said_km(one.longest_m),
        f"+{said_percent(one.percent)} %",
        f"{rate_of(one.percent):g} times",
    )


def _say(key: str) -> str:
    return str(load("training.toml")["block"][key])
