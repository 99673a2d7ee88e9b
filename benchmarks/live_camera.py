"""A running clip as Chromium's fake camera plays it: JPEG after JPEG, 640x480, 30 a second, over and over."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

CAMERA_PX, CAMERA_HZ, CAMERA_S = (640, 480), 30, 20.0
LEAST_LOOP_S: Final = 0.6  # longer than a step, shorter than a stride
REACH: Final = 0.4  # share of the height that arms and legs reach to each side
ROOM: Final = 1.35  # height of the picture over the runner's, where the camera follows


def camera_file(clip: Path, path: Path, *, follows: bool = False) -> Path:
    """The clip with black beside it. follows: cut out around the runner, who then stays in the middle, as on
    a belt; for clips of somebody who runs past."""
    import cv2

    images, times_s = _images(clip)
    boxes = _boxes(clip, images[0].shape) if follows else dict.fromkeys(range(len(images)))
    shown = sorted(boxes)
    times_s = times_s[shown] - times_s[shown[0]]
    pictures = [cv2.imencode(".jpg", _fitted(images[place], boxes[place]))[1].tobytes() for place in shown]
    length_s = times_s[-1] + np.median(np.diff(times_s))
    wanted_s = np.arange(round(CAMERA_S * CAMERA_HZ)) / CAMERA_HZ % length_s
    places = np.minimum(np.searchsorted(times_s, wanted_s), len(pictures) - 1)
    path.write_bytes(b"".join(pictures[place] for place in places))
    return path


def _images(clip: Path) -> tuple[list[Any], Any]:
    """Frames (h, w, 3), blue first, and their times from the first on, s."""
    import av

    with av.open(str(clip)) as given:
        frames = [
            (frame.to_ndarray(format="bgr24"), float(frame.time or 0.0)) for frame in given.decode(video=0)
        ]
    return [image for image, _ in frames], np.array([time_s for _, time_s in frames]) - frames[0][1]


def _boxes(clip: Path, shape: tuple[int, ...]) -> dict[int, Any]:
    """Frame -> (left, top, width, height) around a runner who passes at an even speed; frames that show a
    whole stride, so that the last goes over into the first."""
    from backstride.pose.blaze import BlazeEngine
    from backstride.pose.clip import keypoints_of

    found = keypoints_of(clip, BlazeEngine)
    points: Any = found.points.to_numpy()
    seen = np.flatnonzero(np.isfinite(points[:, 0, 0]))
    points = points[seen]
    middle = (points.min(axis=1) + points.max(axis=1)) / 2
    x, y = (np.polyval(np.polyfit(seen, middle[:, axis], 1), seen) for axis in (0, 1))
    high = min(ROOM * float(np.median(np.ptp(points[:, :, 1], axis=1))), shape[0])
    wide = high * CAMERA_PX[0] / CAMERA_PX[1]
    lefts, tops = x - wide / 2, np.clip(y - high / 2, 0, shape[0] - high)
    reach = high / ROOM * REACH
    whole = np.flatnonzero((x >= reach) & (x <= shape[1] - reach))
    first, last = _whole_stride(points[whole] - middle[whole, None], round(LEAST_LOOP_S * found.rate_hz))
    return {
        int(seen[place]): (int(lefts[place]), int(tops[place]), int(wide), int(high))
        for place in whole[first:last]
    }


def _whole_stride(points: Any, least: int) -> tuple[int, int]:
    """(first, last) of frames at least so far apart in which the body stands most alike: (n, p, 2) px."""
    pairs = [(one, other) for one in range(len(points)) for other in range(one + least, len(points))]
    return min(pairs, key=lambda pair: float(np.linalg.norm(points[pair[0]] - points[pair[1]])))


def _fitted(image: Any, box: Any) -> Any:
    import cv2

    if box is not None:
        left, top, wide, high = box
        image = cv2.copyMakeBorder(image, 0, 0, wide, wide, cv2.BORDER_CONSTANT)  # the box may reach beyond
        image = image[top : top + high, left + wide : left + 2 * wide]
    (width, height), (high, wide) = CAMERA_PX, image.shape[:2]
    share = min(width / wide, height / high)
    small = cv2.resize(image, (round(wide * share), round(high * share)), interpolation=cv2.INTER_AREA)
    whole = np.zeros((height, width, 3), np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    whole[top : top + small.shape[0], left : left + small.shape[1]] = small
    return whole
