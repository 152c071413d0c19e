"""A person says what a line was: orders (whole or in parts), a payout, a refund, a deposit, bank costs, or something to look at later."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.capture import locked_payment
from minga_platform.market.payments.commands.invoicing import part_came
from minga_platform.market.payments.commands.refund_settling import settle
from minga_platform.market.statements import booking, deposits, leaving, waiting
from minga_platform.market.statements.certain import is_used
from minga_platform.market.statements.errors import MoreThanLeft
from minga_platform.market.statements.kinds import KEPT_AS
from minga_platform.market.statements.waiting import Part
from minga_platform.membership import access

_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Use:
    """What a part of a line was. `amount`: above zero, in the line's currency."""

    kind: str
    subject_id: UUID | None
    amount: Money
    note: str


async def explain_line(work: Work, viewer: Viewer, *, line_id: UUID, uses: Sequence[Use]) -> UUID:
    """Say what a line was, in one part or several. Needs `till.use`.

    A part of an order's money waits in suspense until all of it is there; then the order is paid. Refuses: NotFound, NotAllowed,
    InvalidInput, InvalidTransition (its subject has ended), MoreThanLeft. Announces what the subjects announce.
    """
    agent_id = await access.require(work, viewer, "till.use")
    line = await _locked(work, line_id)
    if not uses:
        raise InvalidInput("uses", "required")
    if any(one.amount.currency != line["currency"] or one.amount.minor < 1 for one in uses):
        raise InvalidInput("amount", "positive", minimum="1")
    if any(len(one.note) > _LONGEST_NOTE for one in uses):
        raise InvalidInput("note", "length", maximum=str(_LONGEST_NOTE))
    total = sum(one.amount.minor for one in uses)
    if total > line["left_minor"]:
        raise MoreThanLeft(Money(line["left_minor"], line["currency"]))
    for one in uses:
        await _use(work, line, one, agent_id)
    await work.execute(
        "UPDATE statement_line SET left_minor = left_minor - $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, line_id, total,
    )  # fmt: skip
    return line_id


async def release_part(work: Work, viewer: Viewer, *, use_id: UUID) -> UUID:
    """A part that waits for the rest of an order's money is the line's again: the order will not be paid so. Needs `till.use`.

    Refuses: NotFound, NotAllowed, InvalidTransition (it is booked).
    """
    await access.require(work, viewer, "till.use")
    found = await work.value(
        "SELECT line_id FROM statement_use WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, use_id
    )
    if found is None:
        raise NotFound
    await _locked(work, found)
    gone = await work.row(
        "DELETE FROM statement_use WHERE cooperative_id = $1 AND id = $2 AND NOT is_booked RETURNING amount_minor, subject_id",
        work.cooperative_id,
        use_id,
    )
    if gone is None:
        raise InvalidTransition("booked")
    await work.execute(
        "UPDATE statement_line SET left_minor = left_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, found, gone["amount_minor"],
    )  # fmt: skip
    await part_came(work, gone["subject_id"], -gone["amount_minor"])
    return UUID(str(found))


async def _use(work: Work, line: asyncpg.Record, one: Use, agent_id: UUID) -> None:
    came_in = line["amount_minor"] > 0
    cash, note = booking.cash_of(line["channel"]), one.note.strip()
    if one.kind == "payment" and came_in and one.subject_id is not None:
        await _toward_order(work, line, one, agent_id)
        return
    if one.kind == "pair" and one.subject_id is not None:
        await _pair(work, line, one, agent_id)
        return
    if one.kind == "set_aside":
        if not note:
            raise InvalidInput("note", "required")
        debit, credit = (booking.SUSPENSE, booking.SET_ASIDE) if came_in else (booking.SET_ASIDE, booking.SUSPENSE)
        await booking.post_for(work, line["id"], "statement_set_aside", debit, credit, one.amount)
    elif one.kind == "bank_fee":
        cost = AccountName(AccountKind.PAYMENT_COST)
        debit, credit = (booking.SUSPENSE, cost) if came_in else (cost, booking.SUSPENSE)
        await booking.post_for(work, line["id"], "bank_fee", debit, credit, one.amount)
    elif one.kind == "seller_debt" and came_in and one.subject_id is not None:
        await _debt(work, line, one)
    else:
        signed = one.amount.minor if came_in else -one.amount.minor
        await booking.unpark(work, line["id"], line["channel"], Money(signed, line["currency"]))
        await _subject(work, one, cash, came_in=came_in)
    await booking.note(
        work, line["id"], one.kind, one.subject_id, one.amount.minor, text=note, by_agent=agent_id
    )  # fmt: skip


async def _subject(work: Work, one: Use, cash: AccountName, *, came_in: bool) -> None:
    """A payout, shares, a refund or a deposit, whole: the amount must be its amount. What a person had written down before the line came
    is in the books already, so the line is only noted."""
    tables = {
        "payout": "payout", "payout_return": "payout", "share": "payout", "share_return": "payout", "refund": "refund", "refund_return": "refund",
        "deposit": "cash_deposit",
    }  # fmt: skip
    kept_as, table = KEPT_AS.get(one.kind, one.kind), tables.get(one.kind)
    if (
        table is None
        or one.subject_id is None
        or ((kept_as in ("payout", "refund")) == came_in and one.kind != "deposit")
    ):
        raise InvalidInput("kind", "one_of")
    row: Mapping[str, Any] | None
    if one.kind in ("share", "share_return"):
        row = next((asdict(each) for each in await leaving.named(work, "share", one.subject_id)), None)
    else:
        row = await work.row(
            f"SELECT * FROM {table} WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
            work.cooperative_id,
            one.subject_id,
        )
    if row is None:
        raise NotFound
    if (row["amount_minor"], row["currency"]) != (one.amount.minor, one.amount.currency):
        raise MoreThanLeft(Money(row["amount_minor"], row["currency"]))
    done = False
    if one.kind == "share" or (one.kind == "payout" and row["channel"] == "bank"):
        done = await leaving.left(work, one.kind, one.subject_id)
    elif one.kind in ("payout_return", "share_return", "refund_return"):
        done = await leaving.came_back(work, one.kind, one.subject_id, cash)
    elif one.kind == "refund":
        done = await settle(work, one.subject_id, cash)
    elif one.kind == "deposit" and row["state"] == "in_transit" and came_in == (row["direction"] == "to_bank"):
        await deposits.arrived(work, one.subject_id, cash, one.amount)
        done = True
    if not done and not await _written_down(work, kept_as, one.subject_id, row["state"]):
        raise InvalidTransition(row["state"])
    if not done and cash != booking.cash_of("bank"):
        # It was written down as gone from our bank, and went from the account at the operator.
        debit, credit = (cash, booking.cash_of("bank")) if came_in else (booking.cash_of("bank"), cash)
        await post(
            work, kind="statement_found", subject_kind=kept_as, subject_id=one.subject_id, key=f"statement-found:{one.subject_id}:{cash.purpose}",
            moves=[Move(debit, credit, one.amount)],
        )  # fmt: skip


async def _written_down(work: Work, kept_as: str, subject_id: UUID, state: str) -> bool:
    """Whether a person had written down that it left our bank, or came back there, and no line of a statement is that yet."""
    if kept_as == "payout_return":
        found = await ledger.journal(work, key=f"payout-returned:{subject_id}") is not None
    elif kept_as == "payout":
        found = state == "paid"
    else:
        found = state == "settled" and bool(await work.value(f"SELECT {BY_BANK}", work.cooperative_id, subject_id))
    if kept_as == "refund":
        return found and not await is_used(work, subject_id)
    return found and not await work.value(
        "SELECT true FROM statement_use WHERE cooperative_id = $1 AND subject_id = $2 AND kind = $3",
        work.cooperative_id, subject_id, kept_as,
    )  # fmt: skip


BY_BANK = """EXISTS (SELECT FROM journal j JOIN transfer t ON t.cooperative_id = j.cooperative_id AND t.journal_id = j.id
    JOIN account a ON a.cooperative_id = t.cooperative_id AND a.id = t.credit_id AND a.kind = 'cash_bank'
    WHERE j.cooperative_id = $1 AND j.kind = 'refund_settled' AND j.subject_kind = 'refund' AND j.subject_id = $2)"""
"""SQL: whether the money of refund $2 left our bank."""


async def _toward_order(work: Work, line: asyncpg.Record, one: Use, agent_id: UUID) -> None:
    order_id = await work.value(
        "SELECT order_id FROM payment WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, one.subject_id
    )
    if order_id is None or one.subject_id is None:
        raise NotFound
    # The order first, as everywhere; then its payment and what was put toward it before, which nobody else can add to meanwhile.
    await locked(work, order_id)
    payment = await locked_payment(work, one.subject_id)
    if payment["state"] == "paid" or payment["method"] not in ("bank", "invoice"):
        raise InvalidTransition(payment["state"])
    before = await waiting.toward(work, payment["id"])
    there = sum(part.minor for part in before)
    missing = (await waiting.whole(work, payment)) - there
    if one.amount.minor > missing or payment["currency"] != line["currency"]:
        raise MoreThanLeft(Money(max(missing, 0), payment["currency"]))
    use_id = await booking.note(
        work, line["id"], "payment", one.subject_id, one.amount.minor, is_booked=False, text=one.note, by_agent=agent_id
    )
    await part_came(work, one.subject_id, one.amount.minor)
    if one.amount.minor == missing:
        await waiting.pay(work, payment, [*before, Part(use_id, line["id"], line["channel"], one.amount.minor)])


async def _pair(work: Work, line: asyncpg.Record, one: Use, agent_id: UUID) -> None:
    """What came in by mistake went back out (or the other way): two lines explain each other, and suspense holds neither."""
    other = await work.row(
        "SELECT * FROM statement_line WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        one.subject_id,
    )
    if other is None or one.subject_id is None:
        raise NotFound
    if (other["amount_minor"] > 0) == (line["amount_minor"] > 0) or other["channel"] != line["channel"]:
        raise InvalidInput("subjectId", "one_of")
    if one.amount.minor > other["left_minor"]:
        raise MoreThanLeft(Money(other["left_minor"], other["currency"]))
    await work.execute(
        "UPDATE statement_line SET left_minor = left_minor - $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, one.subject_id, one.amount.minor,
    )  # fmt: skip
    for here, there in ((line["id"], one.subject_id), (one.subject_id, line["id"])):
        await booking.note(work, here, "pair", there, one.amount.minor, text=one.note.strip(), by_agent=agent_id)


async def _debt(work: Work, line: asyncpg.Record, one: Use) -> None:
    assert one.subject_id is not None
    negative = AccountName(AccountKind.SELLER_NEGATIVE, one.subject_id)
    owed = (await ledger.locked(work, [negative], line["currency"]))[negative]
    if one.amount.minor > owed:
        raise MoreThanLeft(Money(owed, line["currency"]))
    await booking.post_for(work, line["id"], "seller_debt_paid", booking.SUSPENSE, negative, one.amount)


async def _locked(work: Work, line_id: UUID) -> Any:
    row = await work.row(
        "SELECT * FROM statement_line WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, line_id
    )
    if row is None:
        raise NotFound
    return row
