"""Shares: promised, paid by bank or till, out of sales, or by work. Every cent moves in the ledger and nowhere else.

Promised: *shares due* → *promised capital*. Paid: cash → *shares due*, and at once *promised* → *share capital*, so that
capital is only what was really paid in. What a member paid never touches her vote (invariant 1); it may begin her
rights, once, when her class's terms say so.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.membership import access
from minga_platform.membership.commands.classes import all_terms, terms_of
from minga_platform.membership.commands.members import record
from minga_platform.register.errors import MoreThanOwed, WayNotOffered
from minga_platform.register.ports import JOINED
from minga_platform.register.shares import account
from minga_platform.rules import queries as rules

_MOST_HOURS = 10_000


async def locked_membership(work: Work, membership_id: UUID):  # type: ignore[no-untyped-def] # a row
    """The membership with `class_key`, `currency`, `zone`, locked. Refuses: NotFound."""
    row = await work.row(
        """SELECT m.*, c.key AS class_key, o.currency, o.zone FROM membership m
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           JOIN cooperative o ON o.id = m.cooperative_id
           WHERE m.cooperative_id = $1 AND m.id = $2 FOR UPDATE OF m""",
        work.cooperative_id,
        membership_id,
    )
    if row is None:
        raise NotFound
    return row


async def promise(work: Work, membership_id: UUID, *, shares: int, way: str = "money") -> UUID:
    """The member takes shares at today's price, payable in her class's instalments from now on; the promise's id.

    Refuses: NotFound, InvalidInput, WayNotOffered.
    """
    row = await locked_membership(work, membership_id)
    found = await terms_of(work, row["class_key"])
    assert found is not None
    terms = found.terms
    if not 1 <= shares <= 10_000 or not terms.share_minor:
        raise InvalidInput("shares", "range", "1", "10000")
    if way not in terms.share_ways:
        raise WayNotOffered(way)
    promise_id = ids.new()
    first_due_on = work.now.astimezone(ZoneInfo(row["zone"])).date()
    await work.execute(
        """INSERT INTO share_promise (cooperative_id, id, membership_id, shares, price_minor, currency, instalments, way,
               first_due_on, promised_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        work.cooperative_id, promise_id, membership_id, shares, terms.share_minor, row["currency"], terms.instalments, way,
        first_due_on, work.now,
    )  # fmt: skip
    agent_id, class_key = row["agent_id"], row["class_key"]
    await post(
        work, kind="shares_promised", subject_kind="membership", subject_id=membership_id, key=f"shares-promised:{promise_id}",
        moves=[Move(account(AccountKind.SHARES_DUE, agent_id, class_key), account(AccountKind.SHARES_PROMISED, agent_id, class_key),
                    Money(shares * terms.share_minor, row["currency"]))],
    )  # fmt: skip
    return promise_id


async def take_more(work: Work, viewer: Viewer, *, membership_id: UUID, shares: int, way: str = "money") -> UUID:
    """A member takes further shares of her own will; the promise's id. Refuses: SignInNeeded, NotFound, and as `promise`."""
    agent_id = await access.agent_of(work, viewer)
    row = await locked_membership(work, membership_id)
    if row["agent_id"] != agent_id or row["left_at"] is not None:
        raise NotFound
    return await promise(work, membership_id, shares=shares, way=way)


async def record_payment(
    work: Work, viewer: Viewer, *, membership_id: UUID, amount: Money, channel: str, till_id: UUID | None = None
) -> UUID:
    """Money for shares came in by bank or into a till; the journal's id.

    Needs `shares.record`. Refuses: NotFound, InvalidInput, MoreThanOwed.
    """
    await access.require(work, viewer, "shares.record")
    if channel not in ("bank", "till") or (channel == "till") != (till_id is not None):
        raise InvalidInput("channel", "one_of")
    row = await locked_membership(work, membership_id)
    # Asked of those who keep tills and not of the books: the first cash in a till may be for a share.
    if till_id is not None and not (JOINED.is_till and await JOINED.is_till(work, till_id)):
        raise NotFound
    cash = AccountName(AccountKind.CASH_TILL, till_id) if till_id else AccountName(AccountKind.CASH_BANK)
    return await _pay(work, row, amount, cash, "shares_paid")


async def receive(work: Work, membership_id: UUID, amount: Money) -> UUID | None:
    """Money for shares came to the bank, nobody's right being asked (demo); the journal's id. Refuses: MoreThanOwed."""
    row = await locked_membership(work, membership_id)
    return await _pay(work, row, amount, AccountName(AccountKind.CASH_BANK), "shares_paid") if amount.minor else None


async def record_work(work: Work, viewer: Viewer, *, membership_id: UUID, hours: int) -> UUID:
    """Hours of work stand for shares, at the value the statutes give an hour; the journal's id.

    Needs `shares.record`. Refuses: NotFound, InvalidInput, WayNotOffered (the class, or an hour of no value), MoreThanOwed.
    """
    await access.require(work, viewer, "shares.record")
    if not 1 <= hours <= _MOST_HOURS:
        raise InvalidInput("hours", "range", "1", str(_MOST_HOURS))
    row = await locked_membership(work, membership_id)
    found = await terms_of(work, row["class_key"])
    value = await rules.number_at(work, "register.work_hour_minor")
    if found is None or "work" not in found.terms.share_ways or not value:
        raise WayNotOffered("work")
    owed = await _owed(work, row)
    if not owed.minor:
        raise MoreThanOwed(owed)
    # The last hour may be worth more than what is left: it counts for what is left.
    amount = Money(min(hours * value, owed.minor), owed.currency)
    return await _pay(work, row, amount, AccountName(AccountKind.SHARE_WORK), "shares_worked")


async def bring_along(work: Work, membership_id: UUID, amount: Money) -> UUID | None:
    """Shares that a member paid before these books began (import of a register); the journal's id."""
    row = await locked_membership(work, membership_id)
    if not amount.minor:
        return None
    return await post(
        work, kind="shares_brought", subject_kind="membership", subject_id=membership_id, key=f"shares-brought:{membership_id}",
        moves=[Move(AccountName(AccountKind.OPENING), account(AccountKind.SHARE_CAPITAL, row["agent_id"], row["class_key"]), amount)],
    )  # fmt: skip


async def agree_to_set_off(work: Work, viewer: Viewer, *, most_bps: int) -> UUID:
    """The member agrees that what she owes here is taken from her earnings, at most this part of them each time.

    The agreement's id; an older one ends. Refuses: SignInNeeded, NotFound, NoLegalBasis, InvalidInput.
    """
    agent_id = await access.agent_of(work, viewer)
    access.herself(viewer)
    if JOINED.law is not None:
        await JOINED.law.require(work, "set_off")
    if not 1 <= most_bps <= 10_000:
        raise InvalidInput("most_bps", "range", "1", "10000")
    await end_set_off(work, viewer)
    agreement_id = ids.new()
    await work.execute(
        "INSERT INTO set_off_agreement (cooperative_id, id, agent_id, most_bps, given_at) VALUES ($1, $2, $3, $4, $5)",
        work.cooperative_id, agreement_id, agent_id, most_bps, work.now,
    )  # fmt: skip
    return agreement_id


async def end_set_off(work: Work, viewer: Viewer) -> None:
    """Nothing is taken from her earnings from now on. Refuses: SignInNeeded, NotFound. Safe to repeat."""
    agent_id = await access.agent_of(work, viewer)
    await work.execute(
        "UPDATE set_off_agreement SET ended_at = $3 WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
        work.cooperative_id, agent_id, work.now,
    )  # fmt: skip


async def set_off(work: Work) -> int:
    """Take what members owe from what their stalls have coming, where both agreed and the co-op has its legal basis; how many transfers.
    Once a day at most.

    It becomes what the stall owes the co-op, which its next payout takes off: so nothing that a payout already set aside
    is touched, and no maker gets less than what is left. Safe to repeat.
    """
    if JOINED.stalls_of is None or (JOINED.law is not None and not await JOINED.law.switched_on(work, "set_off")):
        return 0
    agreements = await work.rows(
        "SELECT s.agent_id, s.most_bps, o.currency, o.zone FROM set_off_agreement s JOIN cooperative o ON o.id = s.cooperative_id"
        " WHERE s.cooperative_id = $1 AND s.ended_at IS NULL ORDER BY s.agent_id FOR UPDATE OF s",
        work.cooperative_id,
    )
    number = 0
    for one in agreements:
        day = work.now.astimezone(ZoneInfo(one["zone"])).date()
        for stall_id in await JOINED.stalls_of(work, one["agent_id"]):
            number += await _set_off(work, one, stall_id, day.isoformat())
    return number


async def _set_off(work: Work, agreement, stall_id: UUID, day: str) -> int:  # type: ignore[no-untyped-def]
    key = f"set-off:{stall_id}:{day}"
    if await ledger.journal(work, key=key) is not None:
        return 0
    unit, agent_id = agreement["currency"], agreement["agent_id"]
    memberships = await work.rows(
        "SELECT m.id, c.key AS class_key FROM membership m"
        " JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id"
        " WHERE m.cooperative_id = $1 AND m.agent_id = $2 AND m.left_at IS NULL ORDER BY m.id",
        work.cooperative_id,
        agent_id,
    )
    payable, negative = (
        AccountName(AccountKind.SELLER_PAYABLE, stall_id),
        AccountName(AccountKind.SELLER_NEGATIVE, stall_id),
    )
    terms = await all_terms(work)
    owing = {
        account(kind, agent_id, one["class_key"]): one
        for one in memberships
        if "sales" in terms[one["class_key"]].terms.share_ways
        for kind in (AccountKind.DUES_DUE, AccountKind.SHARES_DUE)
    }
    balances = await ledger.locked(work, [payable, negative, *owing], unit)
    room = max((balances[payable] - balances[negative]) * agreement["most_bps"] // 10_000, 0)
    moves: list[Move] = []
    paid: list[UUID] = []
    for name, one in owing.items():
        amount = min(room, balances[name])
        if amount <= 0:
            continue
        room -= amount
        moves.append(Move(negative, name, Money(amount, unit)))
        if name.kind is AccountKind.SHARES_DUE:
            moves.append(_becomes_capital(agent_id, one["class_key"], Money(amount, unit)))
            paid.append(one["id"])
    if not moves:
        return 0
    await post(
        work,
        kind="shares_set_off" if paid else "dues_set_off",
        subject_kind="stall",
        subject_id=stall_id,
        key=key,
        moves=moves,
    )
    for membership_id in paid:
        await begin_rights(work, membership_id)
    return len(moves)


def _becomes_capital(agent_id: UUID, class_key: str, amount: Money) -> Move:
    return Move(
        account(AccountKind.SHARES_PROMISED, agent_id, class_key),
        account(AccountKind.SHARE_CAPITAL, agent_id, class_key),
        amount,
    )


async def _owed(work: Work, row) -> Money:  # type: ignore[no-untyped-def]
    due = account(AccountKind.SHARES_DUE, row["agent_id"], row["class_key"])
    return Money((await ledger.locked(work, [due], row["currency"]))[due], row["currency"])


async def _pay(work: Work, row, amount: Money, source: AccountName, kind: str) -> UUID:  # type: ignore[no-untyped-def]
    if amount.currency != row["currency"]:
        raise InvalidInput("amount", "currency")
    if amount.minor <= 0:
        raise InvalidInput("amount", "positive", "1")
    owed = await _owed(work, row)
    if amount.minor > owed.minor:
        raise MoreThanOwed(owed)
    agent_id, class_key = row["agent_id"], row["class_key"]
    journal_id = await post(
        work, kind=kind, subject_kind="membership", subject_id=row["id"], key=f"{kind}:{ids.new()}",
        moves=[
            Move(source, account(AccountKind.SHARES_DUE, agent_id, class_key), amount),
            _becomes_capital(agent_id, class_key, amount),
        ],
    )  # fmt: skip
    await begin_rights(work, row["id"])
    return journal_id


async def begin_rights(work: Work, membership_id: UUID, at: datetime | None = None) -> None:
    """Rights begin once what the class asks for is paid, now or at an instant that a register brought along.

    Safe to repeat: they begin once and for all.
    """
    row = await work.row(
        """SELECT m.agent_id, c.key AS class_key, o.currency FROM membership m
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           JOIN cooperative o ON o.id = m.cooperative_id
           WHERE m.cooperative_id = $1 AND m.id = $2 AND m.left_at IS NULL AND NOT EXISTS (SELECT FROM membership_event e
               WHERE e.cooperative_id = m.cooperative_id AND e.membership_id = m.id AND e.kind = 'entitled')""",
        work.cooperative_id,
        membership_id,
    )
    if row is None:
        return
    found = await terms_of(work, row["class_key"])
    assert found is not None
    capital = account(AccountKind.SHARE_CAPITAL, row["agent_id"], row["class_key"])
    paid = (await ledger.locked(work, [capital], row["currency"]))[capital]
    wanted = found.terms.owed_minor if found.terms.rights_from == "paid" else 1
    if found.terms.begins_at_once or paid >= wanted:
        await record(work, membership_id, "entitled", at=at or work.now)
