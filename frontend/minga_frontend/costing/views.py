"""A costing sheet: what a batch costs, the price below which it does not pay, and what an hour earns."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.inside import at_stall, cooperative_of, sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import Form, show_amount
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

COSTING = document(__file__, "costing.graphql")
WRITE = document(__file__, "write.graphql")
_WRITTEN: Final = told("costing.written", mark("Written down. Only your stall sees it."))
_LEAST_ROWS: Final = 4
_SPARE_ROWS: Final = 2
_MOST_ROWS: Final = 40
_MINUTES: Final = 60


async def costing(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/costing/<variant>`."""
    signed_in(request)
    wish = {"stall": request.path_params["stall"], "variant": request.path_params["variant"]}
    data = await ask(request, COSTING, wish)
    found, stall = data["costing"], data["keptStall"]
    if found is None or stall is None:
        raise HTTPException(404)
    cooperative, language = await cooperative_of(request), language_of(request)
    form = await typed(request)
    if request.method == "POST":
        sent = _sheet(form, cooperative.currency)
        if not form.problems:
            done = await do(request, WRITE, {"variant": found["variantId"], **sent}, form)
            if done is not None:
                return see(request, at_stall(request, stall["slug"], f"/costing/{found['variantId']}"), done=_WRITTEN)
        rows = _rows(form)
    else:
        rows = _fill(form, found["sheets"])
    return await page(
        request,
        "costing/costing.html",
        say(language, mark("What it costs you: %(title)s"), title=found["title"]),
        form,
        shelf=sections(request, stall["slug"], "products"),
        headers={"cache-control": "no-store"},
        stall=stall,
        costing=found,
        rows=rows,
        currency=cooperative.currency,
        bars=_bars(found, language),
    )


def _rows(form: Form) -> int:
    filled = [number for number in range(_MOST_ROWS) if form[f"what-{number}"].strip()]
    return min(max(_LEAST_ROWS, (max(filled) + 1 if filled else 0) + _SPARE_ROWS), _MOST_ROWS)


def _sheet(form: Form, currency: str) -> dict[str, Any]:
    """What was typed; problems are written into the form."""
    materials = []
    for number in range(_MOST_ROWS):
        if not form[f"what-{number}"].strip():
            continue
        minor = form.money(f"cost-{number}", currency)
        materials.append({"what": form[f"what-{number}"].strip(), "cost": {"minor": minor, "currency": currency}})
    hours = form.number("hours", most=10_000, needed=False) or 0
    minutes = form.number("minutes", most=10_000, needed=False) or 0
    overhead = form.money("overhead", currency, needed=False) or 0
    return {
        "pieces": form.number("pieces", least=1),
        "materials": materials,
        "minutes": hours * _MINUTES + minutes,
        "overhead": {"minor": overhead, "currency": currency},
        "note": form["note"].strip(),
    }


def _fill(form: Form, sheets: list[dict[str, Any]]) -> int:
    """The newest sheet as the form's values: the next one is mostly like it. How many rows to show."""
    if not sheets:
        form.values = {"pieces": "1"}
        return _LEAST_ROWS
    last = sheets[0]
    form.values = {
        "pieces": str(last["pieces"]),
        "hours": str(last["minutes"] // _MINUTES),
        "minutes": str(last["minutes"] % _MINUTES),
        "overhead": show_amount(last["overhead"]),
    }
    for number, one in enumerate(last["materials"]):
        form.values |= {f"what-{number}": one["what"], f"cost-{number}": show_amount(one["cost"])}
    return min(max(_LEAST_ROWS, len(last["materials"]) + _SPARE_ROWS), _MOST_ROWS)


def _bars(found: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """An hour of hers beside the living wage, as two bars."""
    worth = found["worth"]
    if worth is None or worth["hour"] is None:
        return []
    wage, hour = found["livingWage"], worth["hour"]
    most = max(int(wage["minor"]), int(hour["minor"]), 1)
    return [
        {
            "label": say(language, label),
            "amount": amount,
            "share": max(int(amount["minor"]), 0),
            "most": most,
        }
        for label, amount in (
            (mark("An hour of yours earns"), hour),
            (mark("The living wage that members decided"), wage),
        )
    ]


ROUTES = [Route("/c/{cooperative}/stall/{stall}/costing/{variant}", costing, methods=["GET", "POST"])]
