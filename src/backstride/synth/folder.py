"""Whether a folder may be written to: never over somebody else's files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from backstride.errors import UsageError


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
