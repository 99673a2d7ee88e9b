"""Backstride: measure a run, see the patterns that may contribute to low back pain, and how sure that is.

>>> import backstride as bs
>>> bs.analyze("run.c3d", standing="static.c3d").save("out")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backstride.checkup import check
    from backstride.comparison import compare
    from backstride.pipeline import analyze
    from backstride.result import Result

__version__ = "0.1.0"
__all__ = ["Result", "__version__", "analyze", "check", "compare"]

_HOMES = {
    "Result": "backstride.result",
    "analyze": "backstride.pipeline",
    "check": "backstride.checkup",
    "compare": "backstride.comparison",
}


def __getattr__(name: str) -> Any:
    """Import the doors on first use: numpy, xarray and pydantic take about two seconds together."""
    if name not in _HOMES:
        raise AttributeError(f"module 'backstride' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
