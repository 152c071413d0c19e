"""What stands on an order's page for what was weighed or is called back, and the buyer's answer to a question about it."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.shell.deeds import do, told, typed
from minga_frontend.shell.links import see, within
from minga_platform.kernel.locale import mark

MORE: Final = document(__file__, "order_more.graphql")
ANSWER: Final = document(__file__, "answer.graphql")

_ANSWERED: Final = told("produce.answered", mark("Thank you. The stall packs it so."))


async def produce_of(request: Request, order: Mapping[str, Any], token: str | None) -> dict[str, Any] | None:
    """The facts for `produce/ordered.html`; nothing is asked for an order without weights and recalls."""
    if not any(line["weight"] or line["isRecalled"] for part in order["parts"] for line in part["lines"]):
        return None
    return await ask(request, MORE, {"id": order["id"], "token": token or None})


async def answer(request: Request) -> Response:
    """`POST /c/<co-op>/orders/<order>/weight`: yes or no to more than was accepted."""
    form, order = await typed(request), request.path_params["order"]
    if form["answer"] not in ("yes", "no"):
        raise HTTPException(404)
    wish = {
        "key": form.key,
        "question": form["question"],
        "agrees": form["answer"] == "yes",
        "order": order,
        "token": form["t"][:100] or None,
    }
    done = await do(request, ANSWER, wish, form)
    return see(request, within(request, f"/orders/{order}"), t=form["t"][:100], **({"done": _ANSWERED} if done else {}))


ROUTES = [Route("/c/{cooperative}/orders/{order}/weight", answer, methods=["POST"])]
