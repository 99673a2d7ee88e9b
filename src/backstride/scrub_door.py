"""``backstride scrub``: a copy of a clip without faces, sound, place or date."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from backstride.pose.crew import OnFrames
    from backstride.pose.scrub import OnStage, Scrubbed, Stretch

MOST_STRETCHES: Final = 5
LOOK: Final = "Look through the copy before you share it: the way a person runs can tell who it is."


def scrub(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", help="A video, MP4 or MOV as the phone made it.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The copy; CLIP-scrubbed.mp4 beside the clip."),
    ] = None,
    whole_frame: Annotated[
        bool, typer.Option("--whole-frame", help="Draw only the runner's figure, on black.")
    ] = False,
) -> None:
    """Write a copy of a clip with every face it finds covered, and no sound, place, date or device.

    Example:  backstride scrub run.mp4
    """
    from backstride.pose.blaze import BlazeEngine
    from backstride.pose.scrub import scrub as run

    with _stages() as on_stage:
        done = run(clip, out, BlazeEngine, on_stage, whole_frame=whole_frame)
    for line in _lines(done, whole_frame=whole_frame):
        typer.echo(line, err=True)
    typer.echo(done.path)


def _lines(done: Scrubbed, *, whole_frame: bool) -> Iterator[str]:
    """What a person should know before sharing the copy."""
    what = "The runner's figure is drawn" if whole_frame else "Faces are covered"
    yield f"{what} in {done.covered} of {done.frames} frames."
    if done.from_body:
        yield (
            f"In {done.from_body} frames no head was made out: the top third of the body is covered instead."
        )
    if done.nobody_s and not whole_frame:
        yield f"Nobody was found {_when(done.nobody_s)}: look there first."
    yield LOOK


def _when(stretches: Sequence[Stretch]) -> str:
    longest = sorted(sorted(stretches, key=lambda one: one[0] - one[1])[:MOST_STRETCHES])
    said = ", ".join(f"from {start:.1f} to {stop:.1f} s" for start, stop in longest)
    more = len(stretches) - len(longest)
    return f"{said} and in {more} shorter stretches" if more else said


@contextmanager
def _stages() -> Iterator[OnStage]:
    """A bar for each stage, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _name: lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:

        def begin(name: str) -> OnFrames:
            task = bars.add_task(name, total=None)
            return lambda done, all_: bars.update(task, completed=done, total=all_)

        yield begin
