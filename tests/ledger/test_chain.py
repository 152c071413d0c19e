"""What never changes cannot be changed by us, and is found when somebody stronger changed it."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.money import Money
from minga_platform.ledger import chain, checks, queries
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post


@asynccontextmanager
async def intruder(superuser, *tables):
    """Somebody who owns the machine: lifts the triggers, does what she came for, puts them back."""
    async with superuser.transaction():
        for table in tables:
            await superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
        yield superuser
        for table in tables:
            await superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")


BANK = AccountName(AccountKind.CASH_BANK)
FUND = AccountName(AccountKind.FUND, purpose="solidarity")


async def sell(books, count, first=0):
    for number in range(first, first + count):
        stall = AccountName(AccountKind.SELLER_HELD, ids.new())
        moves = [Move(BANK, stall, Money(900 + number, "EUR")), Move(BANK, FUND, Money(100, "EUR"))]
        await books.do(
            lambda work, moves=moves, number=number: post(
                work, kind="sale", subject_kind="trial", subject_id=ids.new(), key=f"n{number}", moves=moves
            )
        )


async def chained(worker_database, books, most=1000):
    total = 0
    while done := await worker_database.run(
        Scope(books.cooperative_id), Actor(system="chain"), lambda work: chain.extend(work, most=most)
    ):
        total += done
    return total


async def findings(books, kept=None):
    async with books.read() as work:
        return await chain.verify(work, kept=kept)


async def test_every_row_gets_one_link_however_many_workers_come(books, worker_database):
    await sell(books, 5)
    await asyncio.gather(*(chained(worker_database, books, most=7) for _ in range(3)))
    await sell(books, 3, first=5)
    assert await chained(worker_database, books) == 3 * (1 + 2 + 1), "journal, two transfers, the stall's new account"
    async with books.read() as work:
        sequences = [row["sequence"] for row in await work.rows("SELECT sequence FROM chain_link ORDER BY 1")]
        assert sequences == list(range(1, 8 * 4 + 2 + 1))
    assert await findings(books) == []


async def test_a_checker_needs_only_the_hash_rule(books, worker_database):
    """The chain recomputed here from its description, not from our code."""
    import hashlib
    import json

    await sell(books, 1)
    await chained(worker_database, books)
    async with books.read() as work:
        links = await work.rows("SELECT id, source, hash FROM chain_link ORDER BY sequence")
        previous = bytes(32)
        for link in links:
            if link["source"] == "account":
                row = await work.row("SELECT * FROM account WHERE id = $1", link["id"])
                names = ("cooperative_id", "id", "unit", "kind", "holder_id", "purpose", "direction", "minimum")
                values = [row[name] for name in names]
                values.append(round(row["opened_at"].timestamp() * 1_000_000))
                texts = ["account", *(None if value is None else str(value) for value in values)]
                assert hashlib.sha256(previous + json.dumps(texts).encode()).digest() == link["hash"]
            previous = link["hash"]


@pytest.mark.tampers("rows are flipped behind the program's back")
@pytest.mark.reliability
async def test_flipped_rows_are_all_found(books, worker_database, superuser, pytestconfig):
    """G12: a superuser flips rows; the verifier names each of them, and no other."""
    count = 200 if pytestconfig.getoption("--reliability") == "full" else 40
    await sell(books, count)
    await chained(worker_database, books)
    assert await findings(books) == []
    flips = {
        "transfer": "UPDATE transfer SET amount = amount + 1 WHERE id = ANY ($1)",
        "journal": "UPDATE journal SET kind = kind || '!' WHERE id = ANY ($1)",
        "account": "UPDATE account SET minimum = -1000 WHERE id = ANY ($1)",
    }
    flipped = set()
    async with intruder(superuser, *flips):
        for table, flip in flips.items():
            rows = await superuser.fetch(
                f"SELECT id FROM {table} WHERE cooperative_id = $1 ORDER BY random() LIMIT $2",
                books.cooperative_id,
                count // 3 + 1,
            )
            await superuser.execute(flip, [row["id"] for row in rows])
            flipped |= {(table, row["id"]) for row in rows}
    found = {(finding.source, finding.row_id) for finding in await findings(books)}
    assert found == flipped
    assert len(found) >= count
    async with books.read() as work:
        assert {violation.promise for violation in await checks.violations(work)} >= {
            "A balance with a limit is the sum of its transfers",
            "No account is past its limit",
        }
        assert len(await checks.unlike_chart(work)) == count // 3 + 1


@pytest.mark.tampers("rows are removed behind the program's back")
async def test_removed_rows_and_links_are_found(books, worker_database, superuser, clock):
    await sell(books, 6)
    await chained(worker_database, books)
    async with books.read() as work:
        kept = await chain.head(work)
        transfers = await queries.transfers(work)
        links = await work.rows("SELECT id, sequence FROM chain_link ORDER BY sequence")
    async with intruder(superuser, "transfer", "chain_link"):
        await superuser.execute("DELETE FROM transfer WHERE id = $1", transfers[0].id)
        await superuser.execute("DELETE FROM chain_link WHERE id = $1", links[4]["id"])
    found = await findings(books, kept)
    assert {(finding.problem, finding.row_id) for finding in found} == {
        ("missing row", transfers[0].id),
        ("gap", links[5]["id"]),
    }
    await clock.move(timedelta(days=2))
    assert ("missing link", links[4]["id"]) in {
        (finding.problem, finding.row_id) for finding in await findings(books, kept)
    }
    async with intruder(superuser, "chain_link"):
        await superuser.execute(
            "DELETE FROM chain_link WHERE sequence > 10 AND cooperative_id = $1", books.cooperative_id
        )
    assert any(finding.source == "chain_link" for finding in await findings(books, kept)), "the kept head is gone"


@pytest.mark.tampers("the chain is rewritten")
async def test_a_rewritten_chain_no_longer_has_the_head_that_was_kept(books, worker_database, superuser):
    await sell(books, 3)
    await chained(worker_database, books)
    async with books.read() as work:
        kept = await chain.head(work)
    async with intruder(superuser, "transfer", "chain_link"):
        await superuser.execute("UPDATE transfer SET amount = 1 WHERE cooperative_id = $1", books.cooperative_id)
        await superuser.execute("DELETE FROM chain_link WHERE cooperative_id = $1", books.cooperative_id)
    await chained(worker_database, books)
    assert await findings(books) == [], "in itself the new chain is whole"
    assert [finding.problem for finding in await findings(books, kept)] == ["changed"]


async def test_balances_stand_on_the_checkpoint_and_what_came_after(books, worker_database):
    """The edge lies an hour back, so this test moves the edge, not the rows."""
    await sell(books, 4)
    await asyncio.sleep(0.02)

    async def note(work):
        edge = ids.new().int >> 80 << 80
        return await work.execute(chain._CHECKPOINT, work.cooperative_id, UUID(int=edge), work.now)

    noted = await worker_database.run(Scope(books.cooperative_id), Actor(system="checkpoint"), note)
    assert noted == 2 + 4
    await sell(books, 2, first=4)
    async with books.read() as work:
        states = {state.kind: state for state in await queries.accounts(work) if state.holder_id is None}
        assert states[AccountKind.CASH_BANK].balance == sum(900 + number for number in range(6)) + 600
        assert states[AccountKind.FUND].display == 600
        assert await queries.balance(work, FUND, "EUR") == -600
        assert await checks.violations(work) == []
        read = await work.value("SELECT count(*) FROM checkpoint")
    assert read == 6
    assert await worker_database.run(Scope(books.cooperative_id), Actor(system="checkpoint"), chain.checkpoint) == 0


APPEND_ONLY = """
    SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname = c.relname || '_append_only' ORDER BY 1
"""


async def test_no_login_of_ours_can_change_what_never_changes(database_urls, admin):
    """G12: the app and the worker, on every append-only table there is, now and later."""
    tables = [row["relname"] for row in await admin.fetch(APPEND_ONLY)]
    assert {"account", "journal", "transfer", "checkpoint", "chain_link"} <= set(tables)
    declared = await admin.fetch("SELECT relname FROM pg_class WHERE relname = ANY ($1)", tables)
    assert len(declared) == len(tables)
    for url in (database_urls.app, database_urls.worker):
        connection = await asyncpg.connect(url)
        for table in tables:
            column = await admin.fetchval(
                "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum = 1", table
            )
            for statement in (
                f'UPDATE {table} SET "{column}" = "{column}"',
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only",
                f"DROP TRIGGER {table}_append_only ON {table}",
                f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
        for statement in ("SET session_replication_role = replica", "SET ROLE minga_owner"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        await connection.close()


async def test_behind_the_grants_a_trigger_refuses_even_the_owner(books, admin):
    await sell(books, 1)
    for statement in ("UPDATE transfer SET amount = amount", "DELETE FROM transfer", "TRUNCATE transfer CASCADE"):
        with pytest.raises(asyncpg.RestrictViolationError, match="never change"):
            await admin.execute(statement)


async def test_balances_are_written_by_the_database_alone(database_urls, books):
    for url in (database_urls.app, database_urls.worker):
        connection = await asyncpg.connect(url)
        await connection.execute("SELECT set_config('app.cooperative', $1, false)", str(books.cooperative_id))
        for statement in (
            "UPDATE balance SET posted = 1000000",
            "DELETE FROM balance",
            "INSERT INTO balance SELECT * FROM balance LIMIT 1",
            "SELECT ledger_apply()",
        ):
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError)):
                await connection.execute(statement)
        await connection.close()
