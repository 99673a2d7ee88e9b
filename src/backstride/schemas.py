"""The published JSON Schemas by name."""

from __future__ import annotations

from typing import Any


def json_schema(name: str) -> dict[str, Any]:
    """The schema of ``analysis.json``, of an answers or runner file, or of a synth spec.

    >>> sorted(json_schema("runner")["properties"])
    ['age_years', 'height_m', 'mass_kg', 'sex']
    """
    if name == "analysis":
        from backstride.report.schema import analysis_schema

        return analysis_schema()
    if name == "synth":
        from backstride.synth.spec import Spec

        return Spec.model_json_schema()
    if name == "answers":
        from backstride.answers.schema import answers_schema

        return answers_schema()
    from backstride.model.runner import Runner

    return Runner.model_json_schema()
