"""The default engine: BlazePose's detector and landmark model, run by LiteRT.

Written from the models' inputs and outputs and from what is published of the method
(``knowledge/pose/blaze.toml``). Deviations: no smoothing of landmarks in time, no outline of the person, and
pixel centres are mapped to pixel centres when a region is cut out, where the original is half a pixel of the
model's input off.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import ModelMissingError
from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.pose.decode import Image
from backstride.pose.detector_maths import Boxes, anchor_centres, decode_boxes, merge_overlapping
from backstride.pose.engine import Person, Pose
from backstride.pose.landmark_maths import sharpened, sigmoid
from backstride.pose.model_prune import pruned
from backstride.pose.model_store import model_path
from backstride.pose.quiet import nothing_on_stderr
from backstride.pose.region import Region, around_body, crop_to_frame, to_frame, whole_frame

KNOWLEDGE: Final = "pose/blaze.toml"
_WHITE: Final = np.float32(255.0)
Image32 = NDArray[np.float32]


class BlazeEngine:
    """BlazePose, full model: 33 points. One thread; make one engine for each core.

    Raises ModelMissingError where a model or a library of the video extra is not installed.
    """

    name = "BlazePose full (mediapipe 0.10.21 models) on LiteRT"

    def __init__(self) -> None:
        known = load(KNOWLEDGE)
        self._detector, self._landmarks, self._region = known["detector"], known["landmarks"], known["region"]
        self.point_names: tuple[str, ...] = tuple(self._landmarks["names"])
        self.present_at_least: float = self._landmarks["present_at_least"]
        self._find = _Model(model_path(self._detector["file"]).read_bytes())
        self._place = _Model(pruned(model_path(self._landmarks["file"]), tuple(self._landmarks["outputs"])))

    @cached_property
    def _anchors(self) -> FloatArray:
        known = self._detector
        return anchor_centres(known["input_px"], known["strides_px"], known["anchors_per_cell"])

    def people(self, image: Image) -> tuple[Person, ...]:
        """Everybody in the frame (h, w, 3), surest first."""
        known, height, width = self._detector, *image.shape[:2]
        frame = whole_frame(width, height)
        seen = _crop(image, frame, known["input_px"], outside="black")
        rows, logits = self._find(seen * 2 - 1)
        boxes = decode_boxes(
            rows.astype(np.float64), logits[:, 0], self._anchors, known["input_px"], known["score_at_least"]
        )
        return self._as_people(merge_overlapping(boxes, known["overlap_at_least"]), frame)

    def _as_people(self, boxes: Boxes, frame: Region) -> tuple[Person, ...]:
        known = self._region
        placed = to_frame(frame, boxes.keypoints)
        return tuple(
            Person(
                around_body(points[known["centre"]], points[known["circle"]], known["margin"]), float(score)
            )
            for points, score in zip(placed, boxes.scores, strict=True)
        )

    def pose(self, image: Image, region: Region) -> Pose:
        """The 33 points of the person in the region of the frame (h, w, 3)."""
        known = self._landmarks
        seen = _crop(image, region, known["input_px"], outside="edge")
        flat, presence, heatmaps = self._place(seen)
        values = flat.reshape(-1, known["values_each"]).astype(np.float64)
        shares = sharpened(
            values[:, :2] / known["input_px"],
            heatmaps,
            known["heatmap_window_px"],
            known["heatmap_trust_at_least"],
        )
        points = to_frame(region, shares)
        kept = len(self.point_names)
        centre, circle = points[known["region"]]
        return Pose(
            points_px=points[:kept],
            confidence=np.min(sigmoid(values[:kept, 3:5]), axis=1),  # not hidden, and inside the square
            depth_px=values[:kept, 2] * (region.side_px / known["input_px"]),
            presence=float(presence[0]),
            region=around_body(centre, circle, self._region["margin"]),
        )


class _Model:
    """One model in LiteRT: an input in, its outputs out, as float32 without the batch dimension.

    Outputs come in the order of their names, which is the order the model's authors gave them.
    """

    def __init__(self, content: bytes) -> None:
        with nothing_on_stderr():
            self._interpreter = _interpreter(content)
            self._interpreter.allocate_tensors()
        self._input: int = self._interpreter.get_input_details()[0]["index"]
        details = sorted(self._interpreter.get_output_details(), key=lambda detail: str(detail["name"]))
        self._outputs: list[int] = [detail["index"] for detail in details]

    def __call__(self, image: Image32) -> list[Image32]:
        self._interpreter.set_tensor(self._input, image[None])
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(place)[0] for place in self._outputs]


def _interpreter(content: bytes) -> Any:
    """One thread each: two interpreters side by side did a fifth more frames than one with two threads."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise ModelMissingError(
            "video needs a library that is not installed (ai-edge-litert)",
            fix="Install the video extra: pip install 'backstride[video]'",
        ) from error
    return Interpreter(model_content=content, num_threads=1)


def _crop(image: Image, region: Region, input_px: int, outside: str) -> Image32:
    """(input_px, input_px, 3) from 0 to 1, the region cut out, turned upright and scaled."""
    import cv2

    border = cv2.BORDER_CONSTANT if outside == "black" else cv2.BORDER_REPLICATE
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (input_px, input_px)
    matrix = crop_to_frame(region, input_px)
    crop = cv2.warpAffine(image, matrix, size, flags=flags, borderMode=border)
    return np.multiply(crop, 1 / _WHITE, dtype=np.float32)
