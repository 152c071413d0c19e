"""Documents and lists as the API tells them."""

from datetime import datetime
from enum import Enum

import strawberry

from minga_graphql.catalog.facts import VatStanding
from minga_graphql.marks import bounds
from minga_graphql.orders.types import PickupWindow
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, Quantity

DOCUMENT = "doc"


@strawberry.enum(description="What a document is.")
class DocumentKind(Enum):
    INVOICE = strawberry.enum_value(
        "invoice", description="To a buyer, for money that came in, or for goods that went on terms."
    )
    CREDIT_NOTE = strawberry.enum_value("credit_note", description="To a buyer, for money that went back.")
    SELF_BILLING = strawberry.enum_value(
        "self_billing", description="To a maker, in her name, for earnings that were paid."
    )
    SUPPLY_CREDIT = strawberry.enum_value(
        "supply_credit",
        description="To a maker, in her name: what a refund after the payout takes back of a self-billing document.",
    )


@strawberry.enum(description="What an amount of a document is for.")
class DocumentPart(Enum):
    GOODS = strawberry.enum_value("goods", description="Goods.")
    DEPOSIT = strawberry.enum_value("deposit", description="Deposits on jars and crates.")
    DELIVERY = strawberry.enum_value("delivery", description="Delivery.")
    ROYALTY = strawberry.enum_value("royalty", description="Left with works of the commons, taken off.")
    FEE = strawberry.enum_value("fee", description="The co-op's fee, taken off.")


@strawberry.type(description="What a document has at one rate of tax. Negative where it is taken off.")
class DocumentRate:
    part: DocumentPart = strawberry.field(description="What it is for.")
    tax_bps: int = strawberry.field(description="The rate, in basis points.")
    net: Money = strawberry.field(description="Without tax.")
    tax: Money = strawberry.field(description="The tax.")


@strawberry.type(description="What a supply comes to.")
class DocumentSum:
    net: Money = strawberry.field(description="Without tax.")
    tax: Money = strawberry.field(description="The tax.")
    total: Money = strawberry.field(description="Together.")


@strawberry.type(description="Who issues the co-op's documents.")
class Issuer:
    name: str = strawberry.field(description="Its legal name.")
    address: str = strawberry.field(description="Its address.")
    tax_number: str = strawberry.field(description="Its tax number; empty without one.")
    register_number: str = strawberry.field(description="Its number in the register; empty without one.")


@strawberry.type(description="Whom a buyer's invoices are made out to: the business that she buys for.")
class Billed:
    name: str = strawberry.field(description="Its legal name.")
    address: str = strawberry.field(description="Its address.")
    tax_number: str = strawberry.field(description="Its tax number; empty without one.")


@strawberry.type(description="It was said whom her invoices are made out to.")
class ToldBilled:
    billed: Billed | None = strawberry.field(description="To this business; null: to herself.")


@strawberry.input(description="The business that somebody buys for.")
class BilledInput:
    name: str = strawberry.field(description="Its legal name, at most 200 characters.")
    address: str = strawberry.field(description="Its address, at most 400 characters.")
    tax_number: str = strawberry.field(description="Its tax number, with its country.", default="")


@strawberry.type(description="It was said who issues documents.")
class SetIssuer:
    name: str = strawberry.field(description="Its legal name.")


@strawberry.type(description="A line of a document, in the words of the sale.")
class DocumentLine:
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    stall_name: str = strawberry.field(description="Whose it was, as the stall was called.")
    quantity: Quantity = strawberry.field(description="How much was sold.")
    price: Money = strawberry.field(description="The price, for `pricePer` base units.")
    price_per: MinorUnits = strawberry.field(description="How many base units the price is for.")
    discount: Money = strawberry.field(description="What a code took off; `total` is without it.")
    tax_bps: int = strawberry.field(description="The rate of tax, in basis points.")
    tax: Money = strawberry.field(description="The tax within the total.")
    total: Money = strawberry.field(description="What it comes to, tax included; on a credit note what goes back.")
    order_number: MinorUnits | None = strawberry.field(description="On a self-billing document: the order.")
    fee: Money | None = strawberry.field(description="On a self-billing document: the co-op's fee.")
    fee_tax: Money | None = strawberry.field(description="On a self-billing document: tax on the fee.")
    royalty: Money | None = strawberry.field(description="On a self-billing document: left with the commons.")
    earning: Money | None = strawberry.field(description="On a self-billing document: what is the maker's.")
    supply_tax: Money | None = strawberry.field(
        description="On a self-billing document: the tax that she charged the co-op."
    )
    supply_tax_bps: int | None = strawberry.field(
        description="On a self-billing document: its rate, in basis points; 0 where she charged none."
    )


@strawberry.type(description="When and how an invoice on terms is paid.")
class DocumentTerms:
    due_at: datetime = strawberry.field(description="By when.")
    reference: str = strawberry.field(description="What the transfer names.")
    purchase_order: str = strawberry.field(description="What the buyer calls her order; empty where she said nothing.")


@strawberry.type(description="An invoice, a credit note or a self-billing document. It never changes.")
class TradeDocument:
    id: strawberry.ID = strawberry.field(description="Its id, `doc_…`.")
    kind: DocumentKind = strawberry.field(description="What it is.")
    name: str = strawberry.field(description="Series and number, as it is printed: `I-17`.")
    number: MinorUnits = strawberry.field(description="Its number in its series, without gaps.")
    issued_at: datetime = strawberry.field(description="When it was issued.")
    language: str = strawberry.field(description="The language of its lines.")
    order_id: strawberry.ID | None = strawberry.field(description="The order, `ord_…`.")
    order_number: MinorUnits | None = strawberry.field(description="The order's number.")
    ordered_at: datetime | None = strawberry.field(description="When it was ordered.")
    stall_id: strawberry.ID | None = strawberry.field(description="The stall that is billed for, `stall_…`.")
    stall_name: str = strawberry.field(description="That stall, as it was called; else empty.")
    terms: DocumentTerms | None = strawberry.field(
        description="On an invoice whose goods went on terms: how it is paid; null on any other document."
    )
    mirrors_id: strawberry.ID | None = strawberry.field(description="The invoice that it takes back, `doc_…`.")
    mirrors: str = strawberry.field(description="That invoice's series and number; else empty.")
    cooperative_name: str = strawberry.field(description="The co-op, as it was called.")
    issuer: Issuer | None = strawberry.field(
        description="Its legal name, address and numbers; null where it had told none."
    )
    party_tax_number: str = strawberry.field(
        description="The tax number of who stands on it beside the co-op; empty without."
    )
    party_name: str = strawberry.field(description="The buyer or maker; empty once she was erased.")
    across_table: bool = strawberry.field(
        description="Whether it was sold across a stall's table, for cash, to nobody by name."
    )
    party_address: str = strawberry.field(description="Her address, where she gave one.")
    lines: list[DocumentLine] = strawberry.field(description="What it is about.", metadata=bounds(size=5))
    rates: list[DocumentRate] = strawberry.field(description="Its sums by rate of tax.", metadata=bounds(size=3))
    supplied: DocumentSum | None = strawberry.field(
        description="On a document in a maker's name: what she supplied, with her tax; less what she left to the commons."
    )
    charged: DocumentSum | None = strawberry.field(
        description="On a document in a maker's name: the co-op's fee with the co-op's tax. It is never set off against hers on paper."
    )
    vat: VatStanding | None = strawberry.field(
        description="On a document in a maker's name: whether she charged VAT; null where she had not said."
    )
    delivery: Money | None = strawberry.field(description="Delivery, tax included.")
    net: Money = strawberry.field(description="Without tax.")
    tax: Money = strawberry.field(
        description="The tax. In a maker's name: hers less the co-op's, for sums alone; see `supplied` and `charged`."
    )
    total: Money = strawberry.field(description="Together.")
    netted: Money | None = strawberry.field(
        description="On a self-billing document: what was set off against what the stall owed."
    )
    brought_forward: Money | None = strawberry.field(
        description="On a self-billing document: what earlier payouts could not carry and this one pays."
    )
    carried_forward: Money | None = strawberry.field(
        description="On a self-billing document: what is less than the smallest unit that is sent, and stays payable."
    )
    paid: Money | None = strawberry.field(description="On a self-billing document: what reached the maker.")


@strawberry.type(description="A line that waits to be handed over.")
class HandoverLine:
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    sku: str = strawberry.field(description="The maker's own mark.")
    product_slug: str = strawberry.field(description="Its product's place in the address.")
    stall_name: str = strawberry.field(description="Whose it is.")
    quantity: Quantity = strawberry.field(description="How much.")
    price: Money = strawberry.field(description="The price, for `pricePer` base units.")
    price_per: MinorUnits = strawberry.field(description="How many base units the price is for.")
    total: Money = strawberry.field(description="What it costs, tax included.")
    is_ready: bool = strawberry.field(description="Whether its stall has packed it.")
    at_most: bool = strawberry.field(
        description="Whether it is still to be weighed: the quantity is what was wished, the total the most that its buyer accepted."
    )


@strawberry.type(description="So much of one thing, for so many orders.")
class PickItem:
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    sku: str = strawberry.field(description="The maker's own mark.")
    quantity: Quantity = strawberry.field(description="How much of it.")
    orders: int = strawberry.field(description="For how many orders.")
    total: Money = strawberry.field(description="What that costs, tax included.")
    at_most: bool = strawberry.field(
        description="Whether something is still to be weighed: then the sums are the most that buyers accepted."
    )


@strawberry.type(description="What one stall brings.")
class PickList:
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    stall_name: str = strawberry.field(description="Its name.")
    items: list[PickItem] = strawberry.field(description="Thing by thing.")
    total: Money = strawberry.field(description="What it all costs, tax included.")
    at_most: bool = strawberry.field(
        description="Whether something is still to be weighed: then the sums are the most that buyers accepted."
    )


@strawberry.type(description="What one order gets.")
class PackingList:
    order_id: strawberry.ID = strawberry.field(description="The order.")
    order_number: MinorUnits = strawberry.field(description="Its number.")
    buyer_name: str = strawberry.field(description="Who fetches it.")
    buyer_phone: str = strawberry.field(description="Where she is reached; told to the co-op, not to a stall.")
    place_name: str = strawberry.field(description="Where it goes.")
    note: str = strawberry.field(description="What the buyer wrote; told to the co-op, not to a stall.")
    lines: list[HandoverLine] = strawberry.field(description="What goes in.", metadata=bounds(size=4))
    is_ready: bool = strawberry.field(description="Whether all of it is packed.")
    total: Money = strawberry.field(description="What these lines cost.")
    cash: Money = strawberry.field(description="What is still to be taken in cash.")
    at_most: bool = strawberry.field(
        description="Whether something is still to be weighed: then the sums are the most that buyers accepted."
    )


@strawberry.type(description="What goes to one pickup point, or out for delivery.")
class RunSheet:
    point_id: strawberry.ID | None = strawberry.field(description="The pickup point; null: delivery.")
    name: str = strawberry.field(description="Its name; empty: delivery.")
    address: str = strawberry.field(description="Where that is.")
    slot: PickupWindow | None = strawberry.field(description="The time, of a place with times.")
    order_ids: list[strawberry.ID] = strawberry.field(description="The orders, by number.")
    lines: int = strawberry.field(description="How many lines they have together.")
    total: Money = strawberry.field(description="What they cost together.")
    cash: Money = strawberry.field(description="What is to be taken in cash.")
    at_most: bool = strawberry.field(
        description="Whether something is still to be weighed: then the sums are the most that buyers accepted."
    )


@strawberry.type(description="What is to be handed over, read in one moment, whole.")
class HandoverLists:
    picks: list[PickList] = strawberry.field(description="Stall by stall.")
    packs: list[PackingList] = strawberry.field(description="Order by order.")
    runs: list[RunSheet] = strawberry.field(description="Place by place.")
    lines: int = strawberry.field(description="How many lines there are.")
    total: Money = strawberry.field(description="What they cost together.")
    cash: Money = strawberry.field(description="What is to be taken in cash.")
    at_most: bool = strawberry.field(
        description="Whether something is still to be weighed: then the sums are the most that buyers accepted."
    )
