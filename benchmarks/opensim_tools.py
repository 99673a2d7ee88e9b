"""OpenSim 4.6 at work (extra ``validate``): its library, its inverse kinematics and its inverse dynamics."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from backstride.errors import UsageError
from backstride.model.arrays import FloatArray
from benchmarks.angles import read_coordinates

CUTOFF_HZ: Final = 15.0  # of the coordinates, as in the stored result
GIVEN_BY: Final = ("force_identifier", "point_identifier", "torque_identifier")
EXPRESSED_IN: Final = ("force_expressed_in_body", "point_expressed_in_body")


@dataclass(frozen=True, eq=False)
class Coordinates:
    """The motion OpenSim differentiates: degrees made radians, padded at both ends and low-passed.

    time_s: (m,). values: name -> (m,), rad or m. inside: the rows of the recording itself.
    """

    time_s: FloatArray
    values: Mapping[str, FloatArray]
    inside: slice


@cache
def library() -> Any:
    """The ``opensim`` module, silent and without the log file it would leave in the current folder.

    Raises:
        UsageError: it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its wrapper's types name no module
            import opensim
    except ImportError as error:
        raise UsageError(
            "OpenSim is not installed", where="benchmarks", fix="Install the extra: backstride[validate]"
        ) from error
    opensim.Logger.setLevelString("Off")
    opensim.Logger.removeFileSink()
    return opensim


@contextmanager
def silence() -> Iterator[None]:
    """Drop what OpenSim prints from C++ past its own logger."""
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def filtered(motion: Path, model: Any, cutoff_hz: float = CUTOFF_HZ) -> Coordinates:
    """A motion file as OpenSim's inverse dynamics uses it."""
    table, before = filtered_table(motion, model, cutoff_hz)
    columns = table.getColumnLabels()
    names = [columns.get(index) for index in range(1, columns.getSize())]
    time_s = _column(table, None)
    return Coordinates(
        time_s, {name: _column(table, name) for name in names}, slice(before, time_s.size - before)
    )


def filtered_table(motion: Path, model: Any, cutoff_hz: float = CUTOFF_HZ) -> tuple[Any, int]:
    """OpenSim's own table of it: padded by half at both ends and low-passed as its tool does; the padding."""
    table = library().Storage(str(motion))
    rows = table.getSize()
    table.pad(rows // 2)
    table.lowpassIIR(cutoff_hz)
    if table.isInDegrees():
        model.getSimbodyEngine().convertDegreesToRadians(table)
    return table, (table.getSize() - rows) // 2


def inverse_dynamics(
    model: Path, motion: Path, loads: Path, cutoff_hz: float = CUTOFF_HZ
) -> dict[str, FloatArray]:
    """OpenSim's InverseDynamicsTool on a whole motion: column -> (n,) N or N m, and ``time``.

    Args:
        model: .osim.
        motion: .mot of its coordinates.
        loads: an external loads .xml whose data file exists.
        cutoff_hz: of the coordinates.
    """
    with tempfile.TemporaryDirectory() as folder:
        tool = dynamics_tool(model, motion, loads, Path(folder), cutoff_hz)
        with silence():
            done = tool.run()
        if not done:
            raise UsageError("OpenSim's inverse dynamics failed", where=motion.name)
        return read_coordinates(Path(folder) / "dynamics.sto")


def dynamics_tool(model: Path, motion: Path, loads: Path, folder: Path, cutoff_hz: float = CUTOFF_HZ) -> Any:
    """The tool ready to run; it writes ``dynamics.sto`` into ``folder``."""
    opensim = library()
    tool, times = opensim.InverseDynamicsTool(), read_coordinates(motion)["time"]
    tool.setModelFileName(str(model))
    tool.setCoordinatesFileName(str(motion))
    tool.setExternalLoadsFileName(str(loads))
    tool.setLowpassCutoffFrequency(cutoff_hz)
    tool.setStartTime(float(times[0]))
    tool.setEndTime(float(times[-1]))
    muscles = opensim.ArrayStr()
    muscles.append("Muscles")
    tool.setExcludedForces(muscles)
    tool.setResultsDir(str(folder))
    tool.setOutputGenForceFileName("dynamics.sto")
    return tool


def inverse_kinematics(model: Path, markers: Path, motion: Path) -> Path:
    """OpenSim's InverseKinematicsTool with every marker that model and recording share, alike weighted."""
    opensim = library()
    body, table = opensim.Model(str(model)), opensim.TimeSeriesTableVec3(str(markers))
    own = {marker.getName() for marker in body.getMarkerSet()}
    tasks = opensim.IKTaskSet()
    for name in table.getColumnLabels():
        task = opensim.IKMarkerTask()
        task.setName(name)
        task.setWeight(1.0)
        task.setApply(name in own)
        tasks.cloneAndAppend(task)
    times, tool = table.getIndependentColumn(), opensim.InverseKinematicsTool()
    tool.setModel(body)
    tool.set_IKTaskSet(tasks)
    tool.setMarkerDataFileName(str(markers))
    tool.setStartTime(times[0])
    tool.setEndTime(times[-1])
    tool.setOutputMotionFileName(str(motion))
    tool.set_report_errors(False)
    with silence():
        tool.run()
    return motion


def loads_for(template: Path, forces: Path, folder: Path) -> Path:
    """A copy of an external loads file in ``folder`` that names another file of forces."""
    document = ET.parse(template)
    named = document.find(".//datafile")
    if named is None:
        raise UsageError("the external loads name no data file", where=template.name)
    named.text = str(forces.resolve())
    copy = folder / f"{forces.stem}_loads.xml"
    document.write(copy, encoding="utf-8", xml_declaration=True)
    return copy


def ground_wrenches(loads: Path, time_s: FloatArray) -> dict[str, tuple[FloatArray, FloatArray]]:
    """What an external loads file does to each body: force (n, 3) N and moment about the origin (n, 3) N m.

    Raises:
        UsageError: a force or its point is not given in the ground's axes.
    """
    document = ET.parse(loads)
    data = read_coordinates(loads.parent / str(document.findtext(".//datafile")).strip())
    found: dict[str, tuple[FloatArray, FloatArray]] = {}
    for one in document.iter("ExternalForce"):
        if any((one.findtext(key) or "").strip() != "ground" for key in EXPRESSED_IN):
            raise UsageError("an external force is not given in the ground's axes", where=loads.name)
        push, point, torque = (_vector(data, one.findtext(key), time_s) for key in GIVEN_BY)
        force, moment = found.get(body := str(one.findtext("applied_to_body")).strip(), (0.0, 0.0))
        found[body] = (force + push, moment + np.cross(point, push) + torque)
    return found


def _vector(data: Mapping[str, FloatArray], name: str | None, time_s: FloatArray) -> FloatArray:
    columns = [np.interp(time_s, data["time"], data[f"{(name or '').strip()}{axis}"]) for axis in "xyz"]
    return np.column_stack(columns)


def _column(table: Any, name: str | None) -> FloatArray:
    opensim = library()
    values = opensim.ArrayDouble()
    if name is None:
        table.getTimeColumn(values)
    else:
        table.getDataColumn(name, values, -np.inf)  # by default it begins at 0 s
    return np.array([values.get(index) for index in range(values.getSize())])
