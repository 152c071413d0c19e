"""A stall's statement of one month, to read and to print: what came and went on each of its accounts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Unanswered, ask, document, here
from minga_frontend.books.words import ACCOUNTS, happening
from minga_frontend.market.inside import sections
from minga_frontend.shell.deeds import page
from minga_frontend.shell.links import signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

STALL = document(__file__, "stall_here.graphql")
STATEMENT = document(__file__, "statement.graphql")

_YEARS = range(2020, 2101)


async def statement(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/statement?month=2026-11`; the running month when none is named."""
    signed_in(request)
    cooperative = await here(request)
    stall = (await ask(request, STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if cooperative is None or stall is None:
        raise HTTPException(404)
    zone = ZoneInfo(cooperative.zone)
    since = _month(request.query_params.get("month", ""), zone)
    until = _next(since)
    wish = {"stall": stall["id"], "since": since.isoformat(), "until": until.isoformat()}
    try:
        lines = (await ask(request, STATEMENT, wish))["statement"]
    except Unanswered as problem:
        if "NOT_FOUND" in problem.codes:
            raise HTTPException(404) from problem
        raise
    language = language_of(request)
    here_in = f"/stall/{stall['slug']}/statement"
    return await page(
        request,
        "books/statement.html",
        say(language, mark("Statement of %(stall)s"), stall=stall["name"]),
        shelf=sections(request, stall["slug"], "money"),
        stall=stall,
        since=since.date(),
        until=_last_day(until),
        accounts=_accounts(lines, language),
        before=within(request, here_in, month=f"{_previous(since):%Y-%m}"),
        after=within(request, here_in, month=f"{until:%Y-%m}") if until <= datetime.now(zone) else None,
        slug=cooperative.slug,
    )


def _accounts(lines: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """The lines by account, each with the balance before its first and after its last."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        name, change, balance = ACCOUNTS[line["account"]["kind"]], line["change"], line["balance"]
        account = found.setdefault(
            line["account"]["id"],
            {
                "name": say(language, name),
                "opening": {**balance, "minor": balance["minor"] - change["minor"]},
                "rows": [],
            },
        )
        account["rows"].append({**line, "what": happening(line["transfer"]["kind"], language)})
        account["closing"] = balance
    return list(found.values())


def _month(text: str, zone: tzinfo) -> datetime:
    """Its first instant in the co-op's zone."""
    if not text:
        return datetime.now(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    year, _, month = text.partition("-")
    if len(text) != 7 or not (text.isascii() and year.isdigit() and month.isdigit()):
        raise HTTPException(404)
    if int(year) not in _YEARS or not 1 <= int(month) <= 12:
        raise HTTPException(404)
    return datetime(int(year), int(month), 1, tzinfo=zone)


def _next(since: datetime) -> datetime:
    return since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)


def _previous(since: datetime) -> datetime:
    return since.replace(year=since.year - (since.month == 1), month=(since.month - 2) % 12 + 1)


def _last_day(until: datetime) -> date:
    return until.date() - timedelta(days=1)


ROUTES = [Route("/c/{cooperative}/stall/{stall}/statement", statement, methods=["GET"])]
