"""The rules of the house, read from the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TEXTS = [
    path
    for pattern in (
        "src/**/*",
        "tests/**/*.py",
        "benchmarks/**/*",
        "docs/**/*",
        "*.md",
        "*.toml",
        "Makefile",
        ".ci/run",
    )
    for path in ROOT.glob(pattern)
    if path.is_file()
    and path.suffix in {".py", ".toml", ".json", ".md", ".html", ".css", ".js", ".svg", ".sh", ""}
]
LONGEST_FILE, LONGEST_FUNCTION = 350, 60


def test_imports_go_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_room_may_import_a_door() -> None:
    """A new file beside the rooms must be forbidden to all of them, but for what everybody may use."""
    doors = {f"backstride.{path.stem}" for path in (ROOT / "src" / "backstride").glob("*.py")}
    doors -= {f"backstride.{name}" for name in ("__init__", "errors", "home", "jsonfile", "whole")}
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in told["tool"]["importlinter"]["contracts"]:
        assert doors <= set(contract["forbidden_modules"]), contract["name"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_one_file_is_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_functions_are_short() -> None:
    sizes = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno)
        - node.lineno
        + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}
    assert sorted(sizes.values())[len(sizes) // 2] <= 14


def test_nothing_names_one_machine_or_a_registry_host() -> None:
    machine = re.compile(r"(?<![\w.])/(work|root|home)/\w")
    host = re.compile(r"pypi" + r"\.org|python" + r"hosted|npm" + r"js\.(com|org)|deb\." + r"debian")
    found = [
        str(path.relative_to(ROOT))
        for path in TEXTS
        if machine.search(text := path.read_text(encoding="utf-8")) or host.search(text)
    ]
    assert found == []


def test_help_is_fast_because_heavy_libraries_load_late() -> None:
    heavy = "('numpy', 'scipy', 'xarray', 'pyarrow', 'ezc3d')"
    code = f"import sys, backstride.cli; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
