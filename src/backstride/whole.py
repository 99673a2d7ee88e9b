"""Files that appear together or not at all: made in a hidden folder, moved when complete."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from backstride.errors import BackstrideError

LONGEST = 30  # characters of a name in that of a hidden folder: with what is added, no name gets too long


@contextmanager
def hidden_beside(
    out: Path, what: str, fix: str = "Choose a folder you may write to with --out"
) -> Iterator[Path]:
    """A hidden folder beside ``out``, or in it where it is a folder; gone at the end whatever happens.

    In it, because a folder that is there may lie on another disk than its neighbours, or in one where nothing
    new may be made; files are only moved at once within one disk.

    Raises BackstrideError where it, or what is put there, cannot be written; ``what`` names that in words,
    ``fix`` says what to do then.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        home = out if out.is_dir() else out.parent
        with tempfile.TemporaryDirectory(prefix=f".{out.name[:LONGEST]}.", dir=home) as hidden:
            made = Path(hidden) / "made"  # its own folder, so that it gets the user's permissions, not 0700
            made.mkdir()
            yield made
    except OSError as error:
        raise BackstrideError(
            f"{what} cannot be written ({error.strerror})",
            where=str(out),
            fix=fix,
        ) from error


def move_together(made: Path, out: Path, names: Sequence[str]) -> None:
    """Move all files of ``made`` to ``out``; those of ``names`` that an earlier call left there go.

    Raises BackstrideError, before anything is moved, where a folder has one of these names.
    """
    for name in names:
        if (out / name).is_dir() and not (out / name).is_symlink():
            raise BackstrideError(
                "a folder has the name of a file", where=str(out / name), fix="Move it away"
            )
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
