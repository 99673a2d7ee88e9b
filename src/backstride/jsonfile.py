"""Small JSON files people write by hand: a runner, answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backstride.errors import UnreadableError, UsageError


def read_json_object(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        UsageError: no such file, or the JSON is not an object.
        UnreadableError: not readable as JSON text.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError("no such file", where=str(path), fix="Check the name and the folder") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"not readable as JSON ({error})", where=path.name, fix="Mend the file"
        ) from error
    if not isinstance(value, dict):
        raise UsageError("holds no JSON object", where=path.name, fix='Write it as {"name": value, ...}')
    return value
