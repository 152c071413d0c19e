"""A stall's lots: opened, filled, called back; and who has of one, as a page, on paper and as a table."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document
from minga_frontend.documents.showing import show as show_sheet
from minga_frontend.documents.showing import writer
from minga_frontend.market.inside import at_stall, cooperative_of, kept_stall, sections
from minga_frontend.orders.words import PART_STATES
from minga_frontend.shell.deeds import confirmation, do, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import Text, mark, say
from minga_platform.kernel.paper import Paragraph, Sheet, Table

LOTS: Final = document(__file__, "lots.graphql")
LOT: Final = document(__file__, "lot.graphql")
STOCK_OF: Final = document(__file__, "stock_of.graphql")
OPEN: Final = document(__file__, "open_lot.graphql")
ADD: Final = document(__file__, "add_to_lot.graphql")
LOSE: Final = document(__file__, "lose.graphql")
RECALL: Final = document(__file__, "recall.graphql")

_SAVED: Final = told("produce.saved", mark("Saved."))
_RECALLED: Final = told("produce.recalled", mark("The lot is called back. Everybody who has of it is told."))
_SHORT: Final = {"GRAM": "g", "MILLILITRE": "ml"}
_FIELDS: Final = {"sources": "quantity", "expires_on": "expires", "harvested_on": "harvested", "LOT_CODE_TAKEN": "code"}


async def listed(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/stall/<stall>/lots`: its lots, newest first, and a form for a new one."""
    stall = await kept_stall(request)
    wish = {"stall": stall["slug"], "id": stall["id"], "after": request.query_params.get("after")}
    data = await ask(request, LOTS, wish)
    if data["lots"] is None:
        raise HTTPException(404)
    info = data["lots"]["pageInfo"]
    chosen = (form["product"] if form else "") or request.query_params.get("product", "")
    product = (await ask(request, STOCK_OF, {"id": chosen}))["keptProduct"] if chosen else None
    items, units = _stocks(product) if product else ([], [])
    return await page(
        request,
        "produce/lots.html",
        say(language_of(request), mark("Lots of %(stall)s"), stall=stall["name"]),
        form or Form({"stock": "yes"}, language=language_of(request)),
        shelf=sections(request, stall["slug"], "lots"),
        stall=stall,
        lots=data["lots"]["nodes"],
        products=[(one["id"], one["title"]) for one in data["keptProducts"]["nodes"]],
        product=product,
        items=items,
        unit=units[0] if len(set(units)) == 1 else "",
        after=at_stall(request, stall["slug"], "/lots", after=info["endCursor"]) if info["hasNextPage"] else None,
    )


def _stocks(product: Mapping[str, Any]) -> tuple[list[tuple[str, str]], list[str]]:
    """What of a product is counted, by what draws on it, with its unit: loose or in boxes, it is one harvest of so many grams."""
    offered = [one for one in product["variants"] if one["state"] == "offered"]
    drawn: dict[str, list[Mapping[str, Any]]] = {}
    for one in offered:
        drawn.setdefault(one["stockItemId"], []).append(one)
    # A form that takes one unit for one of its own counts as the stock does.
    units = [_SHORT.get(min(forms, key=lambda one: int(one["draws"]))["unit"], "") for forms in drawn.values()]
    called = [" · ".join(one["title"] or product["title"] for one in forms) for forms in drawn.values()]
    apart = len(set(units)) > 1
    names = [f"{name} ({unit})" if apart and unit else name for name, unit in zip(called, units, strict=True)]
    return list(zip(drawn, names, strict=True)), units


async def add(request: Request) -> Response:
    """`POST …/lots`: a new lot."""
    stall, form = await kept_stall(request), await typed(request)
    code, quantity = form.words("code"), form.number("quantity", least=1)
    producer = form.words("producer")
    harvested, expires = form.day("harvested", needed=False), form.day("expires", needed=False)
    if not form.problems:
        wish = {
            "key": form.key,
            "item": form["item"],
            "code": code,
            "sources": [{"producer": producer, "quantity": quantity}],
            "harvested": harvested.isoformat() if harvested else None,
            "expires": expires.isoformat() if expires else None,
            "stock": form.ticked("stock"),
        }
        done = await do(request, OPEN, wish, form, fields=_FIELDS)
        if done is not None:
            return see(request, at_stall(request, stall["slug"], f"/lots/{done['id']}"), done=_SAVED)
    return await listed(request, form)


async def one(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/stall/<stall>/lots/<lot>`: what came in, what went out, and to whom; `…?as=pdf|csv` the list of buyers."""
    stall = await kept_stall(request)
    data = await ask(request, LOT, {"id": request.path_params["lot"]})
    lot, buyers = data["lot"], data["lotBuyers"]
    if lot is None or buyers is None:
        raise HTTPException(404)
    if request.query_params.get("as"):
        return await _buyers_sheet(request, lot, buyers)
    return await page(
        request,
        "produce/lot.html",
        say(language_of(request), mark("Lot %(code)s"), code=lot["code"]),
        form or Form({"stock": "yes"}, language=language_of(request)),
        shelf=sections(request, stall["slug"], "lots"),
        headers={"cache-control": "no-store"},
        stall=stall,
        lot=lot,
        buyers=buyers,
        part_states=named(request, PART_STATES),
        unit=_SHORT.get(lot["produced"]["unit"], ""),
    )


async def _buyers_sheet(request: Request, lot: Mapping[str, Any], buyers: list[dict[str, Any]]) -> Response:
    language, write = language_of(request), await writer(request)
    cooperative = await cooperative_of(request)
    head = tuple(
        say(language, text)
        for text in (
            mark("Order"), mark("Who"), mark("Mail"), mark("Phone"), mark("What"), mark("How much"), mark("Reached"),
        )
    )  # fmt: skip
    rows = tuple(
        (str(found["orderNumber"]), found["name"], found["mail"], found["phone"], found["title"], write.quantity(found["quantity"]), "☐")
        for found in buyers
    )  # fmt: skip
    sheet = Sheet(
        title=say(language, mark("Who has of lot %(code)s"), code=lot["code"]),
        subtitle=lot["title"],
        language=language,
        issuer=Text.stored(cooperative.name).read(language, cooperative.language),
        at=datetime.now(UTC).replace(microsecond=0),
        blocks=(
            *((Paragraph(lot["recallReason"]),) if lot["recallReason"] else ()),
            Table(head, rows, widths=(1, 3, 4, 3, 3, 2, 1), numbers=frozenset({0, 5})),
        ),
    )
    table = [
        ("order", "name", "mail", "phone", "title", "quantity", "unit", "handed_over_at"),
        *(
            (
                found["orderNumber"], found["name"], found["mail"], found["phone"], found["title"], found["quantity"]["base"],
                found["quantity"]["unit"].lower(), found["handedOverAt"] or "",
            )
            for found in buyers
        ),
    ]  # fmt: skip
    return await show_sheet(request, sheet, f"lot-{lot['id']}", table=table)


async def change(request: Request) -> Response:
    """`POST …/lots/<lot>/<add|lose|recall>`."""
    stall, form, verb = await kept_stall(request), await typed(request), request.path_params["verb"]
    lot_id = request.path_params["lot"]
    here = at_stall(request, stall["slug"], f"/lots/{lot_id}")
    wish: dict[str, Any] = {"key": form.key, "lot": lot_id}
    asked: Document
    match verb:
        case "add":
            asked, prefix = ADD, "more"
            sources = [{"producer": form.words("producer"), "quantity": form.number("quantity", least=1)}]
            wish |= {"sources": sources, "stock": form.ticked("stock")}
        case "lose":
            asked, prefix = LOSE, "lost"
            wish |= {
                "quantity": form.number("lost", least=1),
                "reason": form.words("why"),
                "stock": form.ticked("stock"),
            }
        case "recall":
            asked, prefix = RECALL, "recall"
            wish |= {"reason": form.words("reason")}
            if not form.problems and not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(form.language, mark("Call this lot back?")),
                    text=say(
                        form.language,
                        mark(
                            "Everybody who has of it gets a letter with your reason, and nothing more is packed of it. This cannot be undone."
                        ),
                    ),
                    button=say(form.language, mark("Call it back")),
                    back=here,
                )
        case _:
            raise HTTPException(404)
    fields = {**_FIELDS, "form": prefix}
    if verb == "lose":
        fields |= {"quantity": "lost", "reason": "why"}
    if form.problems or await do(request, asked, wish, form, fields=fields) is None:
        return await one(request, form)
    return see(request, here, done=_RECALLED if verb == "recall" else _SAVED)


_HERE = "/c/{cooperative}/stall/{stall}/lots"
ROUTES = [
    Route(_HERE, listed),
    Route(_HERE, add, methods=["POST"]),
    Route(f"{_HERE}/{{lot}}", one),
    Route(f"{_HERE}/{{lot}}/{{verb}}", change, methods=["POST"]),
]
