"""Makers' money: what they earned, what is held, payable, on its way, paid; and the co-op's payouts."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import orjson
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.orders.types import BankAccount
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound, StepUpNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments import bank_batch, collecting, debts, discrepancies, flows, queries, seller_flows
from minga_platform.market.payments.commands import approvals, payees, payout_endings, payouts
from minga_platform.market.payments.errors import (
    CardsNotOffered,
    NoPayee,
    NothingPayable,
    OwnPayout,
    SecondOfficerNeeded,
    TillTooLow,
)
from minga_platform.market.statements import naming
from minga_platform.membership import access

PAYOUT = "payout"
BATCH = "batch"
STALL = "stall"


@strawberry.enum(description="How a payout is made by people.")
class PayoutChannel(Enum):
    BANK = strawberry.enum_value("bank", description="By bank, in a batch.")
    HAND = strawberry.enum_value("hand", description="In cash, out of a till.")


@strawberry.type(description="A stall's money in one currency.")
class StallMoney:
    held: Money = strawberry.field(description="Earned, within the hold.")
    payable: Money = strawberry.field(description="Due to the stall and not under way.")
    on_its_way: Money = strawberry.field(description="Sent, not arrived yet.")
    owed: Money = strawberry.field(description="What the stall owes back; it is taken off the next payout.")


def stall_money_of(one: queries.StallMoney) -> StallMoney:
    """It as the API says it."""
    return StallMoney(
        held=money_of(one.held_minor, one.currency),
        payable=money_of(one.payable_minor, one.currency),
        on_its_way=money_of(one.on_its_way_minor, one.currency),
        owed=money_of(one.owed_minor, one.currency),
    )


@strawberry.type(description="One part of an order as its maker's money.")
class Earning:
    part_id: strawberry.ID = strawberry.field(description="The part, `part_…`.")
    order_id: strawberry.ID = strawberry.field(description="The order, `ord_…`.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    total: Money = strawberry.field(description="What the buyer pays.")
    tax: Money = strawberry.field(description="Tax on the sale.")
    fee: Money = strawberry.field(description="The co-op's fee.")
    fee_tax: Money = strawberry.field(description="Tax on the fee.")
    royalty: Money = strawberry.field(description="What she left with works of the commons.")
    earned: Money = strawberry.field(description="What the maker earned.")
    refunded: Money = strawberry.field(description="What of the earning went back to the buyer.")
    supply_tax: Money = strawberry.field(
        description="The VAT that a registered maker gets beside it, to hand on; what went back is off."
    )
    standing: str = strawberry.field(description="`awaited`, `held`, `payable`, `on_its_way` or `paid`.")
    hold_until: datetime | None = strawberry.field(description="Until when it is held.")


@strawberry.type(description="Earnings on their way to a stall, or with it.")
class Payout:
    id: strawberry.ID = strawberry.field(description="Its id, `payout_…`.")
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    channel: str = strawberry.field(description="`remittance`, `bank` or `hand`.")
    state: str = strawberry.field(description="`prepared`, `paid`, `failed` or `cancelled`.")
    amount: Money = strawberry.field(description="What reaches the stall.")
    netted: Money = strawberry.field(description="What was set off against what the stall owed.")
    brought_forward: Money = strawberry.field(
        description="What earlier payouts could not carry, since it was less than the smallest unit that is sent; it goes with this one."
    )
    carried_forward: Money = strawberry.field(
        description="What this one cannot carry for the same reason: it stays payable and goes with the next."
    )
    batch_id: strawberry.ID | None = strawberry.field(description="The batch it is part of, `batch_…`.")
    bank_holder: str = strawberry.field(
        description="Whose account it was given out for or paid to by bank, whatever the stall named since; of one that waits, where it would go now."
    )
    bank_last_four: str = strawberry.field(description="The end of that account's number.")
    reference: str = strawberry.field(
        description="What her bank's statement names it by, `PO…`; of a remittance the provider's own name; empty of cash."
    )
    failure: str = strawberry.field(description="Why it did not go.")
    approvals: int = strawberry.field(description="How many officers approved it.")
    approvals_needed: int = strawberry.field(description="How many must: 2 from the amount that a rule names, else 0.")
    is_approved_by_me: bool = strawberry.field(
        description="Whether the asker is one of them: then somebody else has to approve what still needs it."
    )
    onward: str = strawberry.field(
        description="Of a remittance: `waiting` until the money is there, `sent` on to her bank, or `arrived`; else empty."
    )
    created_at: datetime = strawberry.field(description="When it was prepared.")
    paid_at: datetime | None = strawberry.field(description="When it was made.")


@strawberry.type(
    description="What of a stall's payable money no payout could carry: less than the smallest unit that is sent."
)
class StallRest:
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    stall_name: str = strawberry.field(description="What it is called; also of one that is closed.")
    amount: Money = strawberry.field(description="So much is left; it goes with a later payout, or by hand.")


@strawberry.type(description="A batch of payouts was prepared.")
class PayoutBatch:
    id: strawberry.ID = strawberry.field(description="Its id, `batch_…`.")
    payout_ids: list[strawberry.ID] = strawberry.field(description="Its payouts.")
    held_stall_ids: list[strawberry.ID] = strawberry.field(
        description="Stalls passed over because their payee was changed a short while ago."
    )


@strawberry.type(
    description="A stall with payable earnings that a batch by bank passes over, since its payee was changed a short while ago."
)
class HeldStall:
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    until: datetime = strawberry.field(description="From when on it can be gathered.")


@strawberry.type(description="What is still to be sent of a batch, for a bank's program.")
class ExportedPayouts:
    file_name: str = strawberry.field(description="How to call the file.")
    media_type: str = strawberry.field(description="What the text is, as in `content-type`.")
    text: str = strawberry.field(
        description="Lines of holder, iban, amount, currency, reference; the first names them."
    )
    held_payout_ids: list[strawberry.ID] = strawberry.field(
        description="Payouts left out because their payee was changed a short while ago, or their stall's payouts are held back."
    )
    unaddressed_payout_ids: list[strawberry.ID] = strawberry.field(
        description="Payouts left out because their stalls have told no bank number."
    )
    unapproved_payout_ids: list[strawberry.ID] = strawberry.field(
        description="Payouts left out because a second officer has not approved them."
    )


@strawberry.type(description="Payouts were confirmed or withdrawn.")
class ChangedPayouts:
    payout_ids: list[strawberry.ID] = strawberry.field(description="The payouts.")


@strawberry.type(description="A stall's payee was written down.")
class ChangedPayee:
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    bank_last_four: str = strawberry.field(description="The end of the bank number.")


@strawberry.type(description="A stall's account at the card provider, to which its earnings are sent.")
class CardAccount:
    state: str = strawberry.field(description="`none`, `onboarding`, `restricted` or `active`.")
    onboarding_url: str | None = strawberry.field(
        description="The provider's page on which the maker tells who she is; works once and for minutes."
    )


@strawberry.type(description="One entry of what a stall owes the co-op.")
class StallDebt:
    at: datetime = strawberry.field(description="When.")
    reason: str = strawberry.field(
        description="`refund` of what she had been paid, `netting` from a payout, `remittance_reversed` out of her account, `dispute_fee` …"
    )
    order_number: MinorUnits | None = strawberry.field(description="The order it is about.")
    amount: Money = strawberry.field(description="Above nothing: owed more. Below: paid off.")
    left: Money = strawberry.field(description="What was owed after it.")


@strawberry.enum(description="What is booked when a discrepancy is settled.")
class DiscrepancyBooking(Enum):
    NONE = strawberry.enum_value("none", description="Nothing: the books are right, or were put right elsewhere.")
    COST = strawberry.enum_value("cost", description="A cost that the card provider took.")
    BANK = strawberry.enum_value("bank", description="Money that went to the co-op's own bank, or came from there.")
    UNEXPLAINED = strawberry.enum_value("unexplained", description="Money that nobody has explained yet.")


@strawberry.type(description="A discrepancy was settled, or waits for a second person.")
class SettledDiscrepancy:
    is_settled: bool = strawberry.field(description="False: another person has to agree.")


@strawberry.type(description="Something that does not agree and that a person must look at.")
class Discrepancy:
    id: strawberry.ID = strawberry.field(description="Its id, `disc_…`.")
    kind: str = strawberry.field(description="What kind of disagreement.")
    subject: str = strawberry.field(description="What it is about.")
    facts: str = strawberry.field(description="What is known, as JSON.")
    found_at: datetime = strawberry.field(description="When it was found.")
    amount: Money | None = strawberry.field(
        description="By how much the provider has more (below zero: less) than the books."
    )
    bookable: bool = strawberry.field(description="Whether the amount can be booked when it is settled.")
    proposed_by: str | None = strawberry.field(
        description="Who settled a large one first; another person has to agree."
    )
    booking: DiscrepancyBooking = strawberry.field(description="What was, or is to be, booked.")
    resolution: str = strawberry.field(description="The reason that was written.")
    settled_at: datetime | None = strawberry.field(description="When it was settled.")


@strawberry.type
class Query:
    @strawberry.field(description="A stall's money, by currency. Null without `earnings.see` for the stall.")
    async def stall_money(self, info: Info[Context, None], stall_id: strawberry.ID) -> list[StallMoney] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded(stall_id)
        if stall is None:
            return None
        async with context.read() as work:
            if not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                return None
            found = await queries.stall_money(work, stall)
        return [stall_money_of(one) for one in found or [queries.StallMoney(cooperative.currency, 0, 0, 0, 0)]]

    @strawberry.field(
        description="A stall's earnings, each traceable to its order, newest first. Null without `earnings.see` for the stall."
    )
    async def earnings(
        self, info: Info[Context, None], stall_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[Earning] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded(stall_id)
        if stall is None:
            return None
        page = context.services.cursors.window(ListName("earnings", cooperative.id, (str(stall),)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                return None
            rows = await queries.earnings(work, stall, before=page.after[0] if page.after else None, first=page.first)
        return page.connection(rows, node=_earning, key=lambda row: (row.seller_order_id,))

    @strawberry.field(
        description="What a stall owes, newest entry first, at most 100: why, when, and what is left. Null without `earnings.see` for the stall."
    )
    async def stall_debts(self, info: Info[Context, None], stall_id: strawberry.ID) -> list[StallDebt] | None:
        context = info.context
        context.require_cooperative()
        stall = _decoded(stall_id)
        if stall is None:
            return None
        async with context.read() as work:
            if not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                return None
            rows = await debts.debts(work, stall)
        return [
            StallDebt(
                at=row.at,
                reason=row.reason,
                order_number=None if row.order_number is None else MinorUnits(row.order_number),
                amount=money_of(row.amount_minor, row.currency),
                left=money_of(row.left_minor, row.currency),
            )
            for row in rows
        ]

    @strawberry.field(description="Payouts, newest first: of a stall (`earnings.see`) or of all (`payouts.see`).")
    async def payouts(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID | None = None,
        state: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Payout] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded(stall_id) if stall_id is not None else None
        if stall_id and stall is None:
            return None
        page = context.services.cursors.window(ListName("payouts", cooperative.id, (str(stall), state)), first, after)
        async with context.read() as work:
            if stall is None:
                if not await access.may(work, context.viewer, "payouts.see"):
                    return None
            elif not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                return None
            rows = await queries.payouts(
                work,
                stall_id=stall,
                state=state,
                before=page.after[0] if page.after else None,
                first=page.first,
                asker=await access.agent_of(work, context.viewer),
            )
        return page.connection(rows, node=_payout, key=lambda row: (row.id,))

    @strawberry.field(
        description="What payouts could not carry, of a stall (`earnings.see`) or of all (`payouts.see`), the largest first, at most a hundred. "
        "It goes with a later payout; `preparePayouts(channel: HAND, rests: true)` gives it before.",
        metadata=bounds(size=100),
    )
    async def payout_rests(
        self, info: Info[Context, None], stall_id: strawberry.ID | None = None
    ) -> list[StallRest] | None:
        context = info.context
        context.require_cooperative()
        stall = _decoded(stall_id) if stall_id is not None else None
        if stall_id and stall is None:
            return None
        needed = "payouts.see" if stall is None else "earnings.see"
        async with context.read() as work:
            if not await access.may(work, context.viewer, needed, stall_id=stall):
                return None
            found = await queries.rests(work, stall)
        return [
            StallRest(
                stall_id=strawberry.ID(ids.encode(STALL, one.stall_id)),
                stall_name=context.said(one.stall_name),
                amount=money_of(one.minor, one.currency),
            )
            for one in found
        ]

    @strawberry.field(
        description="Stalls whose earnings a batch by bank would pass over now, the soonest first. Null without `payouts.see`."
    )
    async def stalls_on_hold(self, info: Info[Context, None]) -> list[HeldStall] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await payouts.held_stalls(work, context.viewer)
        return None if found is None else [
            HeldStall(stall_id=strawberry.ID(ids.encode(STALL, one.stall_id)), until=one.until) for one in found
        ]  # fmt: skip

    @strawberry.field(
        description="Where a stall's account at the card provider stands. Null without `earnings.see` for the stall."
    )
    async def card_account(self, info: Info[Context, None], stall_id: strawberry.ID) -> CardAccount | None:
        context = info.context
        context.require_cooperative()
        stall = _decoded(stall_id)
        if stall is None:
            return None
        async with context.read() as work:
            if not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                return None
            return CardAccount(state=await queries.account_state(work, stall), onboarding_url=None)

    @strawberry.field(
        description="What does not agree between provider, orders and books, newest first, at most 100; or what of it was settled. Null "
        "without `books.see`."
    )
    async def discrepancies(self, info: Info[Context, None], settled: bool = False) -> list[Discrepancy] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "books.see"):
                return None
            return [_discrepancy(row) for row in await discrepancies.listed(work, settled=settled)]


@strawberry.type
class Mutation:
    @mutation(NothingPayable, OwnPayout, TillTooLow, StepUpNeeded)
    async def prepare_payouts(
        self,
        info: Info[Context, None],
        key: str,
        channel: PayoutChannel,
        stall_ids: list[strawberry.ID] | None = None,
        till_id: strawberry.ID | None = None,
        rests: bool = False,
    ) -> PayoutBatch:
        """Gather what is payable into a batch, to be sent by bank or given out of a till (a pickup point). Needs `payouts.make`.
        `rests`: to named stalls, by hand, to the last unit, also what earlier payouts could not carry and where nothing else is payable."""
        batch = await info.context.perform(
            payouts.prepare_payouts,
            key=key,
            channel=channel.value,
            stall_ids=None if stall_ids is None else [ids.decode(STALL, one) for one in stall_ids],
            till_id=ids.decode("point", till_id) if till_id is not None else None,
            rests=rests,
        )
        return PayoutBatch(
            id=strawberry.ID(ids.encode("batch", batch.batch_id)),
            payout_ids=[strawberry.ID(ids.encode(PAYOUT, one)) for one in batch.payout_ids],
            held_stall_ids=[strawberry.ID(ids.encode(STALL, one)) for one in batch.held_stall_ids],
        )

    @mutation(OwnPayout, InvalidTransition, StepUpNeeded)
    async def approve_payout(self, info: Info[Context, None], key: str, payout_id: strawberry.ID) -> ChangedPayouts:
        """A second officer approves a large payout that was prepared. Needs `payouts.make`; nobody approves her own."""
        await info.context.perform(approvals.approve_payout, key=key, payout_id=ids.decode(PAYOUT, payout_id))
        return ChangedPayouts(payout_ids=[payout_id])

    @mutation(OwnPayout, InvalidTransition, StepUpNeeded)
    async def return_payout(
        self, info: Info[Context, None], key: str, payout_id: strawberry.ID, reason: str
    ) -> ChangedPayouts:
        """A payout by bank came back after it was confirmed: its earnings are payable again. Needs `payouts.make`."""
        await info.context.perform(
            payout_endings.return_payout, key=key, payout_id=ids.decode(PAYOUT, payout_id), reason=reason
        )
        return ChangedPayouts(payout_ids=[payout_id])

    @mutation(OwnPayout, SecondOfficerNeeded, NoPayee, TillTooLow, InvalidTransition, StepUpNeeded)
    async def confirm_payouts(
        self, info: Info[Context, None], key: str, payout_ids: list[strawberry.ID]
    ) -> ChangedPayouts:
        """These payouts were sent or given; a large one only when two officers agree. Needs `payouts.make`."""
        await info.context.perform(
            payout_endings.confirm_payouts, key=key, payout_ids=[ids.decode(PAYOUT, one) for one in payout_ids]
        )
        return ChangedPayouts(payout_ids=payout_ids)

    @mutation(StepUpNeeded)
    async def export_payout_batch(self, info: Info[Context, None], batch_id: strawberry.ID) -> ExportedPayouts:
        """A batch by bank as a text with whole bank numbers. Needs `payouts.make`."""
        context = info.context
        cooperative = context.require_cooperative()
        wanted = ids.decode(BATCH, batch_id)
        keyring = context.services.keyring

        async def command(work: Work, viewer: Viewer) -> bank_batch.BankBatch:
            return await bank_batch.bank_batch(work, viewer, keyring, batch_id=wanted)

        batch = await context.perform(command)
        return ExportedPayouts(
            file_name=f"{cooperative.slug}-{batch_id}.csv",
            media_type="text/csv",
            text=batch.text,
            held_payout_ids=[strawberry.ID(ids.encode(PAYOUT, one)) for one in batch.held_payout_ids],
            unaddressed_payout_ids=[strawberry.ID(ids.encode(PAYOUT, one)) for one in batch.unaddressed_payout_ids],
            unapproved_payout_ids=[strawberry.ID(ids.encode(PAYOUT, one)) for one in batch.unapproved_payout_ids],
        )

    @mutation(InvalidTransition, StepUpNeeded)
    async def cancel_payout(
        self, info: Info[Context, None], key: str, payout_id: strawberry.ID, reason: str
    ) -> ChangedPayouts:
        """A prepared payout is not made after all: its earnings are payable again. Needs `payouts.make`."""
        await info.context.perform(
            payout_endings.cancel_payout, key=key, payout_id=ids.decode(PAYOUT, payout_id), reason=reason
        )
        return ChangedPayouts(payout_ids=[payout_id])

    @mutation(SecondOfficerNeeded, InvalidTransition, StepUpNeeded)
    async def settle_discrepancy(
        self,
        info: Info[Context, None],
        key: str,
        discrepancy_id: strawberry.ID,
        reason: str,
        booking: DiscrepancyBooking = DiscrepancyBooking.NONE,
    ) -> SettledDiscrepancy:
        """Say why something did not agree, and book it where that is needed; of a large one two people must say so. Needs `books.post`."""
        done = await info.context.perform(
            discrepancies.settle_discrepancy,
            key=key,
            discrepancy_id=ids.decode("disc", discrepancy_id),
            reason=reason,
            booking=booking.value,
        )
        return SettledDiscrepancy(is_settled=done)

    @mutation(CardsNotOffered, StepUpNeeded)
    async def connect_card_account(self, info: Info[Context, None], stall_id: strawberry.ID) -> CardAccount:
        """Open a stall's account at the card provider, or go on where it was left. Needs `payee.edit`. A stall sells without one too."""
        context, cooperative = info.context, info.context.require_cooperative()
        stall = ids.decode(STALL, stall_id)
        await context.perform(payees.may_connect, stall_id=stall)
        desk = context.services.desk("request", cooperative.id)
        addresses: flows.Addresses = context.services.port(flows.Addresses)
        back = addresses.stall_money_page(cooperative.slug, stall_id, context.language)
        url = await seller_flows.connect_seller(desk, stall, mail="", return_url=back)
        return CardAccount(state=await _account_state(context, stall), onboarding_url=url)

    @mutation()
    async def check_card_account(self, info: Info[Context, None], stall_id: strawberry.ID) -> CardAccount:
        """Ask the card provider anew whether the stall's account is ready. Needs `earnings.see` for the stall."""
        context, cooperative = info.context, info.context.require_cooperative()
        stall = ids.decode(STALL, stall_id)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                raise NotFound
        await context.end_reading()
        await seller_flows.look_up_seller(context.services.desk("request", cooperative.id), stall)
        return CardAccount(state=await _account_state(context, stall), onboarding_url=None)

    @mutation(StepUpNeeded)
    async def set_collecting_account(self, info: Info[Context, None], holder: str, number: str) -> BankAccount:
        """Name the co-op's account (IBAN) to which buyers transfer; from then on bank transfer is offered. Needs `collecting.edit`."""
        account = payees.BankPayee.checked(holder, number)
        await info.context.perform(collecting.set_collecting_account, account=account)
        return BankAccount(holder=account.holder, number=account.number)

    @mutation(StepUpNeeded)
    async def set_bank_payee(
        self, info: Info[Context, None], stall_id: strawberry.ID, holder: str, number: str
    ) -> ChangedPayee:
        """Say where a stall's money goes by bank (IBAN). A changed payee is not sent anything for some hours. Needs `payee.edit`."""
        payee = payees.BankPayee.checked(holder, number)
        sealed = payees.seal(info.context.services.keyring, payee)
        await info.context.perform(
            payees.set_bank_payee, stall_id=ids.decode(STALL, stall_id), payee=payee, sealed=sealed
        )
        return ChangedPayee(stall_id=stall_id, bank_last_four=payee.number[-4:])


async def _account_state(context: Context, stall_id: UUID) -> str:
    async with context.read() as work:
        return await queries.account_state(work, stall_id)


def _decoded(stall_id: str) -> UUID | None:
    """A stall's id from outside; None for one that names nothing, so that it answers as a random one does."""
    try:
        return ids.decode(STALL, stall_id)
    except NotFound:
        return None


def _earning(row: queries.Earning) -> Earning:
    return Earning(
        part_id=strawberry.ID(ids.encode("part", row.seller_order_id)),
        order_id=strawberry.ID(ids.encode("ord", row.order_id)),
        order_number=MinorUnits(row.order_number),
        placed_at=row.placed_at,
        total=money_of(row.total_minor, row.currency),
        tax=money_of(row.tax_minor, row.currency),
        fee=money_of(row.fee_minor, row.currency),
        fee_tax=money_of(row.fee_tax_minor, row.currency),
        royalty=money_of(row.royalty_minor, row.currency),
        earned=money_of(row.earning_minor, row.currency),
        refunded=money_of(row.refunded_minor, row.currency),
        supply_tax=money_of(row.supply_tax_minor, row.currency),
        standing=row.standing,
        hold_until=row.hold_until,
    )


def _payout(row: queries.PayoutRow) -> Payout:
    return Payout(
        id=strawberry.ID(ids.encode(PAYOUT, row.id)),
        stall_id=strawberry.ID(ids.encode(STALL, row.stall_id)),
        channel=row.channel,
        state=row.state,
        amount=money_of(row.amount_minor, row.currency),
        netted=money_of(row.netted_minor, row.currency),
        brought_forward=money_of(row.brought_minor, row.currency),
        carried_forward=money_of(row.carried_minor, row.currency),
        batch_id=strawberry.ID(ids.encode("batch", row.batch_id)) if row.batch_id else None,
        bank_holder=row.bank_holder,
        bank_last_four=row.bank_last_four,
        reference=naming.of_payout(row.id, row.channel, row.provider_transfer),
        failure=row.failure,
        approvals=row.approvals,
        approvals_needed=row.approvals_needed,
        is_approved_by_me=row.is_approved_by_asker,
        onward=row.onward,
        created_at=row.created_at,
        paid_at=row.paid_at,
    )


def _discrepancy(row: discrepancies.DiscrepancyRow) -> Discrepancy:
    return Discrepancy(
        id=strawberry.ID(ids.encode("disc", row.id)),
        kind=row.kind,
        subject=row.subject,
        facts=orjson.dumps(row.facts).decode(),
        found_at=row.found_at,
        amount=None if row.amount_minor is None or row.currency is None else money_of(row.amount_minor, row.currency),
        bookable=row.amount_minor is not None and row.kind in discrepancies.BOOKABLE,
        proposed_by=row.proposed_by or None,
        booking=DiscrepancyBooking(row.booking),
        resolution=row.resolution,
        settled_at=row.resolved_at,
    )
