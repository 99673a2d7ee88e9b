"""A small SVG writer: escaped elements, linear scales, round ticks. Colours come from the page's CSS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from markupsafe import Markup, escape

from backstride.model.arrays import FloatArray

# A sub-pixel of 0.1 is finer than any screen or printer shows at these sizes, and keeps the page small.
DECIMALS: Final = 1
# Steps that people read without effort (Heckbert's "nice numbers", Graphics Gems 1990), times a power of ten.
NICE_STEPS: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight map from data ``low..high`` to pixels ``start..end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of ``value``; outside the range it goes on in a straight line."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def each(self, values: FloatArray) -> FloatArray:
        """The pixels of all values (n,), NaN where one is missing."""
        return self.start + (values - self.low) / (self.high - self.low) * (self.end - self.start)


def element(name: str, *children: Markup | str, **attributes: str | float | None) -> Markup:
    """One element; ``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``.

    >>> str(element("text", "a < b", x=1.0, class_="axis"))
    '<text x="1" class="axis">a &lt; b</text>'
    """
    pairs = ((key.rstrip("_").replace("_", "-"), val) for key, val in attributes.items() if val is not None)
    head = "".join(f' {key}="{escape(_plain(val))}"' for key, val in pairs)
    body = "".join(str(escape(child)) for child in children)
    return Markup(f"<{name}{head}>{body}</{name}>" if body else f"<{name}{head}/>")


def picture(width: float, height: float, title: str, desc: str, *children: Markup, key: str) -> Markup:
    """A whole ``svg`` that screen readers can name; ``key`` keeps ids apart on one page."""
    named = (
        element("title", title, id=f"{key}-title"),
        element("desc", desc, id=f"{key}-desc"),
    )
    return element(
        "svg",
        *named,
        *children,
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def line_path(x: FloatArray, y: FloatArray) -> str:
    """Path data through the points (n,), broken where a value is missing."""
    parts: list[str] = []
    pen_down = False
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        if math.isnan(px) or math.isnan(py):
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{px:.{DECIMALS}f} {py:.{DECIMALS}f}")
        pen_down = True
    return "".join(parts)


def band_path(x: FloatArray, low: FloatArray, high: FloatArray) -> str:
    """Path data of the closed band between ``low`` and ``high`` (n,), over the samples where both exist."""
    seen = np.isfinite(low) & np.isfinite(high)
    if not seen.any():
        return ""
    there = line_path(x[seen], low[seen])
    back = line_path(x[seen][::-1], high[seen][::-1])
    return f"{there}L{back[1:]}Z"


def ticks(low: float, high: float, wanted: int) -> tuple[float, ...]:
    """Round values inside ``low..high``, about ``wanted`` of them.

    >>> ticks(-15, 15, 4)
    (-10.0, 0.0, 10.0)
    """
    rough = (high - low) / wanted
    power = 10 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in NICE_STEPS if nice * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(float(step * n) for n in range(first, last + 1))


def spread_labels(wanted: Sequence[float], gap: float) -> tuple[float, ...]:
    """Label positions moved apart so that neighbours stand at least ``gap`` pixels apart, order kept."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed = list(wanted)
    for before, after in pairwise(order):
        overlap = gap - (placed[after] - placed[before])
        if overlap > 0:
            placed[before] -= overlap / 2
            placed[after] += overlap / 2
    return tuple(placed)


def _plain(value: str | float) -> str:
    if isinstance(value, str):
        return value
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
