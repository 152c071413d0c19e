"""What is laid upon stalls: the register of numbers, a stall's own page, and the form for who decides it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.inside import cooperative_of, kept_stall, sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

REGISTER = document(__file__, "register.graphql")
OF_STALL = document(__file__, "of_stall.graphql")
RESTRICT = document(__file__, "restrict.graphql")
END = document(__file__, "end.graphql")
EVERY = document(__file__, "every_stall.graphql")

KINDS: Final[Mapping[str, str]] = {"SELLING": mark("Sales suspended"), "PAYOUT": mark("Payouts held back")}
_PLACED: Final = told(
    "restrictions.placed", mark("Written down. Its keepers are told, and what they can do against it.")
)
_ENDED: Final = told("restrictions.ended", mark("It is over. Its keepers are told."))


async def register(request: Request) -> Response:
    """`/c/<co-op>/restrictions`: for everybody the numbers; for who sees stalls from inside also what stands, and the way to end it."""
    form = await typed(request)
    if request.method == "POST":
        signed_in(request)
        part = form.part(form["id"])
        if await do(request, END, {"id": form["id"], "because": part["because"]}, form) is not None:
            return see(request, within(request, "/restrictions"), done=_ENDED)
    data = await ask(request, REGISTER)
    language = language_of(request)
    held = data["standing"]["capabilities"] if data["standing"] else []
    return await page(
        request,
        "restrictions/register.html",
        say(language, mark("Suspended stalls and payouts held back")),
        form,
        years=data["restrictionRegister"],
        standing=[one for one in data["restrictions"] or () if one["endedAt"] is None],
        kinds={code: say(language, name) for code, name in KINDS.items()},
        may={"SELLING": "stall.admit" in held, "PAYOUT": "payouts.make" in held},
    )


async def of_stall(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/restrictions`: the reason, what shows it, until when, and the way to object."""
    stall = await kept_stall(request)
    rows = (await ask(request, OF_STALL, {"id": stall["id"]}))["restrictions"]
    if rows is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "restrictions/of_stall.html",
        say(language, mark("What is laid upon %(stall)s"), stall=stall["name"]),
        headers={"cache-control": "no-store"},
        shelf=sections(request, stall["slug"], "edit"),
        rows=rows,
        kinds={code: say(language, name) for code, name in KINDS.items()},
    )


async def restrict(request: Request) -> Response:
    """`/c/<co-op>/coordination/stalls/<stall>/restrict?kind=selling|payout`: with a reason, what shows it, and an end."""
    signed_in(request)
    every: list[dict[str, Any]] | None = (await ask(request, EVERY))["everyStall"]
    stall = next((one for one in every or () if one["slug"] == request.path_params["stall"]), None)
    if stall is None:
        raise HTTPException(404)
    form, cooperative = await typed(request), await cooperative_of(request)
    language = language_of(request)
    if request.method == "POST":
        ends = form.day("ends")
        if not form.problems:
            assert ends is not None
            at = datetime.combine(ends, time(), ZoneInfo(cooperative.zone)) + timedelta(days=1)
            wish = {
                "stall": stall["id"], "kind": form["kind"], "reason": form["reason"], "evidence": form["evidence"],
                "ends": at.isoformat(),
            }  # fmt: skip
            if await do(request, RESTRICT, wish, form, fields={"endsAt": "ends"}) is not None:
                return see(request, within(request, "/restrictions"), done=_PLACED)
    elif "kind" not in form.values:
        form.values = {"kind": "PAYOUT" if request.query_params.get("kind") == "payout" else "SELLING"}
    return await page(
        request,
        "restrictions/restrict.html",
        say(language, mark("Suspend %(stall)s, or hold its payouts back"), stall=stall["name"]),
        form,
        kinds=[{"value": code, "label": say(language, name)} for code, name in KINDS.items()],
    )


ROUTES = [
    Route("/c/{cooperative}/restrictions", register, methods=["GET", "POST"]),
    Route("/c/{cooperative}/stall/{stall}/restrictions", of_stall),
    Route("/c/{cooperative}/coordination/stalls/{stall}/restrict", restrict, methods=["GET", "POST"]),
]
