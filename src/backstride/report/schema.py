"""The JSON Schema of ``analysis.json``, made from the nouns themselves."""

from __future__ import annotations

from typing import Any

from backstride.model.analysis import SCHEMA, Analysis


def analysis_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) that every written ``analysis.json`` satisfies.

    Every key of the contract is written always, null or empty where there is nothing, so all are required.
    """
    schema = Analysis.model_json_schema(by_alias=True, mode="serialization")
    for part in (schema, *schema["$defs"].values()):
        if "properties" in part:
            part["required"] = list(part["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": SCHEMA,
    }
