"""A synthetic runner made from a spec file or a preset, into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from backstride.errors import UnreadableError, UsageError
from backstride.jsonfile import read_json_object
from backstride.synth.from_json import spec_of
from backstride.synth.presets import preset
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec
from backstride.synth.write import check_target, write_synthetic


def write_runner(
    spec: Path | None,
    preset_name: str | None,
    out: Path,
    file_format: Literal["c3d", "trc"],
    on_step: Callable[[str], None],
) -> tuple[Path, ...]:
    """Make the runner of a spec file or a preset and write his files; the paths, recordings first.

    Raises UsageError for a wrong spec, both or neither of spec and preset, and a taken folder.
    """
    chosen = _chosen(spec, preset_name)
    check_target(out, chosen)
    on_step("making a synthetic runner")
    synthetic = synthesise(chosen)
    on_step("writing files")
    return tuple(write_synthetic(synthetic, out, file_format).values())


def _chosen(path: Path | None, preset_name: str | None) -> Spec:
    if (path is None) == (preset_name is None):
        raise UsageError("a synthetic runner needs either --spec or --preset", fix="Try --preset typical")
    if path is None:
        return preset(str(preset_name))
    try:
        return spec_of(read_json_object(path), path.name)
    except UnreadableError as error:  # here the file is an argument, not a recording
        raise UsageError(error.what, where=error.where, fix=error.fix) from error
