"""Pages from templates: the words come from ``knowledge/app/<page>.toml``, the frame is one for all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final
from urllib.parse import quote

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from backstride.app.visitor import visitor_of
from backstride.knowledge.loader import load

PEOPLE: Final = ("inbox", "people")  # pages of the entry that only some see


def page(
    request: Request, name: str, *, person: str, status: int = 200, at: str = "", **values: Any
) -> HTMLResponse:
    """A person's page. name: of its template and its words. at: which entry of the navigation it belongs to.

    The template has ``say(key)`` for the page's words, ``all(key)`` for those that all pages share,
    ``here(path)`` for an address below the person's own, ``spoken`` for what its script says, and what is
    given in ``values``.
    """
    visitor = visitor_of(request)
    own = visitor.kind != "clinic" or name != "inbox"  # a list of patients is nobody's own page
    text = (
        environment()
        .get_template(f"{name}.html")
        .render(
            say=words(name),
            all=words("every"),
            spoken=spoken(name),
            here=lambda path="": address(person, path),
            navigation=navigation(person, at or name) if own else [],
            people_here=(at or name) in PEOPLE,
            person=person,
            visitor=visitor,
            **values,
        )
    )
    return HTMLResponse(text, status_code=status)


def bare_page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of nobody: nobody is let in yet, or something is wrong; ``say`` has the words of the login."""
    text = environment().get_template(f"{name}.html").render(all=words("every"), say=words("login"), **values)
    return HTMLResponse(text, status)


def address(person: str, path: str = "") -> str:
    """The address of a person's page.

    >>> address("athlete 7", "diary")
    '/p/athlete%207/diary'
    """
    return f"/p/{quote(person, safe='')}/{path.lstrip('/')}"


def navigation(person: str, at: str) -> list[dict[str, Any]]:
    """The entries at the top of every page."""
    rows = load("app/every.toml")["navigation"]
    return [{**row, "href": address(person, row["path"]), "here": row["id"] == at} for row in rows]


def words(name: str) -> Callable[..., str]:
    """The words of a page, by key; what stands in braces is filled in. KeyError for a key without words."""
    known = load(f"app/{name}.toml")["say"]

    def say(key: str, **filled: Any) -> str:
        text: str = known[key]
        return text.format(**filled) if filled else text

    return say


def spoken(name: str) -> dict[str, str]:
    """What the page's script says: ``[script]`` of its words, beside what all scripts share."""
    return {**load("app/every.toml")["script"], **load(f"app/{name}.toml").get("script", {})}


@cache
def environment() -> jinja2.Environment:
    """Templates of the app, and those of the report for what both show."""
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.PackageLoader("backstride.app", "templates"),
                jinja2.PrefixLoader({"report": jinja2.PackageLoader("backstride.report", "templates")}),
            ]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = lambda name: Markup("/static/") + name
    return made
