"""The dials of a synthetic runner: everything that can be asked for, with its range."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from backstride.model.common import Frozen, Sex


class Spec(Frozen):
    """One synthetic runner and how he is recorded; defaults are an ordinary runner at 2.8 m/s.

    Defaults come from 28 runners (cadence, contact), 46 (knee, hip) and about 100 (leg angle, pelvic
    ranges) as collected in the project's literature notes A1-A5. Some wishes exclude each other: a leg
    that cannot reach the ground is refused with a ``UsageError``, never bent into shape. What the
    motion then really is stands in ``Truth``; knee flexion in stance and hip extension follow from the
    rest and are reported there only.

    Angles are degrees by the signs of the conventions: flexion, anterior tilt, forward lean, toes up and
    foot ahead positive. Asymmetries are left minus right.
    """

    sex: Sex = "male"
    height_m: float = Field(default=1.75, ge=1.3, le=2.1)
    mass_kg: float = Field(default=70.0, ge=30, le=150)

    speed_mps: float = Field(default=2.8, ge=1.8, le=5.5)
    cadence_spm: float = Field(default=165.0, ge=130, le=210)
    duty_factor: float = Field(default=0.37, ge=0.25, le=0.45)

    leg_angle_at_strike_deg: float = Field(default=12.0, ge=2, le=20)
    knee_flexion_at_strike_deg: float = Field(default=12.0, ge=5, le=30)
    foot_strike_angle_deg: float = Field(default=12.0, ge=-12, le=28)
    knee_flexion_late_stance_deg: float = Field(
        default=12.0, ge=4, le=30, description="never less after mid-stance"
    )
    heel_rise_deg: float = Field(
        default=45.0, ge=20, le=65, description="at toe-off, more where the leg needs it"
    )
    step_width_m: float = Field(default=0.06, ge=0, le=0.25)
    lateral_sway_m: float = Field(default=0.012, ge=0, le=0.05)
    impact: float = Field(
        default=1.0, ge=0, le=2, description="impact bump against that of real rearfoot strikers"
    )

    pelvic_tilt_change_deg: float = Field(
        default=6.0, ge=-10, le=25, description="mean while running minus standing"
    )
    pelvic_tilt_range_deg: float = Field(default=7.0, ge=0, le=20)
    pelvic_obliquity_range_deg: float = Field(default=9.0, ge=0, le=25)
    pelvic_rotation_range_deg: float = Field(default=10.0, ge=0, le=30)
    trunk_lean_deg: float = Field(default=7.0, ge=-10, le=30)
    trunk_lateral_range_deg: float = Field(default=4.0, ge=0, le=20)
    trunk_rotation_range_deg: float = Field(default=18.0, ge=0, le=50)
    pelvis_trunk_phase_deg: float = Field(default=150.0, ge=0, le=360, description="0 in phase, 180 opposed")
    arm_swing_range_deg: float = Field(default=50.0, ge=0, le=110)

    step_time_asymmetry_s: float = Field(default=0.0, ge=-0.04, le=0.04)
    contact_time_asymmetry_s: float = Field(default=0.0, ge=-0.04, le=0.04)
    leg_angle_asymmetry_deg: float = Field(default=0.0, ge=-5, le=5)
    knee_flexion_asymmetry_deg: float = Field(default=0.0, ge=-8, le=8)
    foot_strike_asymmetry_deg: float = Field(default=0.0, ge=-20, le=20)
    pelvic_drop_asymmetry_deg: float = Field(default=0.0, ge=-8, le=8)
    variability: float = Field(
        default=1.0, ge=0, le=3, description="stride-to-stride spread against real runners"
    )

    surface: Literal["treadmill", "overground"] = "treadmill"
    duration_s: float = Field(default=12.0, ge=2, le=120)
    standing_duration_s: float = Field(default=2.0, ge=0.2, le=10)
    marker_rate_hz: float = Field(default=150.0, ge=50, le=500)
    force_samples_per_frame: int = Field(default=10, ge=2, le=20)
    landing_forward_mps: float = Field(
        default=1.5, ge=0, le=2.5, description="foot over the ground at touchdown"
    )
    landing_down_mps: float = Field(default=0.6, ge=0, le=1)
    marker_noise_m: float = Field(default=0.0005, ge=0, le=0.02, description="standard deviation per axis")
    marker_noise_correlation_s: float = Field(default=0.02, ge=0, le=0.5)
    gap_fraction: float = Field(default=0.0, ge=0, le=0.3)
    gap_length_s: float = Field(default=0.06, ge=0.005, le=0.5)
    force_noise_n: float = Field(default=1.0, ge=0, le=30)
    seed: int = Field(default=1, ge=0)

    @property
    def force_rate_hz(self) -> float:
        """Plate samples per second: a whole number per frame, as C3D wants it."""
        return self.marker_rate_hz * self.force_samples_per_frame
