"""How to film a run: the written card beside a camera that helps."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from backstride.app.page import page
from backstride.app.pages.start import known_facts, what_comes_first
from backstride.app.services import services
from backstride.app.visitor import Person
from backstride.knowledge.loader import load

router = APIRouter()
LIMITS: Final = ("good_rate", "contact_rate", "shortest", "longest", "margin")


@router.get("/p/{person}/film")
def film(request: Request, person: Person) -> Response:
    """The card; with a script and a camera also the picture, a level and a countdown."""
    from backstride.report.camera_card import card_rules, card_views

    return page(
        request,
        "film",
        person=person,
        views=card_views(),
        rules=card_rules(),
        options=_options(known_facts(services(request).jobs.of_person(person))),
        limits=film_limits(),
        told=what_comes_first(request, person),
    )


def film_limits() -> dict[str, float]:
    """What the page's script holds the picture to."""
    numbers = {name: row["value"] for name, row in load("pose/filming.toml")["number"].items()}
    judged = {name: row["value"] for name, row in load("app/film.toml")["number"].items()}
    return {name: numbers[name] for name in LIMITS} | judged


def _options(known: dict[str, Any]) -> dict[str, Any]:
    """The facts of the runner that are known already, as a job's options."""
    height = known["height_cm"]
    told = {"height_m": height and height / 100, "keep": known["keep"]}
    told |= {name: known[name] for name in ("mass_kg", "sex", "age_years")}
    return {name: value for name, value in told.items() if value is not None}
