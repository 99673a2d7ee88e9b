"""Files that appear together or not at all, and never over somebody else's."""

from __future__ import annotations

import hashlib
import json
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from backstride.errors import BackstrideError, UsageError


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refuse_foreign(out: Path, names: Sequence[str], harmless: Callable[[Path], bool]) -> None:
    """Raise UsageError when ``out`` is a file, or one of ``names`` in it was not written here or was changed.

    names: the last is the truth, which holds the digests of the others. harmless: whether a file there loses
    nothing by being replaced.
    """
    fix = "Choose another folder with --out"
    if out.exists() and not out.is_dir():
        raise UsageError("a file of this name is already there", where=str(out), fix=fix)
    *others, truth = names
    vouched = _vouched(out / truth)
    if vouched is None and (out / truth).exists():
        raise UsageError(f"{truth} is there and Backstride did not write it", where=str(out), fix=fix)
    for name in others:
        path = out / name
        if path.exists() and (vouched or {}).get(name) != digest(path) and not harmless(path):
            raise UsageError(f"{name} is there and Backstride did not write it", where=str(out), fix=fix)


def _vouched(truth: Path) -> dict[str, str] | None:
    """File -> digest as a truth file states them; None when it is none of ours."""
    try:
        content = json.loads(truth.read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in content["sha256"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


@contextmanager
def hidden_beside(out: Path) -> Iterator[Path]:
    """A hidden folder beside ``out``, gone at the end whatever happens.

    Raises BackstrideError where it, or what is put there, cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as hidden:
            made = Path(hidden) / "made"  # its own folder, so that it gets the user's permissions, not 0700
            made.mkdir()
            yield made
    except OSError as error:
        raise BackstrideError(
            f"the files cannot be written ({error.strerror})",
            where=str(out),
            fix="Choose a folder you may write to with --out",
        ) from error


def move_together(made: Path, out: Path, names: Sequence[str]) -> None:
    """Move all files of ``made`` to ``out``; those of ``names`` that an earlier call left there go."""
    new = [name for name in names if (made / name).exists()]
    with _interrupts_held():
        if not out.exists():
            made.rename(out)
            return
        for name in names:
            if name not in new:
                (out / name).unlink(missing_ok=True)
        for name in new:
            (made / name).replace(out / name)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back during a few renames, then deliver it; only the main thread can receive it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt
