"""What the motion room makes of a recording: clean positions, angles, centre of mass, contacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backstride.model.arrays import FloatArray
from backstride.model.common import Surface
from backstride.model.contact import Contact, Stride
from backstride.model.recording import Note
from backstride.model.sight import Sight

if TYPE_CHECKING:
    import xarray as xr

CentreOfMassMethod = Literal["segments", "pelvis"]
ContactSource = Literal["plates", "markers", "video"]


@dataclass(frozen=True, eq=False)
class Motion:
    """The moving runner on the recording's clock, in ISB lab axes.

    points: (time, point, axis) m, gaps filled within limits, low-passed; the file's anatomical points
        and derived centres ``hip_centre_left``, ``knee_centre_left``, ``ankle_centre_left``,
        ``pelvis_centre`` and so on. NaN where missing.
    angles: (time, curve) rad. Curves by the sign conventions of the design: ``pelvic_tilt``,
        ``pelvic_obliquity``, ``pelvic_rotation``, ``trunk_lean``, ``trunk_lateral``, ``trunk_rotation``,
        ``hip_flexion_left``, ``knee_flexion_left``, ``ankle_dorsiflexion_left``, ``foot_pitch_left``
        (sole against standing, + toes up), ``shank_angle_left``, ``thigh_angle_left`` and right ones.
        Obliquity + right side lower, rotations + right side forward, ``trunk_lateral`` + to the right,
        shank and thigh + lower end ahead; hip flexion counts from the pelvis as it stands.
        A curve that cannot be had is absent; ``refused[curve]`` says why in words a person can act on.
    centre_of_mass: (time, axis) m.
    speed_mps: belt or travel speed, given or found; ``speed_source`` says which.
    contacts_source, contacts, strides: complete strides only.
    standing_rad: mean of each angle curve (``pelvic_tilt`` ...) in the standing trial; empty without one.
    standing_m: place (3,) of each marker in the standing trial, ISB lab axes; empty without one.
    segment_axes: ``pelvis`` (in the plane of ASIS and PSIS), ``trunk`` (up from the middle of the pelvis,
        across along the shoulders), ``thigh_left``, ``shank_left``, ``foot_left`` and right ones ->
        (time, 3, 3), columns X forward, Y up, Z right in the lab; a segment that cannot be had is absent.
        ``knee_on_shank_left`` in ``points`` is the knee's centre carried by the shank, ``knee_centre_left``
        by the thigh.
    sight: how a camera saw it; then ``points`` holds NaN across the picture's plane.
    """

    recording_id: str
    rate_hz: float
    time_s: FloatArray
    points: xr.DataArray
    angles: xr.DataArray
    centre_of_mass: xr.DataArray
    centre_of_mass_method: CentreOfMassMethod
    contacts: tuple[Contact, ...]
    contacts_source: ContactSource
    strides: tuple[Stride, ...]
    speed_mps: float | None
    speed_source: str
    surface: Surface | None
    has_standing: bool
    refused: dict[str, str]
    notes: tuple[Note, ...] = ()
    standing_rad: dict[str, float] = field(default_factory=dict)
    standing_m: dict[str, FloatArray] = field(default_factory=dict)
    segment_axes: dict[str, FloatArray] = field(default_factory=dict)
    sight: Sight | None = None
