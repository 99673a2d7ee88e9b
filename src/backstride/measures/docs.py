"""The page of measures, written from their definitions so that it cannot disagree with them."""

from __future__ import annotations

from typing import Any

from backstride.knowledge.loader import load
from backstride.measures.bands import REFERENCES
from backstride.measures.definitions import TrialError, definitions, trial_error
from backstride.measures.video import KNOWLEDGE as VIDEO
from backstride.model.measure import MeasureDefinition

HEAD = """\
# Measures

Generated from `knowledge/measures.toml`, `detectable_changes.toml`, `references.toml` and `video_measures.toml`
by `python -m backstride.measures.docs > docs/measures.md`; a test keeps it so.

Every value carries a 95 % interval: the spread of the strides (bootstrap) and the error of the instrument
in a whole trial, joined in quadrature. Fewer than three strides give no value. A reference band is the
middle 90 % of healthy runners at this speed on this kind of surface; where no study gives figures for the
same definition there is none. Flexion and anterior tilt are positive; sides are `left` and `right`.

The column *camera* names the views of a clip that show a measure (`-`: none; it needs markers or plates) and
what the clip needs besides. 100 Hz: so many frames of the run a second or more. Metres: the runner's height,
or from the side a given speed. Stand: a camera that does not move. How to film: [video.md](video.md).
"""
# In the order in which people film: from the side, then from behind.
VIEWS = {"side": "from the side", "rear": "from behind", "front": "from the front", "oblique": "at an angle"}


def page() -> str:
    """The whole page, Markdown."""
    sections = [HEAD, _table(), *(_section(d) for d in definitions()), _foot_strike()]
    return "\n".join(sections)


def _table() -> str:
    head = "| id | title | unit | sides | detectable change | camera |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(_row(d) for d in definitions())]) + "\n"


def _row(d: MeasureDefinition) -> str:
    sides = "left, right, both" if d.bilateral else "both"
    change = "-" if d.detectable_change is None else f"{d.detectable_change:g}"
    return f"| `{d.id}` | {d.title} | {d.unit} | {sides} | {change} | {_views(d)} |"


def _views(d: MeasureDefinition) -> str:
    """The views that show a measure and what else it needs, in one cell."""
    entry = _seen(d)
    rate, views = entry.get("least_rate_hz"), ", ".join(_in_order(entry))
    needs = [f"{rate:g} Hz"] if rate else []
    needs += [word for key, word in (("metres", "metres"), ("still", "stand")) if entry.get(key)]
    return f"{views} ({', '.join(needs)})" if views and needs else views or "-"


def _camera(d: MeasureDefinition) -> str:
    """What one camera shows of a measure, as a line of its section."""
    entry = _seen(d)
    if not entry.get("views"):
        return f"- Camera: none. {load(VIDEO)['why'][entry['why']]}"
    views = ", ".join(VIEWS[view] for view in _in_order(entry))
    scale = ", and the share that the metres are off by" if entry.get("metres") else ""
    parts = [f"{entry['error_sd']:g}"] if "error_sd" in entry else []
    parts += [f"{entry['error_share']:.0%} of the value"] if "error_share" in entry else []
    return f"- Camera: {views}. Error of a clip (SD): {', and '.join(parts)}{scale}."


def _seen(d: MeasureDefinition) -> dict[str, Any]:
    """A measure's entry of what a camera shows."""
    entry: dict[str, Any] = load(VIDEO)["measure"][d.id]
    return entry


def _in_order(entry: dict[str, Any]) -> list[str]:
    return [view for view in VIEWS if view in entry.get("views", ())]


def _section(d: MeasureDefinition) -> str:
    error = trial_error(d.id)
    lines = [
        f"## {d.title} (`{d.id}`)\n",
        f"{d.plain}\n",
        f"- Formula: {d.formula}. Unit: {d.unit}. Source: {d.source}.",
        f"- Needs: {', '.join(d.needs)}. Frame rate: {d.frame_rate}.",
        f"- Smallest detectable change: {d.detectable_change} ({d.detectable_change_source}).",
        f"- Error of a trial (SD): {error.markers:g}, contacts from plates {error.plates:g}"
        + (f", plus {error.pelvis_centre:g} with a pelvis centre of mass" if error.pelvis_centre else "")
        + (f", plus {error.without_standing:g} without standing" if error.without_standing else "")
        + _from_motion(error)
        + (f", plus {error.common_share:.0%} of the value in every session" if error.common_share else "")
        + f" ({error.source}).",
        _camera(d),
        *_bands(d.id),
    ]
    return "\n".join(lines) + "\n"


def _from_motion(error: TrialError) -> str:
    """How far off the measure may be where no plate felt the run."""
    if error.from_motion:
        return f", without plates {error.from_motion:g}"
    return f", without plates {error.from_motion_share:.0%} of the value" if error.from_motion_share else ""


def _foot_strike() -> str:
    cut = load(REFERENCES)["foot_strike"]
    heel, fore = cut["rearfoot_above_deg"], -cut["forefoot_below_deg"]
    return (
        "## Foot-strike class\n\n"
        f"Rearfoot when the whole foot is pitched up by more than {heel} degrees at foot strike against "
        f"standing; else forefoot when its outer edge, on which every foot lands, points down by more than "
        f"{fore} degrees; else midfoot. Cut-offs: {cut['source']}. How often that agrees with observers: "
        "`benchmarks/foot_strike_class.py`.\n"
    )


def _bands(measure_id: str) -> list[str]:
    bands = [band for band in load(REFERENCES)["band"] if band["measure"] == measure_id]
    return [
        f"- Band on {band['surface']}, {_speeds(band['at'])} m/s: {band['source']}.{_by_sex(band)}"
        for band in bands
    ] or ["- Band: none."]


def _by_sex(band: dict[str, Any]) -> str:
    more = band.get("female_more")
    return f" Women {more:g} more: {band['female_source']}." if more else ""


def _speeds(rows: list[dict[str, float]]) -> str:
    speeds = sorted(row["speed_mps"] for row in rows)
    return f"{speeds[0]:.1f}" if len(speeds) == 1 else f"{speeds[0]:.1f} to {speeds[-1]:.1f}"


if __name__ == "__main__":
    print(page(), end="")
