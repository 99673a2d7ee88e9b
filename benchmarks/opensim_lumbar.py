"""OpenSim's full-body lumbar model reduced to one joint at L5/S1, and its static optimization on that.

At a posture every path that crosses L5/S1 is a straight line there, from the last point on the pelvis's side
to the first on the trunk's. A muscle along that line alone has the same pull and arm, so one trunk on one
ball joint with 164 such muscles is the same moment equilibrium, and the smallest model to time OpenSim on.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.spatial.transform import Rotation

from backstride.model.arrays import FloatArray
from benchmarks.angles import read_coordinates
from benchmarks.common import shared_data
from benchmarks.opensim_tools import library

MODEL: Final = "fullbody_lumbar_muscles.osim"
TURNS: Final = ("L5_S1_Lat_Bending", "L5_S1_axial_rotation", "L5_S1_Flex_Ext")
# The trunk's turn over that of L5/S1: the model's own couplings (Abs_r2_con, Abs_r1_con, Abs_r3_con).
TRUNK_OF_L5S1: Final = (11.3122, 5.5617, 7.1429)
BELOW: Final = ("ground", "pelvis", "sacrum", "femur_r", "femur_l")
SPACING_S: Final = 0.01
MARGIN: Final = 10  # frames
NO_LIMIT: Final = 100.0  # of activation: the product's muscles have none


@dataclass(frozen=True, eq=False)
class Lines:
    """Where m fascicles cross L5/S1 in one posture; pelvis axes, m from the joint.

    posture_rad: (3,) rotation vector of trunk on pelvis: bending, axial, extension. lower_m, upper_m: (m, 3)
    the ends of the line. length_m: (m,) of the whole path.
    """

    names: tuple[str, ...]
    strength_n: FloatArray
    posture_rad: FloatArray
    lower_m: FloatArray
    upper_m: FloatArray
    length_m: FloatArray

    def pulls(self) -> FloatArray:
        """(m, 3) unit vectors of the pull on the trunk."""
        line = self.lower_m - self.upper_m
        return np.asarray(line / np.linalg.norm(line, axis=1, keepdims=True))

    def arms_m(self) -> FloatArray:
        """(m, 3) about L5/S1."""
        return np.cross(self.upper_m, self.pulls())


class LumbarModel:
    """The full-body model, to be asked for its lines in one posture after the other."""

    def __init__(self) -> None:
        self._opensim = library()
        self._model = self._opensim.Model(str(shared_data() / "opensim" / MODEL))
        self._state = self._model.initSystem()
        self._followers = self._coupled()

    def lines(self, names: Sequence[str], posture_rad: FloatArray) -> Lines:
        """In a posture of the trunk on the pelvis, shared out over the lumbar joints as the model does.

        Args:
            names: of the fascicles.
            posture_rad: (3,) bending, axial, extension. Turned about one after the other, so what comes out
                (``Lines.posture_rad``) differs a little where several are asked for.
        """
        self._stand(posture_rad)
        muscles = [self._model.getMuscles().get(name) for name in names]
        ends = np.array([self._ends(muscle) for muscle in muscles])
        origin = self._in_pelvis(self._body("lumbar5").getPositionInGround(self._state))
        return Lines(
            names=tuple(names),
            strength_n=np.array([muscle.getMaxIsometricForce() for muscle in muscles]),
            posture_rad=self._turned(),
            lower_m=ends[:, 0] - origin,
            upper_m=ends[:, 1] - origin,
            length_m=np.array([muscle.getLength(self._state) for muscle in muscles]),
        )

    def _coupled(self) -> dict[str, list[tuple[str, float]]]:
        """Each coordinate of L5/S1 -> the coordinates that follow it, and by what factor."""
        found: dict[str, list[tuple[str, float]]] = {name: [] for name in TURNS}
        constraints = self._model.getConstraintSet()
        for index in range(constraints.getSize()):
            coupler = self._opensim.CoordinateCouplerConstraint.safeDownCast(constraints.get(index))
            leader = coupler.getIndependentCoordinateNames().get(0)
            if leader in found:
                factor = coupler.getFunction().calcValue(self._opensim.Vector(1, 1.0))
                found[leader].append((coupler.getDependentCoordinateName(), factor))
        return found

    def _stand(self, posture_rad: FloatArray) -> None:
        coordinates = self._model.getCoordinateSet()
        for leader, trunk_rad, share in zip(TURNS, posture_rad, TRUNK_OF_L5S1, strict=True):
            for name, factor in [(leader, 1.0), *self._followers[leader]]:
                coordinates.get(name).setValue(self._state, factor * trunk_rad / share, False)
        self._model.realizePosition(self._state)

    def _turned(self) -> FloatArray:
        turn = self._body("torso").findTransformBetween(self._state, self._body("pelvis"))
        rotation = turn.R()  # keeps the C++ object alive while it is read
        angles = rotation.convertRotationToBodyFixedXYZ()
        return np.asarray(Rotation.from_euler("XYZ", [angles.get(i) for i in range(3)]).as_rotvec())

    def _ends(self, muscle: Any) -> list[FloatArray]:
        """The lower and the upper end, in pelvis axes, of the one line that crosses the joint."""
        path = self._opensim.GeometryPath.safeDownCast(muscle.getPath()).getCurrentPath(self._state)
        points = [path.get(index) for index in range(path.getSize())]
        below = [point.getParentFrame().findBaseFrame().getName() in BELOW for point in points]
        (crossing,) = (i for i in range(len(points) - 1) if below[i] != below[i + 1])
        ends = [self._in_pelvis(points[i].getLocationInGround(self._state)) for i in (crossing, crossing + 1)]
        return ends if below[crossing] else ends[::-1]

    def _in_pelvis(self, place: Any) -> FloatArray:
        ground = self._model.getGround()
        moved = ground.findStationLocationInAnotherFrame(self._state, place, self._body("pelvis"))
        return np.array([moved.get(index) for index in range(3)])

    def _body(self, name: str) -> Any:
        return self._model.getBodySet().get(name)


@dataclass(frozen=True, eq=False)
class Optimized:
    """forces_n: (n, m) of OpenSim's StaticOptimization. seconds: of the processor's, in its run."""

    forces_n: FloatArray
    seconds: float


def static_optimization(lines: Lines, moments_nm: FloatArray, criterion: float = 1e-4) -> Optimized:
    """OpenSim's StaticOptimization, squared activation, no muscle physiology, forces from zero up.

    Args:
        lines: of the posture.
        moments_nm: (n, 3) that the muscles are to make on the trunk.
        criterion: its convergence criterion; its own default.
    """
    opensim = library()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _reduced(opensim, lines, moments_nm).printToXML(str(folder / "reduced.osim"))
        _write_still(folder / "still.mot", len(moments_nm))
        tool = _tool(opensim, folder, SPACING_S * (len(moments_nm) - 1), criterion)
        start = time.process_time()
        tool.run()
        seconds = time.process_time() - start
        table = read_coordinates(next(folder.glob("*StaticOptimization_force.sto")))
    return Optimized(pd.DataFrame(table)[list(lines.names)].to_numpy(), seconds)


def _reduced(opensim: Any, lines: Lines, moments_nm: FloatArray) -> Any:
    model = opensim.Model()
    model.setName("reduced")
    model.setGravity(opensim.Vec3(0))
    trunk = opensim.Body("trunk", 10.0, opensim.Vec3(0), opensim.Inertia(1.0, 1.0, 1.0))
    model.addBody(trunk)
    model.addJoint(opensim.BallJoint("l5s1", model.getGround(), trunk))
    for name, strength_n, lower, upper in zip(
        lines.names, lines.strength_n, lines.lower_m, lines.upper_m, strict=True
    ):
        muscle = opensim.DeGrooteFregly2016Muscle()
        muscle.setName(name)
        muscle.setMaxIsometricForce(float(strength_n))
        muscle.set_ignore_tendon_compliance(True)  # its physiology is off; it only has to start
        muscle.set_ignore_activation_dynamics(True)
        muscle.setMinControl(0.0)
        muscle.setMaxControl(NO_LIMIT)
        muscle.addNewPathPoint(f"{name}_lower", model.getGround(), opensim.Vec3(*map(float, lower)))
        muscle.addNewPathPoint(f"{name}_upper", trunk, opensim.Vec3(*map(float, upper)))
        model.addForce(muscle)
    model.addForce(_opposing(opensim, trunk, moments_nm))
    model.finalizeConnections()
    return model


def _opposing(opensim: Any, trunk: Any, moments_nm: FloatArray) -> Any:
    """What the muscles have to hold: the moments turned round, one after the other."""
    force = opensim.PrescribedForce("asked", trunk)
    force.setForceIsInGlobalFrame(True)
    parts = []
    for column in moments_nm.T:
        part = opensim.PiecewiseLinearFunction()
        for index, moment in enumerate(column):
            part.addPoint(SPACING_S * index, -float(moment))
        part._markAdopted()  # the force deletes it
        parts.append(part)
    force.setTorqueFunctions(*parts)
    return force


def _write_still(path: Path, frames: int) -> None:
    """No motion, from before to beyond the frames: OpenSim's splines need a dozen."""
    times = SPACING_S * np.arange(-MARGIN, frames + MARGIN)
    names = [f"/jointset/l5s1/l5s1_coord_{index}/value" for index in range(3)]
    head = [
        "still",
        f"nRows={len(times)}",
        "nColumns=4",
        "inDegrees=no",
        "endheader",
        "\t".join(["time", *names]),
    ]
    rows = [f"{moment:.4f}\t0\t0\t0" for moment in times]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


def _tool(opensim: Any, folder: Path, last_s: float, criterion: float) -> Any:
    analysis = opensim.StaticOptimization()
    analysis.setStartTime(0.0)
    analysis.setEndTime(last_s)
    analysis.setUseModelForceSet(True)
    analysis.setUseMusclePhysiology(False)
    analysis.setActivationExponent(2.0)
    analysis.setConvergenceCriterion(criterion)
    analysis.setMaxIterations(500)
    tool = opensim.AnalyzeTool()
    tool.setName("reduced")
    tool.setModelFilename(str(folder / "reduced.osim"))
    tool.getAnalysisSet().cloneAndAppend(analysis)
    tool.setInitialTime(0.0)
    tool.setFinalTime(last_s)
    tool.setSolveForEquilibrium(False)
    tool.setLowpassCutoffFrequency(-1.0)
    tool.setCoordinatesFileName(str(folder / "still.mot"))
    tool.setReplaceForceSet(False)
    tool.setResultsDir(str(folder))
    tool.printToXML(str(folder / "setup.xml"))
    return opensim.AnalyzeTool(str(folder / "setup.xml"), True)
