"""Marks of quality beside the goods that hold them: on the page of a stall and of a product, not on cards."""

from typing import Any

from starlette.requests import Request

from minga_frontend.asking import ask, document

IN_FORCE = document(__file__, "in_force.graphql")


async def shown(
    request: Request, *, stall_id: str | None = None, product_id: str | None = None
) -> list[dict[str, Any]]:
    """What `grants/beside.html` needs: the marks in force of a stall, or of a product and its stall."""
    found: list[dict[str, Any]] = (await ask(request, IN_FORCE, {"stall": stall_id, "product": product_id}))[
        "marksInForce"
    ]
    return found
