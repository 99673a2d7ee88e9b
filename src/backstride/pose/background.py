"""How the background moved through one piece of a clip, and through the pieces joined.

Corners of the background are followed by the method of Lucas and Kanade from one frame of reference, not
from frame to frame, so that errors do not add up while the view stays; a new reference is taken when too few
of its corners still share the movement. Their common movement is one shift, turn and zoom; what moves
otherwise (people, trees, cars) is left out (RANSAC). Deviation: one movement for the whole picture; things
near and far from a carried camera move differently, and then the larger part of the corners decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import BoolArray, FloatArray
from backstride.pose.frame import Box, Grey

SLOW_EVERY_S: Final = 1 / 12
FAST_EVERY_S: Final = 1 / 30
"""A still background is looked at twelve times a second, a moving one thirty: a hand shakes at up to 12 Hz
(judged)."""
SLACK_S: Final = 0.002
"""Frame times are rounded to milliseconds in some files."""
MOVES: Final = 0.001
"""Movement between two looks, as a share of the picture's long side, from which every look is taken."""
CELLS: Final = 14
"""The long side of the picture is cut into so many cells with one corner each: about a hundred in all."""
CORNER_QUALITY: Final = 0.01
"""Of the best corner's quality (OpenCV's customary value)."""
PLAIN: Final = 6e-5
"""Quality (OpenCV's smaller eigenvalue, block of 3) of the best corner in noise of standard deviation 2 of
255, halved: a corner below it may be a plain wall's."""
PATCH_PX: Final = 11
LEVELS: Final = 3
FITS_PX: Final = 0.5
"""A corner farther than this, in px of the small picture, from the common movement does not share it."""
FITS_SHARE: Final = 0.1
"""And this share of the movement more, because things near and far move differently."""
OVERLAY_PX: Final = 1.0
OVERLAY: Final = 0.25
"""Corners that stay within so many px while this share of all moves alike are letters laid over the
picture."""
FEWEST: Final = 12
AGREE: Final = 0.5
"""So many corners at least, and this share of those followed, must agree; else nothing is said."""
SPREAD: Final = 0.08
"""The agreeing ones must be spread by this standard deviation, as a share of the long side, or their turn and
zoom are guesses."""
RENEW: Final = 0.7
FAR: Final = 0.05
"""A new reference is taken when fewer corners share the movement than this share of those that did at first,
or when the view has moved farther than this share of the long side."""

Corners = NDArray[np.float32]


@dataclass(frozen=True)
class Move:
    """z -> turn z + shift for points x + iy from the middle of the frame, y down.

    turn: zoom * exp(i angle). shift: px. Complex numbers, because two such movements are one again.
    """

    turn: complex = 1 + 0j
    shift: complex = 0j

    def then(self, later: Move) -> Move:
        """This movement followed by another.

        >>> Move(1j, 2).then(Move(2, 1))
        Move(turn=2j, shift=5)
        """
        return Move(later.turn * self.turn, later.turn * self.shift + later.shift)

    def size_px(self, width_px: float, height_px: float) -> float:
        """Root mean square movement over all points of a frame."""
        spread = (
            width_px**2 + height_px**2
        ) / 12  # mean square distance of a rectangle's points from its middle
        return float(np.sqrt(abs(self.shift) ** 2 + abs(self.turn - 1) ** 2 * spread))


STAY: Final = Move()


@dataclass(frozen=True, eq=False)
class Scene:
    """One small picture and where people are in it, in its px."""

    grey: Grey
    people: Sequence[Box] = ()

    @cached_property
    def corners(self) -> Corners:
        """(m, 2) the best corner of the background in each cell of a grid, px from the upper left corner.

        Looked for at half the size, which is near enough and takes a quarter of the time.
        """
        quality = self._quality()
        side = max(quality.shape) // CELLS
        rows, columns = (size // side for size in quality.shape)
        cells = quality[: rows * side, : columns * side].reshape(rows, side, columns, side).swapaxes(1, 2)
        cells = cells.reshape(rows * columns, side * side)
        best, place = cells.argmax(axis=1), np.arange(rows * columns)
        x, y = place % columns * side + best % side, place // columns * side + best // side
        kept = cells[place, best] > max(CORNER_QUALITY * float(quality.max()), PLAIN)
        return (2 * np.column_stack([x[kept], y[kept]]) + 0.5).astype(np.float32)

    def _quality(self) -> Any:
        """(h / 2, w / 2) how good a corner each point of the background is; 0 in people and at the edge."""
        import cv2

        height, width = (size // 2 for size in self.grey.shape)
        even = self.grey[: 2 * height, : 2 * width]
        quality: Any = cv2.cornerMinEigenVal(
            cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), 3
        )
        quality[:, [0, -1]] = quality[[0, -1]] = 0.0  # what leaves the picture makes no corner
        for left, top, right, bottom in self.people:
            quality[_within(top / 2, bottom / 2, height), _within(left / 2, right / 2, width)] = 0.0
        return quality


@dataclass(eq=False)
class Course:
    """The background through one piece. moves: since the piece's first frame; trusted: whether each is known.
    first, last: for joining pieces. scale: px of the frame in one of the small picture."""

    time_s: list[float] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    trusted: list[bool] = field(default_factory=list)
    first: Scene | None = None
    last: Scene | None = None
    scale: int = 1


class Background:
    """Follows the background of one piece, frame by frame."""

    def __init__(self) -> None:
        self.course = Course()
        self._reference: Scene | None = None
        self._reference_move, self._since, self._at_first = STAY, STAY, 0
        self._due_s = -np.inf

    def is_due(self, time_s: float) -> bool:
        """Whether this frame should be looked at."""
        return time_s >= self._due_s - SLACK_S

    def see(self, time_s: float, grey: Grey, scale: int, people: Sequence[Box]) -> None:
        """One frame, small, and where people are in it, in px of the frame."""
        course = self.course
        now = Scene(grey, [(a / scale, b / scale, c / scale, d / scale) for a, b, c, d in people])
        before = course.moves[-1] if course.moves else STAY
        trusted = self._follow(now)
        move = self._reference_move.then(self._since)
        course.time_s.append(time_s)
        course.moves.append(move)
        course.trusted.append(trusted)
        course.first, course.last, course.scale = course.first or now, now, scale
        step_px = abs(move.shift - before.shift) + abs(move.turn - before.turn) * max(grey.shape) / 2
        slow = trusted and len(course.moves) > 1 and step_px <= MOVES * max(grey.shape)
        self._due_s = time_s + (SLOW_EVERY_S if slow else FAST_EVERY_S)

    def _follow(self, now: Scene) -> bool:
        """The movement since the reference, which is renewed when it falls out of view; False if unknown."""
        reference, last = self._reference, self.course.last
        if reference is None or last is None:
            self._reference = now
            return len(now.corners) >= FEWEST
        found = common_move(reference, now, self._since)
        if found is None and last is not reference:
            self._renew(last)
            reference, found = last, common_move(last, now, STAY)
        if found is not None:
            self._since, sharing = found
            self._at_first = max(self._at_first, sharing)
        far = self._since.size_px(*now.grey.shape) > FAR * max(now.grey.shape)
        if found is None or far or found[1] < RENEW * self._at_first:
            self._renew(now)
        return found is not None

    def _renew(self, reference: Scene) -> None:
        self._reference_move = self._reference_move.then(self._since)
        self._reference, self._since, self._at_first = reference, STAY, 0


def _within(low: float, high: float, size: int) -> slice:
    return slice(int(np.clip(low, 0, size)), int(np.clip(np.ceil(high), 0, size)))


def common_move(before: Scene, after: Scene, guess: Move) -> tuple[Move, int] | None:
    """The movement of the background from one small picture to another, and how many corners share it.

    guess: about how far it will have moved. None where too few corners are followed or agree.
    """
    here, there = _followed(before, after, guess)
    apart = np.hypot(*(there - here).T)
    long_px = max(after.grey.shape)
    away = apart > OVERLAY_PX
    if OVERLAY * len(away) <= away.sum() < len(away):
        move = _agreed(here[away], there[away], long_px)
        if move is not None:
            return move
    return _agreed(here, there, long_px)


def _followed(before: Scene, after: Scene, guess: Move) -> tuple[FloatArray, FloatArray]:
    """(m, 2) corners that were found again outside people, from the middle, in both pictures."""
    import cv2

    if not len(before.corners):
        return np.empty((0, 2)), np.empty((0, 2))
    middle = np.array(before.grey.shape[::-1]) / 2 - 0.5
    expected = (_moved(before.corners - middle, guess) + middle).astype(np.float32, order="C")
    flow: Any = cv2.calcOpticalFlowPyrLK(
        before.grey,
        after.grey,
        before.corners.reshape(-1, 1, 2),
        expected.reshape(-1, 1, 2),
        winSize=(PATCH_PX, PATCH_PX),
        maxLevel=LEVELS,
        criteria=(cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 10, 0.02),
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    there = flow[0].reshape(-1, 2)
    kept = (flow[1].ravel() == 1) & ~_inside(there, after.people)
    return before.corners[kept] - middle, there[kept] - middle


def _agreed(before: FloatArray, after: FloatArray, long_px: int) -> tuple[Move, int] | None:
    """The one movement most corners share and how many do; None where too few do or they lie together."""
    import cv2

    if len(before) < FEWEST:
        return None
    fits_px = FITS_PX + FITS_SHARE * float(np.median(np.hypot(*(after - before).T)))
    fit: Any = cv2.estimateAffinePartial2D(
        before, after, method=cv2.RANSAC, ransacReprojThreshold=fits_px, maxIters=200, refineIters=10
    )
    matrix, inliers = fit
    if matrix is None:
        return None
    agree = inliers.ravel() == 1
    spread_px = np.sqrt(np.sum(np.var(before[agree], axis=0)))
    if agree.sum() < max(FEWEST, AGREE * len(agree)) or spread_px < SPREAD * long_px:
        return None
    move = Move(complex(matrix[0, 0], matrix[1, 0]), complex(matrix[0, 2], matrix[1, 2]))
    return move, int(agree.sum())


def _moved(points: FloatArray, move: Move) -> FloatArray:
    """Points (m, 2) after the movement."""
    places = move.turn * (points[:, 0] + 1j * points[:, 1]) + move.shift
    return np.column_stack([places.real, places.imag])


def _inside(points: FloatArray, boxes: Iterable[Box]) -> BoolArray:
    """(m,) whether each point lies in one of the boxes."""
    inside = np.zeros(len(points), bool)
    for left, top, right, bottom in boxes:
        x, y = points.T
        inside |= (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    return inside


def joined(courses: Sequence[Course]) -> Course:
    """Pieces one after another as one, moves in px of the small picture since the very first frame.

    Each piece is fitted to the first one where the view is still the same, so that a still clip stays still
    however long; else to the one before.
    """
    whole = Course()
    for course in courses:
        if course.first is None:
            continue
        start, known = _start(whole, course)
        whole.time_s += course.time_s
        whole.moves += [start.then(move) for move in course.moves]
        whole.trusted += [known and course.trusted[0], *course.trusted[1:]]
        whole.first, whole.last, whole.scale = whole.first or course.first, course.last, course.scale
    return whole


def _start(whole: Course, course: Course) -> tuple[Move, bool]:
    """The movement from the very first frame to a piece's first, and whether it is known."""
    if whole.first is None or whole.last is None or course.first is None:
        return STAY, True
    for before, move in ((whole.first, STAY), (whole.last, whole.moves[-1])):
        found = common_move(before, course.first, STAY)
        if found is not None and found[1] >= RENEW * len(before.corners):
            return move.then(found[0]), True
    return whole.moves[-1], False
