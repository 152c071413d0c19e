"""A co-op that lived with revision 0002 for seven weeks, as its own program left it, and a way back into it after an upgrade.

`tests/backup/before_the_market.sql` was written by that program (its tests' tools, a clock set to 1 June 2026, then pg_dump of the
rows; done jobs and answers kept for repeats left out), so nothing in it was made up by a later one; beside it what the stand-in
for the card provider remembered. In it: Ana designed a loom, the smith a folding one after it, others gave for both and somebody
sells a licence of it; the members lowered the fee to 6 %, and a vote is open with a ballot in the box. Twelve orders, by number:

1 and 2: by card, fetched, sent on to the weaver or paid to the potter by bank; 2 with a part of the bowls refunded. 3: jam and
cloth for cash, its royalty divided, its payout by hand prepared and not given. 4: by bank transfer, paid out. 5: two scarves by
card, not fetched. 6: by card, fetched. 7: a card's page that nobody paid. 8: its transfer did not come in time. 9: transfer came, not fetched.
10: to be fetched and paid. 11: for cash, a part of the jam refunded. 12: called off.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.duties import all_duties
from minga_infra.files.local_store import LocalStore
from minga_infra.local.stripe.store import Store
from minga_infra.main import join_features
from minga_infra.payments.accounts import CooperativeAccounts, stand_in_key
from minga_infra.payments.stripe_provider import StripeProvider
from minga_infra.worker import Worker
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.messages import Messages
from minga_platform.kernel.viewer import Viewer
from minga_platform.market.payments.ports import PaymentProvider
from minga_testing.clusters import Urls
from minga_testing.payments import StandInProcess
from minga_testing.people import Somebody
from minga_testing.shop import KEY, KEYRING, Program, Shop, Stall, ports
from minga_testing.till import Till

_ROWS = Path(__file__).parents[2] / "backup" / "before_the_market.sql"
_PROVIDER = _ROWS.with_suffix(".provider.sql")
LEFT_AT = datetime(2026, 7, 21, 9, 1, tzinfo=UTC)
"""When the old program was stopped. The database's clock goes on from here."""
SECRET = KEY.hex()
"""For the data folder's `key` file: bank numbers are sealed under it."""

ORDER = """query O($id: ID!) { order(id: $id) { id number state total { minor } payment { state method captured { minor }
  refunded { minor } reference } refunds { state amount { minor } } parts { id stallName state isPaid story { total { minor } earning { minor }
  fee { minor } feeTax { minor } tax { minor } } lines { id title price { minor } feeBps refunded { minor } } } } }"""


async def move_in(inside: asyncpg.Connection) -> None:
    """Put the rows into a database of revision 0002, as its superuser."""
    tables = [
        row["name"]
        for row in await inside.fetch(
            "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND oid::regclass::text <> 'alembic_version' "
            "AND relnamespace = ANY (ARRAY['public', 'box']::regnamespace[])"
        )
    ]
    async with _unguarded(inside):
        # What the migrations wrote is among the rows; what a trigger writes as well.
        await inside.execute(f"TRUNCATE {', '.join(tables)}")
        await inside.execute(_ROWS.read_text())
    await inside.execute('INSERT INTO clock_offset (id, "offset") VALUES (true, $1)', LEFT_AT - datetime.now(UTC))


SALES = (
    "product", "stock_item", "variant", "listing", "checkout", "sale_order", "seller_order", "order_line", "payment", "portion",
)  # fmt: skip


async def multiply(inside: asyncpg.Connection, times: int) -> int:
    """As many more of its sales and goods, each with names of its own; how many orders there are then. Books are not multiplied."""
    async with _unguarded(inside):
        for table in SALES:
            columns = await inside.fetch(_COLUMNS, table, list(SALES))
            values = ", ".join(
                _OTHER.get(row["kind"] if row["differs"] else "", "t.{0}").format(row["name"]) for row in columns
            )
            names = ", ".join(row["name"] for row in columns)
            await inside.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, generate_series(1, {times}) n"
            )
    found: int = await inside.fetchval("SELECT count(*) FROM sale_order")
    return found


_OTHER = {
    "uuid": "md5(t.{0}::text || n)::uuid",
    "text": "t.{0} || '-' || n",
    "bytea": "sha256(t.{0} || n::text::bytea)",
    "integer": "t.{0} + 1000 * n",
    "bigint": "t.{0} + 1000 * n",
}
_COLUMNS = """SELECT a.attname AS name, a.atttypid::regtype::text AS kind,
    a.attname <> 'cooperative_id' AND CASE WHEN a.atttypid = 'uuid'::regtype
    THEN a.attname = 'id' OR replace(a.attname, '_id', '') = ANY ($2) OR EXISTS (SELECT FROM pg_constraint c
        WHERE c.contype = 'f' AND c.conrelid = a.attrelid AND a.attnum = ANY (c.conkey) AND c.confrelid::regclass::text = ANY ($2))
    ELSE EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey)) END AS differs
FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"""


@asynccontextmanager
async def _unguarded(inside: asyncpg.Connection) -> AsyncIterator[None]:
    """One unit in which no trigger and no foreign key says anything."""
    always = await inside.fetch(
        "SELECT tgname AS name, tgrelid::regclass::text AS of FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    )
    async with inside.transaction():
        await inside.execute("SET LOCAL session_replication_role = replica")
        for one in always:
            await inside.execute(f"ALTER TABLE {one['of']} DISABLE TRIGGER {one['name']}")
        yield
        for one in always:
            await inside.execute(f"ALTER TABLE {one['of']} ENABLE ALWAYS TRIGGER {one['name']}")


def _remembered(folder: Path) -> None:
    store = Store(folder)
    store.db.executescript(_PROVIDER.read_text())
    store.advance(int((LEFT_AT - datetime.now(UTC)).total_seconds()))
    store.close()


@asynccontextmanager
async def lived_in(urls: Urls, folder: Path) -> AsyncIterator[Till]:
    """Its market, people and card provider as this program sees them. Nobody tells of payments by itself: rounds ask."""
    join_features()
    _remembered(folder / "stripe" / "data")
    stand_in = StandInProcess(folder / "stripe")
    stand_in.start()
    database = await Database.connect(urls.app, largest=5, application="minga test app")
    worker_database = await Database.connect(urls.worker, largest=5, application="minga test worker")
    provider = StripeProvider(stand_in.url, timeout_seconds=5.0, retries=0)
    try:
        await stand_in.ask("settings", deliver_by_itself=False)
        joined = ports(CooperativeAccounts(provider, KEYRING, stand_in=True)) | {PaymentProvider: provider}
        services = Services(database, KEYRING, files=LocalStore(folder / "files"), ports=joined)
        async with worker_database.read(Scope()) as work:
            slug = await work.value("SELECT slug FROM cooperative")
            cooperative = await cooperatives.by_slug(work, slug)
        assert cooperative is not None
        program = Program(Door(services), cooperative=cooperative)
        async with worker_database.read(Scope(cooperative.id)) as work:
            people = {row["name"]: _somebody(row, work.now) for row in await work.rows(_PEOPLE, cooperative.id)}
            point = await work.value("SELECT id FROM pickup_point WHERE cooperative_id = $1", cooperative.id)
            stalls = await work.rows("SELECT id, slug FROM stall WHERE cooperative_id = $1", cooperative.id)
        worker = Worker(worker_database, joined, all_duties(), only=cooperative.id)
        shop = Shop(
            program,
            worker,
            worker_database,
            cooperative,
            people["Carmen"],
            ids.encode("point", point),
            joined[Messages],
        )
        for row in stalls:
            name = row["slug"].capitalize()
            shop.stalls[name] = Stall(row["slug"], ids.encode("stall", row["id"]), people[f"Maker {name}"])
        yield Till(shop, stand_in, provider, "", stand_in_key(KEYRING, shop.id))
    finally:
        await provider.close()
        await database.close()
        await worker_database.close()
        stand_in.stop()


_PEOPLE = "SELECT name, id, person_id FROM agent WHERE cooperative_id = $1"


def _somebody(row: Any, now: datetime) -> Somebody:
    """Somebody who proves anew who she is, however far the clock is moved."""
    person: UUID = row["person_id"]
    return Somebody(Viewer(person, proven_at=now + timedelta(days=100)), "", "", row["id"])


async def numbered(shop: Shop, number: int) -> dict[str, Any]:
    """One of the twelve orders, as the coordinator sees it."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        found = await work.value("SELECT id FROM sale_order WHERE cooperative_id = $1 AND number = $2", shop.id, number)
    told: dict[str, Any] = (await shop.by(shop.coordinator).ask(ORDER, id=ids.encode("ord", found)))["order"]
    return told
