"""Every benchmark, then docs/benchmarks.md from their results. ``--docs`` only writes the page."""

from __future__ import annotations

import json
import runpy
import sys

from benchmarks.common import RESULTS, ROOT, markdown

BENCHMARKS = (
    "plates",
    "contacts_markers",
    "labels",
    "pelvis",
    "angles",
    "centre_of_mass",
    "knee_moment",
    "lumbar_opensim",
    "inverse_speed",
    "lumbar_own_body",
    "lumbar_residual",
    "lumbar_error",
    "lumbar_body_choices",
    "force_without_plates",
    "lumbar_muscles",
    "lumbar_choices",
    "recruit_speed",
    "what_if",
    "foot_strike_class",
    "reference_bands",
    "real_anchors",
    "leg_angle",
    "intervals",
    "change_gate",
    "change_speed",
    "bad_facts",
    "plate_faults",
    "residual_limits",
    "pose_sides",
    "virtual_camera",
    "pose_speed",
    "synthetic_errors",
    "synthetic_runners",
    "safety",
    "plans",
    "watch_files",
    "watch_cost",
    "watch_report",
    "training_folder",
    "imu_cadence",
    "imu_contacts",
    "imu_force",
    "imu_measures",
    "live_agreement",
    "live_latency",
    "store_kill",
    "diary_missing",
    "app_first_finding",
    "app_load",
    "app_uploads",
    "app_killed",
    "speed",
)
HEAD = """# Benchmarks

Every table is written by the command above it (`make bench` runs them all); the JSON lies in
`benchmarks/results`. The recordings are real and lie beside the project (`../shared/data`); nobody here
made them. Misses are shown. What peers reach stands in the tables where it was measured.
"""


def main() -> None:
    if "--docs" not in sys.argv:
        for name in BENCHMARKS:
            runpy.run_module(f"benchmarks.{name}", run_name="__main__")
    (ROOT / "docs" / "benchmarks.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """The page made from the stored results."""
    results = [json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8")) for name in BENCHMARKS]
    return "\n".join([HEAD, *(markdown(result) for result in results)])


if __name__ == "__main__":
    main()
