"""Where Backstride keeps what belongs to a user: the store, pose models, what was read before."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def home_folder() -> Path:
    """What Backstride keeps for a user: BACKSTRIDE_HOME, XDG_DATA_HOME, or the system's own place."""
    if own := os.environ.get("BACKSTRIDE_HOME"):
        return Path(own)
    if shared := os.environ.get("XDG_DATA_HOME"):
        return Path(shared) / "backstride"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "backstride"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "backstride"
    return Path.home() / ".local" / "share" / "backstride"


def cache_folder() -> Path:
    """What can be made again and is kept to be quick: under BACKSTRIDE_HOME, else the system's own place."""
    if own := os.environ.get("BACKSTRIDE_HOME"):
        return Path(own) / "cache"
    if shared := os.environ.get("XDG_CACHE_HOME"):
        return Path(shared) / "backstride"
    if sys.platform == "win32":
        return home_folder() / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "backstride"
    return Path.home() / ".cache" / "backstride"
