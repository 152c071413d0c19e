"""The doctor says what is wrong, where, and leaves with 1; and says plainly that all is well."""

import asyncio
import json
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import typer
from typer.testing import CliRunner

from minga_infra.cli import doctor as doctors
from minga_infra.cli.doctor import examine
from minga_infra.cli.main import build
from minga_infra.database.guard import SchemaBehindError
from minga_infra.database.prepare import in_database, newest_revision_by_name
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.money import Money
from minga_platform.ledger import chain
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post

BANK = AccountName(AccountKind.CASH_BANK)
FUND = AccountName(AccountKind.FUND, purpose="solidarity")


@pytest.fixture
async def slug(books, worker_database):
    for key in "abc":
        moves = [Move(BANK, FUND, Money(100, "EUR"))]
        await books.do(
            lambda work, key=key, moves=moves: post(
                work, kind="gift", subject_kind="trial", subject_id=ids.new(), key=key, moves=moves
            )
        )
    await worker_database.run(Scope(books.cooperative_id), Actor(system="chain"), chain.extend)
    async with books.read() as work:
        return await work.value("SELECT slug FROM cooperative WHERE id = $1", books.cooperative_id)


@asynccontextmanager
async def meddling(superuser, table, trigger):
    async with superuser.transaction():
        await superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        await superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


async def test_a_sound_co_op(slug, database_urls):
    (found,) = await examine(database_urls.migrator, slug)
    assert (found.cooperative, found.findings) == (slug, [])
    assert found.sequence == 3 + 3 + 2
    assert found.notes == []


@pytest.mark.tampers("a balance is changed")
async def test_a_balance_that_is_not_its_sum(slug, books, database_urls, superuser):
    await superuser.execute("UPDATE balance SET posted = posted + 7 WHERE cooperative_id = $1", books.cooperative_id)
    (found,) = await examine(database_urls.migrator, slug)
    assert [finding["promise"] for finding in found.findings] == ["A balance with a limit is the sum of its transfers"]
    assert (found.findings[0]["posted"], found.findings[0]["summed"]) == (307, 300)


@pytest.mark.tampers("a transfer is changed")
async def test_a_changed_transfer_is_named(slug, books, database_urls, superuser):
    before = {
        one.cooperative: chain.Head(one.sequence, bytes.fromhex(one.head))
        for one in await examine(database_urls.migrator, slug)
    }
    async with meddling(superuser, "transfer", "transfer_append_only"):
        row_id = await superuser.fetchval(
            "UPDATE transfer SET amount = 99 WHERE id = (SELECT id FROM transfer WHERE cooperative_id = $1 LIMIT 1)"
            " RETURNING id",
            books.cooperative_id,
        )
    (found,) = await examine(database_urls.migrator, slug, before)
    promises = {finding["promise"]: finding for finding in found.findings}
    assert promises["A row that never changes did not change"]["row_id"] == row_id
    assert "A balance with a limit is the sum of its transfers" in promises


@pytest.mark.tampers("an account becomes another")
async def test_an_account_that_is_not_what_its_name_says(slug, books, database_urls, superuser):
    async with meddling(superuser, "account", "account_append_only"):
        await superuser.execute(
            "UPDATE account SET purpose = 'yacht' WHERE cooperative_id = $1 AND kind = 'fund'", books.cooperative_id
        )
    (found,) = await examine(database_urls.migrator, slug)
    assert {finding["promise"] for finding in found.findings} == {
        "An account is what its name says",
        "A row that never changes did not change",
    }


@pytest.mark.tampers("a transfer vanishes")
async def test_the_command_leaves_with_one(slug, books, database_urls, superuser, monkeypatch, tmp_path):
    for name, url in (
        ("DATABASE_URL", database_urls.app),
        ("WORKER_DATABASE_URL", database_urls.worker),
        ("DATABASE_ADMIN_URL", database_urls.migrator),
        ("MINGA_DATA", str(tmp_path)),
    ):
        monkeypatch.setenv(name, url)
    heads = tmp_path / "heads"
    words = ["doctor", "--cooperative", slug, "--heads", str(heads)]
    run = CliRunner()

    def ask(*more):
        # The command opens a loop of its own, so it runs in a thread of its own.
        return asyncio.to_thread(run.invoke, build("doctor"), [*words, *more])

    well = await ask()
    assert (well.exit_code, slug in well.stdout, "hold" in well.stdout) == (0, True, True)
    assert heads.read_text().splitlines()[1].startswith(f"{slug} 8 ")
    async with meddling(superuser, "transfer", "transfer_append_only"):
        await superuser.execute(
            "DELETE FROM transfer WHERE id = (SELECT max(id::text)::uuid FROM transfer WHERE cooperative_id = $1)",
            books.cooperative_id,
        )
    ill = await ask("--format", "json")
    assert ill.exit_code == 1
    told = json.loads(ill.stdout)
    assert {finding["problem"] for finding in told[0]["findings"] if "problem" in finding} == {"missing row"}
    assert heads.read_text().splitlines()[1].startswith(f"{slug} 8 "), "a head is not replaced when something is wrong"


async def test_an_unknown_co_op_is_said_plainly(database_urls):
    with pytest.raises(typer.Exit):
        await examine(database_urls.migrator, "no-such-place")


async def test_a_database_of_another_age_is_told_with_what_to_do(database_urls, superuser):
    """Empty, older, newer, or lacking something of its own age: a sentence that says what to do, and no SQL."""
    name = f"age_{ids.new().hex}"
    await superuser.execute(f"CREATE DATABASE {name}")
    url = in_database(database_urls.superuser, name)
    try:
        with pytest.raises(SchemaBehindError, match=r"empty\. Run `minga migrate` first"):
            await examine(url)
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE alembic_version (version_num text)")
        for revision, told in (("0000", "Run `minga migrate`"), ("9999", "Run the newer program")):
            await connection.execute("DELETE FROM alembic_version")
            await connection.execute("INSERT INTO alembic_version VALUES ($1)", revision)
            with pytest.raises(SchemaBehindError, match=told):
                await examine(url)
        await connection.execute("UPDATE alembic_version SET version_num = $1", newest_revision_by_name())
        await connection.close()
        with pytest.raises(SchemaBehindError, match=r"not whole .*minga restore"):
            await examine(url)
    finally:
        await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_worker_chains_rules_too(database_urls, worker_database):
    """What is covered is said by the tables, and a worker loads them all."""
    from minga_infra.duties import all_duties
    from minga_infra.worker import Worker
    from minga_testing import people

    cooperative_id = await people.found(worker_database)
    await Worker(worker_database, {}, all_duties())._sweep_all(
        next(sweep for sweep in all_duties().sweeps if sweep.name == "ledger.chain")
    )
    async with worker_database.read(Scope(cooperative_id)) as work:
        covered = {row["source"] for row in await work.rows("SELECT DISTINCT source FROM chain_link")}
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", cooperative_id)
    assert covered >= {"account", "adoption", "rule_version"}
    (found,) = await examine(database_urls.migrator, slug)
    assert found.findings == []


async def test_what_waits_for_a_person_is_noted_and_no_reason_to_fail(slug, books, database_urls):
    moves = [Move(BANK, FUND, Money(1, "EUR"))]
    about: dict[str, Any] = {"kind": "gift", "subject_kind": "trial", "subject_id": ids.new()}
    await books.do(lambda work: post(work, **about, key="late", moves=moves))
    (found,) = await examine(database_urls.migrator, slug)
    assert found.findings == []
    assert found.notes == ["1 transfers are not in the audit chain yet"]
    assert list(doctors._as_text([found]))[-1] == "  note: 1 transfers are not in the audit chain yet"
