"""``backstride card``: the page's path on stdout."""

from __future__ import annotations

import typer
from typer.testing import CliRunner, Result

from backstride.card_door import card
from backstride.errors import UsageError


def run(*arguments: object) -> Result:
    app = typer.Typer()
    app.command()(card)
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_the_card_goes_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run()
    assert (done.exit_code, done.stdout, done.stderr) == (0, "camera-card.html\n", "")
    assert "<h1>How to film a run</h1>" in (tmp_path / "camera-card.html").read_text("utf-8")


def test_the_card_goes_where_one_says(tmp_path):
    out = tmp_path / "new" / "how.html"
    assert run("--out", out).stdout == f"{out}\n"
    assert out.is_file()


def test_a_folder_is_refused(tmp_path):
    done = run("--out", tmp_path)
    assert isinstance(done.exception, UsageError)
    assert "camera-card.html" in str(done.exception)
    assert list(tmp_path.iterdir()) == []
