"""Whatever is asked for within the ranges: a consistent runner, or one sentence why there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic.fields import FieldInfo
from scipy.interpolate import CubicSpline

from backstride.errors import UsageError
from backstride.synth.force import GRAVITY_MPS2
from backstride.synth.names import marker_names
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec

#: Costs time and says nothing new beyond these.
LONGEST_S, FASTEST_HZ = 4.0, 200.0
MARKERS = st.sampled_from(marker_names(standing=False))
SPECIAL = {
    "duration_s": st.floats(2.0, LONGEST_S),
    "standing_duration_s": st.floats(0.2, 1.0),
    "marker_rate_hz": st.sampled_from([50.0, 100.0, 120.0, FASTEST_HZ]) | st.floats(50, FASTEST_HZ),
    "sex": st.sampled_from(["female", "male"]),
    "surface": st.sampled_from(["treadmill", "overground"]),
    "marker_lost": st.lists(MARKERS, max_size=3, unique=True).map(tuple),
    "label_swaps": st.integers(0, 5) | st.integers(0, 50),
    "label_swap_length_s": st.floats(0.01, 0.3) | st.floats(0.01, 10),
    "label_swap_pair": st.none() | st.lists(MARKERS, min_size=2, max_size=2, unique=True).map(tuple),
    "seed": st.integers(0, 2**40),
}


def limits(field: FieldInfo) -> tuple[float, float]:
    low, high = (next(getattr(m, k) for m in field.metadata if hasattr(m, k)) for k in ("ge", "le"))
    return float(low), float(high)


def any_value(name: str, reach: float) -> st.SearchStrategy:
    """A value up to ``reach`` of the way from the default to the ends of the range."""
    if name in SPECIAL:
        return SPECIAL[name]
    field = Spec.model_fields[name]
    low, high = limits(field)
    if isinstance(field.default, int) and not isinstance(field.default, bool):
        return st.integers(int(low), int(high))
    usual = (low + high) / 2 if field.default is None else field.default
    return st.floats(max(low, usual + reach * (low - usual)), min(high, usual + reach * (high - usual)))


def any_spec(reach: float) -> st.SearchStrategy[Spec]:
    dials = {name: any_value(name, reach) for name in Spec.model_fields}
    fixed = {name: dials.pop(name) for name in ("duration_s", "standing_duration_s")}
    return st.fixed_dictionaries(fixed, optional=dials).map(lambda given: Spec(**given))


def made(spec: Spec) -> Synthetic | None:
    """The runner, or None when he is refused with a sentence and a way out."""
    try:
        return synthesise(spec)
    except UsageError as error:
        refusal = error
    assert refusal.fix
    assert "\n" not in str(refusal)
    return None


def quiet(synthetic: Synthetic) -> Synthetic:
    """The same runner before cameras and plates, seen often enough for his flat feet."""
    nothing = {
        "marker_noise_m": 0,
        "gap_fraction": 0,
        "skin_motion_m": 0,
        "label_swaps": 0,
        "force_noise_n": 0,
    }
    seen = {"marker_lost": (), "label_swap_pair": None, "marker_rate_hz": 300, "hip_extension_peak_deg": None}
    return synthesise(
        Spec.model_validate({**synthetic.spec.model_dump(), **nothing, **seen, **synthetic.truth.moved})
    )


def check_positions(synthetic: Synthetic) -> None:
    """Missing are gaps and lost markers, nothing else; a place is known as a whole or not at all."""
    spec = synthetic.spec
    for recording, gaps in ((synthetic.run, spec.gap_fraction > 0), (synthetic.standing, False)):
        absent = np.isnan(recording.points.transpose("point", "time", "axis").to_numpy())
        for name, missing in zip(recording.points["point"].to_numpy(), absent, strict=True):
            assert np.array_equal(missing.any(axis=1), missing.all(axis=1))
            assert missing.all() if name in spec.marker_lost else gaps or not missing.any()
    for table in (synthetic.truth.joint_centres, synthetic.truth.angles, synthetic.truth.centre_of_mass):
        assert np.isfinite(table.to_numpy()).all()
    values = [value for sides in synthetic.truth.measures.values() for value in sides.values()]
    assert np.isfinite(values).all()


def check_feet(clean: Synthetic) -> None:
    """A flat foot stays where it is on the ground or belt."""
    points, time_s = clean.run.points, clean.run.points["time"].to_numpy()
    belt = clean.spec.speed_mps if clean.spec.surface == "treadmill" else 0.0
    for contact in clean.truth.contacts:
        length = contact.lift_off_s - contact.touchdown_s
        flat = (time_s > contact.touchdown_s + 0.25 * length) & (time_s < contact.touchdown_s + 0.30 * length)
        flat &= time_s > contact.planted_from_s
        place = points.sel(point=[f"{name}_{contact.side}" for name in ("heel", "mt1", "mt5")]).to_numpy()[
            flat
        ]
        place[..., 0] += belt * time_s[flat, None]
        if len(place) > 1:
            assert np.ptp(place, axis=0).max() < 1e-6


def check_weight(clean: Synthetic) -> None:
    """Over whole strides the ground carries the weight, but for what the body has gained in upward speed."""
    forces, contacts = clean.run.forces, clean.truth.contacts
    strikes = [c.touchdown_s for c in contacts if c.side == contacts[0].side]
    start, end = strikes[0], strikes[-1]
    window = (forces.time_s >= start) & (forces.time_s < end)
    mean = forces.plates[0].force_n[window, 1].mean() / (clean.spec.mass_kg * GRAVITY_MPS2)
    height = clean.truth.centre_of_mass.sel(axis="y")
    rising = CubicSpline(height["time"].to_numpy(), height.to_numpy()).derivative()
    gained = float(rising(end) - rising(start)) / GRAVITY_MPS2 / (end - start)
    assert mean == pytest.approx(1 + gained, abs=2e-3)
    assert mean == pytest.approx(1, abs=0.01 if clean.spec.variability == 0 else 0.05)


def check(spec: Spec) -> bool:
    synthetic = made(spec)
    if synthetic is None:
        return False
    check_positions(synthetic)
    clean = quiet(synthetic)
    for one, other in zip(synthetic.truth.contacts, clean.truth.contacts, strict=False):
        assert one.foot_strike_s == pytest.approx(other.foot_strike_s, abs=1e-4)
        assert one.leg_angle_at_strike_deg == pytest.approx(other.leg_angle_at_strike_deg, abs=0.02)
    check_feet(clean)
    check_weight(clean)
    if spec.hip_extension_peak_deg is not None:
        got = synthetic.truth.measures["hip_extension_peak"]["both"]
        assert got == pytest.approx(spec.hip_extension_peak_deg, abs=0.5)
    return True


SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.mark.slow
@settings(SLOW, max_examples=20)
@given(spec=any_spec(0.4))
def test_specs_near_the_usual_give_a_consistent_runner_or_one_sentence(spec):
    check(spec)


@pytest.mark.slow
@settings(SLOW, max_examples=20)
@given(spec=any_spec(1.0))
def test_specs_anywhere_in_the_ranges_give_a_consistent_runner_or_one_sentence(spec):
    check(spec)


@pytest.mark.slow
def test_most_specs_near_the_usual_are_not_refused():
    """Fifteen specs, every dial drawn within a sixth of its way to the ends."""
    rng = np.random.default_rng(0)
    names = [n for n, f in Spec.model_fields.items() if isinstance(f.default, float) and n not in SPECIAL]
    done = 0
    for _ in range(15):
        drawn = {}
        for name in names:
            low, high = limits(Spec.model_fields[name])
            usual = Spec.model_fields[name].default
            drawn[name] = usual + (rng.uniform(-1, 1) / 6) * (
                high - usual if rng.random() < 0.5 else usual - low
            )
        done += check(
            Spec(
                **{k: float(np.clip(v, *limits(Spec.model_fields[k]))) for k, v in drawn.items()},
                duration_s=2.0,
            )
        )
    assert done >= 8
