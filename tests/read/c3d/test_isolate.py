"""A child that crashes, hangs or eats memory is an error message here."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import UnreadableError
from backstride.read import isolate
from backstride.read.isolate import read_isolated

TARGETS = """
import os, signal, time
import numpy as np

def arrays(path):
    return {"numbers": np.arange(3.0), "texts": np.array(["a", "bc"]), "size": np.array(path.stat().st_size)}

def crash(path):
    os.kill(os.getpid(), signal.SIGSEGV)

def hang(path):
    time.sleep(60)

def eat(path):
    return {"x": np.ones((1 << 33,))}

def fail(path):
    raise ValueError("no sense in it")
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "isolated_targets.py").write_text(TARGETS)
    monkeypatch.syspath_prepend(str(tmp_path))
    path = tmp_path / "any.bin"
    path.write_bytes(b"12345")
    return path


def test_arrays_come_back_as_they_were(file: Path) -> None:
    got = read_isolated("isolated_targets:arrays", file)
    np.testing.assert_array_equal(got["numbers"], [0.0, 1.0, 2.0])
    assert got["texts"].tolist() == ["a", "bc"]
    assert got["size"] == 5


@pytest.mark.skipif(sys.platform == "win32", reason="signals and memory limits are POSIX")
@pytest.mark.parametrize("target", ["crash", "eat", "fail"])
def test_a_dying_child_is_one_error(file: Path, target: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnreadableError, match="no recording can be read"):
        read_isolated(f"isolated_targets:{target}", file)
    assert capfd.readouterr() == ("", "")


def test_a_hanging_child_is_ended(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolate, "_BASE_TIME_S", 1.5)
    with pytest.raises(UnreadableError, match="did not end"):
        read_isolated("isolated_targets:hang", file)
