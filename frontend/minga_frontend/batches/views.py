"""A batch on its way out: a file for the bank, or a sheet on which each maker signs for her cash."""

from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.coordination import views as coordination
from minga_frontend.shell.deeds import do, typed
from minga_frontend.shell.links import signed_in, within
from minga_frontend.shell.pages import language_of
from minga_frontend.shell.printing import printed
from minga_platform.kernel.locale import mark, say, write_money
from minga_platform.kernel.paper import Paragraph, Sheet, Table

FILE = document(__file__, "file.graphql")
SHEET = document(__file__, "sheet.graphql")


async def file(request: Request) -> Response:
    """`POST /c/<co-op>/coordination/batches/<batch>/file`: `kind` PAIN_001 or CSV, `part` 1, 2 …; asked again, the same bytes."""
    form = await typed(request)
    kind = form.choice("kind", ("PAIN_001", "CSV")) or "CSV"
    wish: dict[str, Any] = {"batch": request.path_params["batch"], "kind": kind, "part": max(form.whole("part"), 1)}
    done = await do(request, FILE, wish, form, back=within(request, "/coordination/payouts"))
    if done is None:
        return await coordination.payouts(request, form)
    return Response(
        done["text"].encode(),
        media_type=f"{done['mediaType']}; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{done["fileName"]}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def sheet(request: Request) -> Response:
    """`/c/<co-op>/coordination/batches/<batch>/sheet`: the payouts by hand with a line each to sign, as PDF."""
    signed_in(request)
    data = await ask(request, SHEET, {"batch": request.path_params["batch"]})
    rows = data["cashSheet"]
    if not rows:
        raise HTTPException(404)
    language = language_of(request)

    def money(minor: int, currency: str) -> str:
        return write_money(minor, currency, language)

    head = tuple(
        say(language, label) for label in (mark("To whom"), mark("Stall"), mark("Amount"), mark("Day and signature"))
    )
    body = [
        (one["payee"], one["stallName"], money(int(one["amount"]["minor"]), one["amount"]["currency"]), "")
        for one in rows
    ]
    total = sum(int(one["amount"]["minor"]) for one in rows)
    body.append((say(language, mark("Together")), "", money(total, rows[0]["amount"]["currency"]), ""))
    made = Sheet(
        title=say(language, mark("Earnings given in cash")),
        language=language,
        issuer=data["here"]["name"],
        at=datetime.now(UTC),
        blocks=(
            Paragraph(say(language, mark("Who signs has counted the money and got it."))),
            Table(head, tuple(body), widths=(3, 3, 2, 4), numbers=frozenset({2}), total=True),
        ),
    )
    return await printed(request, made, "cash-sheet")


ROUTES = [
    Route("/c/{cooperative}/coordination/batches/{batch}/file", file, methods=["POST"]),
    Route("/c/{cooperative}/coordination/batches/{batch}/sheet", sheet),
]
