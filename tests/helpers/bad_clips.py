"""Files that are no clip of a run."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from helpers.clips import grey, write_clip


def bad_clips(folder: Path) -> dict[str, Path]:
    """One file for each way in which a file is no clip of a run, readable without a pose model."""
    import cv2

    noise = np.random.default_rng(0)
    images = [noise.integers(0, 255, (96, 128, 3), np.uint8) for _ in range(50)]
    whole = write_clip(folder / "whole.mp4", images).read_bytes()
    cv2.imwrite(str(folder / "photo.png"), images[0])
    shutil.copy(folder / "photo.png", folder / "photo.mp4")
    unknown = write_clip(folder / "unknown.mkv", grey(5), codec="ffv1")
    unknown.write_bytes(unknown.read_bytes().replace(b"V_FFV1", b"V_NONE"))
    write_clip(folder / "pixel.mkv", grey(5, 2, 2), codec="ffv1")
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.mp4").touch()
    write_noise(folder / "noise.mp4")
    _write_sound(folder / "sound.wav")
    shutil.copy(folder / "sound.wav", folder / "sound.mp4")
    (folder / "letters").mkdir()
    (folder / "letters" / "a.json").write_text('{"dear": "reader"}')
    return {path.name: path for path in folder.iterdir()}


def write_noise(path: Path) -> Path:
    """A file of bytes without meaning."""
    path.write_bytes(np.random.default_rng(1).bytes(5000))
    return path


def _write_sound(path: Path) -> None:
    import wave

    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(16000))
