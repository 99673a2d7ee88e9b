"""The whole JSON API driven by its own description: whatever is sent, no fault of ours comes back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from backstride.app.build import create_app
from backstride.app.jobs.job import JobFile
from backstride.history.store import open_store
from helpers.served import TOKEN, Served, serving, settings_for
from helpers.stored import keep_one_of_each

METHODS = ("get", "post", "put", "delete", "patch")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with somebody on it."""
    with serving(settings_for(tmp_path_factory.mktemp("api"))) as found:
        with open_store(found.settings.store) as store:
            keep_one_of_each(store, "me", "one")
        yield found


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return create_app(settings_for(tmp_path_factory.mktemp("described"))).openapi()


@pytest.mark.slow
def test_no_request_is_a_fault_of_ours(full: Served, description: dict[str, Any]) -> None:
    schema, seen = schemathesis.openapi.from_dict(description), set()
    for found in schema.get_all_operations():
        operation = found.ok()
        seen.add((operation.method.lower(), operation.path))
        job = full.box.new("me", "analyze", (JobFile(name="run.c3d", stored="0.c3d"),)).id
        turns = count()

        @settings(
            max_examples=10,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: Any) -> None:  # called before the loop goes on
            if next(turns) % 2:  # noqa: B023 - every other time of somebody and of a job that are there
                there = {"person": "me", "job": job, "job_id": job, "number": 0}  # noqa: B023
                case.path_parameters |= {name: there.get(name, x) for name, x in case.path_parameters.items()}
            answer = case.call(base_url=full.base, headers={"Authorization": f"Bearer {TOKEN}"})
            assert answer.status_code < 500, case.as_curl_command()

        ask()
    told = {
        (method, path)
        for path, methods in description["paths"].items()
        for method in methods
        if method in METHODS
    }
    assert seen == told
    assert len(seen) > 20
