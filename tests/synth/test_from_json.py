"""A wrong spec is one sentence: which dial, what it is, what it may be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import UsageError
from backstride.synth.from_json import spec_of
from backstride.synth.spec import Spec


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"mass_kg": 3}, "mass_kg is 3, allowed 30 to 150."),
        ({"height_m": 3}, "height_m is 3, allowed 1.3 to 2.1."),
        ({"height_m": 175}, "height_m is 175, allowed 1.3 to 2.1."),
        ({"masss_kg": 60}, "there is no dial masss_kg, the nearest is mass_kg."),
        ({"cadence": 160}, "there is no dial cadence, the nearest"),
        ({"zzz": 1}, "there is no dial zzz."),
        ({"seed": -1}, "seed is -1, allowed 0 or more."),
        ({"surface": "moon"}, "surface is 'moon'"),
        ({"speed_mps": "fast"}, "speed_mps is 'fast'"),
        ({"speed_mps": float("nan")}, "speed_mps is nan: input should be a finite number"),
        ({"marker_lost": ["hel_left"]}, "no marker 'hel_left', the nearest are heel_left"),
        ({"marker_lost": "c7"}, "marker_lost is 'c7'"),
        ({"hip_extension_peak_deg": 99}, "hip_extension_peak_deg is 99, allowed -20 to 30."),
        ({"label_swap_pair": ["c7"]}, "label_swap_pair"),
        ({"mass_kg": 3, "height_m": 3}, "height_m is 3, allowed 1.3 to 2.1 (and 1 more)."),
    ],
)
def test_a_wrong_dial_is_named_with_what_is_allowed(raw, said):
    with pytest.raises(UsageError, match=re.escape(said)) as refusal:
        spec_of(raw, "dials.json")
    assert str(refusal.value).startswith("dials.json: ")
    assert "\n" not in str(refusal.value)
    assert refusal.value.exit_code == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@given(raw=st.dictionaries(st.sampled_from([*Spec.model_fields, "hat"]), JSON, max_size=4))
def test_any_json_is_a_spec_or_one_sentence(raw):
    try:
        spec = spec_of(raw)
    except UsageError as error:
        said = str(error)
    else:
        said = ""
        assert Spec.model_validate_json(spec.model_dump_json()) == spec
    assert "\n" not in said
