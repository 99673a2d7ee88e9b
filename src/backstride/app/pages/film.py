"""How to film a run: the written card beside a camera that helps."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from backstride.app.page import page
from backstride.app.pages.start import told_last, what_comes_first
from backstride.app.services import services
from backstride.app.visitor import Person
from backstride.knowledge.loader import load

router = APIRouter()
CARRIED: Final = {"height_m", "mass_kg", "sex", "age_years", "keep"}
LIMITS: Final = ("good_rate", "shortest")


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
        options=told_last(services(request).jobs.of_person(person)).model_dump(
            include=CARRIED, exclude_none=True
        ),
        limits=film_limits(),
        told=what_comes_first(request, person),
    )


def film_limits() -> dict[str, float]:
    """What the page's script holds the picture to."""
    numbers = {name: row["value"] for name, row in load("pose/filming.toml")["number"].items()}
    judged = {name: row["value"] for name, row in load("app/film.toml")["number"].items()}
    return {name: numbers[name] for name in LIMITS} | judged
