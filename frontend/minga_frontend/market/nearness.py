"""Where somebody says that she is, so that goods tell how far it is to fetch them; kept by nobody."""

from typing import Any, Final

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.shell import coordinates

DISTANCE = document(__file__, "distance.graphql")

HERE: Final = "here"
PLACE_COOKIE: Final = "place"
"""Where the browser says she is, to a hundredth of a degree, until she closes it (`static/minga.js`). Read for her answer and kept nowhere."""


def near_of(request: Request, chosen: str) -> dict[str, Any] | None:
    """What she chose, a pickup point's id or `HERE`, as the API takes it."""
    if chosen != HERE:
        return {"pickupPoint": chosen} if chosen else None
    place = coordinates.read(request.cookies.get(PLACE_COOKIE, "").replace("%2C", ","))
    return {"place": place} if place else None


async def distance(request: Request, product_id: str) -> int | None:
    """How many metres it is to where a product is fetched. Without a place nothing is asked.

    She is near the point that the list told of, from which she comes (`?near=`), else where her browser says.
    """
    near = near_of(request, request.query_params.get("near", "").strip() or HERE)
    if near is None:
        return None
    found = (await ask(request, DISTANCE, {"id": product_id, "near": near}))["product"]
    return int(found["distanceMetres"]) if found and found["distanceMetres"] is not None else None
