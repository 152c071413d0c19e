"""An installation from before this schema comes to it whole, or stays as it was."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from minga_frontend import app as pages
from minga_infra.cli.doctor import examine
from minga_infra.database import migrate, provision, roles
from minga_infra.database.prepare import newest_revision_by_name
from minga_infra.local.postgres import Postgres
from minga_platform.kernel import ids
from minga_platform.market.orders.links import follow_token
from minga_testing.clusters import Server
from minga_testing.lived_in import SECRET, lived_in, move_in, numbered
from minga_testing.plugin import Clock
from minga_testing.shop import KEYRING, Program, Shop, new_key
from minga_testing.till import Till
from minga_testing.trade import HOLD, books, cancel, cash, hand_over, later, provider_cash, refund, rounds


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name) / "data"


def upgrade(data: Path) -> subprocess.CompletedProcess[str]:
    hidden = {"DATABASE_URL", "DATABASE_ADMIN_URL", "MINGA_DATA"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "minga_infra.cli.main", "upgrade", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


async def _database(server: Postgres, revision: str) -> asyncpg.Connection:
    """A new database of a revision, and its administrator in it."""
    admin = await asyncpg.connect(server.url("postgres"))
    await roles.ensure_roles(admin)
    await provision.create_database(admin, "minga")
    await admin.close()
    inside = await asyncpg.connect(server.url("minga"))
    await provision.secure_database(inside)
    await inside.close()
    await migrate.migrate(server.url("minga"), revision)
    return await asyncpg.connect(server.url("minga"))


def as_it_was(data: Path, *more: str) -> None:
    """A database of the first revision with a co-op in it."""
    data.mkdir(mode=0o755)
    (data / "key").write_text("ab" * 32)

    async def make(server: Postgres) -> None:
        inside = await _database(server, "0001")
        for statement in (
            """SELECT found_cooperative('0192f0c1-0000-7000-8000-000000000001', 'valle', '{"en": "Valle"}', '{}', 'EUR', 'en',
            ARRAY['en'], 'Europe/Madrid', 'ES', 'clay', now())""",
            *more,
        ):
            await inside.execute(statement)
        await inside.close()

    with Postgres(data / "postgres").running() as server:
        asyncio.run(make(server))


def ask(data: Path, statement: str) -> object:
    async def asked(server: Postgres) -> object:
        inside = await asyncpg.connect(server.url("minga"))
        try:
            return await inside.fetchval(statement)
        finally:
            await inside.close()

    with Postgres(data / "postgres").running() as server:
        return asyncio.run(asked(server))


def test_an_installation_is_backed_up_brought_up_and_looked_at(data: Path) -> None:
    as_it_was(data)
    done = upgrade(data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"The schema is {newest_revision_by_name()}, and everything holds." in done.stdout + done.stderr
    [backup] = (data / "backups").iterdir()
    assert backup.stat().st_mode & 0o077 == 0
    assert ask(data, "SELECT version_num FROM alembic_version") == newest_revision_by_name()
    assert ask(data, "SELECT slug FROM cooperative") == "valle"
    again = upgrade(data)
    assert again.returncode == 0
    assert "nothing to be done" in again.stdout + again.stderr


def test_what_does_not_go_through_leaves_everything_as_it_was(data: Path) -> None:
    """Somebody made a table by hand that the next schema wants to make: the half that went before it is undone too."""
    as_it_was(data, "SET ROLE minga_owner", "CREATE TABLE webhook (mine text)", "INSERT INTO webhook VALUES ('kept')")
    done = upgrade(data)
    assert done.returncode == 1
    assert "Nothing was changed: the schema is 0001 as before." in done.stdout + done.stderr
    assert ask(data, "SELECT version_num FROM alembic_version") == "0001"
    assert ask(data, "SELECT mine FROM webhook") == "kept"
    assert not ask(data, "SELECT paused FROM worker_state")


def test_links_of_rows_from_before_stay_true() -> None:
    """The audit chain tells a column that came later only where it holds something else than old rows do."""
    from minga_platform.governance.ballots import models
    from minga_platform.ledger import chain

    canonical = chain.SOURCES[models.election.name].canonical
    assert canonical.endswith(
        " || CASE WHEN r.topic::text = '' THEN '[]'::jsonb ELSE jsonb_build_array('topic', r.topic::text) END)::text"
    )


# A house that was lived in: what its own program wrote at revision 0002, before the market in full (`minga_testing/lived_in.py`).

Told = dict[str, tuple[int, str]]


def left_behind(data: Path, *more: str, revision: str = "0002") -> None:
    """The co-op of twelve orders in a data folder, as its program left it; `more`: what is done to it then, at `revision`."""
    data.mkdir(mode=0o755)
    (data / "key").write_text(SECRET)

    async def make(server: Postgres) -> None:
        inside = await _database(server, "0002")
        await move_in(inside)
        if revision != "0002":
            await migrate.migrate(server.url("minga"), revision)
        for statement in more:
            await inside.execute(statement)
        await inside.close()

    with Postgres(data / "postgres").running() as server:
        asyncio.run(make(server))


def look(data: Path, *looks: Callable[[asyncpg.Connection], Awaitable[Any]]) -> list[Any]:
    """What each finds in the data folder's database."""

    async def looked(server: Postgres) -> list[Any]:
        inside = await asyncpg.connect(server.url("minga"))
        try:
            return [await one(inside) for one in looks]
        finally:
            await inside.close()

    with Postgres(data / "postgres").running() as server:
        return asyncio.run(looked(server))


async def every_row(inside: asyncpg.Connection) -> Told:
    """Table → how many rows it has, and one sum over all that they say."""
    tables = await inside.fetch(
        "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = ANY (ARRAY['public', 'box']::regnamespace[])"
    )
    return {
        row["name"]: tuple(
            await inside.fetchrow(
                f"SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {row['name']} t"
            )
        )
        for row in tables
    }


async def accounts(inside: asyncpg.Connection) -> list[tuple[Any, ...]]:
    """Every account and what is on it, to the cent."""
    rows = await inside.fetch(
        """SELECT a.kind, a.purpose, a.holder_id, a.unit, b.posted, b.pending FROM account a
           JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id ORDER BY 1, 2, 3, 4"""
    )
    return [tuple(row) for row in rows]


async def sales(inside: asyncpg.Connection) -> list[tuple[Any, ...]]:
    """Every order with its state, its lines' money and what was paid and given back of it."""
    rows = await inside.fetch(
        """SELECT o.number, o.state, p.method, p.state, p.amount_minor, q.lines, q.total, q.fee, q.tax, q.earning, r.captured, r.refunded
           FROM sale_order o JOIN payment p ON p.cooperative_id = o.cooperative_id AND p.order_id = o.id
           CROSS JOIN LATERAL (SELECT count(*) AS lines, sum(l.total_minor) AS total, sum(l.fee_minor) AS fee, sum(l.tax_minor) AS tax,
               sum(l.earning_minor) AS earning FROM order_line l JOIN seller_order e ON e.cooperative_id = l.cooperative_id
               AND e.id = l.seller_order_id WHERE e.cooperative_id = o.cooperative_id AND e.order_id = o.id) q
           CROSS JOIN LATERAL (SELECT sum(c.captured_minor) AS captured, sum(c.refunded_minor) AS refunded FROM portion c
               WHERE c.cooperative_id = p.cooperative_id AND c.payment_id = p.id) r ORDER BY 1"""
    )
    return [tuple(row) for row in rows]


def test_everything_that_happened_is_there_after_an_upgrade(data: Path) -> None:
    left_behind(data)
    rows, sums, sold = look(data, every_row, accounts, sales)
    assert len(sold) == 12, "or nothing is shown"
    assert {one[2] for one in sold} == {"card", "bank", "pickup"}
    done = upgrade(data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"The schema is {newest_revision_by_name()}, and everything holds." in done.stdout + done.stderr
    after, sums_after, sold_after = look(data, every_row, accounts, sales)
    assert sums_after == sums
    assert sold_after == sold
    lost = {name: (count, after.get(name)) for name, (count, _) in rows.items() if after.get(name, (0, ""))[0] != count}
    assert not lost, "each row is there, and none was made up"
    # What gained no column says what it said, to the letter.
    for table in (
        "transfer",
        "journal",
        "balance",
        "chain_link",
        "decision",
        "box.ballot",
        "box.roll",
        "membership_event",
        "release",
    ):
        assert after[table] == rows[table], table
    assert ask(data, "SELECT count(*) FROM variant WHERE grants_licence") == 1, (
        "the licence that is sold is known as one"
    )


JAM, CLOTH = [f"(SELECT id FROM product WHERE slug = '{slug}')" for slug in ("jam", "cloth")]
HERE = "(SELECT id FROM cooperative)"


def cycle(number: int, closes: str, ended: str = "") -> list[str]:
    """An order cycle with the cloth in it; `ended`: the column that says so, if it did."""
    one = f"'00000000-0000-7000-8000-{number:012d}'"
    who, now = "(SELECT id FROM agent WHERE name = 'Carmen')", "now()"
    return [
        f"""INSERT INTO order_cycle (cooperative_id, id, name, note, coordinator_id, opens_at, closes_at, created_at{ended and f", {ended}"})
            VALUES ({HERE}, {one}, '{{"en": "Week {number}"}}', '{{}}', {who}, '2026-07-01Z', '{closes}', {now}{ended and f", {now}"})""",
        f"""INSERT INTO cycle_supply (cooperative_id, id, cycle_id, stall_id)
            SELECT {HERE}, {one}, {one}, stall_id FROM product WHERE slug = 'cloth'""",
        f"""INSERT INTO cycle_good (cooperative_id, id, cycle_id, supply_id, variant_id)
            SELECT {HERE}, {one}, {one}, {one}, v.id FROM variant v WHERE v.product_id = {CLOTH}""",
    ]


STATEMENT = """WITH read AS (
    INSERT INTO bank_statement (cooperative_id, id, channel, account, currency, sha256, ledger_minor, lines, fresh, imported_at)
    SELECT c.id, gen_random_uuid(), 'bank', '', 'EUR', sha256('a'), 0, 2, 2, now() FROM cooperative c RETURNING *
), line AS (
    INSERT INTO statement_line (cooperative_id, id, statement_id, channel, hash, booked_on, currency, amount_minor, left_minor, counterparty, text,
        "references", is_return)
    SELECT r.cooperative_id, gen_random_uuid(), r.id, 'bank', sha256(a.amount::text::bytea), '2026-07-20', 'EUR', a.amount, a.rest, '', '', '{}', false
    FROM read r, (VALUES (500, 0), (-500, 500)) AS a (amount, rest) RETURNING *
) INSERT INTO statement_use (cooperative_id, id, line_id, kind, subject_id, amount_minor, is_booked, at)
SELECT l.cooperative_id, gen_random_uuid(), l.id, 'payment', p.id, 500, false, now() FROM line l
JOIN sale_order o ON o.cooperative_id = l.cooperative_id AND o.number = 10 JOIN payment p ON p.cooperative_id = o.cooperative_id AND p.order_id = o.id
WHERE l.amount_minor > 0"""
"""5.00 of the 13.00 of order 10 came and waits for the rest; as much left the bank and is not explained, so that nothing is parked."""


def test_what_a_revision_fills_is_filled_of_rows_that_are_there(data: Path) -> None:
    """0003 kept seasons, cycles and parts of transfers without what 0004 asks of their rows: it fills it, co-op by co-op."""
    left_behind(
        data,
        f"UPDATE product SET season_months = '{{7,8}}' WHERE id = {JAM}",
        f"UPDATE product SET only_in_cycles = true, season_months = '{{8}}' WHERE id = {CLOTH}",
        *cycle(1, "2026-08-01Z"),
        *cycle(2, "2026-08-08Z"),
        *cycle(3, "2026-09-01Z", "cancelled_at"),
        "UPDATE payment SET method = 'bank' WHERE state = 'open'",
        STATEMENT,
        revision="0003",
    )
    done = upgrade(data)
    assert done.returncode == 0, done.stdout + done.stderr

    async def filled(inside: asyncpg.Connection) -> dict[str, Any]:
        listed = "SELECT season_months, cycle_until::date::text AS until, had_in FROM listing l WHERE product_id = "
        return {
            "jam": tuple(await inside.fetchrow(listed + JAM)),
            "cloth": tuple(await inside.fetchrow(listed + CLOTH)),
            "seasons": dict(
                await inside.fetch("SELECT value, listings FROM facet_count WHERE facet = 'season' ORDER BY 1")
            ),
            "came": await inside.fetch("SELECT amount_minor, came_minor FROM payment WHERE came_minor > 0"),
            "all": await inside.fetchval("SELECT listings FROM facet_count WHERE facet = 'all'"),
            "licences": await inside.fetchval("SELECT count(*) FROM variant WHERE grants_licence"),
        }

    [told] = look(data, filled)
    first, second = (UUID(f"00000000-0000-7000-8000-{number:012d}") for number in (1, 2))
    assert told["jam"] == ([7, 8], None, None)
    months, until, cycles = told["cloth"]
    assert (months, until, sorted(cycles)) == ([8], "2026-08-08", [first, second]), "not of the cancelled cycle"
    assert told["seasons"] == {"7": 1, "8": 2}
    assert [tuple(one) for one in told["came"]] == [(1300, 500)]
    assert (told["all"], told["licences"]) == (5, 1)


def test_an_upgrade_that_does_not_go_through_gives_each_row_back(data: Path) -> None:
    """The last revision stumbles over a table made by hand, when those before it went through already."""
    left_behind(
        data, "SET ROLE minga_owner", "CREATE TABLE share_file (mine text)", "INSERT INTO share_file VALUES ('kept')"
    )
    rows, sums, sold = look(data, every_row, accounts, sales)
    done = upgrade(data)
    assert done.returncode == 1
    assert "Nothing was changed: the schema is 0002 as before." in done.stdout + done.stderr
    again = look(data, every_row, accounts, sales)
    assert again[0] == rows, "every table has the rows it had, and they say what they said"
    assert again[1:] == [sums, sold]


def test_what_was_open_goes_on_after_an_upgrade(data: Path, tmp_path: Path) -> None:
    """Old orders are looked at, handed over, paid, refunded and paid out by the program of today, and the doctor finds nothing."""
    left_behind(data)
    done = upgrade(data)
    assert done.returncode == 0, done.stdout + done.stderr

    async def live(server: Postgres) -> None:
        urls = Server(server.url("postgres")).urls("minga")
        admin = await asyncpg.connect(urls.superuser)
        try:
            async with lived_in(urls, tmp_path) as till:
                await _looked_at(till)
                await _goes_on(till, Clock(admin))
        finally:
            await admin.close()
        for one in await examine(server.url("minga")):
            assert one.findings == [], one.findings

    with Postgres(data / "postgres").running() as server:
        asyncio.run(live(server))


async def _looked_at(till: Till) -> None:
    """Each old order's page opens for whoever has its link, and says what it comes to."""
    door = till.shop.program.door
    app = Starlette(routes=pages.routes(door))
    app.state.door = door
    transport = httpx.ASGITransport(app, client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as browser:
        for number in range(1, 13):
            order = await numbered(till.shop, number)
            link = follow_token(KEYRING, till.shop.id, ids.decode("ord", order["id"]))
            found = await browser.get(f"/c/{till.shop.cooperative.slug}/orders/{order['id']}", params={"t": link})
            assert found.status_code == 200, (number, found.status_code)
            total = order["total"]["minor"]
            assert f"{total // 100}.{total % 100:02d}" in found.text, number
            for line in order["parts"][0]["lines"]:
                assert line["title"] in found.text, number


async def _goes_on(till: Till, clock: Clock) -> None:
    shop, coordinator = till.shop, till.shop.by(till.shop.coordinator)
    weaver, potter, smith = (shop.stalls[name] for name in ("Weaver", "Potter", "Smith"))

    async def part(number: int) -> dict[str, Any]:
        [only] = (await numbered(shop, number))["parts"]
        told: dict[str, Any] = only
        return told

    # By card: one of two scarves is given back at the provider, the other fetched.
    line = (await part(5))["lines"][0]
    given = await refund(shop, (await numbered(shop, 5))["id"], (line["id"], 4850))
    assert given["__typename"] == "ChangedOrder", given
    await rounds(till)
    order = await numbered(shop, 5)
    assert [(one["state"], one["amount"]["minor"]) for one in order["refunds"]] == [("settled", 4850)]
    assert await cash(till) == await provider_cash(till)
    assert (await hand_over(shop, weaver, (await part(5))["id"]))["__typename"] == "ChangedPart"
    # What was sent on or paid out long ago is given back too: the maker owes it.
    paid = await refund(shop, (await numbered(shop, 4))["id"], ((await part(4))["lines"][0]["id"], 1000))
    assert paid["__typename"] == "ChangedOrder", paid
    # Money that the old program no longer waited for comes, under the reference that it told.
    reference = (await numbered(shop, 8))["payment"]["reference"]
    came = await coordinator.wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)", "... on ChangedOrder { order { state } }",
        key=("String!", new_key()), reference=("String!", reference), amount=("MoneyInput!", {"minor": 4798, "currency": "EUR"}),
    )  # fmt: skip
    assert came["__typename"] == "ChangedOrder", came
    for number in (8, 9):
        assert (await hand_over(shop, potter, (await part(number))["id"]))["__typename"] == "ChangedPart"
    # A payout that the old program prepared is given now.
    asked = "query P($stall: ID!) { payouts(stallId: $stall) { nodes { id state } } }"
    [waiting] = (await coordinator.ask(asked, stall=smith.id))["payouts"]["nodes"]
    assert waiting["state"] == "prepared"
    await _given(coordinator, [waiting["id"]])
    fetched = await hand_over(shop, smith, (await part(10))["id"], 1300)
    assert fetched["part"]["isPaid"], fetched
    # Cash goes back out of its till.
    back = await refund(shop, (await numbered(shop, 3))["id"], ((await part(3))["lines"][0]["id"], 100))
    assert back["__typename"] == "ChangedOrder", back
    before = await numbered(shop, 12)
    assert (await cancel(shop, before["id"]))["__typename"] == "InvalidTransition", "called off is called off"

    await later(till, clock, HOLD)
    await rounds(till)
    assert (await books(shop))[("seller_payable", "", weaver.id)] == 0, (
        "the card's provider sent the scarf's earning on"
    )
    assert len(await till.listed("transfers")) == 3
    await _paid_out(shop, coordinator, potter.id, "BANK")
    await _paid_out(shop, coordinator, smith.id, "HAND")
    sums = await books(shop)
    assert {name: sums[("seller_payable", "", one.id)] for name, one in shop.stalls.items()} == dict.fromkeys(
        shop.stalls, 0
    )
    assert await cash(till) == await provider_cash(till)

    # Ana's part of the folding loom's royalty, and the vote with her ballot in the box.
    ana = await shop.worker_database_value("SELECT id FROM agent WHERE cooperative_id = $1 AND name = 'Ana'")
    share = await coordinator.wish(
        "prepareShare(key: $key, agentId: $agent, currency: $unit, channel: HAND, tillId: $till)", "... on ChangedShare { payout { amount { minor } } }",
        key=("String!", new_key()), agent=("ID!", ids.encode("agent", ana)), unit=("String!", "EUR"), till=("ID!", shop.point),
    )  # fmt: skip
    assert share["payout"]["amount"]["minor"] == 9, share
    await shop.sweep("ballots.")
    await shop.sweep("ledger.chain")
    counted = "SELECT count(DISTINCT election_id) FROM election_result WHERE cooperative_id = $1"
    assert await shop.worker_database_value(counted) == 2, "the one of before, and the one that was open"


async def _paid_out(shop: Shop, coordinator: Program, stall: str, channel: str) -> None:
    batch = await coordinator.wish(
        "preparePayouts(key: $key, channel: $channel, stallIds: $stalls, tillId: $till)", "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()), channel=("PayoutChannel!", channel), stalls=("[ID!]", [stall]),
        till=("ID", shop.point if channel == "HAND" else None),
    )  # fmt: skip
    assert batch["__typename"] == "PayoutBatch", batch
    await _given(coordinator, batch["payoutIds"])


async def _given(coordinator: Program, payouts: list[str]) -> None:
    done = await coordinator.wish(
        "confirmPayouts(key: $key, payoutIds: $ids)", "", key=("String!", new_key()), ids=("[ID!]!", payouts)
    )
    assert done["__typename"] == "ChangedPayouts", done
