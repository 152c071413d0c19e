"""The books through the door and on their pages, after a sale that really happened."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.books import statements
from minga_frontend.books import views as books
from minga_frontend.rules import views as rules
from minga_frontend.shell.protection import Protection
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.shop import Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start

BOOKS = """{ books { accounts { id kind holder purpose balance { minor currency } } sums { unit meet debits { minor } }
  chainLinks chainHead } }"""
TRANSFERS = """query T($account: ID, $first: Int, $after: String) { transfers(accountId: $account, first: $first,
after: $after) { nodes { id kind amount { minor } debit { kind holder } credit { kind } orderNumber orderId
orderLineId } pageInfo { hasNextPage endCursor } } }"""
STATEMENT = """query S($stall: ID!) { statement(stallId: $stall) { account { kind } change { minor } balance { minor }
  transfer { kind orderNumber } } }"""
EXPORT = "... on ExportedBooks { fileName mediaType text }"


@pytest.fixture(scope="module")
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


@pytest.fixture(scope="module")
async def weaver(shop: Shop) -> Stall:
    """A stall that sold a scarf for 12.10 with 21 % tax, handed over and paid in cash."""
    stall = await open_stall(shop, "Weaver")
    scarf = await offer(shop, stall, "Scarf", price=1210)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 1))
    await start(buyer)
    [part] = (await place(shop, buyer, 1210))["order"]["parts"]
    await shop.by(stall.maker).wish(
        "handOver(key: $key, partId: $part, cashReceived: $cash)",
        "... on ChangedPart { part { state } }",
        key=("String!", new_key()),
        part=("ID!", part["id"]),
        cash=("MoneyInput", {"minor": 1210, "currency": "EUR"}),
    )
    return stall


async def officer(shop: Shop, office: str) -> people.Somebody:
    database = shop.program.door.services.database
    return await people.member(database, shop.worker_database, shop.id, classes=("worker",), offices=(office,))


async def test_the_treasurer_sees_every_account_and_sums_that_meet(shop: Shop, weaver: Stall) -> None:
    seen = (await shop.by(await officer(shop, "treasurer")).ask(BOOKS))["books"]
    told = {(one["kind"], one["holder"], one["purpose"]): one["balance"]["minor"] for one in seen["accounts"]}
    assert told["SELLER_HELD", weaver.slug, ""] == 1000 - 80 - 17
    assert told["FEE_INCOME", "", "sales"] == 80
    assert told["VAT_DUE", "", "fees"] == 17
    assert told["VAT_DUE", "", "sales"] == 210
    assert sum(minor for (kind, _, _), minor in told.items() if kind == "CASH_TILL") == 1210
    assert [(one["unit"], one["meet"]) for one in seen["sums"]] == [("EUR", True)]
    await shop.worker.sweep()
    seen = (await shop.by(await officer(shop, "auditor")).ask(BOOKS))["books"]
    assert seen["chainLinks"] > 5
    assert len(seen["chainHead"]) == 64


async def test_who_may_not_see_books_sees_none(shop: Shop, weaver: Stall) -> None:
    member = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, classes=("consumer",)
    )
    for program in (shop.visitor(), shop.by(member), shop.by(weaver.maker)):
        assert (await program.ask(BOOKS))["books"] is None
        answer = await program.answer(TRANSFERS)
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        refused = await program.wish("exportBooks(fileFormat: CSV)", EXPORT)
        assert refused["__typename"] in {"NotAllowed", "NotFound", "SignInNeeded"}


@pytest.mark.usefixtures("weaver")
async def test_transfers_lead_to_their_order_and_are_paged(shop: Shop) -> None:
    treasurer = shop.by(await officer(shop, "treasurer"))
    seen: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await treasurer.ask(TRANSFERS, first=2, after=after))["transfers"]
        seen += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    whole = (await treasurer.ask(TRANSFERS, first=100))["transfers"]["nodes"]
    assert seen == whole
    held = [one for one in whole if one["credit"]["kind"] == "SELLER_HELD"]
    assert [(one["amount"]["minor"], one["orderNumber"]) for one in held] == [(903, 1)]
    assert held[0]["orderId"].startswith("ord_")
    assert held[0]["orderLineId"].startswith("line_")


async def test_a_maker_reads_her_statement_and_nobody_elses(shop: Shop, weaver: Stall) -> None:
    other = await open_stall(shop, "Potter")
    lines = (await shop.by(weaver.maker).ask(STATEMENT, stall=weaver.id))["statement"]
    assert [(one["account"]["kind"], one["change"]["minor"], one["balance"]["minor"]) for one in lines] == [
        ("SELLER_HELD", 903, 903)
    ]
    assert lines[0]["transfer"] == {"kind": "sale", "orderNumber": 1}
    strange = await shop.by(other.maker).answer(STATEMENT, stall=weaver.id)
    unknown = await shop.by(other.maker).answer(STATEMENT, stall=ids.encode("stall", ids.new()))
    for answer in (strange, unknown):
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_books_leave_as_files_after_a_fresh_proof(shop: Shop, weaver: Stall) -> None:
    treasurer = await officer(shop, "treasurer")
    stale = Program(shop.program.door, replace(treasurer.viewer, proven_at=None), shop.cooperative)
    assert (await stale.wish("exportBooks(fileFormat: CSV)", EXPORT))["__typename"] == "StepUpNeeded"
    taken = await shop.by(treasurer).wish("exportBooks(fileFormat: CSV)", EXPORT)
    rows = list(csv.DictReader(io.StringIO(taken["text"])))
    assert (taken["mediaType"], taken["fileName"]) == ("text/csv", f"{shop.cooperative.slug}.csv")
    assert sum(int(row["minor"]) for row in rows if weaver.slug in row["credit"]) == 903
    journal = (await shop.by(treasurer).wish("exportBooks(fileFormat: HLEDGER)", EXPORT))["text"]
    assert f"liabilities:sellers:held:{weaver.slug}  0.00 EUR = -9.03 EUR" in journal


@pytest.mark.usefixtures("weaver")
async def test_another_co_op_has_books_of_its_own(shop: Shop, database: Database, worker_database: Database) -> None:
    other = await open_shop(database, worker_database)
    treasurer = other.by(await officer(other, "treasurer"))
    seen = (await treasurer.ask(BOOKS))["books"]
    assert {one["balance"]["minor"] for one in seen["accounts"]} == {0}
    mine = (await shop.by(await officer(shop, "treasurer")).ask(BOOKS))["books"]
    strange = next(one["id"] for one in mine["accounts"] if one["balance"]["minor"])
    for account in (strange, ids.encode("acct", ids.new())):
        assert (await treasurer.ask(TRANSFERS, account=account))["transfers"]["nodes"] == []


@pytest.fixture(scope="module")
async def client(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    door = shop.program.door
    inner = Starlette(
        routes=[*books.ROUTES, *statements.ROUTES, *rules.ROUTES], exception_handlers={HTTPException: pages.not_here}
    )
    inner.state.door = door
    gated = Gate(
        inner,
        find_viewer=recogniser(door.services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({"http://localhost:8000"}),
    )
    transport = httpx.ASGITransport(Protection(gated), client=(str(ids.new()), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as made:
        yield made


async def visit(
    client: httpx.AsyncClient, path: str, who: people.Somebody | None = None, **form: str
) -> httpx.Response:
    headers = {"sec-fetch-site": "same-origin"}
    if who is not None:
        headers["cookie"] = f"{SESSION_COOKIE}={who.token}"
    client.cookies.clear()
    if form:
        return await client.post(path, data=form, headers=headers)
    return await client.get(path, headers=headers)


async def test_the_page_of_the_books(shop: Shop, weaver: Stall, client: httpx.AsyncClient) -> None:
    treasurer = await officer(shop, "treasurer")
    here = f"/c/{shop.cooperative.slug}/books"
    page = await visit(client, here, treasurer)
    assert page.status_code == 200, page.text
    for said in (
        "The sums meet",
        "€12.10",
        "€9.03",
        "Earned by makers, still held",
        weaver.slug,
        "Journal for hledger",
    ):
        assert said in page.text
    moved = await visit(client, f"{here}/transfers", treasurer)
    assert moved.status_code == 200, moved.text
    assert "order 1" in moved.text
    held = (await shop.by(treasurer).ask(BOOKS))["books"]["accounts"]
    account = next(one["id"] for one in held if one["kind"] == "SELLER_HELD")
    one = await visit(client, f"{here}/transfers?account={account}", treasurer)
    assert "Balance now: €9.03" in one.text
    assert f'href="{here}" aria-current="page">The books' in page.text
    assert f'/c/{shop.cooperative.slug}/rules">Rules' in page.text
    spanish = await visit(client, f"/es{here}", treasurer)
    assert 'lang="es"' in spanish.text


async def test_the_file_comes_as_a_download(shop: Shop, weaver: Stall, client: httpx.AsyncClient) -> None:
    treasurer = await officer(shop, "treasurer")
    answer = await visit(client, f"/c/{shop.cooperative.slug}/books/export", treasurer, format="hledger")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{shop.cooperative.slug}.journal"'
    assert answer.text.startswith("; Every journal")
    assert weaver.slug in answer.text


async def test_pages_of_books_are_not_there_for_others(shop: Shop, weaver: Stall, client: httpx.AsyncClient) -> None:
    here = f"/c/{shop.cooperative.slug}/books"
    assert (await visit(client, here)).headers["location"].startswith("/sign-in")
    for path in (here, f"{here}/transfers", "/c/no-such-place/books"):
        assert (await visit(client, path, weaver.maker)).status_code == 404
    treasurer = await officer(shop, "treasurer")
    for query in ("?account=acct_nothing", f"?account={ids.encode('acct', ids.new())}", "?after=elsewhere"):
        assert (await visit(client, f"{here}/transfers{query}", treasurer)).status_code == 404


async def test_the_page_of_the_rules_is_open_to_everybody(shop: Shop, client: httpx.AsyncClient) -> None:
    page = await visit(client, f"/c/{shop.cooperative.slug}/rules")
    assert page.status_code == 200, page.text
    for said in ("8%", "7 days"):
        assert said in page.text
    one = await visit(client, f"/c/{shop.cooperative.slug}/rules/market.fee_bps")
    for said in ("8%", "from 0% to 30%", "founding statutes, version 1", "holds now"):
        assert said in one.text
    assert "Statutes of a makers" in (await visit(client, f"/c/{shop.cooperative.slug}/statutes")).text
    spanish = await visit(client, f"/es/c/{shop.cooperative.slug}/rules")
    assert "Estatutos de una cooperativa" in spanish.text


async def test_a_maker_prints_the_statement_of_a_month(shop: Shop, weaver: Stall, client: httpx.AsyncClient) -> None:
    here = f"/c/{shop.cooperative.slug}/stall/{weaver.slug}/statement"
    page = await visit(client, here, weaver.maker)
    assert page.status_code == 200, page.text
    for said in ("Statement of Weaver", "Earned by makers, still held", "Sale, order 1", "€9.03", "Before"):
        assert said in page.text
    assert "month=" in page.text
    empty = await visit(client, f"{here}?month=2021-12", weaver.maker)
    assert "1 December 2021 to 31 December 2021" in empty.text
    assert "Nothing has moved in this month" in empty.text
    assert f"{here}?month=2021-11" in empty.text
    assert f"{here}?month=2022-01" in empty.text
    for month in ("2021-13", "2021-1", "21-12", "x", "2021-12-01", "９９９９-12"):
        assert (await visit(client, f"{here}?month={month}", weaver.maker)).status_code == 404
    stranger = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, classes=("consumer",)
    )
    assert (await visit(client, here, stranger)).status_code == 404
    assert (await visit(client, here)).headers["location"].startswith("/sign-in")
