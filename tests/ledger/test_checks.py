"""Each promise of the books can be broken, by somebody stronger than the database's guards, and is then seen broken."""

from typing import Any
from uuid import UUID

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.money import Money
from minga_platform.ledger import chain, checks
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post, post_of, post_pending, reverse

BANK = AccountName(AccountKind.CASH_BANK)
FUND = AccountName(AccountKind.FUND, purpose="solidarity")
STALL = AccountName(AccountKind.SELLER_PAYABLE, UUID(int=7))

BREAKS = {
    "The accounts of a unit sum to zero": (
        "account",
        "DELETE FROM account WHERE cooperative_id = $1 AND kind = 'fund'",
    ),
    "A transfer joins two accounts of its own co-op and unit": (
        "account",
        "UPDATE account SET unit = 'JPY' WHERE cooperative_id = $1 AND kind = 'fund'",
    ),
    "A balance with a limit is the sum of its transfers": (
        "balance",
        "UPDATE balance SET posted = posted + 1 WHERE cooperative_id = $1 AND posted > 0",
    ),
    "No account is past its limit": (
        "balance",
        "UPDATE balance SET minimum = -5 WHERE cooperative_id = $1",
    ),
    "A checkpoint is the sum of what lies below it": (
        "checkpoint",
        "UPDATE checkpoint SET debits = debits + 1 WHERE cooperative_id = $1",
    ),
    "What settles or reverses a transfer mirrors it": (
        "transfer",
        "UPDATE transfer SET amount = amount + 1 WHERE cooperative_id = $1 AND reverses IS NOT NULL",
    ),
}


@pytest.fixture
async def moved(books, worker_database):
    """A gift, one that was undone, one set aside and half of it arrived, and a checkpoint."""

    async def command(work):
        about: dict[str, Any] = {"kind": "gift", "subject_kind": "trial", "subject_id": ids.new()}
        await post(work, **about, key="a", moves=[Move(BANK, FUND, Money(100, "EUR"))])
        gift = await post(work, **about, key="b", moves=[Move(BANK, FUND, Money(100, "EUR"))])
        await reverse(work, journal_id=gift, key="undo")
        await post(work, **about, key="earned", moves=[Move(BANK, STALL, Money(50, "EUR"))])
        aside = await post_pending(work, **about, key="aside", moves=[Move(STALL, BANK, Money(50, "EUR"))])
        await post_of(work, pending_id=aside, key="arrived", amounts=[20])

    await books.do(command)
    edge = UUID(int=(2**48 - 1) << 80)
    await worker_database.run(
        Scope(books.cooperative_id),
        Actor(system="checkpoint"),
        lambda work: work.execute(chain._CHECKPOINT, work.cooperative_id, edge, work.now),
    )
    return books


def test_every_promise_is_broken_below():
    assert set(BREAKS) == {check.promise for check in checks.CHECKS}


async def test_sound_books_keep_every_promise(moved):
    async with moved.read() as work:
        assert await checks.violations(work) == []
        assert await checks.unlike_chart(work) == []


@pytest.mark.parametrize("promise", BREAKS)
async def test_a_broken_promise_is_seen(moved, superuser, promise):
    table, statement = BREAKS[promise]
    check = next(one for one in checks.CHECKS if one.promise == promise)
    intrusion = superuser.transaction()
    await intrusion.start()
    try:
        await superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        assert await superuser.execute(statement, moved.cooperative_id) not in {"UPDATE 0", "DELETE 0"}
        assert await superuser.fetch(check.statement, [moved.cooperative_id])
    finally:
        await intrusion.rollback()  # And with it the triggers come back.
    assert await superuser.fetch(check.statement, [moved.cooperative_id]) == []
