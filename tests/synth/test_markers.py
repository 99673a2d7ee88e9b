"""Camera noise, gaps, and the files a laboratory would hand over."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backstride.read.load import load as read
from backstride.synth.markers import marker_places, see
from backstride.synth.presets import TYPICAL
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec
from backstride.synth.write import write_synthetic

STILL = np.zeros((20_000, 3, 3))


def noisy(**dials: float) -> np.ndarray:
    return see(Spec(**dials), STILL, np.random.default_rng(0))


def test_noise_has_the_spread_and_correlation_asked_for():
    noise = noisy(marker_noise_m=0.002, marker_noise_correlation_s=0.02)
    assert noise.std() == pytest.approx(0.002, rel=0.02)
    lag = np.mean(noise[1:] * noise[:-1]) / noise.var()
    assert lag == pytest.approx(np.exp(-1 / (150 * 0.02)), abs=0.01)
    white = noisy(marker_noise_m=0.002, marker_noise_correlation_s=0)
    assert abs(np.mean(white[1:] * white[:-1])) / white.var() < 0.02


@pytest.mark.parametrize("fraction", [0.02, 0.1, 0.26])
def test_gaps_are_as_many_and_as_long_as_asked_for(fraction):
    points = noisy(gap_fraction=fraction, gap_length_s=0.06)
    missing = np.isnan(points[:, 0, 0])
    assert missing.mean() == pytest.approx(fraction, rel=0.15)
    assert np.array_equal(np.isnan(points).any(axis=2), np.isnan(points).all(axis=2))
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], missing, [0]])))[::1])[::2]
    assert runs[1:-1].min() >= 9  # a gap over the end goes on at the start


def test_no_gaps_unless_asked_for():
    assert np.isfinite(noisy()).all()


def test_medial_markers_are_worn_standing_only():
    from backstride.synth.body import build_body

    body = build_body(TYPICAL)
    running, standing = (set(marker_places(body, medial=medial)) for medial in (False, True))
    assert running < standing
    assert {"knee_medial_left", "ankle_medial_right"} <= standing - running
    assert {
        "c7",
        "acromion_left",
        "wrist_lateral_right",
        "head_front_left",
        "heel_left",
        "mt5_right",
    } <= running


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple:
    synthetic = synthesise(TYPICAL.model_copy(update={"duration_s": 3.0, "gap_fraction": 0.03}))
    return synthetic, write_synthetic(synthetic, tmp_path_factory.mktemp("out") / "new")


def test_files_read_back_as_they_were_made(written):
    synthetic, paths = written
    for kind, made in (("run", synthetic.run), ("standing", synthetic.standing)):
        back = read(paths[kind])
        assert set(back.points["point"].to_numpy()) == set(made.points["point"].to_numpy())
        names = list(made.points["point"].to_numpy())
        np.testing.assert_allclose(
            back.points.sel(point=names).to_numpy(), made.points.to_numpy(), atol=1e-6, rtol=0
        )
        assert back.rate_hz == made.rate_hz
    assert read(paths["run"]).forces is not None


def test_same_spec_same_bytes(written, tmp_path: Path):
    synthetic, paths = written
    again = write_synthetic(synthesise(synthetic.spec), tmp_path)
    for name, path in paths.items():
        assert path.read_bytes() == again[name].read_bytes(), name


def test_truth_file_holds_contacts_and_measures(written):
    synthetic, paths = written
    truth = json.loads(paths["truth"].read_text())
    assert len(truth["contacts"]) == len(synthetic.truth.contacts)
    assert truth["contacts"][0]["side"] in ("left", "right")
    assert truth["measures"]["cadence"]["both"] == pytest.approx(165, abs=2)
    assert Spec.model_validate(json.loads(paths["spec"].read_text())) == synthetic.spec


def test_schema_of_the_spec_states_every_range():
    properties = Spec.model_json_schema()["properties"]
    numbers = [p for p in properties.values() if p.get("type") == "number"]
    assert len(numbers) > 25
    assert all("minimum" in p and "maximum" in p and "default" in p for p in numbers)
