"""Pictures of how to film: where the phone stands, and what it should show. Drawn to scale, from metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from markupsafe import Markup

from backstride.report.svg import element, picture

View = Literal["side", "rear"]
Place = tuple[float, float]
# A runner of 1.75 m, metres from the ground under the hips, by eye: running to the right, and from behind.
HEAD_M, HIP_M, TOP_M = 0.115, 0.92, 1.75
HEAD_AT: Final[Mapping[View, Place]] = MappingProxyType({"side": (0.13, 1.635), "rear": (0.0, 1.635)})
LINES: Final[Mapping[View, tuple[tuple[str, tuple[Place, ...]], ...]]] = MappingProxyType(
    {
        "side": (
            ("limb right", ((0.0, 0.92), (-0.16, 0.52), (-0.42, 0.14), (-0.32, 0.02))),
            ("limb right", ((0.06, 1.42), (0.12, 1.12), (0.38, 1.2))),
            ("bone", ((0.0, 0.92), (0.08, 1.5))),
            ("limb left", ((0.0, 0.92), (0.34, 0.7), (0.3, 0.29), (0.47, 0.27))),
            ("limb left", ((0.06, 1.42), (-0.22, 1.24), (-0.12, 0.97))),
        ),
        "rear": (
            ("bone", ((0.0, 0.92), (0.0, 1.5))),
            ("bone", ((-0.11, 0.9), (0.11, 0.93))),
            ("bone", ((-0.19, 1.42), (0.19, 1.42))),
            ("limb left", ((-0.11, 0.9), (-0.06, 0.48), (-0.03, 0.07), (-0.06, 0.01))),
            ("limb right", ((0.11, 0.93), (0.12, 0.53), (0.1, 0.36), (0.12, 0.22))),
            ("limb left", ((-0.19, 1.42), (-0.31, 1.15), (-0.22, 1.0))),
            ("limb right", ((0.19, 1.42), (0.32, 1.18), (0.28, 1.22))),
        ),
    }
)
ACROSS: Final[Mapping[View, View]] = MappingProxyType({"side": "rear", "rear": "side"})
"""Who films from the side is seen beside the runner from behind, and the other way round."""
# Layout in the pictures' own pixels, chosen by eye at 360 px and A4.
SETUP_PX, SHOWN_PX = (300.0, 146.0), (300.0, 170.0)
GROUND_Y, SETUP_SCALE = 114.0, 60.0  # px, px a metre
PHONE_X, PHONE_PX = 26.0, (9.0, 18.0)


@dataclass(frozen=True)
class Labels:
    """Words in the pictures. distance: phone to runner; height: of the lens; margin: what is left free."""

    distance: str
    height: str
    margin: str


def setup_figure(view: View, distance_m: float, title: str, desc: str, labels: Labels) -> Markup:
    """Phone and runner on the ground, the distance between them to scale."""
    runner_x = PHONE_X + distance_m * SETUP_SCALE
    lens_y = GROUND_Y - HIP_M * SETUP_SCALE
    width, height = SETUP_PX
    return picture(
        width,
        height,
        title,
        desc,
        element("line", x1=4.0, x2=width - 4, y1=GROUND_Y, y2=GROUND_Y, class_="ground"),
        element("line", x1=PHONE_X + 8, x2=runner_x, y1=lens_y, y2=lens_y, class_="plumb"),
        element("text", labels.height, x=(PHONE_X + runner_x) / 2, y=lens_y - 6, class_="middle"),
        *_stand(lens_y),
        *_runner(ACROSS[view], runner_x, GROUND_Y, SETUP_SCALE),
        *_span(PHONE_X, runner_x, GROUND_Y + 9),
        element("text", labels.distance, x=(PHONE_X + runner_x) / 2, y=GROUND_Y + 24, class_="middle strong"),
        key=f"setup-{view}",
    )


def shown_figure(view: View, margin_m: float, title: str, desc: str, labels: Labels) -> Markup:
    """The phone's screen, lying, filled by the runner with the margin above and below."""
    width, height = SHOWN_PX
    top, bottom = 8.0, height - 8
    scale = (bottom - top) / (TOP_M + 2 * margin_m)
    side = (bottom - top) * 16 / 9 / 2  # a film is 16 to 9
    middle, margin_px = width / 2, margin_m * scale
    return picture(
        width,
        height,
        title,
        desc,
        element("rect", x=middle - side, y=top, width=2 * side, height=bottom - top, rx=8.0, class_="screen"),
        *_margin(middle - side, middle + side, top, margin_px),
        *_margin(middle - side, middle + side, bottom - margin_px, margin_px),
        element("text", labels.margin, x=middle - side + 8, y=top + margin_px + 12),
        element("text", labels.margin, x=middle - side + 8, y=bottom - margin_px - 6),
        *_runner(view, middle, bottom - margin_px, scale),
        key=f"shown-{view}",
    )


def _stand(lens_y: float) -> list[Markup]:
    """A tripod with a phone that lies on its side: from here only its narrow end is seen."""
    wide, high = PHONE_PX
    legs = (
        f"M{PHONE_X} {lens_y + high / 2}V{GROUND_Y - 26}L{PHONE_X - 13} {GROUND_Y}M{PHONE_X} {GROUND_Y - 26}"
    )
    return [
        element(
            "path", d=f"{legs}L{PHONE_X + 13} {GROUND_Y}M{PHONE_X} {GROUND_Y - 26}V{GROUND_Y}", class_="stand"
        ),
        element(
            "rect", x=PHONE_X - wide / 2, y=lens_y - high / 2, width=wide, height=high, rx=2.0, class_="phone"
        ),
        element("circle", cx=PHONE_X + wide / 2, cy=lens_y, r=2.4, class_="lens"),
    ]


def _runner(view: View, x: float, ground_y: float, scale: float) -> list[Markup]:
    def at(place: Place) -> str:
        return f"{x + place[0] * scale:.1f} {ground_y - place[1] * scale:.1f}"

    lines = [
        element("path", d="M" + "L".join(at(place) for place in places), class_=kind)
        for kind, places in LINES[view]
    ]
    across, up = HEAD_AT[view]
    head = element("circle", cx=x + across * scale, cy=ground_y - up * scale, r=HEAD_M * scale, class_="head")
    return [*lines, head]


def _span(start_x: float, stop_x: float, y: float) -> list[Markup]:
    """A line with a mark at both ends."""
    ends = f"M{start_x} {y - 4}V{y + 4}M{stop_x:.1f} {y - 4}V{y + 4}"
    return [element("path", d=f"{ends}M{start_x} {y}H{stop_x:.1f}", class_="span")]


def _margin(start_x: float, stop_x: float, top_y: float, high_px: float) -> list[Markup]:
    return [element("rect", x=start_x, y=top_y, width=stop_x - start_x, height=high_px, class_="margin")]
