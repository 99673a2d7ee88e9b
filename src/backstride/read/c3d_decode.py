"""ezc3d's view of a C3D file as plain arrays, so that it can cross from a child process.

Parameters are keyed ``GROUP:NAME``; ``points`` and ``analogs`` hold the data section.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import UnreadableError
from backstride.model.arrays import FloatArray
from backstride.read.c3d_header import EXPORT_AGAIN, Layout
from backstride.read.isolate import read_isolated

Arrays = dict[str, NDArray[Any]]

# What ezc3d and its Python side raise on files they cannot make sense of.
_DECODING_ERRORS: Final = (
    OSError,
    RuntimeError,
    ValueError,
    IndexError,
    OverflowError,
    MemoryError,
    TypeError,
)

_SIXTEEN_BITS: Final = 65536


def decode_checked(path: Path, layout: Layout) -> Arrays:
    """The file's arrays: decoded here when its layout is beyond doubt, else in a child process.

    Raises UnreadableError where decoding fails or gives another layout than the header promises.
    """
    if layout.doubts:
        arrays = read_isolated(f"{__name__}:{decode.__name__}", path)
    else:
        try:
            arrays = decode(path)
        except _DECODING_ERRORS as error:
            raise UnreadableError(
                "it is damaged: no recording can be read from it", fix=EXPORT_AGAIN
            ) from error
    n_frames, n_points, _ = arrays["points"].shape
    as_promised = n_points == layout.n_points and layout.n_frames == n_frames
    if not as_promised or not n_frames:
        raise UnreadableError("it is damaged: its data are not what its header says", fix=EXPORT_AGAIN)
    return arrays


def decode(path: Path) -> Arrays:
    """Every parameter, ``points`` (n, m, 3) and ``analogs`` (t, k), all in the file's units.

    Points with a negative residual are NaN. Numbers keep the shape they have in the file, texts are
    one-dimensional. Raises whatever ezc3d raises.
    """
    import ezc3d  # here, so that reading other formats never pays for it

    file = ezc3d.ezc3d.c3d(str(path))  # the reader under ezc3d.c3d, without copies nobody asked for
    arrays: Arrays = {
        f"{group}:{name}".upper(): _value(parameter["value"])
        for group, parameters in ezc3d.c3d.Parameters(file.parameters()).items()
        for name, parameter in parameters.items()
        if name != "__METADATA__"
    }
    positions = np.ascontiguousarray(file.get_points()[:3].T)
    residuals = file.get_point_residuals()
    if residuals.size:
        positions[residuals[0].T < 0] = np.nan
    arrays["points"] = positions
    arrays["analogs"] = np.ascontiguousarray(file.get_analogs()[0].T)
    if texts(arrays, "ANALOG:FORMAT")[:1] == ["UNSIGNED"] and number(arrays, "POINT:SCALE") > 0:
        arrays["analogs"] = _unsigned(arrays)
    return arrays


def _unsigned(arrays: Arrays) -> FloatArray:
    """Analog values of a file of unsigned 16-bit integers, which ezc3d 1.7 reads as signed ones."""
    analogs = arrays["analogs"]
    scale = number(arrays, "ANALOG:GEN_SCALE", 1.0) * numbers(arrays, "ANALOG:SCALE")[: analogs.shape[1]]
    offset = numbers(arrays, "ANALOG:OFFSET")[: analogs.shape[1]]
    counts = np.round(analogs / np.where(scale == 0, 1.0, scale)) + offset
    return (np.mod(counts, _SIXTEEN_BITS) - np.mod(offset, _SIXTEEN_BITS)) * scale


def _value(value: Any) -> NDArray[Any]:
    if isinstance(value, list):
        return np.array(value, dtype=str) if value else np.empty(0, dtype=str)
    return np.asarray(value, dtype=float)


def numbers(arrays: Arrays, name: str) -> FloatArray:
    """A parameter's numbers in file order; empty where it is absent or holds text."""
    values = arrays.get(name, np.empty(0))
    return values.ravel(order="F").astype(float) if values.dtype.kind == "f" else np.empty(0)


def number(arrays: Arrays, name: str, default: float = 0.0) -> float:
    """A parameter's first number, finite, else ``default``."""
    values = numbers(arrays, name)
    return float(values[0]) if values.size and np.isfinite(values[0]) else default


def texts(arrays: Arrays, name: str) -> list[str]:
    """A parameter's texts without spaces at either end, with those of ``name2``, ``name3`` and so on."""
    found: list[str] = []
    following, number_of_list = name, 1
    while following in arrays and arrays[following].dtype.kind == "U":
        found += [_readable(text) for text in arrays[following].ravel().tolist()]
        number_of_list += 1
        following = f"{name}{number_of_list}"
    return found


def _readable(text: str) -> str:
    """Text that can be shown and stored: bytes that are no UTF-8 read as Latin-1, control characters out."""
    plain = text.encode("utf-8", "surrogateescape")
    try:
        decoded = plain.decode("utf-8")
    except UnicodeDecodeError:
        decoded = plain.decode("latin-1")
    return "".join(letter for letter in decoded if letter.isprintable()).strip()
