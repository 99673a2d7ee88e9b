"""What the first visitors would wait for, loaded while nobody does."""

from __future__ import annotations

import logging
import threading
from importlib import import_module
from typing import Final

from backstride.app.page import environment

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
    thread = threading.Thread(target=_load, name="warm", daemon=True)
    thread.start()
    return thread


def _load() -> None:
    try:
        for name in LATE:
            import_module(name)
        made = environment()
        for name in made.list_templates(extensions=["html"]):
            made.get_template(name)
    except Exception:  # a page that needs it says so itself
        logging.getLogger(__name__).exception("not everything could be loaded early")
