"""G32: everything about a person in one file, and then nothing of her anywhere but where the law wants it kept.

Members with twenty marked strings each, in every table that holds personal data: each file has every table and every
mark; after erasure no mark stands in any row of the database, in any file or log, outside legal hold; sums and chains
are what they were.
"""

import gzip
import logging
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from minga_infra.main import join_features
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.whole import every_table, traits_of
from minga_platform.ledger import checks, queries
from minga_platform.register import erasing, exporting, flows
from minga_platform.register.commands import admission, applying, leaving, shares
from minga_testing.people import Somebody, do, look_again, sign_up
from minga_testing.register import Coop, begin

pytestmark = pytest.mark.reliability

MARK = "kanarienvogel"
EACH = 23
HELD = {"sale_order": ("contact", "place"), "cash_shift": ("keeper_name",)}


def marks(place: int) -> list[str]:
    return [f"{MARK}-{place:04d}-{number:02d}-x" for number in range(EACH)]


async def mark(coop: Coop, admin: asyncpg.Connection, place: int) -> tuple[Somebody, UUID]:
    """A member whose every personal column holds marks, some by the house's commands and some written straight in."""
    m = marks(place)
    who = await sign_up(coop.database, name=m[0])
    person = who.viewer.person_id
    assert person is not None
    await do(coop.database, who.viewer, applying.apply, coop.id, class_key="maker", about=m[1])
    agent: UUID = await admin.fetchval("SELECT id FROM agent WHERE person_id = $1", person)
    membership = await coop.wish(
        coop.officer,
        admission.decide,
        application_id=await admin.fetchval("SELECT id FROM application WHERE agent_id = $1", agent),
        admit=True,
    )
    await coop.wish(
        coop.officer, shares.record_payment, membership_id=membership, amount=Money(2500, "EUR"), channel="bank"
    )
    other = await do(coop.database, who.viewer, applying.apply, coop.id, class_key="consumer", about=m[2])
    await coop.wish(coop.officer, admission.decide, application_id=other, admit=False, reason=m[3])
    now = await admin.fetchval("SELECT now()")
    new = ids.new
    await admin.execute(
        "UPDATE agent SET contact = $2::text::jsonb WHERE id = $1", agent, orjson.dumps({"mail": m[4]}).decode()
    )
    await admin.execute(
        "INSERT INTO identifier (id, person_id, kind, value, proven_at, created_at) VALUES ($1, $2, 'mail', $3, $4, $4)",
        new(), person, f"{m[5]}@example.org", now,
    )  # fmt: skip
    await admin.execute("UPDATE session SET device = $2 WHERE person_id = $1", person, m[6])
    await admin.execute(
        "INSERT INTO credential (id, person_id, kind, passkey_id, public_key, sign_count, label, created_at)"
        " VALUES ($1, $2, 'passkey', $3, $3, 0, $4, $5)",
        new(), person, new().bytes, m[7], now,
    )  # fmt: skip
    await admin.execute(
        "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, public, uploaded_by, created_at)"
        " VALUES ($1, $2, $3, 'text/csv', 1, $4, false, $5, $6)",
        coop.id, new(), new().bytes * 2, m[8], agent, now,
    )  # fmt: skip
    stall = new()
    await admin.execute(
        "INSERT INTO stall (cooperative_id, id, slug, name, story, contact, agent_id, state, opened_at)"
        """ VALUES ($1, $2, $3, '{"en": "A stall"}', '{}', $4::text::jsonb, $5, 'closed', $6)""",
        coop.id, stall, f"s{stall.hex[-12:]}", orjson.dumps({"name": m[9], "address": m[10]}).decode(), agent, now,
    )  # fmt: skip
    await admin.execute(
        "INSERT INTO seller_account (cooperative_id, id, stall_id, state, bank_holder, bank_last_four)"
        " VALUES ($1, $2, $3, 'none', $4, $5)",
        coop.id, new(), stall, m[11], m[12],
    )  # fmt: skip
    await admin.execute(
        "INSERT INTO contributor_account (cooperative_id, id, agent_id, bank_holder, bank_last_four) VALUES ($1, $2, $3, $4, $5)",
        coop.id, new(), agent, m[21], m[22],
    )  # fmt: skip
    await _order(admin, coop.id, person, agent, m, place, now)
    box = new()
    await admin.execute(
        "INSERT INTO cash_box (cooperative_id, id, till_id, till_kind, currency, made_at) VALUES ($1, $2, $3, 'stall', 'EUR', $4)",
        coop.id, box, stall, now,
    )  # fmt: skip
    await admin.execute(
        "INSERT INTO cash_shift (cooperative_id, id, box_id, number, state, currency, keeper_name, on_paper, opened_by, opened_at,"
        " float_minor, float_difference_minor, expected_minor, counted_minor, difference_minor, banked_minor, left_minor, closed_by,"
        " closed_at) VALUES ($1, $2, $3, 1, 'closed', 'EUR', $4, false, $5, $6, 0, 0, 0, 0, 0, 0, 0, $5, $6)",
        coop.id, new(), box, m[20], agent, now,
    )  # fmt: skip
    await admin.execute("UPDATE member_card SET code = $2 WHERE agent_id = $1", agent, m[19])
    return who, membership


async def _order(
    admin: asyncpg.Connection, here: UUID, person: UUID, agent: UUID, m: list[str], place: int, now: Any
) -> None:
    checkout, order, payment = ids.new(), ids.new(), ids.new()
    await admin.execute(
        "INSERT INTO checkout (cooperative_id, id, cart_id, visitor_hash, person_id, currency, state, started_at, expires_at)"
        " VALUES ($1, $2, $2, $3, $4, 'EUR', 'placed', $5, $5)",
        here, checkout, checkout.bytes * 2, person, now,
    )  # fmt: skip
    contact = {"name": m[13], "mail": m[14], "phone": m[15]}
    await admin.execute(
        "INSERT INTO sale_order (cooperative_id, id, number, checkout_id, person_id, agent_id, visitor_hash, contact, language,"
        " fulfilment, place, payment_method, state, currency, goods_minor, delivery_minor, total_minor, tax_minor, note, placed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb, 'en', 'delivery', $9::text::jsonb, 'bank', 'completed', 'EUR', 0, 0, 0,"
        " 0, $10, $11)",
        here, order, 1000 + place, checkout, person, agent, checkout.bytes * 2, orjson.dumps(contact).decode(),
        orjson.dumps({"address": m[16]}).decode(), m[17], now,
    )  # fmt: skip
    await admin.execute(
        "INSERT INTO payment (cooperative_id, id, order_id, method, state, currency, amount_minor, reference, created_at)"
        " VALUES ($1, $2, $3, 'bank', 'paid', 'EUR', 0, $5, $4)",
        here, payment, order, now, f"R{place:06d}",
    )  # fmt: skip
    await admin.execute(
        "INSERT INTO refund (cooperative_id, id, payment_id, order_id, state, cause, currency, amount_minor, reason, created_at, lease_until)"
        " VALUES ($1, $2, $3, $4, 'settled', 'line', 'EUR', 1, $5, $6, $6)",
        here, ids.new(), payment, order, m[18], now,
    )  # fmt: skip


async def found_marks(admin: asyncpg.Connection, kept: Mapping[str, Any] = HELD) -> list[str]:
    """Every row of every table that holds a mark, as a dump would, but for what the law wants kept."""
    left = []
    for row in await admin.fetch(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    ):
        table = row["relname"]
        held = (
            f" AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.cooperative_id = t.cooperative_id AND h.table_name = '{table}'"
            " AND h.row_id = t.id)"
            if table in kept
            else ""
        )
        count = await admin.fetchval(
            f'SELECT count(*) FROM "{row["nspname"]}"."{table}" t WHERE t::text LIKE $1{held}', f"%{MARK}%"
        )
        if count:
            left.append(f"{table}: {count}")
    return left


async def totals(coop: Coop) -> tuple[Any, ...]:
    async with coop.work() as work:
        states = await queries.accounts(work)
        assert await checks.verified(work) == []
    return tuple((state.id, state.debits, state.credits) for state in states)


@pytest.mark.tampers
async def test_g32_export_and_erase(
    database: Database, worker_database: Database, superuser: asyncpg.Connection, caplog: Any, pytestconfig: Any
) -> None:
    join_features()
    caplog.set_level(logging.DEBUG)
    size = 200 if pytestconfig.getoption("--reliability") == "full" else 20
    coop = await begin(database, worker_database, notice_days=0, repayment_wait_days=0)
    members = [await mark(coop, superuser, place) for place in range(size)]
    personal = {name for name, table in every_table().tables.items() if traits_of(table).personal}
    desk = Desk(worker_database, {}, "register.make_export")

    began = time.monotonic()
    for place, (who, _) in enumerate(members):
        assert who.viewer.person_id is not None
        export_id = await do(database, await look_again(database, who.token), exporting.ask)
        await exporting.make(desk, export_id, who.viewer.person_id)
        text = gzip.decompress(await do(database, who.viewer, exporting.content, export_id=export_id)).decode()
        whole = orjson.loads(text)
        assert personal <= set(whole["person"]) | set(whole["cooperatives"][0]["tables"])
        assert [one for one in marks(place) if one not in text] == []
        assert sum(text.count(f"{MARK}-{other:04d}-") for other in (place - 1, place + 1) if other >= 0) == 0
    took = time.monotonic() - began
    print(f"G32: {size} files in {took:.1f} s, the slowest machine would have 60 s for one")
    assert took <= 60 * size

    for who, _ in members:
        await do(database, who.viewer, leaving.give_notice, coop.id, class_key="maker")
        back = await superuser.fetchval(
            "SELECT r.id FROM repayment r JOIN membership m ON m.id = r.membership_id WHERE m.agent_id = $1",
            await superuser.fetchval("SELECT id FROM agent WHERE person_id = $1", who.viewer.person_id),
        )
        await do(database, who.viewer, leaving.give_up, coop.id, repayment_id=back)
    before = await totals(coop)
    for who, _ in members:
        await flows.erase(worker_database, who.viewer.person_id or ids.new(), Actor(system="erase"))
    assert await found_marks(superuser) == []
    held = await superuser.fetchval("SELECT count(*) FROM legal_hold WHERE cooperative_id = $1", coop.id)
    assert held == 2 * size, "who was invoiced and who signed for cash is kept, and nothing else"
    assert await totals(coop) == before
    assert MARK not in caplog.text
    # When the time is up, that goes as well.
    await superuser.execute("UPDATE legal_hold SET until = now() - interval '1 day' WHERE cooperative_id = $1", coop.id)
    async with worker_database.work(Scope(coop.id), Actor(system="test")) as work:
        assert await erasing.release_holds(work) == 2 * size
    assert await found_marks(superuser, {}) == []
