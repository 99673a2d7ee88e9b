"""Live practice: one cue, the camera, and what the camera sees at once."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from backstride.app.page import page
from backstride.app.services import services
from backstride.app.told import safety_of
from backstride.app.visitor import Person
from backstride.knowledge.loader import load
from backstride.model.safety import Safety

router = APIRouter()
WORDS: Final = "app/live.toml"


@router.get("/p/{person}/live")
def live(request: Request, person: Person) -> Response:
    """Choose, set up, practise, look back; nothing of it above ``clear``, only why and where to go."""
    safety = safety_of(services(request), person)
    is_open = safety.level == "clear"
    return page(
        request,
        "live",
        person=person,
        open=is_open,
        closed=None if is_open else closed(safety),
        numbers=numbers(),
        side_note=load("live.toml")["refused"]["bowl_side_note"],
        films=film_cards() if is_open else [],
    )


def numbers() -> dict[str, Any]:
    """What the page's scripts count with: their own numbers, and those of the practice."""
    fade = load("live.toml")["fade"]
    return {
        **{name: row["value"] for name, row in load(WORDS)["number"].items()},
        "sessions": len(fade["minutes"]),
        "days_between": fade["days_between"],
        "days_to_check": fade["days_to_check"],
    }


def closed(safety: Safety) -> dict[str, Any]:
    """Why there is no practice: without answers the way to them, above that only what to do now."""
    if safety.level == "unknown":
        say = load(WORDS)["say"]
        return {"title": say["closed_unknown_title"], "texts": [say["closed_unknown"]]}
    level = load("safety/levels.toml")["level"][safety.level]
    return {
        "title": level["title"],
        "texts": [level[key] for key in ("text", "how_soon", "where", "until")],
    }


def film_cards() -> list[dict[str, Any]]:
    """How to set up the camera for each view; from the front there is no picture, only words."""
    from backstride.report.camera_card import card_views, fill

    say = load(WORDS)["say"]
    pictures: dict[str, Any] = {one.id: one.setup for one in card_views()}
    return [
        {"view": view, "picture": pictures.get(view), "says": fill(say[f"card_{view}"])}
        for view in ("side", "rear", "front")
    ]
