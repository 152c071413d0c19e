"""What comes back, for the stall that sold it and for who coordinates: receive it, say what came, give the money back."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.coordination.views import at_desk
from minga_frontend.coordination.views import sections as desk_sections
from minga_frontend.market.inside import at_stall, kept_stall, sections
from minga_frontend.returns.words import CONDITIONS, STATES
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import Link, language_of
from minga_platform.kernel.locale import mark, say

LIST = document(__file__, "list.graphql")
RECEIVE = document(__file__, "receive.graphql")
ANSWER = document(__file__, "answer.graphql")
INSPECT = document(__file__, "inspect.graphql")
SETTLE = document(__file__, "settle.graphql")

_RECEIVED: Final = told("returns.received", mark("Noted: it is back. Now say what came back."))
_ANSWERED: Final = told("returns.answered", mark("The buyer gets your answer."))
_LOOKED: Final = told(
    "returns.looked", mark("Noted. The money goes back, or the co-op looks at what you would take off first.")
)
_SETTLED: Final = told("returns.settled", mark("The money is on its way back."))


async def of_stall(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/stall/<stall>/returns`."""
    stall = await kept_stall(request)
    shelf = sections(request, stall["slug"], "returns")
    back = at_stall(request, stall["slug"], "/returns")
    return await _page(request, form, stall["id"], shelf, back, decides=False)


async def of_cooperative(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/returns`: of all stalls, with what waits for the co-op's word."""
    signed_in(request)
    return await _page(
        request, form, None, desk_sections(request, "returns"), at_desk(request, "/returns"), decides=True
    )


async def _page(
    request: Request, form: Form | None, stall: str | None, shelf: tuple[Link, ...], base: str, *, decides: bool
) -> Response:
    only_open = request.query_params.get("view") != "all"
    wish = {"stall": stall, "open": only_open, "after": request.query_params.get("after")}
    listed = (await ask(request, LIST, wish))["goodsReturns"]
    if listed is None:
        raise HTTPException(404)
    view = "" if only_open else "?view=all"
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "returns/list.html",
        say(language_of(request), mark("What comes back")),
        form,
        shelf=shelf,
        page=listed,
        base=base,
        only_open=only_open,
        decides=decides,
        states=named(request, STATES),
        conditions=list(named(request, CONDITIONS).items()),
        condition_names=named(request, CONDITIONS),
        after=f"{base}{view}{'&' if view else '?'}after={after}" if after else None,
    )


async def act_of_stall(request: Request) -> Response:
    """`POST …/returns/<receive|inspect>`."""
    stall = await kept_stall(request)
    return await _act(request, at_stall(request, stall["slug"], "/returns"), decides=False)


async def act_of_cooperative(request: Request) -> Response:
    """`POST …/returns/<receive|inspect|answer|settle>`."""
    return await _act(request, at_desk(request, "/returns"), decides=True)


async def _act(request: Request, base: str, *, decides: bool) -> Response:
    form, verb = await typed(request), request.path_params["verb"]
    show = of_cooperative if decides else of_stall
    one = form["return"]
    flash, done = "", None
    if verb == "receive":
        flash, done = _RECEIVED, await do(request, RECEIVE, {"id": one}, form)
    elif verb == "answer":
        wish = {"id": one, "accept": form["accept"] == "yes", "answer": form[f"answer-{one}"]}
        flash, done = _ANSWERED, await do(request, ANSWER, wish, form, fields={"answer": f"answer-{one}"})
    elif verb == "settle":
        flash, done = _SETTLED, await do(request, SETTLE, {"key": form.key, "id": one}, form, back=base)
    elif verb == "inspect":
        lines = await _found(request, form)
        if not form.problems:
            wish = {"key": form.key, "id": one, "lines": lines}
            flash, done = _LOOKED, await do(request, INSPECT, wish, form, back=base)
    else:
        raise HTTPException(404)
    if done is None:
        return await show(request, form)
    return see(request, base, done=flash)


async def _found(request: Request, form: Form) -> list[dict[str, Any]]:
    cooperative = await here(request)
    assert cooperative is not None
    lines = []
    for line in form.every("line"):
        minor = form.money(f"off-{line}", cooperative.currency, needed=False)
        reason = form[f"why-{line}"].strip()
        if minor and not reason:
            form.wrong(f"why-{line}", mark("Please say why; the buyer reads it."))
        lines.append(
            {
                "lineId": line,
                "condition": form.choice(f"condition-{line}", CONDITIONS),
                "deduction": {"minor": minor, "currency": cooperative.currency} if minor else None,
                "deductionReason": reason,
                "backOnShelf": form.ticked(f"shelf-{line}"),
            }
        )
    return lines


ROUTES = [
    Route("/c/{cooperative}/stall/{stall}/returns", of_stall),
    Route("/c/{cooperative}/stall/{stall}/returns/{verb}", act_of_stall, methods=["POST"]),
    Route("/c/{cooperative}/coordination/returns", of_cooperative),
    Route("/c/{cooperative}/coordination/returns/{verb}", act_of_cooperative, methods=["POST"]),
]
