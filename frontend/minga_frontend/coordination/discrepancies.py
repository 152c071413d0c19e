"""What the card provider and the books disagree about, and settling it with a reason; of a large one two people must say so."""

from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination.views import DISCREPANCIES, at_desk, page
from minga_frontend.shell.deeds import do, named, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

LIST = document(__file__, "discrepancies.graphql")
SETTLE = document(__file__, "settle_discrepancy.graphql")

_SETTLED: Final = told("discrepancies.settled", mark("Settled, with your reason beside it."))
_HALF: Final = told("discrepancies.half", mark("Noted. It is a large one: another person has to agree."))
BOOKINGS: Final = {
    "NONE": mark("Book nothing: it was put right elsewhere"),
    "COST": mark("A cost that the card provider took"),
    "BANK": mark("It went to the co-op's bank, or came from there"),
    "UNEXPLAINED": mark("Nobody knows yet: keep it apart"),
}
_FACTS: Final = {
    "amount": mark("Amount"),
    "expected": mark("Expected"),
    "provider": mark("Card provider"),
    "books": mark("Books"),
    "left": mark("Left"),
    "reason": mark("Reason"),
    "code": mark("The provider's word"),
    "received": mark("Received"),
}


async def discrepancies(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/discrepancies`."""
    signed_in(request)
    data = await ask(request, LIST)
    if data["open"] is None:
        raise HTTPException(404)
    facts = named(request, _FACTS)
    may = data["standing"] is not None and "books.post" in data["standing"]["capabilities"]
    return await page(
        request, "discrepancies.html", say(language_of(request), mark("What does not agree")), "discrepancies", form,
        open=[_told(one, facts) for one in data["open"]], settled=[_told(one, facts) for one in data["settled"] or []],
        kinds=named(request, DISCREPANCIES), bookings=named(request, BOOKINGS), may_settle=may,
    )  # fmt: skip


def _told(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """What is known, in words; names of things at the provider stay as they are."""
    known = orjson.loads(one["facts"])
    return one | {"known": [(names[key], str(value)) for key, value in known.items() if key in names and value != ""]}


async def settle(request: Request) -> Response:
    """`POST …/discrepancies/<id>`."""
    form, here = await typed(request), at_desk(request, "/discrepancies")
    wish = {
        "key": form.key,
        "id": request.path_params["discrepancy"],
        "reason": form["reason"],
        "booking": form["booking"] if form["booking"] in BOOKINGS else "NONE",
    }
    done = await do(request, SETTLE, wish, form, back=here)
    if done is None:
        return await discrepancies(request, form)
    return see(request, here, done=_SETTLED if done["isSettled"] else _HALF)


ROUTES = [
    Route("/c/{cooperative}/coordination/discrepancies", discrepancies),
    Route("/c/{cooperative}/coordination/discrepancies/{discrepancy}", settle, methods=["POST"]),
]
