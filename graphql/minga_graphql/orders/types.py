"""Orders as the API tells them: to their buyers, to the stalls that fulfil them, to the co-op."""

from datetime import datetime
from enum import Enum

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.royalties.types import SaleBasis
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, Quantity

ORDER = "ord"
PART = "part"
LINE = "oline"
POINT = "point"
ZONE = "zone"
REFUND = "refund"


@strawberry.enum(description="How an order is paid.")
class PaymentMethod(Enum):
    CARD = strawberry.enum_value("card", description="By card, on the provider's own page.")
    PICKUP = strawberry.enum_value("pickup", description="In cash when the goods are fetched.")
    BANK = strawberry.enum_value("bank", description="By bank transfer before anything is prepared.")


@strawberry.type(description="The co-op's account, to which buyers transfer what they pay by bank.")
class BankAccount:
    holder: str = strawberry.field(description="Whose account it is.")
    number: str = strawberry.field(description="Its IBAN, without blanks.")


@strawberry.type(description="How orders can be paid.")
class PaymentOptions:
    methods: list[PaymentMethod] = strawberry.field(description="The ways, the most usual first.")
    page_origin: str | None = strawberry.field(description="Scheme and host of the page where cards are asked for.")
    bank_account: BankAccount | None = strawberry.field(
        description="Where bank transfers go; null where the co-op has named no account, and bank transfer is not offered."
    )


@strawberry.enum(description="Who bears the maker's share of a refund.")
class LiableParty(Enum):
    COOP = strawberry.enum_value("cooperative", description="The co-op: it comes out of its own money.")
    PRODUCER = strawberry.enum_value("maker", description="The maker: out of what she earned with this order.")
    COURIER = strawberry.enum_value("courier", description="Who carried the goods: the co-op asks for it there.")


@strawberry.enum(description="Where an order stands.")
class OrderState(Enum):
    AWAITING_PAYMENT = strawberry.enum_value(
        "awaiting_payment", description="Its money is awaited; the goods are held."
    )
    PLACED = strawberry.enum_value("placed", description="It is being prepared.")
    COMPLETED = strawberry.enum_value("completed", description="All of it was handed over.")
    CANCELLED = strawberry.enum_value("cancelled", description="It ended without its goods.")


@strawberry.enum(description="Where one stall's part of an order stands.")
class PartState(Enum):
    WAITING = strawberry.enum_value("waiting", description="For the payment.")
    TO_PREPARE = strawberry.enum_value("to_prepare", description="The stall can begin.")
    READY = strawberry.enum_value("ready", description="Packed.")
    HANDED_OVER = strawberry.enum_value("handed_over", description="With the buyer.")
    CANCELLED = strawberry.enum_value("cancelled", description="It ended.")


@strawberry.type(description="Where the buyer's money for a line or a part goes. The parts sum to the total exactly.")
class MoneyStory:
    total: Money = strawberry.field(description="What the buyer pays, tax included.")
    earning: Money = strawberry.field(description="What the maker gets.")
    royalty: Money = strawberry.field(description="What the maker leaves with the work of the commons it is made from.")
    fee: Money = strawberry.field(description="The co-op's fee.")
    fee_tax: Money = strawberry.field(description="Tax on the fee.")
    tax: Money = strawberry.field(description="Tax on the sale.")


@strawberry.type(description="A line of an order, frozen at the sale.")
class OrderLine:
    id: strawberry.ID = strawberry.field(description="Its id, `oline_…`.")
    title: str = strawberry.field(description="The product's title at the sale.")
    variant_title: str = strawberry.field(description="Which form of it.")
    quantity: Quantity = strawberry.field(description="How much.")
    price: Money = strawberry.field(description="The price, for `pricePer` base units.")
    price_per: MinorUnits = strawberry.field(description="How many base units the price is for.")
    tax_bps: int = strawberry.field(description="The tax rate, in basis points.")
    fee_bps: int = strawberry.field(description="The fee's rate, in basis points.")
    royalty_bps: int = strawberry.field(description="The royalty's rate on the price without tax, in basis points.")
    fee_set_by: strawberry.ID = strawberry.field(
        description="The version of the rule `market.fee_bps` that set the fee, `rulever_…`."
    )
    fee_decision_id: strawberry.ID | None = strawberry.field(
        description="The members' decision that set it, `dec_…`; null: the founding statutes."
    )
    basis: SaleBasis | None = strawberry.field(
        description="On what basis it was sold, where it is made from a work of the commons."
    )
    refunded: Money = strawberry.field(description="What of it went or goes back.")
    story: MoneyStory = strawberry.field(description="Where its money goes.")


@strawberry.type(description="One stall's part of an order.")
class SellerOrder:
    id: strawberry.ID = strawberry.field(description="Its id, `part_…`.")
    order_id: strawberry.ID = strawberry.field(description="The order it is part of.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    buyer_name: str = strawberry.field(description="Who ordered.")
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    stall_name: str = strawberry.field(description="The stall's name at the sale.")
    state: PartState = strawberry.field(description="Where it stands.")
    lines: list[OrderLine] = strawberry.field(description="What is in it.", metadata=bounds(size=4))
    story: MoneyStory = strawberry.field(description="Where its money goes.")
    payment_method: PaymentMethod = strawberry.field(description="How the order is paid.")
    is_paid: bool = strawberry.field(description="Whether the money of this part came in.")
    fulfilment: str = strawberry.field(description="`pickup` or `delivery`.")
    place_name: str = strawberry.field(description="Where it goes: the pickup point, or the town.")
    placed_at: datetime = strawberry.field(description="When the order was placed.")
    ready_at: datetime | None = strawberry.field(description="When it was packed.")
    handed_over_at: datetime | None = strawberry.field(description="When it was handed over.")
    hold_until: datetime | None = strawberry.field(description="Until when the maker's earning is held.")


@strawberry.type(description="The money of an order.")
class Payment:
    method: PaymentMethod = strawberry.field(description="How it is paid.")
    state: str = strawberry.field(description="`open`, `paid`, `failed` or `void`.")
    amount: Money = strawberry.field(description="How much.")
    captured: Money = strawberry.field(description="How much came in.")
    refunded: Money = strawberry.field(description="How much went or goes back.")
    reference: str = strawberry.field(description="What to write on a bank transfer.")
    page_url: str | None = strawberry.field(description="The provider's page, while a card payment is open.")
    expires_at: datetime | None = strawberry.field(description="Until when the money is awaited.")


@strawberry.type(description="Money that goes back to a buyer.")
class Refund:
    id: strawberry.ID = strawberry.field(description="Its id, `refund_…`.")
    state: str = strawberry.field(description="`requested`, `pending`, `settled` or `failed`.")
    cause: str = strawberry.field(description="`line`, `cancellation`, `late_money` or `dispute`.")
    liable_party: LiableParty = strawberry.field(description="Who bears the maker's share.")
    amount: Money = strawberry.field(description="How much.")
    reason: str = strawberry.field(description="Why, as the co-op wrote it.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    settled_at: datetime | None = strawberry.field(description="When it reached the buyer.")


@strawberry.type(description="An order in one co-op, over one or more stalls.")
class Order:
    id: strawberry.ID = strawberry.field(description="Its id, `ord_…`.")
    number: MinorUnits = strawberry.field(description="Its number in the co-op, without gaps.")
    state: OrderState = strawberry.field(description="Where it stands.")
    buyer_name: str = strawberry.field(description="Who ordered.")
    buyer_mail: str = strawberry.field(description="Where she is told by mail; empty without.")
    buyer_phone: str = strawberry.field(description="Where she is told by phone; empty without.")
    fulfilment: str = strawberry.field(description="`pickup` or `delivery`.")
    place_name: str = strawberry.field(description="The pickup point, or the town of the delivery.")
    place_address: str = strawberry.field(description="Where that is.")
    pickup_windows: list["PickupWindow"] = strawberry.field(
        description="When the pickup point is open next.", metadata=bounds(size=3)
    )
    note: str = strawberry.field(description="What the buyer wrote.")
    parts: list[SellerOrder] = strawberry.field(description="Stall by stall.", metadata=bounds(size=3))
    payment: Payment = strawberry.field(description="Its money.")
    refunds: list[Refund] = strawberry.field(description="What goes back.", metadata=bounds(size=1))
    goods: Money = strawberry.field(description="The sum of the goods.")
    delivery: Money = strawberry.field(description="The delivery fee.")
    tax: Money = strawberry.field(description="The tax within the total.")
    total: Money = strawberry.field(description="What the buyer pays.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    cancelled_at: datetime | None = strawberry.field(description="When it ended without its goods.")
    cancellation_asked: bool = strawberry.field(description="Whether its buyer asks for a cancellation.")
    cancellation_reason: str = strawberry.field(description="Why it was, or should be, cancelled.")
    follow_token: str | None = strawberry.field(
        description="For its buyer: the token with which the order can be followed without an account; put it behind `?t=`."
    )


@strawberry.type(description="One opening of a pickup point.")
class PickupWindow:
    opens: datetime = strawberry.field(description="When it opens.")
    closes: datetime = strawberry.field(description="When it closes.")


@strawberry.type(description="A place where orders wait for their buyers.")
class PickupPoint:
    id: strawberry.ID = strawberry.field(description="Its id, `point_…`.")
    name: str = strawberry.field(description="Its name.")
    address: str = strawberry.field(description="Where it is.")
    directions: str = strawberry.field(description="How to find it.")
    takes_cash: bool = strawberry.field(description="Whether one can pay there.")
    is_open: bool = strawberry.field(description="Whether it takes new orders.")
    windows: list[PickupWindow] = strawberry.field(description="When it is open next.", metadata=bounds(size=3))
    hours: list["Hours"] = strawberry.field(description="When it is open every week.", metadata=bounds(size=3))
    version: int = strawberry.field(description="Give it back as `expectedVersion` when editing.")


@strawberry.type(description="An opening that comes back every week.")
class Hours:
    weekday: int = strawberry.field(description="Monday is 0.")
    opens: str = strawberry.field(description="`10:00`, the co-op's own time.")
    closes: str = strawberry.field(description="`12:00`.")


@strawberry.type(description="Where the co-op delivers.")
class DeliveryZone:
    id: strawberry.ID = strawberry.field(description="Its id, `zone_…`.")
    name: str = strawberry.field(description="Its name.")
    postcodes: list[str] = strawberry.field(
        description="The beginnings of its postcodes; none means everywhere.", metadata=bounds(size=5)
    )
    fee: Money = strawberry.field(description="What delivery costs, tax included.")
    tax_bps: int = strawberry.field(description="The tax rate within the fee.")
    is_open: bool = strawberry.field(description="Whether it takes new orders.")
