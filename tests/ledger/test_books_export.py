"""hledger reads our journal, accepts it, and adds up what we add up."""

import asyncio
import csv
import io
import subprocess
from typing import Any
from uuid import UUID

from minga_infra.cli import _cooperatives
from minga_infra.cli.books import text_of
from minga_platform.kernel import ids
from minga_platform.kernel.money import Money, decimal_text, scale_of
from minga_platform.ledger import queries
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post, post_of, post_pending, reverse
from minga_platform.ledger.export import account_text
from minga_testing.programs import program

BANK = AccountName(AccountKind.CASH_BANK)
FEES = AccountName(AccountKind.FEE_INCOME, purpose="market: [odd]  name; (really)")
STALL = AccountName(AccountKind.SELLER_HELD, UUID(int=5))
TILL = AccountName(AccountKind.CASH_TILL, UUID(int=6))


async def exported(books, database_urls, file_format="hledger"):
    async with _cooperatives.database(database_urls.migrator) as database, database.read(books.scope) as work:
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", books.cooperative_id)
        async with _cooperatives.one(database, slug) as (inside, cooperative):
            text = "".join([piece async for piece in await text_of(inside, cooperative, file_format)])
            states = await queries.accounts(inside)
    return text, states


async def hledger(*arguments, journal):
    """Exit code, output, complaint."""
    command = [program("hledger"), "-f", "-", *arguments]
    ran = await asyncio.to_thread(subprocess.run, command, input=journal, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout, ran.stderr


async def balances_by_hledger(journal):
    code, out, complaint = await hledger("balance", "--flat", "--empty", "--no-total", "-O", "csv", journal=journal)
    assert code == 0, complaint
    return {row["account"]: row["balance"] for row in csv.DictReader(io.StringIO(out))}


async def fill(books, amounts):
    async def command(work):
        for number, (minor, unit) in enumerate(amounts):
            about: dict[str, Any] = {"kind": "sale", "subject_kind": "trial", "subject_id": ids.new()}
            money = Money(minor, unit)
            moves = [Move(TILL, STALL, money, order_line_id=ids.new()), Move(BANK, FEES, Money(1, unit))]
            journal_id = await post(work, **about, key=f"sale {number}", moves=moves)
            if number % 3 == 0:
                await reverse(work, journal_id=journal_id, key=f"back {number}")
            if number % 3 == 1:
                aside = [Move(STALL, BANK, money)]
                pending = await post_pending(work, **about, key=f"aside {number}", moves=aside)
                if number % 2:
                    await post_of(work, pending_id=pending, key=f"arrived {number}")

    await books.do(command)


async def test_hledger_accepts_the_journal_and_agrees_with_every_balance(books, database_urls):
    await fill(books, [(1234, "EUR"), (99, "JPY"), (1001, "KWD"), (5, "H1"), (77, "EUR"), (10**13, "EUR")])
    journal, states = await exported(books, database_urls)
    code, _, complaint = await hledger("check", "--strict", "ordereddates", journal=journal)
    assert code == 0, complaint
    found = await balances_by_hledger(journal)
    ours: dict[str, set[str]] = {}
    for state in states:
        amounts = ours.setdefault(account_text(AccountName(state.kind, state.holder_id, state.purpose), {}), set())
        if state.balance:
            unit = state.unit if state.unit.isalpha() else f'"{state.unit}"'
            amounts.add(f"{decimal_text(state.balance, scale_of(state.unit))} {unit}")
    assert {account: set(text.split(", ")) - {"0"} for account, text in found.items()} == ours
    _, total, _ = await hledger("balance", "--flat", "-O", "csv", journal=journal)
    assert total.splitlines()[-1].lower() in {'"total","0"', '"total:","0"'}


async def test_a_wrong_balance_would_be_noticed(books, database_urls):
    """The assertions at the end are real: a changed posting makes hledger refuse the file."""
    await fill(books, [(1234, "EUR"), (500, "EUR")])
    journal, _ = await exported(books, database_urls)
    broken = journal.replace(" 5.00 EUR", " 6.00 EUR", 1).replace("-5.00 EUR", "-6.00 EUR", 1)
    code, _, complaint = await hledger("check", journal=broken)
    assert code != 0
    assert "assertion" in complaint.lower()


async def test_csv_has_a_row_per_transfer(books, database_urls):
    await fill(books, [(1234, "EUR"), (99, "JPY")])
    text, _ = await exported(books, database_urls, "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    async with books.read() as work:
        assert {row["transfer"] for row in rows} == {
            ids.encode("xfer", one.id) for one in await queries.transfers(work, first=100)
        }
    first = next(row for row in rows if row["minor"] == "1234" and row["debit"].startswith("assets:cash:till"))
    assert (first["amount"], first["unit"], first["state"]) == ("12.34", "EUR", "posted")
    assert next(row for row in rows if row["unit"] == "JPY" and row["minor"] == "99")["amount"] == "99"


async def test_journals_never_interleave(books, database_urls):
    """Two happenings of the same instant stay two transactions."""
    await fill(books, [(100 + number, "EUR") for number in range(20)])
    journal, _ = await exported(books, database_urls)
    codes = [line.split("(")[1].split(")")[0] for line in journal.splitlines() if " * (" in line]
    assert len(codes) == len(set(codes))
