"""Earnings shown to a lender: links that the maker makes and ends, and the page behind one, open to who has it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.documents.showing import drawn, table_file
from minga_frontend.market.inside import at_stall, sections
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_frontend.shell.printing import printed
from minga_platform.kernel.locale import mark, say, write_long_day, write_money, write_month
from minga_platform.kernel.paper import Code, Paragraph, Sheet, Table

PROOF = document(__file__, "proof.graphql")
LINKS = document(__file__, "links.graphql")
MAKE = document(__file__, "make.graphql")
END = document(__file__, "end.graphql")
STALL = document(__file__, "stall.graphql")

_MADE: Final = told("proofs.made", mark("The link is made. Who has it can read these sums, nobody else."))
_ENDED: Final = told("proofs.ended", mark("The link shows nothing any more."))
_PRIVATE: Final = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


async def links(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/proofs`: make a link, end one."""
    signed_in(request)
    stall = (await ask(request, STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if stall is None:
        raise HTTPException(404)
    form, here_in = await typed(request), at_stall(request, stall["slug"], "/proofs")
    if request.method == "POST" and form["end"]:
        if await do(request, END, {"id": form["end"]}, form) is not None:
            return see(request, here_in, done=_ENDED)
    elif request.method == "POST":
        months, days = form.number("months", least=1, most=36), form.number("days", least=1, most=180)
        wish = {"stall": stall["id"], "months": months, "days": days}
        if not form.problems and await do(request, MAKE, wish, form) is not None:
            return see(request, here_in, done=_MADE)
    found = (await ask(request, LINKS, {"stall": stall["id"]}))["earningsLinks"]
    if found is None:
        raise HTTPException(404)
    title = say(language_of(request), mark("Show what you earned"))
    shelf = sections(request, stall["slug"], "money")
    return await page(request, "proofs/links.html", title, form, shelf=shelf, stall=stall, links=found)


async def proof(request: Request) -> Response:
    """`/c/<co-op>/proof/<link>`: open to who has the link; `?as=pdf|csv`, on paper with the QR that leads back here."""
    link = request.path_params["link"]
    data = await ask(request, PROOF, {"link": link})
    found = data["earningsProof"]
    if found is None:
        raise HTTPException(404)
    address = str(request.url_for("earnings_proof", cooperative=request.path_params["cooperative"], link=link))
    if request.query_params.get("as") == "pdf":
        return await _pdf(request, found, data["here"]["name"], address)
    if request.query_params.get("as") == "csv":
        return table_file(_table(found), "earnings")
    title = say(language_of(request), mark("Earnings of %(stall)s"), stall=found["stallName"])
    return await page(
        request, "proofs/proof.html", title, headers=_PRIVATE, proof=found, cooperative=data["here"]["name"], columns=_columns(found, language_of(request)),
        pdf=within(request, f"/proof/{link}") + "?as=pdf", csv=within(request, f"/proof/{link}") + "?as=csv", code=drawn(address),
    )  # fmt: skip


def _table(found: Mapping[str, Any]) -> list[list[object]]:
    """For other programs: minor units, names in English."""
    names = ("earned", "refunded", "tax", "paid")
    return [
        ["month", *(f"{name}_minor" for name in names), "currency"],
        *(
            [one["month"][:7], *(int(one[name]["minor"]) for name in names), one["earned"]["currency"]]
            for one in found["months"]
        ),
    ]


def _columns(found: Mapping[str, Any], language: str) -> dict[str, str]:
    """Field → heading. VAT has a column only where the maker charges it."""
    tax = {"tax": mark("VAT to hand on")} if int(found["total"]["tax"]["minor"]) else {}
    marked = {
        "earned": mark("Earned"),
        "refunded": mark("Went back to buyers"),
        **tax,
        "paid": mark("Reached the maker"),
    }
    return {name: say(language, heading) for name, heading in marked.items()}


async def _pdf(request: Request, found: dict[str, Any], issuer: str, address: str) -> Response:
    language = language_of(request)

    def money(amount: dict[str, Any]) -> str:
        return write_money(int(amount["minor"]), amount["currency"], language)

    def day(text: str) -> str:
        return write_long_day(date.fromisoformat(text[:10]), language)

    columns = _columns(found, language)
    rows = [
        (
            write_month(date.fromisoformat(one["month"][:10]), language),
            *(money(one[name]) for name in columns),
        )
        for one in found["months"]
    ]
    total = found["total"]
    rows.append((say(language, mark("Together")), *(money(total[name]) for name in columns)))
    sheet = Sheet(
        title=say(language, mark("Earnings of %(stall)s"), stall=found["stallName"]),
        subtitle=found["payee"],
        language=language,
        issuer=issuer,
        at=datetime.fromisoformat(found["madeAt"]),
        blocks=(
            Paragraph(
                say(language, mark("As the co-op's books had it on %(day)s, fees and tax taken off."), day=day(found["madeAt"]))
            ),
            Table(
                (say(language, mark("Month")), *columns.values()), tuple(rows),
                numbers=frozenset(range(1, len(columns) + 1)), total=True,
            ),
            Code(
                address,
                say(language, mark("Whoever holds this sheet can compare it with the books here, until %(day)s."), day=day(found["expiresAt"])),
            ),
        ),
    )  # fmt: skip
    return await printed(request, sheet, "earnings")


ROUTES = [
    Route("/c/{cooperative}/stall/{stall}/proofs", links, methods=["GET", "POST"]),
    Route("/c/{cooperative}/proof/{link}", proof, name="earnings_proof"),
]
