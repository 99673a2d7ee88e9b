"""A PDF as poppler sees it: its words, what it says of itself, its fonts, its tags."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from helpers.need import missing


def pdf_text(data: bytes) -> str:
    """Its words in reading order, blanks and line breaks as one blank each."""
    return " ".join(_poppler("pdftotext", data, "-").split())


def pdf_info(data: bytes) -> dict[str, str]:
    """What ``pdfinfo`` says, by label."""
    lines = (line.split(":", 1) for line in _poppler("pdfinfo", data).splitlines() if ":" in line)
    return {label.strip(): value.strip() for label, value in lines}


def pdf_tags(data: bytes) -> list[str]:
    """The kinds of its parts, in order: H1, Table, Figure and so on."""
    found = (
        re.match(r"\s*([A-Z]\w*)", line) for line in _poppler("pdfinfo", data, first="-struct").splitlines()
    )
    return [match[1] for match in found if match]


def pdf_fonts(data: bytes) -> dict[str, bool]:
    """Whether each font, by name, is embedded."""
    rows = _poppler("pdffonts", data).splitlines()[2:]
    return {row.split()[0].split("+")[-1]: row.split()[-5] == "yes" for row in rows if row.strip()}


def _poppler(tool: str, data: bytes, *last: str, first: str = "") -> str:
    if shutil.which(tool) is None:
        missing(f"{tool} (poppler-utils)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(data)
        command = [tool, *([first] if first else []), str(path), *last]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout
