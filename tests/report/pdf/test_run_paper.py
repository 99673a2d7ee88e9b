"""The run of a watch on the typeset papers: there where room is, with the place where the pain starts."""

from __future__ import annotations

import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.report.pdf.papers import Paper, pdf
from backstride.report.pdf.run import run_data
from backstride.report.run_block import run_block
from backstride.report.run_lanes import run_text
from backstride.ways.measured import no_curves
from helpers.pdf import pdf_info, pdf_text
from helpers.run_made import bare_trace, imu_analysis, imu_background, watch_analysis, watch_background
from helpers.told import demo_answers


@pytest.mark.parametrize("paper", ["runner", "clinician"])
def test_a_watchs_run_is_drawn_on_one_sheet(paper: Paper) -> None:
    made = _made(paper, watch=True)
    assert pdf_info(made)["Pages"] == "1"
    said = " ".join(pdf_text(made).split())
    assert run_text("title") in said
    assert "Your pain starts after about" in said


def test_a_sensor_alone_has_no_run_to_draw() -> None:
    assert run_text("title") not in pdf_text(_made("runner", watch=False))


def test_beside_a_body_the_run_is_left_to_the_screen() -> None:
    assert run_data(run_block(watch_background(), "runner", printed=False)) is None
    assert run_data(run_block(watch_background(bare_trace()), "runner")) is not None


def _made(paper: Paper, *, watch: bool) -> bytes:
    analysis, background = (
        (watch_analysis(), watch_background()) if watch else (imu_analysis(), imu_background())
    )
    told = read_answers(demo_answers())
    return pdf(answered(analysis, told), no_curves(), background, told, paper)
