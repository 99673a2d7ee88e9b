"""What a person reads on a page where an address, a form or a number makes no sense."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from backstride.model.live import LiveSession
from helpers.served import Served


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/p/me/nowhere", 404, "There is no page at this address."),
        ("/p/me/privacy/everything", 405, "This address cannot be used in that way."),
        ("/p/me/plan?start=tomorrow", 422, "“start” cannot be read as it was sent. Go back and correct it."),
        (f"/p/me/plan?result={'x' * 99}", 422, "“result” is too long. Go back and make it shorter."),
    ],
)
def test_a_page_speaks_in_its_own_words(path: str, status: int, sentence: str, served: Served) -> None:
    with served.client() as client:
        answer = client.get(path)
    assert answer.status_code == status
    assert re.findall(r'role="alert">(.*?)</p>', answer.text) == [sentence]


def test_a_size_that_no_file_has_is_refused(served: Served) -> None:
    with served.client() as client:
        for size in ("1" + "0" * 400, "1" + "0" * 15):
            body = f'{{"kind":"analyze","files":[{{"name":"a.mp4","bytes":{size}}}]}}'
            answer = client.post("/api/p/me/jobs", content=body, headers={"content-type": "application/json"})
            assert answer.status_code in (413, 422), answer.text
        assert "1,000,000 GB" in answer.json()["error"]


@pytest.mark.parametrize("odd", [{"number": 10**30}, {"minutes": 1e308}, {"steps": 2**63}])
def test_a_practice_that_nobody_has_is_not_kept(odd: dict[str, float]) -> None:
    usual = {"day": "2026-11-26", "cue": "bowl", "number": 1, "minutes": 5, "steps": 10}
    with pytest.raises(ValidationError):
        LiveSession.model_validate({**usual, "inside_share": 0.5, "told_share": 0.5, **odd})
