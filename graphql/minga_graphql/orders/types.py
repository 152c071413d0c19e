"""Orders as the API tells them: to their buyers, to the stalls that fulfil them, to the co-op."""

from datetime import date, datetime
from enum import Enum

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.royalties.types import SaleBasis
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, Place, Quantity

ORDER = "ord"
PART = "part"
LINE = "oline"
POINT = "point"
ZONE = "zone"
CARRIER = "carrier"
REFUND = "refund"


@strawberry.enum(description="How an order is paid.")
class PaymentMethod(Enum):
    CARD = strawberry.enum_value("card", description="By card, on the provider's own page.")
    PICKUP = strawberry.enum_value("pickup", description="In cash when the goods are fetched.")
    BANK = strawberry.enum_value("bank", description="By bank transfer before anything is prepared.")
    INVOICE = strawberry.enum_value(
        "invoice", description="By bank transfer within some days after an invoice: for buyers with terms of trade."
    )


@strawberry.type(description="The co-op's account at a mobile money operator.")
class MobileAccount:
    operator: str = strawberry.field(description="Whose service it is.")
    holder: str = strawberry.field(description="The name that the operator shows.")
    number: str = strawberry.field(description="The number to send to.")


@strawberry.type(description="The co-op's account, to which buyers transfer what they pay by bank.")
class BankAccount:
    holder: str = strawberry.field(description="Whose account it is.")
    number: str = strawberry.field(description="Its IBAN, without blanks.")


@strawberry.type(description="How orders can be paid.")
class PaymentOptions:
    methods: list[PaymentMethod] = strawberry.field(description="The ways, the most usual first.")
    page_origin: str | None = strawberry.field(description="Scheme and host of the page where cards are asked for.")
    mobile_account: "MobileAccount | None" = strawberry.field(
        description="Where mobile money goes, with the same reference; null where the co-op takes none."
    )
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
    deposit: Money = strawberry.field(description="Deposits on jars and crates, owed back.")
    tax: Money = strawberry.field(description="Tax on the sale.")


@strawberry.type(description="What a part of a line's fee is for.")
class FeePart:
    purpose: str = strawberry.field(
        description="`sales` is the co-op's own fee; `transport`, `coordination`, `packing`, `other` are the order cycle's."
    )
    amount: Money = strawberry.field(description="How much; the parts sum to the fee.")


@strawberry.type(description="How a line is weighed that was ordered by an estimate.")
class LineWeight:
    wished: Quantity = strawberry.field(description="What was ordered.")
    accepted: Quantity = strawberry.field(
        description="The most that the buyer accepted, and what the line's price is for."
    )
    packed: Quantity | None = strawberry.field(description="What the scales said; null before.")
    off: Money = strawberry.field(description="What that takes off the line's price: it goes back, or is not taken.")


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
    fee_parts: list[FeePart] = strawberry.field(description="What the fee is for.", metadata=bounds(size=2))
    royalty_bps: int = strawberry.field(description="The royalty's rate on the price without tax, in basis points.")
    fee_set_by: strawberry.ID = strawberry.field(
        description="The version of the rule `market.fee_bps` that set the fee, `rulever_…`."
    )
    fee_decision_id: strawberry.ID | None = strawberry.field(
        description="The members' decision that set it, `dec_…`; null: the founding statutes."
    )
    promised_for: date | None = strawberry.field(
        description="By when what is made to order is promised to be ready; null where nothing is promised."
    )
    promise_reason: str = strawberry.field(description="Why its maker put it off; empty where she did not.")
    basis: SaleBasis | None = strawberry.field(
        description="On what basis it was sold, where it is made from a work of the commons."
    )
    refunded: Money = strawberry.field(description="What of it went or goes back.")
    discount: Money = strawberry.field(description="What a code took off its price; the line's total is what is left.")
    weight: LineWeight | None = strawberry.field(
        description="For what is paid by its weight, and where fewer were packed than ordered; else null."
    )
    is_recalled: bool = strawberry.field(
        description="Whether some of it is of a lot that was called back; `lotRecalls` tells which."
    )
    is_deposit: bool = strawberry.field(description="Whether these are jars or crates, whose deposit is paid back.")
    is_voucher: bool = strawberry.field(description="Whether this is a gift voucher: its quantity is units of money.")
    story: MoneyStory = strawberry.field(description="Where its money goes.")


@strawberry.type(description="One stall's part of an order.")
class SellerOrder:
    id: strawberry.ID = strawberry.field(description="Its id, `part_…`.")
    order_id: strawberry.ID = strawberry.field(description="The order it is part of.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    buyer_name: str = strawberry.field(description="Who ordered.")
    helper_name: str | None = strawberry.field(
        description="Who ordered it for her, where a helper did; null where she did it herself."
    )
    takes_messages: bool = strawberry.field(
        description="Whether the buyer has an account, so that the two of them can write to each other about it."
    )
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    stall_name: str = strawberry.field(description="The stall's name at the sale.")
    state: PartState = strawberry.field(description="Where it stands.")
    cancellation_reason: str = strawberry.field(description="Why it was cancelled, where somebody said so; else empty.")
    lines: list[OrderLine] = strawberry.field(description="What is in it.", metadata=bounds(size=4))
    story: MoneyStory = strawberry.field(description="Where its money goes.")
    payment_method: PaymentMethod = strawberry.field(description="How the order is paid.")
    to_pay: Money = strawberry.field(
        description="What is paid for it in money: its total, less what the scales took off and what is stored paid."
    )
    stored: Money = strawberry.field(description="What of it a voucher, store credit or earnings paid.")
    earns: Money = strawberry.field(
        description="What its maker earns: the earning of `story`, less that of what was not packed. Refunds for other reasons are not off."
    )
    is_paid: bool = strawberry.field(description="Whether the money of this part came in.")
    fulfilment: str = strawberry.field(description="`pickup` or `delivery`.")
    place_name: str = strawberry.field(description="Where it goes: the pickup point, or the town.")
    placed_at: datetime = strawberry.field(description="When the order was placed.")
    slot: "PickupWindow | None" = strawberry.field(description="The time that the order was placed for.")
    pickup_windows: list["PickupWindow"] = strawberry.field(
        description="When it is fetched, where its order cycle or its box says so.", metadata=bounds(size=1)
    )
    carrier_name: str = strawberry.field(description="Who brings it; empty without a carrier.")
    tracking_number: str = strawberry.field(description="The parcel's number at the carrier.")
    tracking_url: str | None = strawberry.field(description="Where the parcel can be followed.")
    begun_at: datetime | None = strawberry.field(description="When the stall began to prepare it.")
    ready_at: datetime | None = strawberry.field(description="When it was packed.")
    handed_over_at: datetime | None = strawberry.field(description="When it was handed over.")
    hold_until: datetime | None = strawberry.field(description="Until when the maker's earning is held.")


@strawberry.type(description="The money of an order.")
class Payment:
    method: PaymentMethod = strawberry.field(description="How it is paid.")
    state: str = strawberry.field(
        description="`open`, `authorised` (the buyer's bank keeps the money), `paid`, `failed` or `void`."
    )
    amount: Money = strawberry.field(description="How much.")
    captured: Money = strawberry.field(description="How much came in.")
    refunded: Money = strawberry.field(description="How much went or goes back.")
    stored: list["StoredPayment"] = strawberry.field(
        description="What a voucher and store credit paid beside `amount`.", metadata=bounds(size=1)
    )
    owed: Money = strawberry.field(description="What is still to come, without what was cancelled.")
    due: Money = strawberry.field(description="For an invoice: what of it is for goods that went, and is to be paid.")
    due_at: datetime | None = strawberry.field(
        description="For an invoice: until when that is to be paid; null until the first goods went."
    )
    due_days: int | None = strawberry.field(
        description="For an invoice of which nothing went yet: in how many days after the first goods it is to be paid."
    )
    purchase_order: str = strawberry.field(description="The buyer's own number for it.")
    reference: str = strawberry.field(description="What to write on a bank transfer.")
    page_url: str | None = strawberry.field(description="The provider's page, while a card payment is open.")
    expires_at: datetime | None = strawberry.field(description="Until when the money is awaited.")
    takes_card: bool = strawberry.field(
        description="Of what was bought together: whether `payByCard` takes a card for what would be paid in cash when it is fetched."
    )
    kept_until: datetime | None = strawberry.field(
        description="Of a card that is charged at the hand-over: until when the buyer's bank keeps the money; null once it was taken."
    )
    disputed_at: datetime | None = strawberry.field(
        description="Since when the buyer's bank disputes it: nothing of it can be sent back meanwhile; null once that is decided."
    )


@strawberry.type(description="What a gift voucher or store credit paid of an order.")
class StoredPayment:
    method: str = strawberry.field(description="`voucher`, `credit` or `earnings`.")
    amount: Money = strawberry.field(description="How much.")
    captured: Money = strawberry.field(description="How much of it is booked.")
    refunded: Money = strawberry.field(description="How much of it went back.")
    ending: str = strawberry.field(description="The last four letters of the voucher's code.")


@strawberry.type(description="Money that goes back to a buyer.")
class Refund:
    id: strawberry.ID = strawberry.field(description="Its id, `refund_…`.")
    state: str = strawberry.field(description="`requested`, `pending`, `settled` or `failed`.")
    cause: str = strawberry.field(description="`line`, `cancellation`, `late_money` or `dispute`.")
    liable_party: LiableParty = strawberry.field(description="Who bears the maker's share.")
    amount: Money = strawberry.field(description="How much.")
    reason: str = strawberry.field(description="Why, as the co-op wrote it.")
    reference: str = strawberry.field(
        description="What to write on a bank transfer of it, `RF…`: its line on a statement is then known by itself. Empty where it goes another way."
    )
    goes_to: str = strawberry.field(
        description="`source` (the way it was paid), `credit` (store credit instead), `stored` (what a voucher and store credit had paid), "
        "or `hand`: less than a card can be given back, or what came back from it and was given otherwise."
    )
    created_at: datetime = strawberry.field(description="When it was asked for.")
    settled_at: datetime | None = strawberry.field(description="When it reached the buyer.")


@strawberry.type(description="A refund of an order, on its way.")
class RefundUnderWay:
    order_id: strawberry.ID = strawberry.field(description="The order, `ord_…`.")
    order_number: MinorUnits = strawberry.field(description="Its number.")
    refund: Refund = strawberry.field(description="What goes back.")


@strawberry.type(description="An order in one co-op, over one or more stalls.")
class Order:
    id: strawberry.ID = strawberry.field(description="Its id, `ord_…`.")
    number: MinorUnits = strawberry.field(description="Its number in the co-op, without gaps.")
    state: OrderState = strawberry.field(description="Where it stands.")
    buyer_name: str = strawberry.field(description="Who ordered.")
    buyer_mail: str = strawberry.field(description="Where she is told by mail; empty without.")
    buyer_phone: str = strawberry.field(description="Where she is told by phone; empty without.")
    has_account: bool = strawberry.field(
        description="Whether she ordered with an account, so that store credit can be kept for her."
    )
    fulfilment: str = strawberry.field(description="`pickup` or `delivery`.")
    place_name: str = strawberry.field(description="The pickup point, or the town of the delivery.")
    place_address: str = strawberry.field(description="Where that is.")
    pickup_windows: list["PickupWindow"] = strawberry.field(
        description="When the pickup point is open next.", metadata=bounds(size=3)
    )
    cycle_id: strawberry.ID | None = strawberry.field(description="The order cycle that it was placed in, `cycle_…`.")
    pickup_instructions: str = strawberry.field(description="What the cycle tells who fetches it; else empty.")
    can_resume: bool = strawberry.field(
        description="Whether its buyer cancelled it herself and may take that back while its cycle is open (`resumeOrder`)."
    )
    slot: "PickupWindow | None" = strawberry.field(
        description="The time that it was placed for; null where the place asks for none."
    )
    slot_is_off: bool = strawberry.field(
        description="Whether that time does not take place: its buyer chooses another."
    )
    carrier_name: str = strawberry.field(description="Who brings it; empty without a carrier.")
    note: str = strawberry.field(description="What the buyer wrote.")
    parts: list[SellerOrder] = strawberry.field(description="Stall by stall.", metadata=bounds(size=3))
    payment: Payment = strawberry.field(description="Its money.")
    refunds: list[Refund] = strawberry.field(description="What goes back.", metadata=bounds(size=1))
    goods: Money = strawberry.field(description="The sum of the goods.")
    discount: Money = strawberry.field(description="What a code took off them; `goods` is without it.")
    discount_code: str | None = strawberry.field(description="The code.")
    delivery: Money = strawberry.field(description="The delivery fee.")
    tax: Money = strawberry.field(description="The tax within the total.")
    total: Money = strawberry.field(description="What it came to as it was placed.")
    remaining: Money = strawberry.field(
        description="The total without the parts that were cancelled; nothing once all of it was."
    )
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
    slot_plan: "SlotPlan" = strawberry.field(description="Whether and how buyers choose a time.")
    place: Place | None = strawberry.field(description="Where on the Earth it is, where somebody said so.")
    version: int = strawberry.field(description="Give it back as `expectedVersion` when editing.")


@strawberry.type(description="How a place's hours become times to choose.")
class SlotPlan:
    has_slots: bool = strawberry.field(description="Whether buyers choose a time.")
    minutes: int | None = strawberry.field(description="How long a time is; null for a whole opening.")
    capacity: int | None = strawberry.field(description="How many orders fit into one; null for any number.")
    cutoff_minutes: int = strawberry.field(description="How long before it begins it can be chosen or left.")


@strawberry.type(description="A step of a delivery fee.")
class ZoneFeeStep:
    from_: MinorUnits = strawberry.field(
        name="from", description="From so much on: minor units of the goods, or grams."
    )
    fee: Money = strawberry.field(description="The fee, tax included.")


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
    fee: Money = strawberry.field(description="What delivery costs, tax included, where no step holds.")
    fee_basis: str = strawberry.field(description="`flat`, or steps by `value` or `weight` of the goods.")
    fee_steps: list["ZoneFeeStep"] = strawberry.field(description="The steps.", metadata=bounds(size=3))
    free_from: Money | None = strawberry.field(description="From which value of goods on it is free.")
    hours: list["Hours"] = strawberry.field(description="When the co-op drives there.", metadata=bounds(size=3))
    slot_plan: "SlotPlan" = strawberry.field(description="Whether and how buyers choose a time.")
    tax_bps: int = strawberry.field(description="The tax rate within the fee.")
    is_open: bool = strawberry.field(description="Whether it takes new orders.")
