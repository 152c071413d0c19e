"""Cash boxes: shifts, counts by two, deposits, what happens at the counter."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.refusals import name_id
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, MoneyInput, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.market.cashbox import queries, tills
from minga_platform.market.cashbox.commands import counter, shifts
from minga_platform.market.cashbox.errors import (
    BoxIsOpen,
    CountedBefore,
    GivenTooLittle,
    NotEnoughCash,
    ReasonNeeded,
)
from minga_platform.market.orders.errors import NotPaid
from minga_platform.market.payments.errors import AmountDiffers
from minga_platform.market.produce.lots.errors import LotShort
from minga_platform.market.produce.weights.errors import NotWeighed

SHIFT, POINT, STALL, PART = "shift", "point", "stall", "part"
name_id("shift_id", SHIFT)


@strawberry.enum(description="What becomes of goods that nobody fetched.")
class UnfetchedGoods(Enum):
    BACK = strawberry.enum_value("back", description="They are for sale again.")
    GIVEN = strawberry.enum_value("given", description="They would not keep and were given to somebody.")


@strawberry.type(description="A till whose cash box the reader may see.")
class CashTill:
    id: strawberry.ID = strawberry.field(description="The pickup point, `point_…`, or the stall, `stall_…`.")
    name: str = strawberry.field(description="What it is called.")
    shift_id: strawberry.ID | None = strawberry.field(description="The running shift, `shift_…`.")
    keeper_name: str = strawberry.field(description="Who holds the box; empty when nobody does.")
    state: str = strawberry.field(description="`closed`, `open`, `counting` or `counted`.")


@strawberry.type(description="One movement of a till.")
class CashMovement:
    kind: str = strawberry.field(description="What happened: `sale`, `refund_settled` …")
    amount: Money = strawberry.field(description="Above zero it came in, below it went out.")
    at: datetime = strawberry.field(description="When.")
    order_number: MinorUnits | None = strawberry.field(description="The order it is about.")


@strawberry.type(description="So many pieces of one face value.")
class Pieces:
    face: Money = strawberry.field(description="What one of them is worth.")
    number: MinorUnits = strawberry.field(description="How many.")


@strawberry.type(description="What one person counted.")
class CashCount:
    name: str = strawberry.field(description="Who counted.")
    total: Money = strawberry.field(description="What it came to.")
    counted_at: datetime = strawberry.field(description="When.")
    pieces: list[Pieces] = strawberry.field(description="Notes and coins, the largest first.", metadata=bounds(size=15))


@strawberry.type(description="Cash between a box and the bank.")
class DepositSlip:
    slip: str = strawberry.field(description="What is written on the slip, so that the bank's statement names it.")
    direction: str = strawberry.field(description="`to_bank` or `from_bank`.")
    amount: Money = strawberry.field(description="How much.")
    state: str = strawberry.field(description="`in_transit`, or `arrived` when the bank's statement showed it.")


@strawberry.type(description="A shift in a list.")
class CashShiftRow:
    id: strawberry.ID = strawberry.field(description="Its id, `shift_…`.")
    number: MinorUnits = strawberry.field(description="The shifts of a box count up from 1.")
    state: str = strawberry.field(description="`open`, `counting`, `counted` or `closed`.")
    keeper_name: str = strawberry.field(description="Who held the box.")
    opened_at: datetime = strawberry.field(description="When it began.")
    closed_at: datetime | None = strawberry.field(description="When it ended.")
    counted: Money | None = strawberry.field(description="What two people counted.")
    difference: Money | None = strawberry.field(description="Counted, less what the books expected.")


@strawberry.type(description="One keeper's time with a cash box.")
class CashShift(CashShiftRow):
    till_id: strawberry.ID = strawberry.field(description="The till, `point_…` or `stall_…`.")
    till_name: str = strawberry.field(description="What the till is called.")
    on_paper: bool = strawberry.field(description="Whether the keeper signed a sheet of paper.")
    float: Money = strawberry.field(description="What was in the box when the shift began.")
    float_difference: Money = strawberry.field(description="What of it was not in the books.")
    float_reason: str = strawberry.field(description="Why.")
    expected: Money | None = strawberry.field(description="What the books expect; told once two have counted the same.")
    reason: str = strawberry.field(description="Why there was a difference.")
    banked: Money | None = strawberry.field(description="What went to the bank.")
    left: Money | None = strawberry.field(description="What stayed for the next keeper.")
    next_keeper: str = strawberry.field(description="Who takes the box next.")
    round: MinorUnits = strawberry.field(description="How often two counts differed, plus one.")
    has_counted: bool = strawberry.field(description="Whether the reader has counted in this round.")
    counted_by: list[str] = strawberry.field(description="Who has counted in this round.", metadata=bounds(size=2))
    movements: list[CashMovement] = strawberry.field(
        description="What moved, the newest first; not told while two count.", metadata=bounds(size=40)
    )
    counts: list[CashCount] = strawberry.field(description="Both counts, once they agree.", metadata=bounds(size=2))
    slips: list[DepositSlip] = strawberry.field(description="Cash from and to the bank.", metadata=bounds(size=2))
    faces: list[Money] = strawberry.field(
        description="Notes and coins of the currency, the largest first.", metadata=bounds(size=15)
    )


@strawberry.type(description="What the counter still has to settle with a buyer.")
class CounterMatter:
    part_id: strawberry.ID = strawberry.field(description="The part, `part_…`.")
    order_id: strawberry.ID = strawberry.field(description="The order, `ord_…`.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    stall_name: str = strawberry.field(description="Whose part it is.")
    kind: str = strawberry.field(description="`fee`: owed for an order not fetched; `overpaid`: hers, kept for her.")
    amount: Money = strawberry.field(description="How much.")
    at: datetime = strawberry.field(description="Since when.")


@strawberry.input(description="So many pieces of one face value.")
class PiecesInput:
    face: MinorUnits = strawberry.field(description="What one of them is worth, minor units.")
    number: MinorUnits = strawberry.field(description="How many.")


@strawberry.type(description="Something about a shift was done.")
class ChangedShift:
    id: strawberry.ID = strawberry.field(description="The shift, `shift_…`.")


@strawberry.type(description="Something was done at the counter.")
class ChangedAtCounter:
    part_id: strawberry.ID = strawberry.field(description="The part, `part_…`.")


@strawberry.type(description="A stall's till was switched on or off.")
class ChangedTill:
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    is_till: bool = strawberry.field(description="Whether cash for its goods goes into its own till.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Tills whose cash boxes the reader may use (`till.use`; her own stall's) or read (`books.see`); null for others.",
        metadata=bounds(size=20),
    )
    async def cash_tills(self, info: Info[Context, None]) -> list[CashTill] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.tills(work, context.viewer)
        if rows is None:
            return None
        return [
            CashTill(
                id=strawberry.ID(ids.encode(row.kind, row.id)),
                name=context.said(row.name),
                shift_id=strawberry.ID(ids.encode(SHIFT, row.shift_id)) if row.shift_id else None,
                keeper_name=row.keeper_name,
                state=row.state,
            )
            for row in rows
        ]

    @strawberry.field(description="The shifts of a till's box, newest first. Null for whoever may not see it.")
    async def cash_shifts(
        self, info: Info[Context, None], till_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[CashShiftRow] | None:
        context = info.context
        cooperative = context.require_cooperative()
        try:
            _, till = _till(till_id)
        except NotFound:
            return None
        page = context.services.cursors.window(ListName("cash_shifts", cooperative.id, (str(till),)), first, after)
        async with context.read() as work:
            rows = await queries.shifts(
                work, context.viewer, till_id=till, before=page.after[0] if page.after else None, first=page.first
            )
        if rows is None:
            return None
        return page.connection(rows, node=_row, key=lambda row: (row["number"],))

    @strawberry.field(description="One shift with its movements and counts. Null for whoever may not see its box.")
    async def cash_shift(self, info: Info[Context, None], id: strawberry.ID) -> CashShift | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(SHIFT, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.shift(work, context.viewer, wanted)
        return None if found is None else _shift(found, context)

    @strawberry.field(
        description="Fees owed for orders not fetched, and what buyers gave too much. Null without `till.use` or `books.see`.",
        metadata=bounds(size=20),
    )
    async def counter_matters(self, info: Info[Context, None]) -> list[CounterMatter] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.unsettled(work, context.viewer)
        return None if rows is None else [_matter(row) for row in rows]

    @strawberry.field(
        description="What of the asker's own orders is still to be settled at the counter: fees that she owes, money that is hers."
    )
    async def my_counter_matters(self, info: Info[Context, None]) -> list[CounterMatter]:
        context = info.context
        context.require_cooperative()
        if context.viewer.person_id is None:
            return []
        async with context.read() as work:
            rows = await queries.unsettled_of(work, work.scope.person_id or context.viewer.person_id)
        return [_matter(row) for row in rows]


def _matter(row: queries.Absence) -> CounterMatter:
    return CounterMatter(
        part_id=strawberry.ID(ids.encode(PART, row.seller_order_id)),
        order_id=strawberry.ID(ids.encode("ord", row.order_id)),
        order_number=MinorUnits(row.order_number),
        stall_name=row.stall_name,
        kind=row.kind,
        amount=money_of(row.amount_minor, row.currency),
        at=row.at,
    )


@strawberry.type
class Mutation:
    @mutation(BoxIsOpen, ReasonNeeded)
    async def open_cash_shift(
        self,
        info: Info[Context, None],
        key: str,
        till_id: strawberry.ID,
        counted: MoneyInput,
        keeper_name: str,
        brought: MoneyInput | None = None,
        on_paper: bool = False,
        reason: str = "",
    ) -> ChangedShift:
        """Take a till's cash box against signature. `counted`: what lies in it; `brought`: what of that came from the bank as change.

        Needs `till.use`; for a stall's own till `orders.fulfil` there.
        """
        kind, till = _till(till_id)
        made = await info.context.perform(
            shifts.open_shift,
            key=key,
            till_kind=kind,
            till_id=till,
            counted=counted.read(),
            brought=brought.read() if brought is not None else None,
            keeper_name=keeper_name,
            on_paper=on_paper,
            reason=reason,
        )
        return ChangedShift(id=strawberry.ID(ids.encode(SHIFT, made)))

    @mutation(InvalidTransition, CountedBefore)
    async def count_cash(
        self, info: Info[Context, None], key: str, shift_id: strawberry.ID, pieces: list[PiecesInput]
    ) -> ChangedShift:
        """Say what one counted, by herself. Two do; then both are told whether they and the books agree."""
        counted = {one.face: one.number for one in pieces}
        if len(counted) != len(pieces):
            raise InvalidInput("pieces", "distinct")
        await info.context.perform(
            shifts.count_shift, key=key, shift_id=ids.decode(SHIFT, shift_id), pieces={int(f): int(n) for f, n in counted.items()}
        )  # fmt: skip
        return ChangedShift(id=shift_id)

    @mutation(InvalidTransition, ReasonNeeded, NotEnoughCash)
    async def close_cash_shift(
        self,
        info: Info[Context, None],
        key: str,
        shift_id: strawberry.ID,
        reason: str = "",
        banked: MoneyInput | None = None,
        next_keeper: str = "",
    ) -> ChangedShift:
        """End a counted shift: its difference is booked with the reason, `banked` goes to the bank, the rest to the next keeper."""
        await info.context.perform(
            shifts.close_shift,
            key=key,
            shift_id=ids.decode(SHIFT, shift_id),
            reason=reason,
            banked=banked.read() if banked is not None else None,
            next_keeper=next_keeper,
        )
        return ChangedShift(id=shift_id)

    @mutation(InvalidTransition, GivenTooLittle, NotPaid, AmountDiffers, NotWeighed, LotShort)
    async def hand_over_for_cash(
        self, info: Info[Context, None], key: str, part_id: strawberry.ID, given: MoneyInput, keep_rest: bool = False
    ) -> ChangedAtCounter:
        """A part goes to its buyer, who gives `given`. The rest is change at once, or (`keepRest`) kept for her.

        Needs `orders.fulfil` for the stall.
        """
        await info.context.perform(
            counter.hand_over_for_cash,
            key=key,
            seller_order_id=ids.decode(PART, part_id),
            given=given.read(),
            keep_rest=keep_rest,
        )
        return ChangedAtCounter(part_id=part_id)

    @mutation(InvalidTransition)
    async def return_overpayment(self, info: Info[Context, None], key: str, part_id: strawberry.ID) -> ChangedAtCounter:
        """Give back what a buyer gave too much. Needs `orders.fulfil` for the stall."""
        await info.context.perform(counter.return_overpayment, key=key, seller_order_id=ids.decode(PART, part_id))
        return ChangedAtCounter(part_id=part_id)

    @mutation(InvalidTransition)
    async def mark_not_fetched(
        self, info: Info[Context, None], key: str, part_id: strawberry.ID, goods: UnfetchedGoods, given_to: str = ""
    ) -> ChangedAtCounter:
        """Nobody came for a part that was to be paid at pickup: it ends. Needs `orders.fulfil` for the stall."""
        await info.context.perform(
            counter.mark_no_show,
            key=key,
            seller_order_id=ids.decode(PART, part_id),
            goods=goods.value,
            given_to=given_to,
        )
        return ChangedAtCounter(part_id=part_id)

    @mutation(InvalidTransition)
    async def settle_not_fetched(
        self, info: Info[Context, None], key: str, part_id: strawberry.ID, till_id: strawberry.ID | None = None
    ) -> ChangedAtCounter:
        """The fee for an order not fetched was paid into this pickup point's till; without a till it is let go. Needs `till.use`."""
        await info.context.perform(
            counter.settle_no_show_fee,
            key=key,
            seller_order_id=ids.decode(PART, part_id),
            till_id=ids.decode(POINT, till_id) if till_id is not None else None,
        )
        return ChangedAtCounter(part_id=part_id)

    @mutation(BoxIsOpen)
    async def set_stall_till(self, info: Info[Context, None], stall_id: strawberry.ID, is_till: bool) -> ChangedTill:
        """Say whether a maker takes cash for her goods in a till of her own. Needs `stall.admit`."""
        await info.context.perform(tills.set_stall_till, stall_id=ids.decode(STALL, stall_id), is_till=is_till)
        return ChangedTill(stall_id=stall_id, is_till=is_till)


def _till(till_id: str) -> tuple[str, UUID]:
    kind = STALL if till_id.startswith(f"{STALL}_") else POINT
    return kind, ids.decode(kind, till_id)


def _amount(minor: int | None, unit: str) -> Money | None:
    return None if minor is None else money_of(minor, unit)


def _row(row: dict) -> CashShiftRow:  # type: ignore[type-arg]
    unit = row["currency"]
    return CashShiftRow(
        id=strawberry.ID(ids.encode(SHIFT, row["id"])),
        number=MinorUnits(row["number"]),
        state=row["state"],
        keeper_name=row["keeper_name"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        counted=_amount(row["counted_minor"], unit),
        difference=_amount(row["difference_minor"], unit),
    )


def _shift(row: queries.Shift, context: Context) -> CashShift:
    unit = row.currency
    return CashShift(
        id=strawberry.ID(ids.encode(SHIFT, row.id)),
        number=MinorUnits(row.number),
        state=row.state,
        keeper_name=row.keeper_name,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        counted=_amount(row.counted_minor, unit),
        difference=_amount(row.difference_minor, unit),
        till_id=strawberry.ID(ids.encode(row.till_kind, row.till_id)),
        till_name=context.said(row.till_name),
        on_paper=row.on_paper,
        float=money_of(row.float_minor, unit),
        float_difference=money_of(row.float_difference_minor, unit),
        float_reason=row.float_reason,
        expected=_amount(row.expected_minor, unit),
        reason=row.reason,
        banked=_amount(row.banked_minor, unit),
        left=_amount(row.left_minor, unit),
        next_keeper=row.next_keeper,
        round=MinorUnits(row.round),
        has_counted=row.has_counted,
        counted_by=list(row.counted_by),
        movements=[
            CashMovement(
                kind=one.kind,
                amount=money_of(one.amount_minor, unit),
                at=one.at,
                order_number=MinorUnits(one.order_number) if one.order_number is not None else None,
            )
            for one in row.movements
        ],
        counts=[
            CashCount(
                name=one.name,
                total=money_of(one.total_minor, unit),
                counted_at=one.counted_at,
                pieces=[
                    Pieces(face=money_of(face, unit), number=MinorUnits(number))
                    for face, number in sorted(one.pieces.items(), reverse=True)
                ],
            )
            for one in row.counts
        ],
        slips=[
            DepositSlip(
                slip=one.slip, direction=one.direction, amount=money_of(one.amount_minor, unit), state=one.state
            )
            for one in row.slips
        ],
        faces=[money_of(face, unit) for face in row.faces],
    )
