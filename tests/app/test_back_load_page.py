"""The loads of the back on a result's page in the app: drawn, styled, and gone where the answers forbid."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backstride.app.pages.report_files import sheet
from backstride.loads.what_if.known import known, what_if_ids
from backstride.report.write import write
from backstride.saved import saved_measured
from helpers.loads_made import loads
from helpers.served import Served, render
from helpers.tapping import keep
from helpers.told import demo_answers, with_yes
from helpers.web import Visit
from helpers.wording import visible

TITLE = "What your low back carries"


@pytest.fixture(scope="module")
def loaded(demo_result: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's result with loads made by hand, every kind of what-if among them."""
    one = saved_measured(demo_result)
    made = loads(one.analysis.recordings[0].id)
    folder = tmp_path_factory.mktemp("loaded") / "result"
    analysis = one.analysis.model_copy(update={"loads": made})
    write(analysis, one.curves, folder, background=replace(one.background, loads=made), told=one.told)
    return render(folder)


def test_both_pages_figures_stand_in_the_frame(served: Served, both_ways: Visit, loaded: Path) -> None:
    job, page = served.adopt(loaded), both_ways.page
    keep(served, demo_answers())
    page.goto(f"{served.base}/p/{job.person}/results/{job.id}")
    assert page.locator(".shown .load-figure svg").count() == 1
    assert page.locator(".shown .load-clinician .curve-figure").count() == 7
    assert page.locator(".shown .load-if tbody tr").count() == 7
    assert both_ways.violations() == []
    assert both_ways.overflows() <= 0
    assert both_ways.faults == []


def test_newer_answers_take_what_ifs_then_everything_and_bring_both_back(
    served: Served, loaded: Path
) -> None:
    job = served.adopt(loaded)
    address, api = f"/p/{job.person}/results/{job.id}", f"/api/p/{job.person}/results/{job.id}/analysis"
    words = [known(name).how for name in what_if_ids()] + ["5 % more steps a minute our model"]
    with served.client() as client:
        keep(served, {"intake": {"pain_now": 2}})
        page = visible(client.get(address).text)
        assert TITLE in page
        assert [text for text in words if text in page] == []
        assert client.get(api).json()["loads"]["what_if"] == []
        keep(served, with_yes("infection_or_urine"))
        assert TITLE not in client.get(address).text
        assert client.get(api).json()["loads"] is None
        keep(served, demo_answers())
        assert words[-1] in visible(client.get(address).text)
        assert len(client.get(api).json()["loads"]["what_if"]) == len(what_if_ids())


def test_the_apps_style_holds_that_of_the_loads() -> None:
    assert ".load-figure" in sheet()
