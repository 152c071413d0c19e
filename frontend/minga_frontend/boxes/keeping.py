"""Looking after a box: offering it, changing what is in it, closing it, and who gets what on a day."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.boxes.views import BOX
from minga_frontend.boxes.words import OUTCOMES, SIZES
from minga_frontend.market.inside import cooperative_of, kept_stall, sections
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form, show_texts
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_long_day

GOODS: Final = document(__file__, "goods.graphql")
STALL: Final = document(__file__, "stall_of.graphql")
OF_STALL: Final = document(__file__, "of_stall.graphql")
OFFER: Final = document(__file__, "offer.graphql")
EDIT: Final = document(__file__, "edit.graphql")
CLOSE: Final = document(__file__, "close.graphql")
DAY: Final = document(__file__, "day.graphql")

_SAVED: Final = told("boxes.saved", mark("Saved. It holds from the next cut-off on."))
_CLOSED: Final = told("boxes.closed", mark("It comes no more. Whoever takes it is told."))
_FIELDS: Final = {"firstOn": "first", "everyWeeks": "weeks", "cutoffHours": "cutoff", "contents": "form"}
_LEAST_ROWS: Final = 4
_MOST_ROWS: Final = 40


async def of_stall(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/boxes`: the stall's own boxes."""
    stall = await kept_stall(request)
    found = (await ask(request, OF_STALL, {"stall": stall["id"]}))["boxes"]
    return await page(
        request,
        "boxes/stall.html",
        say(language_of(request), mark("Boxes of %(stall)s"), stall=stall["name"]),
        shelf=sections(request, stall["slug"], "boxes"),
        stall=stall,
        boxes=found,
    )


async def new(request: Request) -> Response:
    """`/c/<co-op>/boxes/new?stall=<slug>`: a stall's box; without a stall the co-op's own."""
    signed_in(request)
    form = await typed(request)
    slug, stall = form["stall"] or request.query_params.get("stall", "")[:100], None
    if slug:
        stall = (await ask(request, STALL, {"slug": slug}))["keptStall"]
        if stall is None:
            raise HTTPException(404)
    if request.method == "POST":
        first = form.day("first")
        weeks, cutoff = form.number("weeks", least=1, most=8), form.number("cutoff", least=0, most=336)
        sent = await _read(request, form, [])
        if not form.problems:
            wish = {
                "key": form.key, "stall": stall["id"] if stall else None, "weeks": weeks, "cutoff": cutoff,
                "first": first.isoformat() if first else None, **sent,
            }  # fmt: skip
            done = await do(request, OFFER, wish, form, fields=_FIELDS)
            if done is not None:
                return see(request, within(request, f"/boxes/{done['id']}"), done=_SAVED)
    else:
        form.values = {"weeks": "1", "cutoff": "48", "missing": "SUBSTITUTE"}
    return await _form(request, form, stall, None)


async def edit(request: Request) -> Response:
    """`/c/<co-op>/boxes/<box>/edit`: its name and what is in it; closing it stands there too."""
    signed_in(request)
    form = await typed(request)
    found = (await ask(request, BOX, {"id": request.path_params["box"]}))["box"]
    if found is None or not found["isKept"]:
        raise HTTPException(404)
    here = within(request, f"/boxes/{found['id']}")
    stall = None
    if found["stallSlug"]:
        stall = (await ask(request, STALL, {"slug": found["stallSlug"]}))["keptStall"]
    if request.method == "POST" and form["close"]:
        if not form.confirmed:
            return await confirmation(
                request,
                form,
                title=say(form.language, mark("Offer this box no more?")),
                text=say(form.language, mark("What is ordered already still comes. Whoever takes it gets a letter.")),
                button=say(form.language, mark("It comes no more")),
                back=here,
            )
        if await do(request, CLOSE, {"id": found["id"]}, form) is not None:
            return see(request, here, done=_CLOSED)
    elif request.method == "POST":
        sent = await _read(request, form, found["names"])
        if not form.problems and await do(request, EDIT, {"id": found["id"], **sent}, form, fields=_FIELDS) is not None:
            return see(request, here, done=_SAVED)
    else:
        form.values = {"missing": found["whenMissing"], **_shown(found)}
    return await _form(request, form, stall, found)


async def day(request: Request) -> Response:
    """`/c/<co-op>/boxes/<box>/day?on=<day>`: whose boxes come, and what is in each."""
    signed_in(request)
    on = Form({"on": request.query_params.get("on", "")}).day("on", needed=False)
    data = await ask(request, DAY, {"id": request.path_params["box"], "day": on.isoformat() if on else None})
    found, language = data["boxDeliveries"], language_of(request)
    if found is None or data["box"] is None:
        raise HTTPException(404)
    return await page(
        request,
        "boxes/day.html",
        say(language, mark("Boxes of %(day)s"), day=_long(found["comesOn"], language)),
        headers={"cache-control": "no-store"},
        box=data["box"],
        day=found,
        sizes=named(request, SIZES),
        outcomes=named(request, OUTCOMES),
    )


def _long(day: str, language: str) -> str:
    read = Form({"day": day}).day("day")
    return write_long_day(read, language) if read else day


async def _read(request: Request, form: Form, names: list[dict[str, str]]) -> dict[str, Any]:
    """What was typed; problems are written into the form."""
    languages = languages_of(request, await cooperative_of(request))
    contents = []
    for row in range(_MOST_ROWS):
        variant = form[f"what-{row}"]
        if not variant:
            continue
        instead = form[f"instead-{row}"]
        stands_in = (
            {"substituteId": instead, "substituteQuantity": form.number(f"number-{row}", least=1)} if instead else {}
        )
        for size in SIZES:
            quantity = form.number(f"{size}-{row}", least=1, needed=False)
            if quantity:
                contents.append({"size": size, "variantId": variant, "quantity": quantity, **stands_in})
    return {
        "name": form.texts("name", languages, names),
        "note": form.texts("note", languages),
        "missing": form["missing"] or "SUBSTITUTE",
        "contents": contents,
    }


def _shown(found: dict[str, Any]) -> dict[str, str]:
    """A box as the values of its form: a row for each thing, with how much of it each size has."""
    values = show_texts("name", found["names"]) | show_texts("note", found["notes"])
    rows: dict[str, int] = {}
    for size in found["sizes"]:
        for one in size["contents"]:
            row = rows.setdefault(one["variantId"], len(rows))
            values |= {f"what-{row}": one["variantId"], f"{size['size']}-{row}": str(one["quantity"]["base"])}
            if one["substituteId"]:
                number = str(one["substituteQuantity"]["base"])
                values |= {f"instead-{row}": one["substituteId"], f"number-{row}": number}
    return values


async def _form(request: Request, form: Form, stall: dict[str, Any] | None, found: dict[str, Any] | None) -> Response:
    goods = (await ask(request, GOODS, {"stall": stall["id"] if stall else None}))["boxGoods"]
    if goods is None:
        raise HTTPException(404)
    filled = [row for row in range(_MOST_ROWS) if form[f"what-{row}"]]
    rows = min(max(_LEAST_ROWS, (max(filled) + 3) if filled else 0), _MOST_ROWS)
    units = {"GRAM": "g", "MILLILITRE": "ml"}
    choices = []
    for one in goods:
        title = f"{one['title']} ({one['variantTitle']})" if one["variantTitle"] else one["title"]
        unit = units.get(one["unit"], "")
        shown = f"{title}, {unit}" if unit else title
        choices.append((one["variantId"], shown if stall else f"{shown} · {one['stallName']}"))
    language = language_of(request)
    title = say(language, mark("Change the box")) if found else say(language, mark("Offer a box"))
    return await page(
        request,
        "boxes/keep.html",
        title,
        form,
        stall=stall,
        box=found,
        rows=rows,
        choices=[("", "–"), *choices],
        sizes=named(request, SIZES),
        languages=languages_of(request, await cooperative_of(request)),
    )


_HERE = "/c/{cooperative}/boxes"
ROUTES = [
    Route("/c/{cooperative}/stall/{stall}/boxes", of_stall),
    Route(f"{_HERE}/new", new, methods=["GET", "POST"]),
    Route(f"{_HERE}/{{box}}/edit", edit, methods=["GET", "POST"]),
    Route(f"{_HERE}/{{box}}/day", day),
]
