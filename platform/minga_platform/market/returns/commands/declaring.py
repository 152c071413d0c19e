"""Declaring that goods come back: by right, or because something is not as it should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders import queries as orders
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.cancel import end_order
from minga_platform.market.payments.commands.earnings import hold_longer
from minga_platform.market.payments.commands.weighed import refund_off
from minga_platform.market.produce.weights.shortening import Fewer, give_up
from minga_platform.market.returns import queries
from minga_platform.market.returns.errors import NothingToReturn, WithdrawalOver
from minga_platform.market.returns.events import ReturnDeclared
from minga_platform.market.returns.queries import Returnable
from minga_platform.membership import attempts
from minga_platform.rules import queries as rules

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """So much of a line comes back; None is all that is left of it."""

    order_line_id: UUID
    quantity: int | None


async def withdraw(
    work: Work,
    viewer: Viewer,
    *,
    order_id: UUID,
    lines: Sequence[Wanted] | None,
    name: str,
    reason: str = "",
    follows: bool = False,
) -> UUID:
    """The buyer withdraws from her purchase, or from some lines of it (None: from all she can); the declaration's id.

    What no stall has handed over yet ends at once, and its money goes back; the rest goes back when it was looked at.
    `follows`: the asker showed the order's link. No reason is asked for. Refuses: NotFound, NothingToReturn, WithdrawalOver, InvalidInput.
    Announces: ReturnDeclared, OrderCancelled for parts that end.
    """
    if not follows and await orders.own(work, viewer, order_id) is None:
        raise NotFound
    return await declare_withdrawal(work, order_id, lines=lines, name=name, reason=reason)


async def withdraw_by_number(work: Work, *, number: int, mail: str, name: str) -> UUID:
    """The same for somebody without her link: by the order's number and the mail address it was placed with, for all of it.

    Whoever calls this counts the attempt first. Refuses: NotFound (whichever of the two is wrong), as `withdraw`.
    """
    order_id: UUID | None = await work.value(
        "SELECT id FROM sale_order WHERE cooperative_id = $1 AND number = $2 AND contact ->> 'mail' <> '' AND lower(contact ->> 'mail') = lower($3)",
        work.cooperative_id, number, mail.strip(),
    )  # fmt: skip
    if order_id is None:
        raise NotFound
    return await declare_withdrawal(work, order_id, lines=None, name=name, reason="")


async def declare_withdrawal(
    work: Work, order_id: UUID, *, lines: Sequence[Wanted] | None, name: str, reason: str
) -> UUID:
    """The deed of `withdraw`, for whoever settled who declares."""
    order = await locked(work, order_id)
    there = await queries.options(work, order_id, await work.fresh_now())
    if there is None or not there.withdrawable:
        raise NothingToReturn
    if not there.is_open:
        raise WithdrawalOver(there.until or order["placed_at"])
    wanted = _wanted(there.withdrawable, lines)
    days = await rules.number_at(work, "market.withdrawal_refund_days")
    return await _declare(work, order, there.lines, wanted, "withdrawal", name, reason, days)


async def ask_return(
    work: Work,
    viewer: Viewer,
    *,
    order_id: UUID,
    lines: Sequence[Wanted],
    name: str,
    reason: str,
    follows: bool = False,
) -> UUID:
    """Something that was handed over is not as it should be: the buyer asks to bring it back, the co-op answers.

    Refuses: NotFound, NothingToReturn, InvalidInput. Announces: ReturnDeclared.
    """
    if not follows and await orders.own(work, viewer, order_id) is None:
        raise NotFound
    if not 1 <= len(reason.strip()) <= _LONGEST:
        raise InvalidInput("reason", "length", minimum="1", maximum=str(_LONGEST))
    order = await locked(work, order_id)
    there = [
        one for one in await queries.lines_of(work, order_id) if one.part_state == "handed_over" and not one.is_deposit
    ]
    if not any(one.left for one in there):
        raise NothingToReturn
    return await _declare(work, order, there, _wanted(there, lines), "fault", name, reason, None)


def _wanted(there: Sequence[Returnable], lines: Sequence[Wanted] | None) -> dict[UUID, int]:
    """Line → quantity. Refuses: NotFound (a line that cannot come back), InvalidInput."""
    left = {one.id: one.left for one in there if one.left}
    whole = {one.id for one in there if one.awaits_scales}
    if lines is None:
        return left
    if not lines or len({one.order_line_id for one in lines}) != len(lines):
        raise InvalidInput("lines", "distinct")
    wanted: dict[UUID, int] = {}
    for one in lines:
        if one.order_line_id not in left:
            raise NotFound
        most = left[one.order_line_id]
        least = most if one.order_line_id in whole else 1
        quantity = most if one.quantity is None else one.quantity
        if not least <= quantity <= most:
            raise InvalidInput("quantity", "range", minimum=str(least), maximum=str(most))
        wanted[one.order_line_id] = quantity
    return wanted


async def _declare(
    work: Work,
    order: asyncpg.Record,
    there: Sequence[Returnable],
    wanted: Mapping[UUID, int],
    kind: str,
    name: str,
    reason: str,
    refund_days: int | None,
) -> UUID:
    called = name.strip()
    if not 1 <= len(called) <= 120 or not called.isprintable():
        raise InvalidInput("name", "length", minimum="1", maximum="120")
    if len(reason) > _LONGEST:
        raise InvalidInput("reason", "length", maximum=str(_LONGEST))
    declaration_id = ids.new()
    parts: dict[UUID, list[Returnable]] = {}
    for one in there:
        parts.setdefault(one.seller_order_id, []).append(one)
    for part_id, lines in parts.items():
        coming = [one for one in lines if one.id in wanted]
        if not coming:
            continue
        # Nobody has these goods yet. All of them are given up: the part simply ends, and its money goes back at once. Some of them:
        # their lines are shorter at once, and so is what is to be packed and paid. A voucher is no goods, and comes when it is paid.
        not_gone = lines[0].part_state != "handed_over"
        ends = not_gone and all(one.is_deposit or wanted.get(one.id, 0) == one.sold for one in lines)
        shortens = not_gone and not ends and not any(one.is_voucher for one in coming)
        return_id = ids.new()
        about = [Fewer(one.id, wanted[one.id], 0) for one in coming]
        refund_id, back = None, dict[UUID, int]()
        if shortens:
            about = [fewer for one in coming for fewer in await give_up(work, one.id, wanted[one.id])]
            off = {one.line_id: one.off_minor for one in about}
            refund_id, back = await refund_off(work, order, part_id, off, reason=reason.strip())
        await work.execute(
            "INSERT INTO goods_return (cooperative_id, id, declaration_id, order_id, seller_order_id, stall_id, kind, state, name, reason, currency, "
            "declared_at, refund_by, settled_at, refund_id, refund_minor, delivery_minor) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)",
            work.cooperative_id, return_id, declaration_id, order["id"], part_id, lines[0].stall_id, kind,
            "settled" if ends or shortens else "asked" if kind == "fault" else "declared", called, reason.strip(), order["currency"], work.now,
            None if refund_days is None else work.now + timedelta(days=refund_days), work.now if ends or shortens else None,
            refund_id, sum(back.values()),
        )  # fmt: skip
        await work.many(
            "INSERT INTO return_line (cooperative_id, id, return_id, order_line_id, quantity, deduction_minor, refund_minor) "
            "VALUES ($1, $2, $3, $4, $5, 0, $6)",
            [
                (work.cooperative_id, ids.new(), return_id, one.line_id, one.quantity, back.get(one.line_id, 0))
                for one in about
            ],
        )
        if kind == "withdrawal" and refund_days is not None:
            await hold_longer(work, part_id, work.now + timedelta(days=refund_days))
        if ends:
            await end_order(work, order, cause="buyer", stall_id=lines[0].stall_id, reason=reason.strip())
            order = await locked(work, order["id"])
            # She said so in the form the law has for it: whoever wants it after all orders anew.
            await work.execute(
                "UPDATE sale_order SET cancel_cause = 'withdrawal' WHERE cooperative_id = $1 AND id = $2 AND state = 'cancelled'",
                work.cooperative_id,
                order["id"],
            )
    work.emit(ReturnDeclared(order_id=order["id"], declaration_id=declaration_id))
    return declaration_id


async def count_attempt(work: Work, viewer: Viewer, *, mail: str) -> None:
    """In a unit of its own before `withdraw_by_number`: numbers run on, so they can be guessed beside an address. Refuses: TooManyAttempts."""
    limits = [attempts.for_account("withdrawal", f"{work.cooperative_id}:{mail.strip().lower()}")]
    if viewer.address:
        limits.append(attempts.for_address("withdrawal", viewer.address))
    await attempts.count(work, *limits)
