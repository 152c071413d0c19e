"""One journal, one key; both sides at once; limits that hold between two rows and between two units."""

import asyncio

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.money import Money
from minga_platform.ledger import queries
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post, post_of, post_pending, reverse, void
from minga_platform.ledger.errors import AlreadyReversed, AlreadySettled, LimitPassed

BANK = AccountName(AccountKind.CASH_BANK)
RECEIVABLE = AccountName(AccountKind.RECEIVABLE)
FUND = AccountName(AccountKind.FUND, purpose="solidarity")
FEES = AccountName(AccountKind.FEE_INCOME, purpose="market")


def held(stall_id):
    return AccountName(AccountKind.SELLER_HELD, stall_id)


def payable(stall_id):
    return AccountName(AccountKind.SELLER_PAYABLE, stall_id)


def euros(minor):
    return Money(minor, "EUR")


def posting(key, *moves, kind="trial", subject_id=None, how=post):
    about = subject_id or ids.new()
    return lambda work: how(work, kind=kind, subject_kind="trial", subject_id=about, key=key, moves=moves)


async def balances(books, *names):
    async with books.read() as work:
        return [await queries.balance(work, name, "EUR") for name in names]


async def test_a_move_reaches_both_accounts(books):
    stall = ids.new()
    await books.do(posting("a", Move(BANK, held(stall), euros(900)), Move(BANK, FEES, euros(100))))
    assert await balances(books, BANK, held(stall), FEES) == [1000, -900, -100]
    async with books.read() as work:
        states = await queries.accounts(work)
    assert {state.kind: state.display for state in states} == {
        AccountKind.CASH_BANK: 1000,
        AccountKind.SELLER_HELD: 900,
        AccountKind.FEE_INCOME: 100,
    }
    assert sum(state.balance for state in states) == 0


async def test_the_same_key_moves_once_even_at_the_same_moment(books):
    subject = ids.new()
    once = posting("same", Move(BANK, FUND, euros(5)), subject_id=subject)
    journal_ids = await asyncio.gather(*(books.do(once) for _ in range(8)))
    assert len(set(journal_ids)) == 1
    assert await balances(books, FUND) == [-5]


async def test_a_key_of_another_happening_is_a_bug(books):
    await books.do(posting("k", Move(BANK, FUND, euros(5))))
    with pytest.raises(AssertionError, match="used for another"):
        await books.do(posting("k", Move(BANK, FUND, euros(5))))


async def test_a_move_of_nothing_leaves_no_row(books):
    journal_id = await books.do(posting("free", Move(BANK, FUND, euros(0))))
    async with books.read() as work:
        found = await queries.journal(work, key="free")
        assert found is not None
        assert (found.id, found.transfers) == (journal_id, ())
        assert await queries.accounts(work) == []


async def test_a_limit_is_named_and_nothing_is_posted(books):
    stall = ids.new()
    await books.do(posting("in", Move(BANK, held(stall), euros(100))))
    with pytest.raises(LimitPassed) as refused:
        await books.do(posting("out", Move(held(stall), payable(stall), euros(101))))
    assert (refused.value.kind, refused.value.holder_id) == ("seller_held", stall)
    assert await balances(books, held(stall), payable(stall)) == [-100, 0]
    async with books.read() as work:
        assert await queries.journal(work, key="out") is None


async def test_a_limit_is_not_passed_between_two_rows_of_one_journal(books):
    """The sum of the journal would fit; the moment between its rows would not."""
    stall = ids.new()
    leave, arrive = Move(held(stall), payable(stall), euros(50)), Move(BANK, held(stall), euros(50))
    with pytest.raises(LimitPassed):
        await books.do(posting("wrong order", leave, arrive))
    await books.do(posting("right order", arrive, leave))
    assert await balances(books, held(stall), payable(stall)) == [0, -50]


async def test_a_limit_holds_when_many_take_at_once(books):
    """A hundred euros, forty takers of ten: ten of them get some, the account ends at nothing."""
    stall = ids.new()
    await books.do(posting("in", Move(BANK, held(stall), euros(100))))

    async def take(number):
        try:
            return await books.do(posting(f"take {number}", Move(held(stall), payable(stall), euros(10))))
        except LimitPassed:
            return None

    taken = await asyncio.gather(*(take(number) for number in range(40)))
    assert sum(one is not None for one in taken) == 10
    assert await balances(books, held(stall), payable(stall)) == [0, -100]


async def test_opposite_journals_wait_instead_of_deadlocking(books):
    """The same two limited accounts, touched in both orders at once, many times."""
    one, two = sorted((ids.new(), ids.new()))
    for stall in (one, two):
        await books.do(posting(f"in {stall}", Move(BANK, held(stall), euros(1000))))
    moves = [
        [Move(held(first), BANK, euros(1)), Move(BANK, held(second), euros(1))]
        for first, second in ((one, two), (two, one))
    ]
    await asyncio.gather(*(books.do(posting(f"swap {n}", *moves[n % 2])) for n in range(40)))
    assert await balances(books, held(one), held(two)) == [-1000, -1000]


async def test_what_is_set_aside_cannot_be_spent_twice(books):
    stall = ids.new()
    await books.do(posting("in", Move(BANK, payable(stall), euros(100))))
    pending = await books.do(posting("aside", Move(payable(stall), BANK, euros(70)), how=post_pending))
    with pytest.raises(LimitPassed):
        await books.do(posting("again", Move(payable(stall), BANK, euros(31))))
    assert await balances(books, payable(stall)) == [-100], "what is only set aside has not moved"
    async with books.work() as work:
        assert await queries.locked(work, [payable(stall)], "EUR") == {payable(stall): 30}

    await books.do(lambda work: post_of(work, pending_id=pending, key="arrives", amounts=[60]))
    assert await balances(books, payable(stall)) == [-40]
    async with books.work() as work:
        assert await queries.locked(work, [payable(stall)], "EUR") == {payable(stall): 40}, "the rest is free again"
    with pytest.raises(AlreadySettled):
        await books.do(lambda work: void(work, pending_id=pending, key="too late"))


async def test_letting_go_frees_what_was_set_aside(books):
    stall = ids.new()
    await books.do(posting("in", Move(BANK, payable(stall), euros(100))))
    pending = await books.do(posting("aside", Move(payable(stall), BANK, euros(100)), how=post_pending))
    await books.do(lambda work: void(work, pending_id=pending, key="let go"))
    again = await books.do(lambda work: void(work, pending_id=pending, key="let go"))
    async with books.read() as work:
        first = await queries.journal(work, key="let go")
    assert first is not None
    assert first.id == again
    await books.do(posting("all of it", Move(payable(stall), BANK, euros(100))))
    assert await balances(books, payable(stall)) == [0]


async def test_more_than_was_set_aside_never_arrives(books):
    stall = ids.new()
    await books.do(posting("in", Move(BANK, payable(stall), euros(100))))
    pending = await books.do(posting("aside", Move(payable(stall), BANK, euros(10)), how=post_pending))
    with pytest.raises(asyncpg.CheckViolationError, match="does not settle"):
        await books.do(lambda work: post_of(work, pending_id=pending, key="more", amounts=[11]))


async def test_a_journal_is_undone_once(books):
    stall = ids.new()
    journal_id = await books.do(posting("sale", Move(BANK, held(stall), euros(90)), Move(BANK, FEES, euros(10))))
    await books.do(lambda work: reverse(work, journal_id=journal_id, key="undo"))
    assert await balances(books, BANK, held(stall), FEES) == [0, 0, 0]
    with pytest.raises(AlreadyReversed):
        await books.do(lambda work: reverse(work, journal_id=journal_id, key="undo again"))


async def test_another_co_ops_journal_does_not_exist(books, other_books):
    journal_id = await books.do(posting("sale", Move(BANK, FEES, euros(10))))
    for unknown in (journal_id, ids.new()):
        with pytest.raises(NotFound):
            await other_books.do(lambda work, unknown=unknown: reverse(work, journal_id=unknown, key="steal"))
    async with other_books.read() as work:
        assert await queries.accounts(work) == []
        assert await queries.transfers(work) == []


async def test_two_units_never_meet_in_one_transfer(books):
    """The foreign keys carry the unit, so not even a statement by hand can do it."""
    await books.do(posting("euros", Move(BANK, FEES, euros(10))))
    await books.do(posting("yen", Move(BANK, FEES, Money(10, "JPY"))))
    crossing = (
        "INSERT INTO transfer (cooperative_id, id, journal_id, place, debit_id, credit_id, unit, amount, state,"
        " purpose, at) SELECT $1, $2, id, 9, $3, $4, 'EUR', 1, 'posted', '', now() FROM journal WHERE key = 'yen'"
    )
    euro_id, yen_id = BANK.id_in(books.cooperative_id, "EUR"), FEES.id_in(books.cooperative_id, "JPY")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await books.do(lambda work: work.execute(crossing, books.cooperative_id, ids.new(), euro_id, yen_id))


async def test_an_id_from_long_ago_is_not_taken(books):
    """Checkpoints and the chain stand on this: below a certain id, nothing appears any more."""
    await books.do(posting("euros", Move(BANK, FEES, euros(10))))
    old = (
        "INSERT INTO journal (cooperative_id, id, kind, subject_kind, subject_id, key, at)"
        " VALUES ($1, $2, 'x', 'x', $2, 'old', now())"
    )
    with pytest.raises(asyncpg.CheckViolationError, match="clock"):
        await books.do(lambda work: work.execute(old, books.cooperative_id, ids.new(1_600_000_000_000)))


async def test_a_statement_shows_each_movement_with_the_balance_after_it(books):
    stall, line = ids.new(), ids.new()
    await books.do(posting("sale", Move(BANK, held(stall), euros(900), order_line_id=line)))
    await books.do(posting("due", Move(held(stall), payable(stall), euros(900))))
    await books.do(posting("paid", Move(payable(stall), BANK, euros(400))))
    async with books.read() as work:
        lines = await queries.statement(work, stall)
    assert [(line.account.kind, line.change, line.balance) for line in lines] == [
        (AccountKind.SELLER_HELD, 900, 900),
        (AccountKind.SELLER_HELD, -900, 0),
        (AccountKind.SELLER_PAYABLE, 900, 900),
        (AccountKind.SELLER_PAYABLE, -400, 500),
    ]
    assert lines[0].transfer.order_line_id == line


async def test_transfers_are_paged_without_gaps(books):
    for number in range(7):
        await books.do(posting(f"n{number}", Move(BANK, FUND, euros(number + 1)), Move(BANK, FEES, euros(1))))
    async with books.read() as work:
        for account_id in (None, BANK.id_in(books.cooperative_id, "EUR"), FUND.id_in(books.cooperative_id, "EUR")):
            whole = await queries.transfers(work, account_id=account_id, first=100)
            paged, before = [], None
            while page := await queries.transfers(work, account_id=account_id, before=before, first=3):
                paged += page
                before = page[-1].id
            assert paged == whole
            assert len(whole) == (7 if account_id == FUND.id_in(books.cooperative_id, "EUR") else 14)


async def test_transfers_of_a_journal_are_listed_as_they_were_written(books):
    await books.do(posting("many", *(Move(BANK, FUND, euros(number)) for number in range(1, 40))))
    async with books.read() as work:
        assert [row.amount for row in await queries.transfers(work)] == list(range(39, 0, -1))
