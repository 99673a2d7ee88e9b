"""An engine beside the default one: RTMPose with feet, run by rtmlib where that and its models are there.

Nothing is fetched: rtmlib takes files that exist, and without them this engine says so. Deviations from
rtmlib's own way: one person at a time, in the region that is asked for; places are kept as rtmlib gives them,
which may be half a pixel off, because it counts pixel centres.
"""

from __future__ import annotations

import importlib
import io
import os
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

import numpy as np

from backstride.errors import ModelMissingError
from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.pose.decode import Image
from backstride.pose.engine import Person, Pose
from backstride.pose.model_store import models_folder
from backstride.pose.quiet import nothing_on_stderr
from backstride.pose.region import Region

KNOWLEDGE: Final = "pose/rtm.toml"
POINTS: Final = "keypoint_sets/halpe_26.toml"
LIBRARY: Final = "rtmlib"


class RtmEngine:
    """RTMPose, middle size: 26 points of body and feet. One thread; make one engine for each core.

    Raises ModelMissingError where rtmlib or one of the two models is not installed.
    """

    name = "RTMPose-m with feet (HALPE, 26 points) on rtmlib"

    def __init__(self) -> None:
        known = load(KNOWLEDGE)
        self._detector, self._landmarks = known["detector"], known["landmarks"]
        self.point_names: tuple[str, ...] = tuple(load(POINTS)["names"])
        self.present_at_least: float = self._landmarks["present_at_least"]
        width, height = self._landmarks["input_px"]
        self._aspect = width / height
        library = _library()
        self._find = _model(library.YOLOX, self._detector)
        self._place = _model(library.RTMPose, self._landmarks)

    def people(self, image: Image) -> tuple[Person, ...]:
        """Everybody in the frame (h, w, 3), surest first; all with the least score the detector lets pass."""
        boxes = np.asarray(self._find(_blue_first(image)), dtype=np.float64).reshape(-1, 4)
        score, enlarged = self._detector["score_at_least"], self._landmarks["enlarged"]
        sound = [box for box in boxes if np.isfinite(box).all() and (box[2:] > box[:2]).all()]
        return tuple(Person(region_of_box(box, self._aspect, enlarged), score) for box in sound)

    def pose(self, image: Image, region: Region) -> Pose:
        """The 26 points of the person in the region of the frame (h, w, 3)."""
        known = self._landmarks
        box = box_of_region(region, self._aspect, known["enlarged"])
        places, scores = self._place(_blue_first(image), bboxes=[box.tolist()])
        points_px = np.asarray(places, dtype=np.float64)[0]
        confidence = np.clip(np.asarray(scores, dtype=np.float64)[0], 0.0, 1.0)
        return Pose(
            points_px=points_px,
            confidence=confidence,
            depth_px=None,
            presence=float(confidence.mean()),
            region=self._next(points_px[confidence >= known["point_at_least"]], region),
        )

    def _next(self, sure_px: FloatArray, region: Region) -> Region:
        """Where to look next: round the sure points; here again where there is no box round them."""
        if len(sure_px) < 2 or not np.ptp(sure_px, axis=0).any():
            return region
        box = np.concatenate([sure_px.min(axis=0), sure_px.max(axis=0)])
        known = self._landmarks
        return region_of_box(box, self._aspect, known["enlarged"] * known["round_points"])


def region_of_box(box: FloatArray, aspect: float, enlarged: float) -> Region:
    """The upright square that has the height of what the model sees of a box (left, top, right, bottom) px.

    aspect: width over height of the model's input. enlarged: share by which the box is made larger.
    """
    width, height = box[2] - box[0], box[3] - box[1]
    side = enlarged * max(height, width / aspect)
    return Region(float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2, float(side))


def box_of_region(region: Region, aspect: float, enlarged: float) -> FloatArray:
    """(4,) left, top, right, bottom px of the box that becomes the region: the inverse of ``region_of_box``.

    The square's turn is left out; the model wants an upright box.
    """
    half = region.side_px / enlarged / 2 * np.array([aspect, 1.0])
    centre = np.array([region.x_px, region.y_px])
    return np.concatenate([centre - half, centre + half])


def weights_path(name: str) -> Path:
    """A model's file: among Backstride's own (models/rtm), else in rtmlib's store.

    Raises ModelMissingError where it is in neither.
    """
    own = models_folder() / "rtm"
    found = next((folder / name for folder in (own, _store()) if (folder / name).is_file()), None)
    if found is None:
        raise ModelMissingError(
            "the second pose engine needs a model that is not installed",
            where=name,
            fix=f"Put the file into {own}, or run rtmlib's BodyWithFeet once, which fetches it",
        )
    return found


def _store() -> Path:
    """Where rtmlib keeps what it fetched: in TORCH_HOME, XDG_CACHE_HOME/rtmlib or ~/.cache/rtmlib."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / LIBRARY
    return Path(os.environ.get("TORCH_HOME", cache)).expanduser() / "hub" / "checkpoints"


def _library() -> Any:
    try:
        with nothing_on_stderr():
            return importlib.import_module(LIBRARY)
    except ImportError as error:
        raise ModelMissingError(
            "the second pose engine needs a library that is not installed (rtmlib)",
            fix="Install it: pip install rtmlib onnxruntime",
        ) from error


def _model(make: Callable[..., Any], known: dict[str, Any]) -> Any:
    """One of rtmlib's models on the processor; it prints when it loads, which nobody asked for."""
    path = weights_path(known["file"])
    try:
        with nothing_on_stderr(), redirect_stdout(io.StringIO()):
            return make(
                str(path), model_input_size=tuple(known["input_px"]), backend="onnxruntime", device="cpu"
            )
    except ImportError as error:
        raise ModelMissingError(
            f"the second pose engine needs a library that is not installed ({error.name})",
            fix="Install it: pip install rtmlib onnxruntime",
        ) from error
    except Exception as error:  # whatever the library makes of a damaged file
        raise ModelMissingError(
            "the pose model is not the file it should be", where=known["file"], fix="Fetch it again"
        ) from error


def _blue_first(image: Image) -> Image:
    """RGB to BGR, which rtmlib takes its pictures in."""
    return np.ascontiguousarray(image[..., ::-1])
