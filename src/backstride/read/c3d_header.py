"""A C3D file checked against itself before ezc3d is let near it.

ezc3d believes the file: a wrong count makes it crash, read past the end or never return. Here the header, the
parameter section and the length of the file must tell the same story. What cannot be true is refused; what
could be true but is unusual becomes a *doubt*, and a doubtful file is decoded in a child process
(``isolate``).

Measured with ezc3d 1.7.2: 6,000 random byte flips in the first blocks of three real files gave 14 crashes or
hangs, all in doubtful files; a further run found one in a file without doubts (a scale without a value),
which the length checks below now catch. After that 9,500 more flips, and every type and dimension byte of
five files set to eight values, gave none without doubts. Layout: C3D User Guide (c3d.org).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backstride.errors import UnreadableError, WrongKindError
from backstride.read.c3d_parameters import BrokenSectionError, Parameters, Value, walk

BLOCK_BYTES: Final = 512
_MAGIC: Final = 0x50
_INTEL, _DEC, _MIPS = 84, 85, 86
# Words 1-12 of the header: section block and magic, points, analog samples a frame, first and last frame,
# largest gap, scale, data block, analog samples a point frame, rate.
_HEADER: Final = struct.Struct("<BBHHHHHfHHf")
_WORDS: Final = 65536  # a 16-bit count starts again here
_BYTES_PER_REAL: Final = 4
_BYTES_PER_INTEGER: Final = 2
_VALUES_PER_POINT: Final = 4
MAX_RATE_HZ: Final = 10_000.0  # the limit Settings.rate_hz has; no camera system is faster

_SAME: Final = 1e-5  # single precision keeps seven digits
_CLOSE_RATE: Final = 0.01  # 59.94 Hz written as 60 is rounding; more would bend every time
_DECISIVE: Final = (("POINT", "USED"), ("POINT", "SCALE"), ("POINT", "RATE"), ("ANALOG", "USED"))

_SCALARS: Final = tuple(
    (group, name)
    for group, names in (
        ("POINT", ("USED", "FRAMES", "SCALE", "RATE", "DATA_START")),
        ("ANALOG", ("USED", "GEN_SCALE", "RATE")),
        ("ROTATION", ("USED", "DATA_START", "RATE", "RATIO")),
        ("TRIAL", ("ACTUAL_START_FIELD", "ACTUAL_END_FIELD")),
        ("FORCE_PLATFORM", ("USED",)),
    )
    for name in names
)

EXPORT_AGAIN: Final = "Export or copy the file again."


@dataclass(frozen=True)
class Layout:
    """What the data section must look like, and what about the file is unusual."""

    n_points: int
    n_analogs: int
    n_frames: int
    first_frame: int
    subframes: int
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
    section_block: int
    n_points: int
    analog_values: int
    first_frame: int
    last_frame: int
    scale: float
    data_block: int
    subframes: int
    rate_hz: float
    processor: int

    @property
    def n_frames(self) -> int:
        return self.last_frame - self.first_frame + 1

    @property
    def n_analogs(self) -> int:
        return self.analog_values // self.subframes if self.subframes else 0

    @property
    def frame_bytes(self) -> int:
        real = self.scale < 0
        values = _VALUES_PER_POINT * self.n_points + self.analog_values
        return values * (_BYTES_PER_REAL if real else _BYTES_PER_INTEGER)


def inspect(path: Path) -> Layout:
    """The layout of the file at ``path``, checked against the file's length.

    Raises
    ------
    WrongKindError
        A folder, or no C3D inside.
    UnreadableError
        Empty, not permitted, cut short, or contradicting itself.
    """
    head, section, size = _read_sections(path)
    header = _header(head, section)
    _check_data_fits(header, size)
    doubts = _header_doubts(header, size)
    if header.processor == _DEC:
        doubts.append("its numbers are stored the DEC way")
    else:
        doubts += _section_doubts(header, section)
    return Layout(
        n_points=header.n_points,
        n_analogs=header.n_analogs,
        n_frames=header.n_frames,
        first_frame=header.first_frame,
        subframes=header.subframes,
        doubts=tuple(doubts),
    )


def _read_sections(path: Path) -> tuple[bytes, bytes, int]:
    """The header block, the parameter section up to the data, and the length of the file."""
    if path.is_dir():
        raise WrongKindError("this is a folder", fix="Give the C3D file itself.")
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            head = file.read(BLOCK_BYTES)
            _check_head(head, size)
            file.seek((head[0] - 1) * BLOCK_BYTES)
            section = file.read(_section_bytes(head))
    except PermissionError as error:
        raise UnreadableError("reading it is not permitted", fix="Change its permissions.") from error
    except OSError as error:
        reason = error.strerror or "the disk gave an error"
        raise UnreadableError(f"it cannot be read ({reason})", fix="Check the path and the disk.") from error
    if len(section) < BLOCK_BYTES:
        raise UnreadableError("the parameter section is cut short", fix=EXPORT_AGAIN)
    return head, section, size


def _check_head(head: bytes, size: int) -> None:
    if size == 0:
        raise UnreadableError("the file is empty", fix=EXPORT_AGAIN)
    if size < BLOCK_BYTES and head[1:2] == bytes([_MAGIC]):
        raise UnreadableError(f"the file ends after {size} bytes, inside its header", fix=EXPORT_AGAIN)
    if head[1:2] != bytes([_MAGIC]) or head[0] < 2:  # block 1 is the header itself
        raise WrongKindError("there is no C3D inside", fix="Give a C3D file, or name the file by its format.")
    if (head[0] - 1) * BLOCK_BYTES >= size:
        raise UnreadableError("the file ends before its parameters", fix=EXPORT_AGAIN)


def _section_bytes(head: bytes) -> int:
    """From the parameters to the data, whose block is word 9."""
    return BLOCK_BYTES * max(0, int.from_bytes(head[16:18], "little") - head[0])


def _header(head: bytes, section: bytes) -> _Header:
    processor = section[3]
    if processor == _MIPS:
        raise UnreadableError(
            "its numbers are in the byte order of MIPS workstations, which is not supported",
            fix="Save it in the Intel format with the software it came from.",
        )
    if processor not in (_INTEL, _DEC):
        raise UnreadableError(f"it names an unknown processor type ({processor})", fix=EXPORT_AGAIN)
    block, _, points, values, first, last, _, scale, data, subframes, rate = _HEADER.unpack_from(head)
    return _Header(block, points, values, first, last, scale, data, subframes, rate, processor)


def _check_data_fits(header: _Header, size: int) -> None:
    start = (header.data_block - 1) * BLOCK_BYTES
    if header.data_block <= header.section_block or start > size:
        raise UnreadableError("the file ends before its data, or its header is damaged", fix=EXPORT_AGAIN)
    if header.n_frames < 1:
        raise UnreadableError("its header counts no frames", fix=EXPORT_AGAIN)
    promised, held = header.n_frames * header.frame_bytes, size - start
    if promised > held:
        raise UnreadableError(
            f"it is cut short or damaged: its header promises {promised:,} bytes of data, {held:,} are there",
            fix=EXPORT_AGAIN,
        )


def _header_doubts(header: _Header, size: int) -> list[str]:
    """What an ordinary file never shows."""
    start = (header.data_block - 1) * BLOCK_BYTES
    spare = size - start - header.n_frames * header.frame_bytes
    checks = {
        "more data than its header counts, which may be frames beyond 65,535": spare > BLOCK_BYTES,
        "analog counts that do not divide": header.subframes * header.n_analogs != header.analog_values,
        "a frame rate nobody records at": not 0 < header.rate_hz <= MAX_RATE_HZ,
        "a scale of zero": not header.scale,
        "a first frame numbered zero": header.first_frame < 1,
    }
    return [text for text, is_true in checks.items() if is_true]


def _section_doubts(header: _Header, section: bytes) -> list[str]:
    try:
        parameters = walk(section)
    except BrokenSectionError as broken:
        return [str(broken)]
    return _parameter_doubts(header, parameters)


def _parameter_doubts(header: _Header, parameters: Parameters) -> list[str]:
    """Where the parameters differ from the header; refused where one of them must be damaged."""
    expected = {
        ("POINT", "USED"): header.n_points,
        ("POINT", "SCALE"): header.scale,
        ("POINT", "RATE"): header.rate_hz,
        ("POINT", "DATA_START"): header.data_block,
        ("POINT", "FRAMES"): header.n_frames,
    }
    if header.n_analogs:
        expected |= {
            ("ANALOG", "USED"): header.n_analogs,
            ("ANALOG", "RATE"): header.rate_hz * header.subframes,
        }
    doubts = []
    for key, value in expected.items():
        stated = parameters.get(key, ())
        if not stated or not _agrees(stated, value):
            doubts.append(f"{key[0]}:{key[1]} and the header disagree")
            if _is_decisive(key, stated, value):
                raise UnreadableError(f"it is damaged: its {doubts[-1]}", fix=EXPORT_AGAIN)
    return doubts + _length_doubts(header, parameters)


def _length_doubts(header: _Header, parameters: Parameters) -> list[str]:
    """Parameters with fewer values than ezc3d takes from them: it reads past their end and crashes."""
    least = dict.fromkeys(_SCALARS, 1)
    least |= {("ANALOG", name): header.n_analogs for name in ("SCALE", "OFFSET")}
    return [
        f"{group}:{name} is too short"
        for (group, name), count in least.items()
        if len(parameters.get((group, name), ("absent",) * (group != "ANALOG" or count <= 1))) < count
    ]


def _is_decisive(key: tuple[str, str], stated: Value, expected: float) -> bool:
    """Whether this difference would make every number, or its time, read wrongly."""
    if not stated or isinstance(stated[0], str) or key not in _DECISIVE:
        return False
    if key == ("POINT", "SCALE"):  # of stored reals the sign alone matters
        return stated[0] >= 0 or expected >= 0
    if key == ("POINT", "RATE"):  # a header without a rate is common enough
        return expected > 0 and abs(stated[0] - expected) > _CLOSE_RATE * expected
    return True


def _agrees(stated: Value, expected: float) -> bool:
    value = stated[0]
    if isinstance(value, str) or len(stated) != 1:
        return False
    if value < 0 <= expected:
        value += _WORDS  # counts above 32767 are negative in a signed word
    return abs(value - expected) <= _SAME * abs(expected)
