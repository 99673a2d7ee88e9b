"""The command line: data on stdout, messages on stderr, meaningful exit codes, never a traceback."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.exceptions import Abort, Exit, TyperException

import backstride
from backstride.card_door import card
from backstride.compare_door import compare
from backstride.diary_door import diary_app
from backstride.errors import BackstrideError, RecordingError, UsageError
from backstride.history_door import history_app
from backstride.home_tests_door import home_tests
from backstride.models_door import models_app
from backstride.options import (
    AgeYears,
    AnswersFile,
    Contacts,
    EngineName,
    Files,
    ForceFile,
    HeightM,
    Jobs,
    Json,
    MassKg,
    NoVideo,
    Out,
    RateHz,
    RunnerFile,
    Sensor,
    SensorName,
    SexName,
    SlowMotion,
    SpeedMps,
    Standing,
    SurfaceName,
    SwapSides,
    TrainingFolder,
)
from backstride.plan_door import plan
from backstride.report_door import report
from backstride.scrub_door import scrub
from backstride.serve_door import serve
from backstride.synth_door import synth
from backstride.terminal.exits import ABOVE_UNKNOWN, EXIT_INTERRUPTED, EXIT_SAFETY_STOP
from backstride.terminal.steps import steps
from backstride.training_door import training

if TYPE_CHECKING:
    from backstride.result import Result

CONTROL = re.compile(r"\s*[\x00-\x1f\x7f-\x9f]+")
STOPPED = "Stopped; nothing was left half written."

app = typer.Typer(
    name="backstride",
    help="Measure a run and see the patterns that may contribute to low back pain, with their evidence.\n\n"
    "In pain now:  backstride safety\n\n"
    "Start:  backstride demo\n\n"
    "Then:   backstride analyze run.c3d --standing static.c3d --height-m 1.75 --mass-kg 70 --out result",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(models_app)
app.add_typer(diary_app)
app.add_typer(history_app)


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(f"backstride {backstride.__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def demo(out: Out = None, json_: Json = False) -> None:
    """Make a runner with a known fault, analyse the files, and name the report. Needs nothing."""
    from backstride.demo import run_demo

    folder = out or Path("backstride-demo")
    with steps() as on_step:
        result = run_demo(folder, on_step)
        paths = result.save(folder)
    _finish(result, paths, json_)


@app.command()
def analyze(
    files: Files,
    standing: Standing = None,
    forces: ForceFile = None,
    rate_hz: RateHz = None,
    height_m: HeightM = None,
    mass_kg: MassKg = None,
    sex: SexName = None,
    age: AgeYears = None,
    runner: RunnerFile = None,
    speed_mps: SpeedMps = None,
    surface: SurfaceName = None,
    contacts: Contacts = "auto",
    swap_sides: SwapSides = False,
    slow_motion: SlowMotion = None,
    engine: EngineName = "blaze",
    sensor: Sensor = None,
    sensor_name: SensorName = None,
    no_video: NoVideo = False,
    answers: AnswersFile = None,
    training: TrainingFolder = None,
    jobs: Jobs = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Analyse recordings of one runner and write report.html and its data.

    Example:  backstride analyze run.c3d --standing static.c3d --speed-mps 3.5 --out result
    """
    from backstride.jobs import sensible_jobs
    from backstride.jsonfile import read_json_object
    from backstride.pipeline import analyze as run

    facts = {"height_m": height_m, "mass_kg": mass_kg, "sex": sex, "age_years": age}
    stored = read_json_object(runner) if runner else {}
    with steps() as on_step:
        result = run(
            *files,
            standing=standing,
            forces=forces,
            runner={**stored, **{name: value for name, value in facts.items() if value is not None}},
            answers=answers,
            training=training,
            on_step=on_step,
            jobs=jobs or sensible_jobs(len(files)),
            rate_hz=rate_hz,
            speed_mps=speed_mps,
            surface=surface,
            contacts=contacts,
            swap_sides=swap_sides,
            slow_motion=slow_motion,
            engine=engine,
            sensor=sensor,
            sensor_name=sensor_name,
        )
        folder = out or (None if json_ else Path(f"backstride-{result.analysis.recordings[0].id}"))
        on_step("writing the report")
        paths = result.save(folder, video=not no_video) if folder else ()
    _finish(result, paths, json_)


@app.command()
def check(
    files: Files,
    standing: Standing = None,
    forces: ForceFile = None,
    rate_hz: RateHz = None,
    height_m: HeightM = None,
    slow_motion: SlowMotion = None,
    sensor: Sensor = None,
    sensor_name: SensorName = None,
    json_: Json = False,
) -> None:
    """Say what a file holds, how it was understood, and what can and cannot be measured from it."""
    from backstride.checkup import check as run
    from backstride.terminal.checkup_text import as_json, as_text

    with steps() as on_step:
        found = run(
            *files,
            standing=standing,
            forces=forces,
            rate_hz=rate_hz,
            height_m=height_m,
            slow_motion=slow_motion,
            sensor=sensor,
            sensor_name=sensor_name,
            on_step=on_step,
        )
    typer.echo(as_json(found) if json_ else as_text(found), nl=False)
    if all(one.quality.verdict == "refused" for one in found):
        raise typer.Exit(RecordingError.exit_code)


@app.command()
def safety(
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="Read the answers instead of asking.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Keep each answer here; goes on where it ended."),
    ] = None,
    intake: Annotated[
        bool, typer.Option("--intake", help="Then ask about pain, running and the day; all optional.")
    ] = False,
    json_: Json = False,
) -> None:
    """Is it safe to go on? Nine short questions, no recording needed; says what to do, how soon and where.

    Example:  backstride safety --save answers.json
    """
    from backstride.terminal.safety_check import outcome

    result = outcome(answers=answers, save=save, intake=intake)
    for line in result.json_lines() if json_ else result.lines():
        typer.echo(line)
    for line in result.next_steps():
        typer.echo(line, err=True)
    if result.safety.level in ABOVE_UNKNOWN:
        raise typer.Exit(EXIT_SAFETY_STOP)


@app.command()
def export(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...|DIR", help="Recordings, or one result folder.")
    ],
    to: Annotated[
        Literal["trc", "mot", "c3d", "csv", "parquet"], typer.Option("--to", help="Format to write.")
    ],
    forces: ForceFile = None,
    out: Out = None,
) -> None:
    """Convert recordings to trc, mot, c3d, csv or parquet, or a result folder to csv or parquet."""
    from backstride.export import export as run

    for path in run(paths, to, forces=forces, out=out or Path()):
        typer.echo(path)


@app.command()
def schema(
    name: Annotated[
        Literal["analysis", "answers", "runner", "synth"], typer.Argument(help="Which file's schema.")
    ] = "analysis",
) -> None:
    """Print a JSON Schema: of analysis.json, of an answers or runner file, or of a synth spec."""
    import json

    from backstride.schemas import json_schema

    typer.echo(json.dumps(json_schema(name), indent=2, ensure_ascii=False))


@app.command()
def doctor(json_: Json = False) -> None:
    """Look at this installation: versions, libraries, disk, and a full self-test on a synthetic runner."""
    from backstride.doctor import examine

    findings = examine()
    if json_:
        import json

        typer.echo(json.dumps([finding._asdict() for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.name}: {finding.text}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


app.command()(report)
app.command()(scrub)
app.command("home-tests")(home_tests)
app.command()(card)
app.command()(plan)
app.command()(compare)
app.command()(serve)
app.command()(synth)
app.command()(training)


def main() -> None:
    """Run the command; every way out is an exit code and at most one sentence on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr does: old terminals, odd file names
    sys.exit(_guarded(lambda: app(standalone_mode=False)))


def _guarded(work: Callable[[], Any]) -> int:
    try:
        code = work()
    except BackstrideError as error:
        return _fail(str(error), error.exit_code)
    except Exit as stop:
        return int(stop.exit_code)
    except TyperException as error:
        return _fail(f"{error.format_message().rstrip('.')}. Try backstride --help.", UsageError.exit_code)
    except (KeyboardInterrupt, Abort):
        return _fail(STOPPED, EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more: leave quietly
        return 1
    except MemoryError:
        return _fail("Not enough memory for this recording. Cut it into shorter files.", 1)
    except Exception as error:  # the last door: a fault of ours must not show a person a traceback
        return _fault(error)
    if code == EXIT_INTERRUPTED:  # typer catches Ctrl-C itself and says nothing
        return _fail(STOPPED, EXIT_INTERRUPTED)
    return code if isinstance(code, int) else 0


def _fault(error: Exception) -> int:
    if os.environ.get("BACKSTRIDE_DEBUG"):
        raise error
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:  # of stdout: files say it themselves
        return _fail("The output cannot be written: no space left. Make room, or send it elsewhere.", 1)
    return _fail(f"A fault in Backstride: {error!r}. Run again with BACKSTRIDE_DEBUG=1 and report it.", 1)


def _fail(message: str, code: int) -> int:
    """Say it in one line, whatever stands in the name of a file or in another library's message."""
    typer.echo(CONTROL.sub(" ", message), err=True)
    return code


def _finish(result: Result, paths: Sequence[Path], json_: bool) -> None:
    """Say what was found and where it lies. paths: what was written, the report first."""
    from backstride.terminal.summary import summary_lines

    if paths:
        for line in summary_lines(result):
            typer.echo(line, err=True)
        typer.echo(f"Report: {paths[0]}", err=json_)
    if json_:
        from backstride.report.json_file import dumps

        typer.echo(dumps(result.analysis), nl=False)
    if result.safety.level in ABOVE_UNKNOWN:
        raise typer.Exit(EXIT_SAFETY_STOP)


if __name__ == "__main__":
    main()
