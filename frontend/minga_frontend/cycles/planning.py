"""The coordinator's side of order cycles: planning, copying, closing early, calling off, and the lists when it is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.coordination.views import at_desk, sections
from minga_frontend.cycles.words import KINDS, PURPOSES, STATES, fee_in_words, season_in_words
from minga_frontend.shell.deeds import confirmation, do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form, show_amount, show_moment, show_rate, show_texts
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import mark, say

DESK = document(__file__, "desk.graphql", "cycle.fragments")
ONE = document(__file__, "one.graphql", "cycle.fragments")
PLAN = document(__file__, "plan.graphql", "cycle.fragments")
SAVE = document(__file__, "save.graphql")
CLOSE = document(__file__, "close.graphql")
CANCEL = document(__file__, "cancel.graphql")
COPY = document(__file__, "copy.graphql")

_SAVED: Final = told("cycles.saved", mark("Saved."))
_COPIED: Final = told("cycles.copied", mark("Copied. Look at it and change what is different this time."))
_CLOSED: Final = told(
    "cycles.closed", mark("No more orders are taken. Producers get their lists when the grace is over.")
)
_CANCELLED: Final = told("cycles.cancelled", mark("Called off. Its orders end now, one by one, and everybody is told."))
_FEE_ROWS: Final = 4
_MOST_FIELDS: Final = 6_000


async def _cooperative(request: Request) -> Cooperative:
    cooperative = await here(request)
    assert cooperative is not None
    return cooperative


async def desk(request: Request) -> Response:
    """`/c/<co-op>/coordination/cycles`."""
    signed_in(request)
    data = await ask(request, DESK, {"after": request.query_params.get("after")})
    _may(data)
    listing = data["orderCycles"]
    after = listing["pageInfo"]["endCursor"] if listing["pageInfo"]["hasNextPage"] else None
    return await page(
        request,
        "cycles/desk.html",
        say(language_of(request), mark("Order cycles")),
        shelf=sections(request, "cycles"),
        cycles=listing["nodes"],
        states=named(request, STATES),
        after=at_desk(request, "/cycles", after=after) if after else None,
    )


async def one(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/coordination/cycles/<cycle>`: how it stands, its lists, and what can be done with it."""
    signed_in(request)
    data = await ask(request, ONE, {"id": request.path_params["cycle"]})
    _may(data)
    found = data["orderCycle"]
    if found is None:
        raise HTTPException(404)
    language, zone = language_of(request), ZoneInfo((await _cooperative(request)).zone)
    if form is None:
        again = datetime.fromisoformat(found["opensAt"]).astimezone(zone) + timedelta(days=found["repeatDays"] or 7)
        form = Form({"opens": show_moment(again, zone)}, language=language)
    return await page(
        request,
        "cycles/one.html",
        found["name"],
        form,
        shelf=sections(request, "cycles"),
        cycle=found,
        states=named(request, STATES),
        purposes=named(request, PURPOSES),
        fee_in_words=lambda fee: fee_in_words(fee, language),
    )


async def plan(request: Request) -> Response:
    """`…/coordination/cycles/new` and `…/coordination/cycles/<cycle>/edit`: the whole plan on one page."""
    signed_in(request)
    form = await typed(request, _MOST_FIELDS)
    cycle_id = request.path_params.get("cycle")
    data = await ask(request, PLAN, {"id": cycle_id or "cycle_"})
    _may(data)
    before = data["orderCycle"]
    if cycle_id and before is None:
        raise HTTPException(404)
    cooperative = await _cooperative(request)
    if request.method == "POST":
        wish = _wish(request, form, data, cooperative)
        if not form.problems:
            version = form.whole("version") if cycle_id else None
            done = await do(
                request, SAVE, {"cycle": wish, "id": cycle_id, "version": version}, form,
                fields={"closesAt": "closes", "opensAt": "opens", "repeatDays": "repeat", "pickups": "form", "form": "form"},
            )  # fmt: skip
            if done is not None:
                return see(request, at_desk(request, f"/cycles/{done['id']}"), done=_SAVED)
    elif before is not None:
        form = Form(_shown(before, cooperative), language=form.language)
    language = language_of(request)
    return await page(
        request,
        "cycles/plan.html",
        say(language, mark("Change the plan")) if cycle_id else say(language, mark("Plan an order cycle")),
        form,
        shelf=sections(request, "cycles"),
        cycle=before,
        points=data["pickupPoints"],
        stalls=[stall for stall in data["plannableStalls"] if any(one["variants"] for one in stall["products"])],
        languages=languages_of(request, cooperative),
        chosen=_chosen(form, data),
        fee_rows=range(_FEE_ROWS),
        currency=cooperative.currency,
        purposes=[("", "–"), *((code, say(language, name)) for code, name in PURPOSES.items())],
        kinds=[(code, say(language, name)) for code, name in KINDS.items()],
        season=lambda months: season_in_words(months, language),
    )


def _chosen(form: Form, data: Mapping[str, Any]) -> set[str]:
    """The variants whose boxes are ticked: what was sent, else what the plan has."""
    if form.several:
        return {one for stall in data["plannableStalls"] for one in form.every(f"goods-{stall['id']}")}
    supplies = data["orderCycle"]["supplies"] if data["orderCycle"] else []
    return {good["variantId"] for supply in supplies for good in supply["goods"]}


def _wish(request: Request, form: Form, data: Mapping[str, Any], cooperative: Cooperative) -> dict[str, Any]:
    """What was typed, as the API takes it; problems are noted in the form."""
    zone, languages = ZoneInfo(cooperative.zone), languages_of(request, cooperative)
    before = data["orderCycle"] or {"names": [], "notes": []}
    opens, closes = form.moment("opens", zone), form.moment("closes", zone)
    repeat = form.number("repeat", least=1, most=366, needed=False)
    wish = {
        "name": form.texts("name", languages, before["names"]),
        "note": form.texts("note", languages, before["notes"]),
        "opensAt": opens.isoformat() if opens else "",
        "closesAt": closes.isoformat() if closes else "",
        "repeatDays": repeat,
        "fees": _fees(form, cooperative.currency),
        "supplies": [one for stall in data["plannableStalls"] if (one := _supply(form, stall, zone)) is not None],
        "pickups": [one for point in data["pickupPoints"] if (one := _pickup(form, point, zone)) is not None],
    }
    if not wish["name"]:
        form.words(f"name-{languages[0][0]}")
    if not wish["pickups"] and not form.problems:
        form.wrong("form", mark("Please choose at least one place where the goods are fetched, with its times."))
    return wish


def _supply(form: Form, stall: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any] | None:
    key = stall["id"]
    offered = {variant["id"] for product in stall["products"] for variant in product["variants"]}
    chosen = [variant for variant in form.every(f"goods-{key}") if variant in offered]
    if not chosen:
        return None
    start = form.moment(f"from-{key}", zone, needed=False)
    end = form.moment(f"until-{key}", zone, needed=False)
    if (start is None) != (end is None) or (start and end and end <= start):
        form.wrong(f"until-{key}", mark("Please write both ends of the time, the end after the beginning."))
    return {
        "stallId": key,
        "variantIds": chosen,
        "deliversFrom": start.isoformat() if start else None,
        "deliversUntil": end.isoformat() if end else None,
        "instructions": form[f"word-{key}"].strip(),
    }


def _pickup(form: Form, point: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any] | None:
    key = point["id"]
    if not form[f"from-{key}"].strip() and not form[f"until-{key}"].strip():
        return None
    start, end = form.moment(f"from-{key}", zone), form.moment(f"until-{key}", zone)
    if start and end and end <= start:
        form.wrong(f"until-{key}", mark("Please write both ends of the time, the end after the beginning."))
    return {
        "pointId": key,
        "fetchFrom": start.isoformat() if start else "",
        "fetchUntil": end.isoformat() if end else "",
        "instructions": form[f"word-{key}"].strip(),
    }


def _fees(form: Form, currency: str) -> list[dict[str, Any]]:
    fees = []
    for row in range(_FEE_ROWS):
        purpose = form.choice(f"purpose-{row}", PURPOSES, needed=False)
        if purpose is None:
            continue
        kind = form.choice(f"kind-{row}", KINDS) or "OF_GOODS"
        fee: dict[str, Any] = {"purpose": purpose, "kind": kind}
        if kind == "OF_GOODS":
            fee["bps"] = form.rate(f"size-{row}", most=5_000) or 0
        else:
            fee["amount"] = {"minor": form.money(f"size-{row}", currency, most=1_000_000) or 0, "currency": currency}
        fees.append(fee)
    return fees


def _shown(cycle: Mapping[str, Any], cooperative: Cooperative) -> dict[str, str]:
    """A plan as its form shows it."""
    zone = ZoneInfo(cooperative.zone)
    values = {
        **show_texts("name", cycle["names"]),
        **show_texts("note", cycle["notes"]),
        "version": str(cycle["version"]),
        "opens": show_moment(cycle["opensAt"], zone),
        "closes": show_moment(cycle["closesAt"], zone),
        "repeat": str(cycle["repeatDays"] or ""),
    }
    for row, fee in enumerate(cycle["fees"][:_FEE_ROWS]):
        values |= {
            f"purpose-{row}": fee["purpose"],
            f"kind-{row}": fee["kind"],
            f"size-{row}": show_rate(fee["bps"]) if fee["kind"] == "OF_GOODS" else show_amount(fee["amount"]),
        }
    for supply in cycle["supplies"]:
        values |= _window(
            supply["stallId"], supply["deliversFrom"], supply["deliversUntil"], supply["instructions"], zone
        )
    for pickup in cycle["pickups"]:
        values |= _window(pickup["pointId"], pickup["fetchFrom"], pickup["fetchUntil"], pickup["instructions"], zone)
    return values


def _window(key: str, start: str | None, end: str | None, word: str, zone: ZoneInfo) -> dict[str, str]:
    return {
        f"from-{key}": show_moment(start, zone) if start else "",
        f"until-{key}": show_moment(end, zone) if end else "",
        f"word-{key}": word,
    }


async def close(request: Request) -> Response:
    """`POST …/close`: no more orders from now on; asked once."""
    signed_in(request)
    form, cycle_id = await typed(request), request.path_params["cycle"]
    language = language_of(request)
    if not form.confirmed:
        return await confirmation(
            request,
            form,
            title=say(language, mark("Close it now?")),
            text=say(
                language,
                mark(
                    "No more orders are taken from now on. Who is in the middle of ordering keeps the grace. Orders that stand are brought as planned."
                ),
            ),
            button=say(language, mark("Close it now")),
            back=at_desk(request, f"/cycles/{cycle_id}"),
            shelf=sections(request, "cycles"),
        )
    if await do(request, CLOSE, {"id": cycle_id}, form) is None:
        return await one(request, form)
    return see(request, at_desk(request, f"/cycles/{cycle_id}"), done=_CLOSED)


async def cancel(request: Request) -> Response:
    """`POST …/cancel`: it does not take place; asked once, with the reason that everybody is told."""
    signed_in(request)
    form, cycle_id = await typed(request), request.path_params["cycle"]
    language = language_of(request)
    if form.words("reason") is None:
        return await one(request, form)
    if not form.confirmed:
        return await confirmation(
            request,
            form,
            title=say(language, mark("Call it off?")),
            text=say(
                language,
                mark(
                    "All its orders end, and what was paid goes back. Buyers and producers are told why. This cannot be undone."
                ),
            ),
            button=say(language, mark("Call it off")),
            back=at_desk(request, f"/cycles/{cycle_id}"),
            shelf=sections(request, "cycles"),
            facts=((say(language, mark("Why")), form["reason"]),),
        )
    wish = {"key": form.key, "id": cycle_id, "reason": form["reason"]}
    if await do(request, CANCEL, wish, form) is None:
        return await one(request, form)
    return see(request, at_desk(request, f"/cycles/{cycle_id}"), done=_CANCELLED)


async def copy(request: Request) -> Response:
    """`POST …/copy`: the same once more, opening at another time; then its plan, to change what is different."""
    signed_in(request)
    form = await typed(request)
    opens = form.moment("opens", ZoneInfo((await _cooperative(request)).zone))
    if opens is None:
        return await one(request, form)
    wish = {"id": request.path_params["cycle"], "opens": opens.isoformat()}
    done = await do(request, COPY, wish, form, fields={"opensAt": "opens"})
    if done is None:
        return await one(request, form)
    return see(request, at_desk(request, f"/cycles/{done['id']}/edit"), done=_COPIED)


def _may(data: Mapping[str, Any]) -> None:
    standing = data["standing"]
    if standing is None or "cycles.edit" not in standing["capabilities"]:
        raise HTTPException(404)


_BASE: Final = "/c/{cooperative}/coordination/cycles"
ROUTES = [
    Route(_BASE, desk),
    Route(f"{_BASE}/new", plan, methods=["GET", "POST"]),
    Route(f"{_BASE}/{{cycle}}", one),
    Route(f"{_BASE}/{{cycle}}/edit", plan, methods=["GET", "POST"]),
    Route(f"{_BASE}/{{cycle}}/close", close, methods=["POST"]),
    Route(f"{_BASE}/{{cycle}}/cancel", cancel, methods=["POST"]),
    Route(f"{_BASE}/{{cycle}}/copy", copy, methods=["POST"]),
]
