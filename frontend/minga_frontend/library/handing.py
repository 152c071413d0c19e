"""One booking: signed from hand to hand, its deposit taken and given back, called off."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.library import words
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

BOOKING = document(__file__, "booking.graphql")
SIGN, DEPOSIT, SETTLE = (document(__file__, f"{name}.graphql") for name in ("sign", "deposit", "settle"))
CANCEL, MISSED = document(__file__, "cancel.graphql"), document(__file__, "missed.graphql")

_SIGNED = told("tools.signed", mark("Signed. It is in other hands as soon as both have signed."))
_DONE = told("tools.done", mark("Done."))


async def booking(request: Request) -> Response:
    """`/c/<co-op>/commons/bookings/<booking>`."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        answer = await _deed(request, form)
        if answer is not None:
            return answer
    found = (await ask(request, BOOKING, {"id": request.path_params["booking"]}))["toolBooking"]
    if found is None:
        raise HTTPException(404)
    signed = {(one["direction"], one["side"]) for one in found["signed"]}
    way = "OUT" if found["state"] == "BOOKED" else "BACK"
    mine = "TAKER" if found["isMine"] == (way == "OUT") else "GIVER"
    return await page(
        request,
        "library/booking.html",
        found["toolName"],
        form,
        headers={"cache-control": "no-store"},
        one=found,
        way=way,
        i_signed=(way, mine) in signed,
        they_signed=any(direction == way and side != mine for direction, side in signed),
        states=named(request, words.STATES),
        deposits=named(request, words.DEPOSITS),
        ways=list(named(request, words.WAYS).items()),
        at=within(request, f"/commons/bookings/{found['id']}"),
    )


async def _deed(request: Request, form: Form) -> Response | None:
    wanted, language = request.path_params["booking"], language_of(request)
    back = within(request, f"/commons/bookings/{wanted}")
    done: dict[str, Any] | None = None
    match form["what"]:
        case "sign":
            way = "OUT" if form["way"] == "OUT" else "BACK"
            done = await do(request, SIGN, {"id": wanted, "direction": way, "note": form["note"]}, form)
            return None if done is None else see(request, back, done=_DONE if done["isComplete"] else _SIGNED)
        case "deposit":
            way = form["way"] if form["way"] in words.WAYS else "TILL"
            done = await do(request, DEPOSIT, {"key": form.key, "id": wanted, "way": way}, form)
        case "settle":
            cooperative = await here(request)
            assert cooperative is not None
            withheld = form.money("withheld", cooperative.currency, needed=False)
            if form.problems:
                return None
            wish = {"key": form.key, "id": wanted, "withheld": withheld or 0, "reason": form["reason"]}
            done = await do(request, SETTLE, wish, form, fields={"withheld_minor": "withheld"})
        case "cancel" | "missed":
            if form["what"] == "cancel" and not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(language, mark("Call it off?")),
                    text=say(language, mark("The time is free again for others.")),
                    button=say(language, mark("Call it off")),
                    back=back,
                )
            done = await do(request, CANCEL if form["what"] == "cancel" else MISSED, {"id": wanted}, form)
        case _:
            raise HTTPException(404)
    return None if done is None else see(request, back, done=_DONE)


ROUTES = [Route("/c/{cooperative}/commons/bookings/{booking}", booking, methods=["GET", "POST"])]
