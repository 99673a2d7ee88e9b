"""``backstride scrub``: the copy's path on stdout, what to know before sharing it on stderr."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from backstride.errors import ModelMissingError, UnreadableError, UsageError
from backstride.scrub_door import scrub
from helpers.bright import BrightEngine, heads_clip
from helpers.clips import write_clip
from helpers.need import missing

SIZE = (320, 200)


@pytest.fixture(autouse=True)
def _video_extra() -> None:
    for name in ("av", "cv2", "ai_edge_litert"):
        if importlib.util.find_spec(name) is None:
            missing(f"the video extra ({name})")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    """Run the command with an engine that sees bright heads."""
    monkeypatch.setattr("backstride.pose.blaze.BlazeEngine", BrightEngine)
    app = typer.Typer()
    app.command()(scrub)

    def of(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(one) for one in arguments])

    return of


def clip_of(path: Path, seen: np.ndarray) -> Path:
    walk = np.array([40, 60]) + np.arange(len(seen))[:, None] * np.array([3, 0])
    return write_clip(path, heads_clip([walk], seen, SIZE))


def test_the_path_is_printed_and_what_to_look_at_is_said(run, tmp_path):
    clip = clip_of(tmp_path / "a.mp4", np.arange(40) < 20)
    done = run(clip)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [str(tmp_path / "a-scrubbed.mp4")]
    said = done.stderr.splitlines()
    assert said[0].startswith("Faces are covered in 2")
    assert said[0].endswith("of 40 frames.")
    assert "Nobody was found from 1.1 to 1.6 s: look there first." in said
    assert "before you share it" in said[-1]


def test_a_figure_alone(run, tmp_path):
    clip = clip_of(tmp_path / "a.mp4", np.ones(30, bool))
    done = run(clip, "--whole-frame", "--out", tmp_path / "b.mp4")
    assert done.exit_code == 0
    assert done.stdout.strip() == str(tmp_path / "b.mp4")
    assert "figure is drawn in" in done.stderr
    assert "Faces" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [("none.mp4", None, UsageError), ("noise.mp4", b"\x01" * 5000, UnreadableError)],
)
def test_what_is_no_video_is_refused(run, tmp_path, name, content, error):
    if content:
        (tmp_path / name).write_bytes(content)
    done = run(tmp_path / name)
    assert isinstance(done.exception, error)
    assert name in str(done.exception)


def test_without_a_model_the_fix_is_named(run, tmp_path, monkeypatch):
    def missing_model() -> BrightEngine:
        raise ModelMissingError("a model is missing", fix="backstride models install")

    monkeypatch.setattr("backstride.pose.blaze.BlazeEngine", missing_model)
    done = run(clip_of(tmp_path / "a.mp4", np.ones(10, bool)))
    assert isinstance(done.exception, ModelMissingError)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


SLOW = """
import os, sys, time
sys.path.insert(0, {tests!r})
import typer
import backstride.pose.blaze as blaze
from helpers.bright import BrightEngine
from backstride.scrub_door import scrub
class Slow(BrightEngine):
    def people(self, image):
        os.write(1, b"looking\\n")  # whole, whichever thread looks beside this one
        time.sleep(0.2)
        return super().people(image)
blaze.BlazeEngine = Slow
app = typer.Typer()
app.command()(scrub)
app()
"""


def test_ctrl_c_ends_soon_and_leaves_nothing(tmp_path):
    clip = clip_of(tmp_path / "a.mp4", np.ones(150, bool))
    code = SLOW.format(tests=str(Path(__file__).resolve().parents[1]))
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(clip)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "looking\n"
    pressed = time.monotonic()
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode != 0
    assert time.monotonic() - pressed < 20  # a busy machine; the whole clip would take as many looks again
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]
