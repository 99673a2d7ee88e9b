"""The plan on pages: shown at ``clear`` only, of the newest answers, with downloads that open."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from backstride.app import diary_day
from backstride.app.planned import days_of
from backstride.demo import write_demo_data
from backstride.model.plan import Plan
from helpers.advice import advice_in
from helpers.served import Served
from helpers.tapping import Runner, keep, looking
from helpers.told import demo_answers, with_yes

Look = Callable[..., Runner]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diary_day, "now", lambda: datetime(2026, 3, 20, 9))
