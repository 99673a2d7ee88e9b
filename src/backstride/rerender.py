"""A report again from a saved analysis."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from backstride.model.safety import Safety
from backstride.safety.triage import patterns_allowed
from backstride.saved import saved_result
from backstride.whole import hidden_beside, move_together

if TYPE_CHECKING:
    from backstride.report.html import Audience
    from backstride.report.pdf.papers import Paper


def rerender(folder: Path, audience: Audience = "both") -> tuple[Path, Safety]:
    """Write ``report.html`` of a result folder anew, or ``runner.html`` or ``clinician.html`` for one reader.

    Returns its path and the safety level it obeys. Raises as ``saved.saved_result`` does.
    """
    from backstride.report.html import render
    from backstride.report.player.files import players_in

    one = saved_result(folder)
    text = render(
        one.analysis,
        one.curves,
        background=one.background,
        told=one.told,
        audience=audience,
        players=players_in(folder),
    )
    name = "report.html" if audience == "both" else f"{audience}.html"
    return written(folder, {name: text.encode("utf-8")})[0], one.analysis.safety


def papers(folder: Path, audience: Audience | Paper) -> tuple[tuple[Path, ...], Safety]:
    """Write ``runner.pdf``, ``clinician.pdf`` or ``letter.pdf`` into a result folder, one page each.

    audience: both are the runner's and the clinician's; above ``unknown`` the runner's alone, which says what
    to do now, as on a screen. Returns the paths and the safety level they obey.

    Raises as ``saved.saved_result`` does, and ModelMissingError where the PDF extra is not installed.
    """
    from backstride.report.pdf.papers import pdf

    one = saved_result(folder)
    wanted: tuple[Paper, ...] = ("runner", "clinician") if audience == "both" else (audience,)
    if audience == "both" and not patterns_allowed(one.analysis.safety):
        wanted = ("runner",)
    made = {f"{name}.pdf": pdf(one.analysis, one.curves, one.background, one.told, name) for name in wanted}
    return written(folder, made), one.analysis.safety


def written(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write these files into the folder, all or none, and return their paths."""
    with hidden_beside(folder, "the page", "Copy the folder to where you may write") as made:
        for name, content in files.items():
            (made / name).write_bytes(content)
        move_together(made, folder, tuple(files))
    return tuple(folder / name for name in files)
