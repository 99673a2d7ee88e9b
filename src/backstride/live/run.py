"""One practice, frame by frame: from a picture to what the page shows. Nothing is kept of it."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from backstride.knowledge.loader import load
from backstride.live.coach import Coach
from backstride.live.fade import KNOWLEDGE
from backstride.live.felt import Felt
from backstride.live.follow import Follower
from backstride.live.place import placed
from backstride.live.points import shares
from backstride.live.scale import Scale
from backstride.live.steps import Steps, Thought
from backstride.live.tip import Tip
from backstride.live.window import Window
from backstride.model.live import LiveAnswer, LiveHello, LiveState, LiveStep, LiveTarget
from backstride.pose.engine import Engine, Pose
from backstride.pose.frame import Image

ThinkBeside = Callable[[Callable[[], Thought]], "Future[Thought]"]
LONGEST_PAUSE_S: Final = 1.0
"""Frames farther apart than this were a pause: it does not count as practice, and no step spans it."""

_log: Final = logging.getLogger(__name__)


def at_once(work: Callable[[], Thought]) -> Future[Thought]:
    """Think before the next frame: for files, where every run is to give the same and a fault is raised."""
    done: Future[Thought] = Future()
    done.set_result(work())
    return done


class LiveRun:
    """One practice. beside: where thoughts are thought; the frames do not wait for them."""

    def __init__(self, engine: Engine, hello: LiveHello, beside: ThinkBeside = at_once) -> None:
        self.engine, self.hello, self._beside = engine, hello, beside
        self._follower = Follower(engine)
        self._scale = Scale(hello.cue, hello.view, hello.target)
        self._coach = Coach(hello.cue, hello.view, hello.told)
        self._tip = Tip(engine.point_names, hello.view)
        self._coach_known = load(KNOWLEDGE)["coach"]
        self._steps: Steps | None = None
        self._found: deque[Felt] = deque()
        self._thinking: tuple[Future[Thought], float] | None = None
        self._now_s = self._practised_s = 0.0
        self._begun = False
        self._value: float | None = None
        self._state_was: LiveState | None = None
        self._trouble_since_s = 0.0

    def see(self, frame: int, at_ms: float, image: Image) -> LiveAnswer:
        """One frame (h, w, 3), red first, and when it was taken, ms on the browser's clock."""
        began = time.perf_counter()
        steps = self._tick(at_ms / 1000.0, image)
        pose = self._follower.see(image, self._now_s)
        steps.window.add(self._now_s, pose)
        target_before = self._scale.target
        step = self._felt(steps)
        state = self._state(pose, steps)
        size_px = steps.window.size_px
        return LiveAnswer(
            frame=frame,
            at_ms=at_ms,
            seen=pose is not None,
            points=shares(pose, self.engine.point_names, size_px),
            value=self._value,
            tip=self._tip.see(pose, self._now_s) if self.hello.cue == "bowl" else None,
            inside=state == "inside" if state in ("inside", "outside") else None,
            step=step,
            cadence=None if steps.cadence is None else round(steps.cadence, 1),
            tell=state in ("inside", "outside") and self._coach.telling(self._practised_s),
            says=self._coach.says(state, self._practised_s, self._now_s),
            state=state,
            practised_s=round(self._practised_s, 2),
            target=self._new_target(target_before),
            server_ms=round(1000.0 * (time.perf_counter() - began), 2),
        )

    def _tick(self, now_s: float, image: Image) -> Steps:
        """The clock goes on; a new size of picture, or a pause, begins the window anew."""
        gap_s = now_s - self._now_s
        size = (image.shape[1], image.shape[0])
        if self._steps is None or self._steps.window.size_px != size:
            window = Window(self.engine.point_names, size, load(KNOWLEDGE)["window"]["seconds"])
            self._steps, self._thinking = Steps(window, self.hello.cue, self.hello.view), None
        elif gap_s > LONGEST_PAUSE_S or gap_s <= 0:
            self._steps.window.clear()
            self._steps.forget()
            self._thinking = None
        elif self._begun:
            self._practised_s += gap_s
        self._now_s = now_s
        return self._steps

    def _felt(self, steps: Steps) -> LiveStep | None:
        """The next step that was found and not yet told; then begin to think of new ones."""
        if self._thinking is not None and self._thinking[0].done():
            (future, until_s), self._thinking = self._thinking, None
            self._found += self._taken(steps, future, until_s)
        if self._thinking is None and steps.due(self._now_s):
            self._thinking = (self._beside(steps.thought()), self._now_s)
        while self._found:
            if (told := self._judged(self._found.popleft())) is not None:
                return told
        return None

    def _taken(self, steps: Steps, done: Future[Thought], until_s: float) -> tuple[Felt, ...]:
        """The new steps of a thought; none of one that failed, with which the practice goes on."""
        if (fault := done.exception()) is not None:
            _log.error("a thought failed", exc_info=fault)
            steps.failed(self._now_s)
            return ()
        return steps.take(done.result(), until_s, self._now_s)

    def _judged(self, one: Felt) -> LiveStep | None:
        """A step held against the border; None while the first ones are learnt from."""
        target = self._scale.target
        if not self._scale.ready or target is None:
            if one.value is not None:
                self._scale.learn(one.value)
            return None
        if one.value is None:
            return LiveStep(time_s=one.time_s, side=one.side, value=None, outside=False)
        value = round(self._scale.read(one.value), 2)
        self._value = value
        return LiveStep(
            time_s=one.time_s, side=one.side, value=value, outside=self._coach.step(value, target)
        )

    def _state(self, pose: Pose | None, steps: Steps) -> LiveState:
        """How things stand; a frame or two without the runner change nothing."""
        trouble = self._trouble(pose, steps)
        if trouble is None:
            self._trouble_since_s = self._now_s
            self._state_was = self._going(steps)
        elif self._state_was is None or self._now_s - self._trouble_since_s >= self._coach_known["nobody_s"]:
            self._state_was = trouble
        return self._state_was

    def _trouble(self, pose: Pose | None, steps: Steps) -> LiveState | None:
        if pose is None:
            return "nobody"
        self._begun = True
        where = placed(pose, self.engine.point_names, steps.window.size_px)
        if where != "well":
            return where
        return "turned" if steps.turned else None

    def _going(self, steps: Steps) -> LiveState:
        if steps.stand is None:
            return "settling"
        return self._coach.light if self._scale.ready else "counting"

    def _new_target(self, before: LiveTarget | None) -> LiveTarget | None:
        return self._scale.target if self._scale.target is not before else None
