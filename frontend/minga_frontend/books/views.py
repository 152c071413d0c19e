"""The books: what the co-op has and whose it is, every account, every transfer, and files for other programs."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Unanswered, ask, document, viewer_of
from minga_frontend.books.words import GROUPS, STORY, account_name, happening
from minga_frontend.membership.answers import confirm_first, sign_in_first, typed
from minga_frontend.shell.around import around
from minga_frontend.shell.pages import Notice, language_of, render
from minga_platform.kernel.locale import mark, say

BOOKS = document(__file__, "books.graphql")
TRANSFERS = document(__file__, "transfers.graphql")
EXPORT = document(__file__, "export.graphql")

_A_PAGE = 50


async def books(request: Request) -> Response:
    """Every account by what it is for, sums that meet, and whose money lies here."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    return await _books(request, ())


async def export(request: Request) -> Response:
    """The books as a file; asks once more who one is."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    form = await typed(request)
    wanted = "CSV" if form["format"] == "csv" else "HLEDGER"
    done = (await ask(request, EXPORT, {"format": wanted}))["done"]
    if done["__typename"] == "StepUpNeeded":
        return confirm_first(request, f"/c/{_slug(request)}/books")
    if "message" in done:
        return await _books(request, (Notice(done["message"], "bad"),), status=422)
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
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
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
    page = data["transfers"]
    following = {"account": account, "after": page["pageInfo"]["endCursor"]} if page["pageInfo"]["hasNextPage"] else {}
    return render(
        request,
        "books/transfers.html",
        shell=await around(request),
        headers={"cache-control": "no-store"},
        title=named[account] if account else say(language, mark("All transfers")),
        chosen=chosen,
        rows=[
            {
                **row,
                "what": happening(row["kind"], language),
                "from": account_name(row["credit"], language),
                "to": account_name(row["debit"], language),
            }
            for row in page["nodes"]
        ],
        is_first=not after,
        first_page=f"/c/{_slug(request)}/books/transfers" + (f"?account={account}" if account else ""),
        next_page=f"/c/{_slug(request)}/books/transfers?{urlencode(following)}" if following else None,
        slug=_slug(request),
    )


async def _books(request: Request, notices: tuple[Notice, ...], status: int = 200) -> Response:
    data = await ask(request, BOOKS)
    if data["books"] is None:
        raise HTTPException(404)
    language = language_of(request)
    accounts = data["books"]["accounts"]
    return render(
        request,
        "books/books.html",
        shell=await around(request, notices=notices),
        status=status,
        headers={"cache-control": "no-store"},
        title=say(language, mark("The books")),
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
        slug=_slug(request),
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


def _slug(request: Request) -> str:
    slug: str = request.path_params["cooperative"]
    return slug


ROUTES = [
    Route("/c/{cooperative}/books", books, methods=["GET"]),
    Route("/c/{cooperative}/books/export", export, methods=["POST"]),
    Route("/c/{cooperative}/books/transfers", transfers, methods=["GET"]),
]
