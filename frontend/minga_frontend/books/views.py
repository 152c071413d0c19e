"""The books: what the co-op has and whose it is, every account, every transfer, and files for other programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Unanswered, ask, document
from minga_frontend.books.words import GROUPS, STORY, account_name, happening
from minga_frontend.shell.deeds import do, page, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

BOOKS = document(__file__, "books.graphql")
TRANSFERS = document(__file__, "transfers.graphql")
EXPORT = document(__file__, "export.graphql")

_A_PAGE = 50


async def books(request: Request) -> Response:
    """Every account by what it is for, sums that meet, and whose money lies here."""
    signed_in(request)
    return await _books(request, await typed(request))


async def export(request: Request) -> Response:
    """The books as a file; asks once more who one is."""
    signed_in(request)
    form = await typed(request)
    wanted = "CSV" if form["format"] == "csv" else "HLEDGER"
    done = await do(request, EXPORT, {"format": wanted}, form, back=within(request, "/books"))
    if done is None:
        return await _books(request, form)
    return Response(
        done["text"],
        media_type=f"{done['mediaType']}; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{done["fileName"]}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def transfers(request: Request) -> Response:
    """Every transfer, newest first, of all accounts or one."""
    signed_in(request)
    account, after = request.query_params.get("account", ""), request.query_params.get("after", "")
    wish = {"account": account or None, "after": after or None, "first": _A_PAGE}
    try:
        data = await ask(request, TRANSFERS, wish)
    except Unanswered as problem:
        # A mark of another list, an account that is none, or books that are not hers: not there.
        if problem.codes & {"NOT_FOUND", "INVALID_CURSOR", "BAD_INPUT"}:
            raise HTTPException(404) from problem
        raise
    if data["books"] is None:
        raise HTTPException(404)
    language = language_of(request)
    named = {one["id"]: account_name(one, language) for one in data["books"]["accounts"]}
    chosen = next((one for one in data["books"]["accounts"] if one["id"] == account), None)
    if account and chosen is None:
        raise HTTPException(404)
    listed = data["transfers"]
    more = listed["pageInfo"]["endCursor"] if listed["pageInfo"]["hasNextPage"] else None
    here_in = "/books/transfers"
    return await page(
        request,
        "books/transfers.html",
        named[account] if account else say(language, mark("All transfers")),
        chosen=chosen,
        rows=[
            {
                **row,
                "what": happening(row["kind"], language),
                "from": account_name(row["credit"], language),
                "to": account_name(row["debit"], language),
            }
            for row in listed["nodes"]
        ],
        is_first=not after,
        first_page=within(request, here_in, account=account),
        next_page=within(request, here_in, account=account, after=more) if more else None,
        slug=request.path_params["cooperative"],
    )


async def _books(request: Request, form: Form) -> Response:
    data = await ask(request, BOOKS)
    if data["books"] is None:
        raise HTTPException(404)
    language = language_of(request)
    accounts = data["books"]["accounts"]
    return await page(
        request,
        "books/books.html",
        say(language, mark("The books")),
        form,
        units=[
            {
                **total,
                "groups": _groups([one for one in accounts if one["balance"]["currency"] == total["unit"]], language),
                "story": _story([one for one in accounts if one["balance"]["currency"] == total["unit"]], language),
            }
            for total in data["books"]["sums"]
        ],
        links=data["books"]["chainLinks"],
        head=data["books"]["chainHead"],
        may_export="exports.make" in data["standing"]["capabilities"],
        slug=request.path_params["cooperative"],
    )


def _groups(accounts: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Accounts under what they are for, each group with its sum; groups without any are left out."""
    groups = []
    for title, kinds in GROUPS:
        inside = [one for one in accounts if one["kind"] in kinds]
        if inside:
            total = sum(one["balance"]["minor"] for one in inside)
            groups.append(
                {
                    "title": say(language, title),
                    "total": {"minor": total, "currency": inside[0]["balance"]["currency"]},
                    "accounts": [{**one, "name": account_name(one, language)} for one in inside],
                }
            )
    return groups


def _story(accounts: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any] | None:
    """Whose money it is, as the parts of one bar."""
    parts: list[dict[str, Any]] = []
    for kind, label, kinds in STORY:
        minor = sum(one["balance"]["minor"] for one in accounts if one["kind"] in kinds)
        if minor:
            currency = accounts[0]["balance"]["currency"]
            parts.append(
                {"kind": kind, "label": say(language, label), "amount": {"minor": minor, "currency": currency}}
            )
    if not parts:
        return None
    total = {"minor": sum(part["amount"]["minor"] for part in parts), "currency": parts[0]["amount"]["currency"]}
    return {"parts": parts, "total": total}


ROUTES = [
    Route("/c/{cooperative}/books", books, methods=["GET"]),
    Route("/c/{cooperative}/books/export", export, methods=["POST"]),
    Route("/c/{cooperative}/books/transfers", transfers, methods=["GET"]),
]
