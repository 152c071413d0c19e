"""Order cycles beside other things: on a product's page."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.cycles.words import season_in_words
from minga_frontend.shell.pages import language_of

SELLING = document(__file__, "selling.graphql")


async def beside(request: Request, product: Mapping[str, Any]) -> dict[str, Any] | None:
    """When a product is sold; None for one that is sold all the time, about which nothing is asked."""
    if not product["onlyInCycles"] and not product["seasonMonths"]:
        return None
    found = (await ask(request, SELLING, {"product": product["id"]}))["sellingTime"]
    return found and {**found, "season": season_in_words(found["seasonMonths"], language_of(request))}
