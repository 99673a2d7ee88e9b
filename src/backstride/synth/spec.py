"""The dials of a synthetic runner: everything that can be asked for, with its range."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from backstride.model.common import Frozen, Sex
from backstride.synth.names import known_marker


class Spec(Frozen):
    """One synthetic runner and how he is recorded; defaults are an ordinary runner at 2.8 m/s.

    Defaults come from 28 runners (cadence, contact), 46 (knee, hip) and about 100 (leg angle, pelvic
    ranges) as collected in the project's literature notes A1-A5. Some wishes exclude each other: a leg
    that cannot reach the ground is refused with a ``UsageError``, never bent into shape. What the
    motion then really is stands in ``Truth``; knee flexion in stance follows from the rest and is reported
    there only, and so is hip extension unless it is asked for.

    Angles are degrees by the signs of the conventions: flexion, anterior tilt, forward lean, toes up and
    foot ahead positive. Asymmetries are left minus right.
    """

    sex: Sex = Field(default="male", description="for the shares of mass of the segments")
    height_m: float = Field(default=1.75, ge=1.3, le=2.1, description="standing height")
    mass_kg: float = Field(default=70.0, ge=30, le=150, description="body mass")

    speed_mps: float = Field(default=2.8, ge=1.8, le=5.5, description="mean speed over the ground or belt")
    cadence_spm: float = Field(default=165.0, ge=130, le=210, description="steps of both feet a minute, mean")
    cadence_drift_spm: float = Field(
        default=0.0, ge=-20, le=20, description="change from start to end, linear in time"
    )
    duty_factor: float = Field(
        default=0.37,
        ge=0.25,
        le=0.45,
        description="time from touchdown to the end of all force over a stride",
    )

    leg_angle_at_strike_deg: float = Field(
        default=12.0, ge=2, le=20, description="centre of mass to ankle at touchdown"
    )
    knee_flexion_at_strike_deg: float = Field(default=12.0, ge=5, le=30, description="at touchdown")
    foot_strike_angle_deg: float = Field(
        default=12.0, ge=-12, le=28, description="sole to ground at touchdown"
    )
    knee_flexion_late_stance_deg: float = Field(
        default=12.0, ge=4, le=30, description="never less after mid-stance"
    )
    heel_rise_deg: float = Field(
        default=45.0, ge=20, le=65, description="at toe-off, more where the leg needs it"
    )
    hip_extension_peak_deg: float | None = Field(
        default=None,
        ge=-20,
        le=30,
        description="mean peak of both hips; when given, heel_rise_deg and knee_flexion_late_stance_deg are "
        "moved to meet it",
    )
    step_width_m: float = Field(default=0.06, ge=0, le=0.25, description="between the lines of the feet")
    lateral_sway_m: float = Field(
        default=0.012, ge=0, le=0.05, description="of the centre of mass, side to side"
    )
    impact: float = Field(
        default=1.0, ge=0, le=2, description="impact bump against that of real rearfoot strikers"
    )

    pelvic_tilt_change_deg: float = Field(
        default=6.0, ge=-10, le=25, description="mean while running minus standing"
    )
    pelvic_tilt_drift_deg: float = Field(
        default=0.0, ge=-15, le=15, description="change from start to end, linear in time, mean kept"
    )
    pelvic_tilt_range_deg: float = Field(default=7.0, ge=0, le=20, description="over a stride")
    pelvic_obliquity_range_deg: float = Field(default=9.0, ge=0, le=25, description="over a stride")
    pelvic_rotation_range_deg: float = Field(default=10.0, ge=0, le=30, description="over a stride")
    trunk_lean_deg: float = Field(default=7.0, ge=-10, le=30, description="mean, against standing")
    trunk_lean_drift_deg: float = Field(
        default=0.0, ge=-20, le=20, description="change from start to end, linear in time, mean kept"
    )
    trunk_lateral_range_deg: float = Field(default=4.0, ge=0, le=20, description="over a stride")
    trunk_rotation_range_deg: float = Field(default=18.0, ge=0, le=50, description="over a stride")
    pelvis_trunk_phase_deg: float = Field(default=150.0, ge=0, le=360, description="0 in phase, 180 opposed")
    arm_swing_range_deg: float = Field(
        default=50.0, ge=0, le=110, description="of each upper arm on the trunk, in the arm's own plane"
    )
    head_pitch_deg: float = Field(default=0.0, ge=-30, le=45, description="against standing, chin down +")

    step_time_asymmetry_s: float = Field(
        default=0.0, ge=-0.04, le=0.04, description="of the step that begins with this foot's strike"
    )
    contact_time_asymmetry_s: float = Field(default=0.0, ge=-0.04, le=0.04, description="of contact time")
    leg_angle_asymmetry_deg: float = Field(default=0.0, ge=-5, le=5, description="of leg_angle_at_strike_deg")
    knee_flexion_asymmetry_deg: float = Field(
        default=0.0, ge=-8, le=8, description="of knee_flexion_at_strike_deg"
    )
    foot_strike_asymmetry_deg: float = Field(
        default=0.0, ge=-20, le=20, description="of foot_strike_angle_deg"
    )
    pelvic_drop_asymmetry_deg: float = Field(default=0.0, ge=-8, le=8, description="of the pelvic drop")
    variability: float = Field(
        default=1.0, ge=0, le=3, description="stride-to-stride spread against real runners"
    )

    posture_variability: float = Field(
        default=0.0,
        ge=0,
        le=3,
        description="the same spread of pelvis, trunk, head and arms",
    )
    wander: float = Field(
        default=0.0,
        ge=0,
        le=0.9,
        description="share of both spreads that wanders slowly, as in a stretch of a longer run (real: about "
        "0.27); at 0 the means over the recording are the dials",
    )

    surface: Literal["treadmill", "overground"] = Field(
        default="treadmill", description="a belt that carries the feet back, or a track with one long plate"
    )
    duration_s: float = Field(default=12.0, ge=2, le=120, description="of the run")
    standing_duration_s: float = Field(default=2.0, ge=0.2, le=10, description="of the standing trial")
    marker_rate_hz: float = Field(default=150.0, ge=50, le=500, description="camera frames a second")
    force_samples_per_frame: int = Field(default=10, ge=2, le=20, description="plate samples to a frame")
    landing_forward_mps: float = Field(
        default=1.5, ge=0, le=2.5, description="foot over the ground at touchdown"
    )
    landing_down_mps: float = Field(default=0.6, ge=0, le=1, description="foot downwards at touchdown")
    marker_noise_m: float = Field(default=0.0005, ge=0, le=0.02, description="standard deviation per axis")
    marker_noise_correlation_s: float = Field(
        default=0.02, ge=0, le=0.5, description="time over which the noise falls to 1/e"
    )
    skin_motion_m: float = Field(
        default=0.0, ge=0, le=0.02, description="thigh markers against the bone, SD per axis; others less"
    )
    marker_placement_m: float = Field(
        default=0.0,
        ge=0,
        le=0.03,
        description="how far each marker sits from its landmark, SD per axis, the same running and standing",
    )
    standing_posture_deg: float = Field(
        default=0.0,
        ge=0,
        le=5,
        description="how the standing trial differs from usual standing: pelvis, trunk and head, SD each",
    )
    gap_fraction: float = Field(default=0.0, ge=0, le=0.3, description="of every marker's frames")
    gap_length_s: float = Field(default=0.06, ge=0.005, le=0.5, description="of one gap")
    label_swaps: int = Field(default=0, ge=0, le=50, description="windows in which two markers are exchanged")
    label_swap_length_s: float = Field(default=0.2, ge=0.01, le=10, description="of one window")
    label_swap_pair: tuple[str, str] | None = Field(
        default=None, description="which two; None draws two of one foot, or a left and right, per window"
    )
    marker_lost: tuple[str, ...] = Field(
        default=(), description="labels without one position, running and standing"
    )
    force_noise_n: float = Field(default=1.0, ge=0, le=30, description="standard deviation per axis")
    seed: int = Field(default=1, ge=0, description="of spread, noise, gaps, skin, placement and swaps")

    @field_validator("marker_lost")
    @classmethod
    def _known_and_distinct(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(names)) < len(names):
            raise ValueError("a marker is named twice")
        return tuple(known_marker(name, standing=True) for name in names)

    @field_validator("label_swap_pair")
    @classmethod
    def _two_known(cls, pair: tuple[str, str] | None) -> tuple[str, str] | None:
        if pair is None:
            return None
        if pair[0] == pair[1]:
            raise ValueError("a marker cannot be exchanged with itself")
        return known_marker(pair[0], standing=False), known_marker(pair[1], standing=False)

    @property
    def force_rate_hz(self) -> float:
        """Plate samples per second: a whole number per frame, as C3D wants it."""
        return self.marker_rate_hz * self.force_samples_per_frame
