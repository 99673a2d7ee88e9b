"""What the first visitors would wait for, loaded while nobody does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from typing import Final

import jinja2

LATE: Final = (  # what pages import where it is needed, since they bring scipy and pyarrow or draw
    "backstride.comparison",
    "backstride.care.plan",
    "backstride.refresh",
    "backstride.rerender",
    "backstride.report.html",
    "backstride.history.diary_trend",
    "backstride.history.diary_curve",
    "backstride.report.diary_chart",
    "backstride.report.change_view",
    "backstride.report.change_motion",
    "backstride.report.camera_card",
    "backstride.pose.skeleton",
)


def warm_up() -> threading.Thread:
    """Begin to load libraries and templates beside the first answers."""
    from backstride.app.page import environment

    return load_early((*imports(LATE), *compiled(environment())))


def load_early(
    steps: Iterable[Callable[[], object]], enough: threading.Event | None = None
) -> threading.Thread:
    """Begin to take these steps in a thread of their own, until ``enough`` is set; what fails is left to
    whoever needs it."""

    def take() -> None:
        try:
            for step in steps:
                if enough is not None and enough.is_set():
                    return
                step()
        except Exception:  # who needs it says so
            logging.getLogger(__name__).exception("not everything could be loaded early")

    thread = threading.Thread(target=take, name="warm", daemon=True)
    thread.start()
    return thread


def imports(modules: Iterable[str]) -> Iterator[Callable[[], object]]:
    """A step for each module."""
    return (partial(import_module, name) for name in modules)


def compiled(templates: jinja2.Environment) -> Iterator[Callable[[], object]]:
    """A step for each template."""
    for name in templates.list_templates(extensions=["html"]):
        yield partial(templates.get_template, name)
