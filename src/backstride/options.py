"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="Videos, keypoints, watch and sensor files, C3D, TRC (with MOT), Qualisys TSV.",
    ),
]
ResultFolder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder that analyze wrote.", exists=True, file_okay=False)
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the result.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]
Standing = Annotated[
    Path | None,
    typer.Option("--standing", metavar="FILE", help="Quiet standing trial, same markers, same runner."),
]
ForceFile = Annotated[
    Path | None,
    typer.Option("--forces", metavar="FILE", help="Force file of the marker file, if its name does not say."),
]
RateHz = Annotated[float | None, typer.Option("--rate-hz", help="Frame rate, where the file has none.")]
SpeedMps = Annotated[float | None, typer.Option("--speed-mps", help="Belt or running speed, m/s.")]
SurfaceName = Annotated[
    Literal["treadmill", "road", "trail", "grass", "track", "sand"] | None,
    typer.Option("--surface", help="What was run on."),
]
Contacts = Annotated[
    Literal["auto", "plates", "markers"],
    typer.Option("--contacts", help="What foot strike and toe-off are read from."),
]
SwapSides = Annotated[
    bool, typer.Option("--swap-sides", help="Left and right labels are exchanged in the file.")
]
SlowMotion = Annotated[
    float | None,
    typer.Option("--slow-motion", metavar="X", help="How many times slower the clip plays than the run was."),
]
Sensor = Annotated[
    Literal["waist", "hip", "shank", "foot"] | None,
    typer.Option("--sensor", help="A sensor's CSV is among the files, and it was worn here."),
]
SensorName = Annotated[
    str | None,
    typer.Option("--sensor-name", metavar="NAME", help="Which sensor, where its file holds several."),
]
HeightM = Annotated[float | None, typer.Option("--height-m", help="Height, m.")]
MassKg = Annotated[float | None, typer.Option("--mass-kg", help="Mass, kg.")]
SexName = Annotated[Literal["female", "male"] | None, typer.Option("--sex", help="For body segment figures.")]
AgeYears = Annotated[float | None, typer.Option("--age", help="Age in years.")]
RunnerFile = Annotated[Path | None, typer.Option("--runner", metavar="FILE", help="The same facts as JSON.")]
AnswersFile = Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="Safety answers, JSON.")]
EngineName = Annotated[
    Literal["blaze", "rtm"],
    typer.Option("--engine", help="Pose engine; rtm needs rtmlib and its weights (docs/keypoints.md)."),
]
NoVideo = Annotated[
    bool, typer.Option("--no-video", help="Leave a clip's pictures out of the result: figure only.")
]
TrainingFolder = Annotated[
    Path | None,
    typer.Option("--training", metavar="FOLDER", help="Watch files of your last months, for training load."),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, help="Processes; all cores from eight recordings on.")
]
