"""The JSON Schema of an answers file, made from the questions themselves."""

from __future__ import annotations

from typing import Any

from backstride.answers.parse import SCHEMA
from backstride.answers.questions import SCALE_TOP, Field, fields, roland_morris
from backstride.knowledge.loader import load


def answers_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12): thirteen facts with their signs, and the intake; everything optional."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "Safety answers and intake. Leave out what is not known: it counts as unanswered. "
        "Questions of a newer version are kept and named, not used.",
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "safety": {
                "type": "object",
                "description": "A fact is yes when it, or a sign of it, is yes. The thirteen facts suffice.",
                "properties": _facts(),
            },
            "intake": {
                "type": "object",
                "properties": {field.id: _entry(field) for field in fields().values()},
            },
        },
    }


def _facts() -> dict[str, Any]:
    """Every fact, each followed by its signs."""
    told = {}
    for row in load("safety/facts.toml")["fact"]:
        told[row["id"]] = row["ask"]
        told |= {sign["id"]: f"Sign of {row['id']}: {sign['text']}" for sign in row["signs"]}
    return {name: {"enum": ["yes", "no", None], "description": text} for name, text in told.items()}


def _entry(field: Field) -> dict[str, Any]:
    words = {"description": field.ask + (f" ({field.unit})" if field.unit else "")}
    options = list(field.options)
    kinds: dict[str, dict[str, Any]] = {
        "scale": {"type": ["number", "null"], "minimum": 0, "maximum": SCALE_TOP},
        "number": {"type": ["number", "null"], "minimum": field.least, "maximum": field.most},
        "yes_no": {"enum": ["yes", "no", None]},
        "choice": {"enum": [*options, None]},
        "choices": {"type": ["array", "null"], "items": {"enum": options}, "uniqueItems": True},
        "text": {"type": ["string", "null"], "maxLength": field.most},
        "statements": {
            "type": ["array", "null"],
            "items": {"type": "integer", "minimum": 1, "maximum": len(roland_morris().items)},
        },
        "activities": {
            "type": ["array", "null"],
            "maxItems": int(field.most),
            "items": {
                "type": "object",
                "required": ["activity", "score"],
                "properties": {
                    "activity": {"type": "string", "maxLength": 200},
                    "score": {"type": "number", "minimum": 0, "maximum": SCALE_TOP},
                },
            },
        },
    }
    return {**kinds[field.kind], **words}
