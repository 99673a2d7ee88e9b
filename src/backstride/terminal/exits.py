"""Exit codes that several commands share, and the levels that stop them."""

from __future__ import annotations

from typing import Final

EXIT_SAFETY_STOP: Final = 4
EXIT_INTERRUPTED: Final = 130
ABOVE_UNKNOWN: Final = ("clinician", "urgent", "emergency")
