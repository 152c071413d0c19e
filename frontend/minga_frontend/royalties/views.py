"""Royalties: release by release, division by division, person by person; each number leads to what it is made of."""

from typing import Any, Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document
from minga_frontend.registry.showing import shelf
from minga_frontend.royalties import drawing, words
from minga_frontend.shell import deeds
from minga_frontend.shell.deeds import confirmation, do, named, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, say_many, write_money

POTS = document(__file__, "pots.graphql")
POT = document(__file__, "pot.graphql")
DIVISION = document(__file__, "division.graphql")
SALES = document(__file__, "division_sales.graphql")
STATEMENT = document(__file__, "statement.graphql")
DIVIDE = document(__file__, "divide.graphql")
FUND = document(__file__, "fund.graphql")
DIVIDE_FUND = document(__file__, "divide_fund.graphql")
PREPARE_ALL = document(__file__, "prepare_shares.graphql")
CONFIRM_ALL = document(__file__, "confirm_shares.graphql")
EXPORT = document(__file__, "export_shares.graphql")
PREPARE = document(__file__, "prepare_share.graphql")
CONFIRM = document(__file__, "confirm_share.graphql")
CANCEL = document(__file__, "cancel_share.graphql")
APPROVE = document(__file__, "approve_share.graphql")
FILE = document(__file__, "share_file.graphql")
SET_ACCOUNT = document(__file__, "set_share_account.graphql")

_DIVIDED: Final = told("royalties.divided", mark("Divided. Everybody's part stands here, and is due to her."))
_PREPARED: Final = told("royalties.prepared", mark("Set aside. Send it, then confirm it here."))
_CONFIRMED: Final = told("royalties.confirmed", mark("Noted: it is with her."))
_ALL_PREPARED: Final = told(
    "royalties.all_prepared",
    mark("Set aside for all whose account is known. Take the list to the bank, then confirm here."),
)
_ALL_CONFIRMED: Final = told("royalties.all_confirmed", mark("Noted: it is with all of them."))
_CANCELLED: Final = told("royalties.cancelled", mark("Withdrawn; it is due again."))
_APPROVED: Final = told("royalties.approved", mark("Approved. It can go now, if enough have approved it."))
_ACCOUNT: Final = told("royalties.account", mark("Your bank account is noted."))
_MOST_WAITING: Final = 50
_MAY: Final = "payouts.make"


async def page(request: Request, template: str, title: str, form: Form | None = None, **context: Any) -> Response:
    """A page about royalties, in the commons' second row."""
    language = language_of(request)
    return await deeds.page(
        request,
        f"royalties/{template}",
        title,
        form,
        shelf=shelf(request, "/commons/royalties"),
        bases=named(request, words.BASES),
        standings=named(request, words.STANDINGS),
        payout_states=named(request, words.PAYOUT_STATES),
        channels=named(request, words.CHANNELS),
        kind=lambda key: words.kind(key, language),
        points=lambda thousandths: words.points(thousandths, language),
        measure_of=lambda amount, per: words.measure(amount, per, language),
        generation=lambda step: words.generation(step, language),
        of=lambda division: words.of(division, language),
        **context,
    )


async def pots(request: Request, form: Form | None = None) -> Response:
    """`/c/<co-op>/commons/royalties`: what sales left, what was divided, what is due to whom."""
    signed_in(request)
    data = await ask(request, POTS, {"after": request.query_params.get("after")})
    if data["royaltyPots"] is None:
        raise HTTPException(404)
    listed = data["distributions"]
    after = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    language = language_of(request)
    waiting = (data["sharePayouts"] or {"nodes": []})["nodes"]
    return await page(
        request,
        "pots.html",
        say(language, mark("Royalties")),
        form,
        pots=data["royaltyPots"],
        divisions=listed["nodes"],
        after=within(request, "/commons/royalties", after=after) if after else None,
        dues=data["sharesDue"] or [],
        waiting=waiting,
        by_bank=[
            one
            for one in waiting
            if one["channel"] == "BANK"
            and one["bankLastFour"]
            and not one["isHeld"]
            and one["approvals"] >= one["approvalsNeeded"]
        ],
        files=data["shareFiles"] or [],
        funds=data["funds"] or [],
        me=(data["standing"] or {}).get("agentId"),
        ways=[("bank", say(language, mark("By bank")))]
        + [
            (one["id"], say(language, mark("In cash, out of the till of %(place)s"), place=one["name"]))
            for one in data["pickupPoints"]
        ],
        pays=_may(data),
    )


async def pot(request: Request, form: Form | None = None) -> Response:
    """`…/commons/royalties/<release>`: its sales with their basis, and its divisions."""
    signed_in(request)
    wish = {"id": request.path_params["release"], "after": request.query_params.get("after")}
    data = await ask(request, POT, wish)
    if not data["royaltyPots"]:
        raise HTTPException(404)
    sales = data["royaltySales"]
    after = sales["pageInfo"]["endCursor"] if sales["pageInfo"]["hasNextPage"] else None
    first = data["royaltyPots"][0]
    return await page(
        request,
        "pot.html",
        say(
            language_of(request),
            mark("Royalties of %(work)s %(version)s"),
            work=first["title"],
            version=first["version"],
        ),
        form,
        pots=data["royaltyPots"],
        sales=sales["nodes"],
        after=within(request, f"/commons/royalties/{first['releaseId']}", after=after) if after else None,
        divisions=data["distributions"]["nodes"],
        pays=_may(data),
    )


async def divide(request: Request) -> Response:
    """POST `…/commons/royalties/<release>/divide`: asks once, then divides what is ready."""
    signed_in(request)
    form = await typed(request)
    release, currency = request.path_params["release"], form["currency"]
    language = language_of(request)
    if not form.confirmed:
        return await confirmation(
            request,
            form,
            title=say(language, mark("Divide this royalty now?")),
            text=say(
                language,
                mark(
                    "All that is ready goes to those who contributed, by the rules in force. It cannot be taken back."
                ),
            ),
            button=say(language, mark("Divide it")),
            back=f"/c/{request.path_params['cooperative']}/commons/royalties/{release}",
            kind="plain",
            shelf=shelf(request, "/commons/royalties"),
        )
    wish = {"key": form.key, "release": release, "currency": currency}
    done = await do(
        request, DIVIDE, wish, form, back=f"/c/{request.path_params['cooperative']}/commons/royalties/{release}"
    )
    if done is None:
        return await pot(request, form)
    return see(request, within(request, f"/commons/divisions/{done['distribution']['id']}"), done=_DIVIDED)


async def fund(request: Request) -> Response:
    """`…/commons/funds/<fund>`: what lies in it; who may pays out of it, asked once, to those who gave to a work or a cause."""
    signed_in(request)
    form = await typed(request)
    data = await ask(request, FUND)
    name, language = request.path_params["fund"], form.language
    found = [one for one in data["funds"] or [] if one["name"] == name]
    if not found:
        raise HTTPException(404)
    back = f"/c/{request.path_params['cooperative']}/commons/funds/{quote(name)}"
    if request.method == "POST":
        currency = form.choice("currency", [one["held"]["currency"] for one in found]) or found[0]["held"]["currency"]
        amount = form.money("amount", currency, least=1)
        if form["work"] and form["cause"].strip():
            form.wrong("cause", mark("Choose a work or write a cause, not both."))
        if not form.problems and amount is not None:
            if not form.confirmed:
                return await confirmation(
                    request,
                    form,
                    title=say(language, mark("Divide this fund now?")),
                    text=say(
                        language,
                        mark(
                            "The amount goes to those who contributed, by the rules in force. It cannot be taken back."
                        ),
                    ),
                    button=say(language, mark("Divide it")),
                    back=back,
                    kind="plain",
                    shelf=shelf(request, "/commons/royalties"),
                    facts=[
                        (say(language, mark("Fund: %(fund)s"), fund=name), write_money(amount, currency, language)),
                    ],
                )
            wish = {
                "key": form.key,
                "fund": name,
                "amount": {"minor": amount, "currency": currency},
                "works": [form["work"]] if form["work"] else None,
                "cause": form["cause"].strip() or None,
            }
            done = await do(request, DIVIDE_FUND, wish, form, back=back)
            if done is not None:
                return see(request, within(request, f"/commons/divisions/{done['distribution']['id']}"), done=_DIVIDED)
    everything = [("", say(language, mark("Everything, or the cause below")))]
    return await page(
        request,
        "fund.html",
        say(language, mark("Fund: %(fund)s"), fund=name),
        form,
        held=found,
        currencies=[(one["held"]["currency"], one["held"]["currency"]) for one in found],
        works=everything + [(one["id"], one["title"]) for one in data["designs"]["nodes"]],
        pays=_may(data),
    )


async def division(request: Request) -> Response:
    """`…/commons/divisions/<id>`: who got what, by which events, and that it can be worked out anew. `agent`: her events."""
    signed_in(request)
    agent = request.query_params.get("agent")
    wish = {"id": request.path_params["division"], "agent": agent, "after": request.query_params.get("after")}
    data = await ask(request, DIVISION, wish)
    found, claims = data["distribution"], data["distributionClaims"]
    if found is None or claims is None:
        raise HTTPException(404)
    kept = {"agent": agent} if agent else {}
    more = claims["pageInfo"]["endCursor"] if claims["pageInfo"]["hasNextPage"] else None
    language = language_of(request)
    return await page(
        request,
        "division.html",
        words.of(found, language),
        division=found,
        story=[
            {
                "kind": ("maker", "fee", "commons", "payment", "delivery", "tax")[place % 6],
                "label": one["name"] or say(language, mark("Fund: %(fund)s"), fund=one["fund"]),
                "amount": one["amount"],
            }
            for place, one in enumerate(_together(found["parts"]))
        ],
        drawing=await _drawn(request, found),
        short=drawing.short,
        agrees=data["distributionAgrees"],
        claims=claims["nodes"],
        agent=next((one["name"] for one in found["parts"] if one["agentId"] == agent), None) if agent else None,
        after=within(request, f"/commons/divisions/{found['id']}", after=more, **kept) if more else None,
    )


async def _drawn(request: Request, found: dict[str, Any]) -> drawing.Drawing | None:
    """From the stalls whose sales left it, or the fund, to those who had a part."""
    language, place = language_of(request), f"/commons/divisions/{found['id']}"
    amount = found["amount"]
    whole = write_money(amount["minor"], amount["currency"], language)
    if found["releaseId"]:
        wish = {"release": found["releaseId"], "division": found["id"]}
        left: dict[str, list[int]] = {}
        for sale in (await ask(request, SALES, wish))["royaltySales"]["nodes"]:
            left.setdefault(sale["stallName"], []).append(sale["royalty"]["minor"])
        pot_page = within(request, f"/commons/royalties/{found['releaseId']}")
        sources = [
            drawing.End(name, sum(one), say_many(language, "%(num)s sale", "%(num)s sales", len(one)), pot_page)
            for name, one in left.items()
        ]
        through = drawing.End(f"{found['title']} {found['version']}", amount["minor"], whole, pot_page)
    else:
        # What leaves a fund flows through the rules alone.
        of_fund = within(request, f"/commons/funds/{quote(found['fund'])}")
        sources = [
            drawing.End(say(language, mark("Fund: %(fund)s"), fund=found["fund"]), amount["minor"], whole, of_fund)
        ]
        rules = say(language, mark("How income is shared"))
        through = drawing.End(rules, amount["minor"], "", within(request, "/commons/equation"))
    targets = [
        drawing.End(
            one["name"] or say(language, mark("Fund: %(fund)s"), fund=one["fund"]),
            one["amount"]["minor"],
            write_money(one["amount"]["minor"], one["amount"]["currency"], language),
            within(request, place, agent=one["agentId"]) + "#events" if one["agentId"] else "",
        )
        for one in _together(found["parts"])
    ]
    return drawing.draw(sources, through, targets, others=say(language, mark("all others")))


async def statement(request: Request, form: Form | None = None) -> Response:
    """`…/commons/share` and `…/commons/share/<agent>`: what a contributor got a part of, what is due, what was paid."""
    signed_in(request)
    data = await ask(request, STATEMENT, {"agent": request.path_params.get("agent")})
    found = data["shareStatement"]
    if found is None:
        raise HTTPException(404)
    title = say(language_of(request), mark("Shares of %(name)s"), name=found["name"])
    return await page(request, "statement.html", title, form, share=found, own="agent" not in request.path_params)


async def set_account(request: Request) -> Response:
    """POST `…/commons/share/account`: where her own shares go by bank; a fresh proof is asked."""
    signed_in(request)
    form = await typed(request)
    back = f"/c/{request.path_params['cooperative']}/commons/share"
    if await do(request, SET_ACCOUNT, {"holder": form["holder"], "number": form["number"]}, form, back=back) is None:
        return await statement(request, form)
    return see(request, within(request, "/commons/share"), done=_ACCOUNT)


async def prepare(request: Request) -> Response:
    """POST `…/commons/shares/prepare`: what is due to somebody is set aside for her."""
    signed_in(request)
    form = await typed(request)
    way = form["way"]
    wish = {
        "key": form.key,
        "agent": form["agent"],
        "currency": form["currency"],
        "channel": "BANK" if way == "bank" else "HAND",
        "till": None if way == "bank" else way,
    }
    return await _paid(request, PREPARE, wish, form, _PREPARED)


async def confirm(request: Request) -> Response:
    """POST `…/commons/shares/confirm`: it is with her."""
    signed_in(request)
    form = await typed(request)
    return await _paid(request, CONFIRM, {"key": form.key, "payout": form["payout"]}, form, _CONFIRMED)


async def cancel(request: Request) -> Response:
    """POST `…/commons/shares/cancel`: it did not go."""
    signed_in(request)
    form = await typed(request)
    return await _paid(request, CANCEL, {"key": form.key, "payout": form["payout"]}, form, _CANCELLED)


async def approve(request: Request) -> Response:
    """POST `…/commons/shares/approve`: a second officer agrees to a large one."""
    signed_in(request)
    form = await typed(request)
    return await _paid(request, APPROVE, {"key": form.key, "payout": form["payout"]}, form, _APPROVED)


async def prepare_all(request: Request) -> Response:
    """POST `…/commons/shares/prepare-all`: what is due to everybody whose account is known is set aside for her."""
    signed_in(request)
    form = await typed(request)
    return await _paid(request, PREPARE_ALL, {"key": form.key}, form, _ALL_PREPARED)


async def confirm_all(request: Request) -> Response:
    """POST `…/commons/shares/confirm-all`: these are with whom they were for."""
    signed_in(request)
    form = await typed(request, most_fields=_MOST_WAITING + 10)
    return await _paid(request, CONFIRM_ALL, {"key": form.key, "payouts": form.every("payout")}, form, _ALL_CONFIRMED)


async def bank_list(request: Request) -> Response:
    """POST `…/commons/shares/list`: what is set aside by bank, as a table with whole numbers; a fresh proof is asked."""
    signed_in(request)
    form = await typed(request)
    return await _taken(request, EXPORT, {}, form)


async def sepa_order(request: Request) -> Response:
    """POST `…/commons/shares/file`: a SEPA order by its number, the next or one that was made; a fresh proof is asked."""
    signed_in(request)
    form = await typed(request)
    return await _taken(request, FILE, {"part": form.whole("part")}, form)


async def _taken(request: Request, asked: Document, wish: dict[str, Any], form: Form) -> Response:
    done = await do(request, asked, wish, form, back=f"/c/{request.path_params['cooperative']}/commons/royalties")
    if done is None:
        return await pots(request, form)
    return Response(
        done["text"].encode(),
        media_type=f"{done['mediaType']}; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{done["fileName"]}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def _paid(request: Request, asked: Document, wish: dict[str, Any], form: Form, flash: str) -> Response:
    if await do(request, asked, wish, form, back=f"/c/{request.path_params['cooperative']}/commons/royalties") is None:
        return await pots(request, form)
    return see(request, within(request, "/commons/royalties"), done=flash)


def _may(data: dict[str, Any]) -> bool:
    return data["standing"] is not None and _MAY in data["standing"]["capabilities"]


def _together(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry per person or fund, in the order of their first part; amounts are summed, nothing is worked out anew."""
    found: dict[str, dict[str, Any]] = {}
    for one in parts:
        key = one["agentId"] or f"fund {one['fund']}"
        if key in found:
            whole = found[key]["amount"]["minor"] + one["amount"]["minor"]
            found[key] = {**found[key], "amount": {**one["amount"], "minor": whole}}
        else:
            found[key] = one
    return list(found.values())


_COMMONS = "/c/{cooperative}/commons"
ROUTES = [
    Route(f"{_COMMONS}/royalties", pots),
    Route(f"{_COMMONS}/royalties/{{release}}", pot),
    Route(f"{_COMMONS}/royalties/{{release}}/divide", divide, methods=["POST"]),
    Route(f"{_COMMONS}/funds/{{fund:path}}", fund, methods=["GET", "POST"]),
    Route(f"{_COMMONS}/divisions/{{division}}", division),
    Route(f"{_COMMONS}/share", statement),
    Route(f"{_COMMONS}/share/account", set_account, methods=["POST"]),
    Route(f"{_COMMONS}/share/{{agent}}", statement),
    Route(f"{_COMMONS}/shares/prepare", prepare, methods=["POST"]),
    Route(f"{_COMMONS}/shares/prepare-all", prepare_all, methods=["POST"]),
    Route(f"{_COMMONS}/shares/confirm-all", confirm_all, methods=["POST"]),
    Route(f"{_COMMONS}/shares/list", bank_list, methods=["POST"]),
    Route(f"{_COMMONS}/shares/file", sepa_order, methods=["POST"]),
    Route(f"{_COMMONS}/shares/approve", approve, methods=["POST"]),
    Route(f"{_COMMONS}/shares/confirm", confirm, methods=["POST"]),
    Route(f"{_COMMONS}/shares/cancel", cancel, methods=["POST"]),
]
