"""Recordings into other formats, results into other tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from backstride.errors import UsageError
from backstride.model.recording import Recording
from backstride.pipeline import existing
from backstride.read.session import load_session

Format = Literal["trc", "mot", "c3d", "csv", "parquet"]
CONVENTION = "ISB axes: X running direction, Y up, Z to the runner's right; metres, newtons, seconds."


def export(
    paths: Sequence[Path], to: Format, *, forces: Path | None = None, out: Path = Path()
) -> tuple[Path, ...]:
    """Write each recording, or one result folder, in another format; returns the files written.

    Raises:
        UsageError: a missing path, a result folder asked for as trc, mot or c3d, or a recording without
            forces asked for as mot.
    """
    found = [existing(path) for path in paths]
    out.mkdir(parents=True, exist_ok=True)
    if len(found) == 1 and (found[0] / "analysis.json").is_file():
        return _export_result(found[0], to, out)
    write = _writer(to)
    recordings = load_session(found, forces=existing(forces) if forces is not None else None)
    return tuple(write(recording, out / f"{recording.id}.{to}") for recording in recordings)


def _writer(to: Format) -> Callable[[Recording, Path], Path]:
    return {"trc": _trc, "mot": _mot, "c3d": _c3d, "csv": _csv, "parquet": _parquet}[to]


def _trc(recording: Recording, path: Path) -> Path:
    from backstride.read.trc import write_trc

    write_trc(recording, path)
    return path


def _c3d(recording: Recording, path: Path) -> Path:
    from backstride.read.c3d_write import write_c3d

    write_c3d(recording, path)
    return path


def _mot(recording: Recording, path: Path) -> Path:
    from backstride.read.mot import write_mot

    if recording.forces is None:
        raise UsageError(
            "has no forces to write", where=recording.id, fix="Export it as trc, c3d, csv or parquet"
        )
    write_mot(recording.forces, path)
    return path


def _csv(recording: Recording, path: Path) -> Path:
    frame = _frame(recording)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {CONVENTION} {recording.axes.how}\n")
        frame.to_csv(file, index=False, float_format="%.6f")
    return path


def _parquet(recording: Recording, path: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(_frame(recording), preserve_index=False)
    pq.write_table(table.replace_schema_metadata({"axes": f"{CONVENTION} {recording.axes.how}"}), path)
    return path


def _frame(recording: Recording):  # type: ignore[no-untyped-def]
    """Wide table: time_s, then x, y, z of each point in m."""
    import pandas as pd

    points = recording.points
    values = points.to_numpy().reshape(points.shape[0], -1)
    names = [f"{name}_{axis}_m" for name in points.coords["point"].to_numpy() for axis in "xyz"]
    frame = pd.DataFrame(values, columns=names)
    frame.insert(0, "time_s", points.coords["time"].to_numpy())
    return frame


def _export_result(folder: Path, to: Format, out: Path) -> tuple[Path, ...]:
    from backstride.report.json_file import load
    from backstride.report.tables import contacts_csv, curves_parquet, measures_csv, read_curves

    if to not in ("csv", "parquet"):
        raise UsageError(
            f"a result cannot become {to}", where=str(folder), fix="Use --to csv or --to parquet"
        )
    analysis = load(folder / "analysis.json")
    if to == "csv":
        texts = {"measures.csv": measures_csv(analysis), "contacts.csv": contacts_csv(analysis)}
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8")
        return tuple(out / name for name in texts)
    path = out / "curves.parquet"
    path.write_bytes(curves_parquet(read_curves(folder / "curves.parquet")))
    return (path,)
