"""Withdrawing from an order, and what becomes of goods that come back."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.orders import types as order_types
from minga_graphql.paging import Connection, ListName
from minga_graphql.returns import types
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import money_of, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound, TooManyAttempts
from minga_platform.kernel.work import Work
from minga_platform.market.orders import links
from minga_platform.market.orders import queries as orders
from minga_platform.market.payments import refund_flows
from minga_platform.market.payments.errors import PaymentDisputed, RefundExceedsPortion
from minga_platform.market.payments.leases import soon
from minga_platform.market.returns import queries
from minga_platform.market.returns.commands import declaring, settling
from minga_platform.market.returns.errors import DeductionTooLarge, NothingToReturn, WithdrawalOver
from minga_platform.membership import access


@strawberry.type
class Query:
    @strawberry.field(
        description="What the buyer of an order can withdraw from, by herself or by the order's link (`token`). Null for others, and for an order that ended.",
        metadata=bounds(cost=5),
    )
    async def withdrawal_options(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> types.WithdrawalOptions | None:
        context = info.context
        wanted = _decoded(order_types.ORDER, order_id)
        if wanted is None:
            return None
        async with context.read() as work:
            if not await _is_buyer(context, work, wanted, token):
                return None
            found = await queries.options(work, wanted, work.now)
        if found is None:
            return None
        return types.WithdrawalOptions(
            is_open=found.is_open,
            until=found.until,
            lines=[_returnable(context, one) for one in found.withdrawable],
            exempt=[_returnable(context, one) for one in found.exempt],
        )

    @strawberry.field(
        description="What comes back of an order, for its buyer, for who holds its link (`token`), and for who may see the co-op's orders. None else.",
        metadata=bounds(cost=5, size=1),
    )
    async def order_returns(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[types.GoodsReturn]:
        context = info.context
        wanted = _decoded(order_types.ORDER, order_id)
        if wanted is None:
            return []
        async with context.read() as work:
            if not await _is_buyer(context, work, wanted, token) and not await access.may(
                work, context.viewer, "orders.see"
            ):
                return []
            rows = await queries.of_orders(work, [wanted])
        return [present(context, row) for row in rows]

    @strawberry.field(
        description="Returns of a stall (`orders.see` for it) or of all, newest first; `open`: only those that wait for somebody. Null for others."
    )
    async def goods_returns(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID | None = None,
        only_open: bool = False,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.GoodsReturn] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded("stall", stall_id) if stall_id is not None else None
        if stall_id is not None and stall is None:
            return None
        page = context.services.cursors.window(
            ListName("goods_returns", cooperative.id, (str(stall), only_open)), first, after
        )
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see", stall_id=stall):
                return None
            rows = await queries.listed(
                work,
                stall_id=stall,
                only_open=only_open,
                before=page.after[0] if page.after else None,
                first=page.first,
            )
        return page.connection(rows, node=lambda row: present(context, row), key=lambda row: (row.id,))

    @strawberry.field(description="One return; null for whoever may not see its stall's orders.")
    async def goods_return(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
    ) -> types.GoodsReturn | None:
        context = info.context
        context.require_cooperative()
        wanted = _decoded(types.RETURN, id)
        if wanted is None:
            return None
        async with context.read() as work:
            row = await queries.by_id(work, wanted)
            if row is None or not await access.may(work, context.viewer, "orders.see", stall_id=row.stall_id):
                return None
        return present(context, row)


@strawberry.type
class Mutation:
    @mutation(NothingToReturn, WithdrawalOver)
    async def withdraw(
        self,
        info: Info[Context, None],
        key: str,
        order_id: strawberry.ID,
        name: str,
        lines: list[types.ReturnWishInput] | None = None,
        reason: str = "",
        token: str | None = None,
    ) -> types.ReturnDeclared:
        """Withdraw from an order or from some of its lines (all that one can, when nothing is said): by right, without a reason. What
        no stall has handed over yet ends at once; the rest is paid back when it is there. A receipt with the time goes to the buyer."""
        context = info.context
        order, follows = _order(context, order_id, token)
        declared = await context.perform(
            declaring.withdraw,
            key=key,
            order_id=order,
            lines=_wanted(lines) if lines is not None else None,
            name=name,
            reason=reason,
            follows=follows,
        )
        return await _declared(context, declared)

    @mutation(NothingToReturn, WithdrawalOver, TooManyAttempts)
    async def withdraw_by_number(
        self, info: Info[Context, None], order_number: MinorUnits, mail: str, name: str
    ) -> types.WithdrawalReceived:
        """Withdraw from a whole order without an account or its link: by its number and the mail address it was placed with. Nothing of
        the order is told here; the receipt goes to that address."""
        context = info.context
        context.require_cooperative()
        await context.perform(declaring.count_attempt, mail=mail[:254])
        declared = await context.perform(declaring.withdraw_by_number, number=order_number, mail=mail[:254], name=name)
        return types.WithdrawalReceived(declared_at=(await _declared(context, declared)).declared_at)

    @mutation(NothingToReturn)
    async def ask_return(
        self,
        info: Info[Context, None],
        key: str,
        order_id: strawberry.ID,
        name: str,
        lines: list[types.ReturnWishInput],
        reason: str,
        token: str | None = None,
    ) -> types.ReturnDeclared:
        """Something is not as it should be: ask to bring it back. The co-op answers."""
        context = info.context
        order, follows = _order(context, order_id, token)
        declared = await context.perform(
            declaring.ask_return,
            key=key,
            order_id=order,
            lines=_wanted(lines),
            name=name,
            reason=reason,
            follows=follows,
        )
        return await _declared(context, declared)

    @mutation(InvalidTransition)
    async def answer_return(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        accept: bool,
        answer: str = "",
    ) -> types.ChangedReturn:
        """Take back what is not as it should be, or say why not. Needs `orders.refund`."""
        wanted = ids.decode(types.RETURN, id)
        await info.context.perform(settling.answer_return, return_id=wanted, accept=accept, answer=answer)
        return await _changed(info.context, wanted)

    @mutation(InvalidTransition)
    async def receive_return(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
    ) -> types.ChangedReturn:
        """The goods are back at the stall. Needs `orders.fulfil` for it."""
        wanted = ids.decode(types.RETURN, id)
        await info.context.perform(settling.receive_return, return_id=wanted)
        return await _changed(info.context, wanted)

    @mutation(InvalidTransition, DeductionTooLarge, RefundExceedsPortion, PaymentDisputed)
    async def inspect_return(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        lines: list[types.FoundInput],
    ) -> types.ChangedReturn:
        """Say what came back, line by line. The money goes back at once; where a stall takes something off, the co-op looks first.
        Needs `orders.fulfil` for the stall."""
        context = info.context
        wanted = ids.decode(types.RETURN, id)
        cooperative = context.require_cooperative()
        found = []
        for one in lines:
            deduction = one.deduction.read() if one.deduction else None
            if deduction is not None and deduction.currency != cooperative.currency:
                raise InvalidInput("deduction", "currency")
            found.append(
                settling.Found(
                    ids.decode(types.RETURN_LINE, one.line_id),
                    str(one.condition.value),
                    deduction.minor if deduction else 0,
                    one.deduction_reason,
                    one.back_on_shelf,
                )
            )
        await context.perform(settling.inspect_return, key=key, return_id=wanted, found=found)
        return await _changed(context, wanted)

    @mutation(InvalidTransition, RefundExceedsPortion, PaymentDisputed)
    async def settle_return(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
    ) -> types.ChangedReturn:
        """Give the money back as the stall inspected it. Needs `orders.refund`."""
        wanted = ids.decode(types.RETURN, id)
        await info.context.perform(settling.settle_return, key=key, return_id=wanted)
        return await _changed(info.context, wanted)


def _decoded(prefix: str, text: str) -> UUID | None:
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None


async def _is_buyer(context: Context, work: Work, order_id: UUID, token: str | None) -> bool:
    cooperative = context.require_cooperative()
    if token and links.follows(context.services.keyring, cooperative.id, order_id, token):
        return True
    return await orders.own(work, context.viewer, order_id) is not None


def _order(context: Context, order_id: str, token: str | None) -> tuple[UUID, bool]:
    cooperative = context.require_cooperative()
    order = ids.decode(order_types.ORDER, order_id)
    return order, bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")


def _wanted(lines: list[types.ReturnWishInput]) -> list[declaring.Wanted]:
    return [declaring.Wanted(ids.decode(order_types.LINE, one.line_id), one.quantity) for one in lines]


async def _declared(context: Context, declaration_id: UUID) -> types.ReturnDeclared:
    async with context.read() as work:
        rows = await queries.of_declaration(work, declaration_id)
    return types.ReturnDeclared(returns=[present(context, row) for row in rows], declared_at=rows[0].declared_at)


async def _changed(context: Context, return_id: UUID) -> types.ChangedReturn:
    cooperative = context.require_cooperative()
    async with context.read() as work:
        row = await queries.by_id(work, return_id)
    if row is None:
        raise NotFound
    if row.refund_id is not None and row.state == "settled":
        await context.end_reading()
        await soon(refund_flows.send_refund(context.services.desk("request", cooperative.id), row.refund_id))
    return types.ChangedReturn(goods_return=present(context, row))


def _returnable(context: Context, one: queries.Returnable) -> types.ReturnableLine:
    return types.ReturnableLine(
        id=strawberry.ID(ids.encode(order_types.LINE, one.id)),
        title=one.title,
        variant_title=one.variant_title,
        stall_name=one.stall_name,
        left=quantity_of(one.left, one.unit, context.language),
        total=money_of(one.total_minor, one.currency),
        no_withdrawal=types.NoWithdrawal(one.no_withdrawal) if one.no_withdrawal else None,
        was_handed_over=one.part_state == "handed_over",
    )


def present(context: Context, row: queries.ReturnRow) -> types.GoodsReturn:
    """A return with its lines."""
    unit = row.currency
    return types.GoodsReturn(
        id=strawberry.ID(ids.encode(types.RETURN, row.id)),
        kind=types.ReturnKind(row.kind),
        state=types.ReturnState(row.state),
        order_id=strawberry.ID(ids.encode(order_types.ORDER, row.order_id)),
        order_number=MinorUnits(row.order_number),
        stall_id=strawberry.ID(ids.encode("stall", row.stall_id)),
        stall_name=row.stall_name,
        name=row.name,
        reason=row.reason,
        answer=row.answer,
        declared_at=_second(row.declared_at),
        refund_by=row.refund_by,
        received_at=row.received_at,
        settled_at=row.settled_at,
        refund=money_of(row.refund_minor, unit),
        delivery=money_of(row.delivery_minor, unit),
        lines=[
            types.ReturnLine(
                id=strawberry.ID(ids.encode(types.RETURN_LINE, line.id)),
                line_id=strawberry.ID(ids.encode(order_types.LINE, line.order_line_id)),
                title=line.title,
                variant_title=line.variant_title,
                quantity=quantity_of(line.quantity, line.unit, context.language),
                worth=money_of(line.worth_minor, unit),
                condition=types.GoodsCondition(line.condition) if line.condition else None,
                deduction=money_of(line.deduction_minor, unit),
                deduction_reason=line.deduction_reason,
                refund=money_of(line.refund_minor, unit),
                back_on_shelf=line.back_on_shelf,
            )
            for line in row.lines
        ],
    )


def _second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)
