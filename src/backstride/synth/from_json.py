"""A spec as people write it, and one clear sentence where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from backstride.errors import UsageError
from backstride.synth.names import meant
from backstride.synth.spec import Spec

PUBLISHED = "backstride schema synth lists every dial with its range."
BOUND_ERRORS = ("greater_than_equal", "less_than_equal")


def spec_of(raw: Mapping[str, Any], where: str = "spec") -> Spec:
    """The spec in a JSON object; what is not in it has its default.

    Raises UsageError that names the first wrong dial, its value and what is allowed, and counts the others.

    >>> spec_of({"speed_mps": 3.5}).speed_mps
    3.5
    """
    try:
        return Spec.model_validate(dict(raw))
    except ValidationError as error:
        first, *others = error.errors()
        more = f" (and {len(others)} more)" if others else ""
        raise UsageError(f"{_said(first)}{more}", where=where, fix=PUBLISHED) from error


def _said(error: ErrorDetails) -> str:
    name, value = str(error["loc"][0]), error["input"]
    if error["type"] == "extra_forbidden":
        return f"there is no dial {name}{meant(name, Spec.model_fields)}"
    if error["type"] in BOUND_ERRORS:
        return f"{name} is {value:g}, allowed {range_text(name)}"
    if error["type"] == "value_error":
        return f"{name}: {error['ctx']['error']}"
    return f"{name} is {_shown(value)}: {error['msg'][0].lower()}{error['msg'][1:]}"


def range_text(name: str) -> str:
    """What a numeric dial may be.

    >>> range_text("duty_factor"), range_text("seed")
    ('0.25 to 0.45', '0 or more')
    """
    limits = Spec.model_fields[name].metadata
    low, high = (next((getattr(m, k) for m in limits if hasattr(m, k)), None) for k in ("ge", "le"))
    return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
