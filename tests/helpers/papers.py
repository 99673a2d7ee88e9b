"""The papers at the answers of each level."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from backstride.report.pdf.papers import Paper

PAPERS: tuple[Paper, ...] = get_args(Paper)
Made = Callable[[str, Paper], bytes]
