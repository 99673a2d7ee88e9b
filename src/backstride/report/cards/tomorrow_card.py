"""The card of the light for the next run: the rule, the cap and where each comes from."""

from __future__ import annotations

from backstride.knowledge.loader import load
from backstride.report.cards.card import TOMORROW, Card, line, say


def tomorrow_card() -> Card:
    """How the light and the distance are worked out."""
    table = load("safety/tomorrow.toml")
    scale, cap = table["scale"], table["cap"]
    rule = say("tomorrow", "formula", green_to=scale["green_to"], amber_to=scale["amber_to"])
    step = f"{scale['source']}; {table['worse_by_one']['source']}; {table['red']['source']}"
    distance = say("tomorrow", "cap", amber_of_usual=cap["amber_of_usual"], over_longest=cap["over_longest"])
    sources = f"{cap['over_longest_source']}; {cap['amber_source']}; {cap['least_source']}"
    return Card(
        key=TOMORROW,
        title=say("tomorrow", "title"),
        lines=(
            line("what", say("tomorrow", "what")),
            line("formula", rule, step),
            line("cap", distance, sources),
            line("rule", say("tomorrow", "stop", amber_to=scale["amber_to"])),
            line("strides", say("tomorrow", "strides")),
        ),
    )
