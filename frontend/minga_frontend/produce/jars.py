"""Jars and crates: what they are, what one has at home, and bringing them back at a pickup point."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.law.words import off
from minga_frontend.market.inside import cooperative_of
from minga_frontend.shell.deeds import do, languages_of, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

JARS: Final = document(__file__, "jars.graphql")
MEMBERS: Final = document(__file__, "jar_members.graphql")
ADD: Final = document(__file__, "add_jar.graphql")
RETIRE: Final = document(__file__, "retire_jar.graphql")
TAKE_BACK: Final = document(__file__, "take_back.graphql")

_NAMED: Final = told("produce.jar_named", mark("Saved. Goods can come in it now."))
_BACK: Final = told("produce.jars_back", mark("Noted: they are back, and the deposit is paid."))
_FIELDS: Final = {
    "deposit": "deposit",
    "tax_bps": "tax",
    "MORE_THAN_OUT": "count",
    "broughtBy": "member",
    "LIMIT_PASSED": "count",
}


async def show(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/jars`: for everybody what comes back here; with the till, taking it back; for coordinators, naming it."""
    data = await ask(request, JARS)
    able = set(data["standing"]["capabilities"] if data["standing"] else ())
    members = None
    if "till.use" in able:
        members = (await ask(request, MEMBERS, {"after": request.query_params.get("after")}))["containerBalances"]
    used = [one for one in data["containers"] if one["isUsed"]]
    info = members["pageInfo"] if members else None
    return await page(
        request,
        "produce/jars.html",
        say(language_of(request), mark("Jars and crates")),
        form,
        jars=data["containers"],
        used=used,
        mine=data["myContainers"],
        members=members["nodes"] if members else None,
        people=[
            ("", say(language_of(request), mark("Nobody in particular"))),
            *dict.fromkeys((one["memberId"], one["memberName"]) for one in (members["nodes"] if members else ()) if one["memberId"]),
        ],
        after=within(request, "/jars", after=info["endCursor"]) if info and info["hasNextPage"] else None,
        may_name="categories.edit" in able,
        off=off(language_of(request), data["legalBases"], "DEPOSITS"),
        credits=off(language_of(request), data["legalBases"], "STORE_CREDIT") is None,
        points=[(one["id"], one["name"]) for one in data["pickupPoints"]],
        languages=languages_of(request, await cooperative_of(request)),
    )  # fmt: skip


async def change(request: Request) -> Response:
    """`POST …/jars/<name|retire|back>`."""
    signed_in(request)
    form, verb = await typed(request), request.path_params["verb"]
    cooperative = await cooperative_of(request)
    done = None
    match verb:
        case "name":
            languages = languages_of(request, cooperative)
            name, deposit = form.texts("name", languages), form.money("deposit", cooperative.currency, least=1)
            tax = form.rate("tax", most=5000, needed=False) or 0
            if not name:
                form.wrong(f"name-{languages[0][0]}", mark("Please give it a name."))
            if not form.problems:
                wish = {"name": name, "deposit": {"minor": deposit, "currency": cooperative.currency}, "tax": tax}
                done = await do(request, ADD, wish, form, fields=_FIELDS)
        case "retire":
            done = await do(request, RETIRE, {"id": form["jar"]}, form)
        case "back":
            count = form.number("count", least=1, most=10_000)
            if not form.problems:
                wish = {
                    "key": form.key,
                    "jar": form["jar"],
                    "count": count,
                    "point": form["point"],
                    "way": form.choice("way", ("CASH", "CREDIT")) or "CASH",
                    "member": form["member"] or None,
                }
                done = await do(request, TAKE_BACK, wish, form, fields=_FIELDS)
        case _:
            raise HTTPException(404)
    if done is None:
        return await show(request, form)
    return see(request, within(request, "/jars"), done=_BACK if verb == "back" else _NAMED)


ROUTES = [
    Route("/c/{cooperative}/jars", show),
    Route("/c/{cooperative}/jars/{verb}", change, methods=["POST"]),
]
