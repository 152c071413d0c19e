"""Paying with what the co-op owes: discount codes, gift vouchers and store credit at the checkout, and the pages about them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.cart import LINE, AddedToCart
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.values import Money, MoneyInput, money_of, present_money, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.secrets import digest, new_token
from minga_platform.market.cart.errors import CartFull, NotOffered
from minga_platform.market.catalog.errors import QuantityNotSold
from minga_platform.market.credit import codes, commands, queries, selling, wishing
from minga_platform.market.credit.errors import CreditTooLow
from minga_platform.market.discounts.errors import CodeNotTaken
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.market.orders import links
from minga_platform.market.orders import queries as orders
from minga_platform.market.orders.commands import means
from minga_platform.market.orders.errors import CartEmpty, CheckoutNotStarted, MixedCurrencies
from minga_platform.market.orders.reading_means import Means, means_of
from minga_platform.membership import access

STALL = "stall"
VOUCHER, ENTRY, POINT, AGENT, ORDER, CHECKOUT, CYCLE = "voucher", "credit", "point", "agent", "ord", "checkout", "cycle"


@strawberry.type(
    description="What a stall of the asker's has earned and could be paid out now: it can pay for her order instead."
)
class StallEarnings:
    stall_id: strawberry.ID = strawberry.field(description="The stall, `stall_…`.")
    name: str = strawberry.field(description="Its name.")
    available: Money = strawberry.field(
        description="How much: what is payable, less what is in a payout and what the stall owes."
    )
    is_used: bool = strawberry.field(description="Whether the started checkout uses some of it.")


@strawberry.type(description="With what the asker's started checkout is to be paid, beside card, cash or transfer.")
class CheckoutMeans:
    discount_code: str | None = strawberry.field(description="The discount code in use.")
    discount: Money = strawberry.field(description="What it takes off the goods; the order's total is so much lower.")
    voucher_ending: str | None = strawberry.field(description="The last four letters of the gift voucher in use.")
    voucher_left: Money = strawberry.field(description="What is left of it; as much of it as is needed pays first.")
    credit_used: Money = strawberry.field(description="How much store credit is to be used, after the voucher.")
    credit_there: Money = strawberry.field(description="How much store credit the asker has.")
    earnings_used: Money = strawberry.field(
        description="How much of a stall's earnings is to be set off, after the store credit."
    )
    earnings: list[StallEarnings] = strawberry.field(
        description="Stalls of the asker's whose earnings could pay; empty where the co-op recorded no legal basis for set-off.",
        metadata=bounds(size=1),
    )


@strawberry.type(description="A code is in use for the started checkout.")
class CodeApplied:
    kind: str = strawberry.field(description="`discount` or `voucher`.")


@strawberry.type(description="The started checkout was changed.")
class ChangedMeans:
    id: strawberry.ID = strawberry.field(description="The checkout, `checkout_…`.")


@strawberry.type(description="A gift voucher. Whoever bears its code can spend it.")
class Voucher:
    id: strawberry.ID = strawberry.field(description="Its id, `voucher_…`.")
    ending: str = strawberry.field(description="The last four letters of its code, to talk about it.")
    issued: Money = strawberry.field(description="What it was issued for.")
    left: Money = strawberry.field(description="What of it can be spent.")
    cause: str = strawberry.field(
        description="`paid`: somebody bought it from the office; `bought`: with an order; `granted`: the co-op gave it away."
    )
    is_open: bool = strawberry.field(description="Whether it can be spent.")
    note: str = strawberry.field(description="What the office wrote about it.")
    issued_at: datetime = strawberry.field(description="When it was issued.")
    expires_at: datetime | None = strawberry.field(description="Until when it can be spent.")


@strawberry.type(description="Which gift vouchers the co-op sells.")
class VoucherOffer:
    least: Money = strawberry.field(description="The smallest; vouchers are sold in whole units of the currency.")
    most: Money = strawberry.field(description="The largest.")
    months: int = strawberry.field(description="For how many months one can be spent from the day that it is paid.")


@strawberry.type(description="A gift voucher that the asker bought.")
class BoughtVoucher:
    id: strawberry.ID = strawberry.field(description="Its id, `voucher_…`.")
    order_id: strawberry.ID = strawberry.field(description="The order that bought it, `ord_…`.")
    state: str = strawberry.field(
        description="`waiting` for its payment, `open`, `lapsed`, `void` (its price went back) or `stopped` (a bank took its price back)."
    )
    amount: Money = strawberry.field(description="What it was bought for.")
    left: Money = strawberry.field(description="What of it can still be spent.")
    code: str | None = strawberry.field(
        description="Its code, worth money for whoever bears it: told to the buyer on the order that bought it, once it is paid."
    )
    bought_for: str = strawberry.field(description="Whom it is for, as the buyer wrote it.")
    message: str = strawberry.field(description="What is to be written on it.")
    expires_at: datetime | None = strawberry.field(description="Until when it can be spent; null before it is paid.")


@strawberry.type(description="A voucher was issued.")
class IssuedVoucher:
    id: strawberry.ID = strawberry.field(description="Its id, `voucher_…`.")
    code: str = strawberry.field(
        description="Its code: a secret worth money, told to whoever sends this wish alone, and kept nowhere."
    )
    expires_at: datetime | None = strawberry.field(description="Until when it can be spent.")


@strawberry.type(description="A line of a store credit statement.")
class CreditEntry:
    id: strawberry.ID = strawberry.field(description="Its id, `credit_…`.")
    amount: Money = strawberry.field(description="What came (positive) or went.")
    after: Money = strawberry.field(description="What was there after it.")
    cause: str = strawberry.field(
        description="`granted`, `spent`, `given_back`, `refund`, `lapsed` or `deposit` (of jars that were brought back)."
    )
    reason: str = strawberry.field(description="What the office wrote.")
    order_id: strawberry.ID | None = strawberry.field(description="The order, where it is about one.")
    order_number: int | None = strawberry.field(description="Its number.")
    entered_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="Store credit was granted.")
class GrantedCredit:
    id: strawberry.ID = strawberry.field(description="The line on her statement, `credit_…`.")


@strawberry.type
class Query:
    @strawberry.field(description="What the asker's started checkout is to be paid with; null where none is started.")
    async def checkout_means(
        self, info: Info[Context, None], currency: str | None = None, cycle_id: strawberry.ID | None = None
    ) -> CheckoutMeans | None:
        context = info.context
        context.require_cooperative()
        try:
            cycle = ids.decode(CYCLE, cycle_id) if cycle_id is not None else None
        except NotFound:
            return None
        async with context.read() as work:
            found = await means_of(work, currency=currency, cycle_id=cycle)
        return None if found is None else _means(context, found)

    @strawberry.field(description="Which gift vouchers one can buy here; null where none are sold.")
    async def voucher_offer(self, info: Info[Context, None]) -> VoucherOffer | None:
        info.context.require_cooperative()
        async with info.context.read() as work:
            found = await selling.offer(work)
        if found is None:
            return None
        return VoucherOffer(least=present_money(found.least), most=present_money(found.most), months=found.months)

    @strawberry.field(
        description="The gift vouchers of an order with their codes: for who placed it, and who holds its link (`token`). Else none."
    )
    async def bought_vouchers(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[BoughtVoucher]:
        context = info.context
        cooperative = context.require_cooperative()
        try:
            order = ids.decode(ORDER, order_id)
        except NotFound:
            return []
        keyring = context.services.keyring
        async with context.read() as work:
            if not (token and links.follows(keyring, cooperative.id, order, token)) and (
                await orders.own(work, context.viewer, order) is None
            ):
                return []
            rows = await queries.bought_in(work, order)
        sealing = codes.voucher_sealing(keyring, cooperative.id)
        return [_bought(row, codes.code_of(sealing, row.id) if row.state == "open" else None) for row in rows]

    @strawberry.field(
        description="The gift vouchers that the asker bought in this co-op, newest first, at most a hundred."
    )
    async def my_bought_vouchers(self, info: Info[Context, None]) -> list[BoughtVoucher]:
        context = info.context
        context.require_cooperative()
        if context.viewer.person_id is None:
            return []
        async with context.read() as work:
            rows = await queries.bought_by(work, work.scope.person_id or context.viewer.person_id)
        return [_bought(row, None) for row in rows]

    @strawberry.field(description="What the asker's store credit holds in this co-op, currency by currency.")
    async def my_store_credit(self, info: Info[Context, None]) -> list[Money]:
        context = info.context
        context.require_cooperative()
        if context.viewer.person_id is None:
            return []
        async with context.read() as work:
            there = await queries.credit_of(work, work.scope.person_id or context.viewer.person_id)
        return [money_of(minor, unit) for unit, minor in there.items()]

    @strawberry.field(description="The asker's store credit statement, newest first; null for who is not signed in.")
    async def my_credit_entries(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[CreditEntry] | None:
        context = info.context
        cooperative = context.require_cooperative()
        person = context.viewer.person_id
        if person is None:
            return None
        page = context.services.cursors.window(ListName("my_credit_entries", cooperative.id), first, after)
        async with context.read() as work:
            rows = await queries.statement(
                work, work.scope.person_id or person, before=page.after[0] if page.after else None, first=page.first
            )
        return page.connection(rows, node=_entry, key=lambda row: (row.id,))

    @strawberry.field(description="All gift vouchers, newest first; null without `vouchers.issue`.")
    async def vouchers(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[Voucher] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("vouchers", cooperative.id), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "vouchers.issue"):
                return None
            rows = await queries.vouchers(work, before=page.after[0] if page.after else None, first=page.first)
        return page.connection(rows, node=_voucher, key=lambda row: (row.id,))


def _means(context: Context, found: Means) -> CheckoutMeans:
    unit = found.currency
    return CheckoutMeans(
        discount_code=found.discount_code,
        discount=money_of(found.discount_minor, unit),
        voucher_ending=found.voucher_ending,
        voucher_left=money_of(found.voucher_minor, unit),
        credit_used=money_of(found.credit_minor, unit),
        credit_there=money_of(found.credit_there_minor, unit),
        earnings_used=money_of(found.earnings_minor, unit),
        earnings=[
            StallEarnings(
                stall_id=strawberry.ID(ids.encode(STALL, one.stall_id)),
                name=context.said(one.name),
                available=money_of(one.available_minor, unit),
                is_used=one.stall_id == found.earnings_stall_id,
            )
            for one in found.earned
        ],
    )


def _bought(row: queries.BoughtRow, code: str | None) -> BoughtVoucher:
    return BoughtVoucher(
        id=strawberry.ID(ids.encode(VOUCHER, row.id)),
        order_id=strawberry.ID(ids.encode(ORDER, row.order_id)),
        state=row.state,
        amount=money_of(row.issued_minor, row.currency),
        left=money_of(row.left_minor, row.currency),
        code=code,
        bought_for=row.bought_for,
        message=row.message,
        expires_at=row.expires_at,
    )


def _voucher(row: queries.VoucherRow) -> Voucher:
    return Voucher(
        id=strawberry.ID(ids.encode(VOUCHER, row.id)),
        ending=row.ending,
        issued=money_of(row.issued_minor, row.currency),
        left=money_of(row.left_minor, row.currency),
        cause=row.cause,
        is_open=row.state == "open" and row.left_minor > 0,
        note=row.note,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
    )


def _entry(row: queries.EntryRow) -> CreditEntry:
    return CreditEntry(
        id=strawberry.ID(ids.encode(ENTRY, row.id)),
        amount=money_of(row.amount_minor, row.currency),
        after=money_of(row.after_minor, row.currency),
        cause=row.cause,
        reason=row.reason,
        order_id=strawberry.ID(ids.encode(ORDER, row.order_id)) if row.order_id else None,
        order_number=row.order_number,
        entered_at=row.entered_at,
    )


@strawberry.type
class Mutation:
    @mutation(CheckoutNotStarted, CartEmpty, MixedCurrencies, CodeNotTaken)
    async def apply_code(
        self,
        info: Info[Context, None],
        code: str,
        currency: str | None = None,
        cycle_id: strawberry.ID | None = None,
    ) -> CodeApplied:
        """Use a discount code or a gift voucher for the started checkout: one of each at most. It is taken when the order is placed."""
        kind = await info.context.perform(means.apply_code, code=code, currency=currency, cycle_id=_cycle(cycle_id))
        return CodeApplied(kind=kind)

    @mutation(CheckoutNotStarted)
    async def take_code_away(
        self,
        info: Info[Context, None],
        kind: str,
        currency: str | None = None,
        cycle_id: strawberry.ID | None = None,
    ) -> ChangedMeans:
        """The started checkout goes on without its `discount` or its `voucher`."""
        done = await info.context.perform(means.take_code_away, kind=kind, currency=currency, cycle_id=_cycle(cycle_id))
        return ChangedMeans(id=strawberry.ID(ids.encode(CHECKOUT, done)))

    @mutation(CheckoutNotStarted, CreditTooLow)
    async def use_store_credit(
        self, info: Info[Context, None], amount: MoneyInput, cycle_id: strawberry.ID | None = None
    ) -> ChangedMeans:
        """Use so much of one's store credit for the started checkout; nothing takes it away again."""
        done = await info.context.perform(means.use_store_credit, amount=amount.read(), cycle_id=_cycle(cycle_id))
        return ChangedMeans(id=strawberry.ID(ids.encode(CHECKOUT, done)))

    @mutation(CheckoutNotStarted, CreditTooLow, NoLegalBasis)
    async def use_earnings(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID,
        amount: MoneyInput,
        cycle_id: strawberry.ID | None = None,
    ) -> ChangedMeans:
        """Pay the started checkout with so much of what one's own stall has earned; nothing takes it away again.

        Asking for it is one's agreement to set it off, for this order alone.
        """
        done = await info.context.perform(
            means.use_earnings, stall_id=ids.decode(STALL, stall_id), amount=amount.read(), cycle_id=_cycle(cycle_id)
        )
        return ChangedMeans(id=strawberry.ID(ids.encode(CHECKOUT, done)))

    @mutation(NoLegalBasis, NotOffered, QuantityNotSold, CartFull)
    async def put_voucher_in_cart(
        self, info: Info[Context, None], amount: MoneyInput, bought_for: str = "", message: str = ""
    ) -> AddedToCart:
        """Put a gift voucher of this amount (whole units, within `voucherOffer`) into the basket; it takes the place of one that is there."""
        context, token = info.context, None
        context.require_cooperative()
        if context.viewer.person_id is None and context.viewer.visitor_hash is None:
            token = new_token()
            context.carry_cart(digest(token))
        added = await context.perform(
            wishing.put_voucher_in_cart, amount=amount.read(), bought_for=bought_for, message=message
        )
        return AddedToCart(
            line_id=strawberry.ID(ids.encode(LINE, added.line_id)),
            quantity=quantity_of(added.quantity, added.unit, context.language),
            cart_token=token,
        )

    @mutation(NoLegalBasis)
    async def issue_voucher(
        self,
        info: Info[Context, None],
        key: str,
        amount: MoneyInput,
        paid: str,
        till_id: strawberry.ID | None = None,
        note: str = "",
    ) -> IssuedVoucher:
        """A new gift voucher. `paid`: `till` (with the pickup point's id), `bank`, or `granted` by the co-op. Needs `vouchers.issue`."""
        context = info.context
        cooperative = context.require_cooperative()
        sealing = codes.voucher_sealing(context.services.keyring, cooperative.id)
        made = await context.perform(
            commands.issue_voucher,
            key=key,
            amount=amount.read(),
            paid=paid,
            till_id=ids.decode(POINT, till_id) if till_id is not None else None,
            note=note,
            sealing=sealing,
        )
        async with context.read() as work:
            row = await queries.by_id(work, made)
        assert row is not None
        return IssuedVoucher(
            id=strawberry.ID(ids.encode(VOUCHER, made)), code=codes.code_of(sealing, made), expires_at=row.expires_at
        )

    @mutation(NoLegalBasis)
    async def grant_credit(
        self, info: Info[Context, None], key: str, agent_id: strawberry.ID, amount: MoneyInput, reason: str
    ) -> GrantedCredit:
        """Give somebody store credit, with a reason she reads. Nobody gives it to herself. Needs `vouchers.issue`."""
        made = await info.context.perform(
            commands.grant_credit, key=key, agent_id=ids.decode(AGENT, agent_id), amount=amount.read(), reason=reason
        )
        return GrantedCredit(id=strawberry.ID(ids.encode(ENTRY, made)))


def _cycle(cycle_id: strawberry.ID | None) -> UUID | None:
    return ids.decode(CYCLE, cycle_id) if cycle_id is not None else None
