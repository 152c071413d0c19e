"""Returns as the API tells them."""

from datetime import datetime
from enum import Enum

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, MoneyInput, Quantity

RETURN = "return"
RETURN_LINE = "rline"


@strawberry.enum(description="Why goods come back.")
class ReturnKind(Enum):
    WITHDRAWAL = strawberry.enum_value("withdrawal", description="The buyer withdrew; nobody has to agree.")
    FAULT = strawberry.enum_value("fault", description="Something is not as it should be; the co-op answers first.")


@strawberry.enum(description="Where a return stands.")
class ReturnState(Enum):
    ASKED = strawberry.enum_value("asked", description="The co-op has to answer.")
    DECLARED = strawberry.enum_value("declared", description="The goods are on their way back.")
    RECEIVED = strawberry.enum_value("received", description="They are back at the stall.")
    INSPECTED = strawberry.enum_value("inspected", description="The stall would give less back; the co-op decides.")
    SETTLED = strawberry.enum_value("settled", description="The money goes back.")
    DECLINED = strawberry.enum_value("declined", description="The co-op does not take it back.")


@strawberry.enum(description="What came back.")
class GoodsCondition(Enum):
    AS_NEW = strawberry.enum_value("as_new", description="As it was sent.")
    USED = strawberry.enum_value("used", description="Used more than looking at it needs.")
    DAMAGED = strawberry.enum_value("damaged", description="Damaged.")
    MISSING = strawberry.enum_value("missing", description="Not in the parcel.")


@strawberry.enum(description="Why the law lets nobody withdraw from buying something.")
class NoWithdrawal(Enum):
    PERISHABLE = strawberry.enum_value("perishable", description="It spoils quickly.")
    MADE_TO_MEASURE = strawberry.enum_value("made_to_measure", description="It is made to the buyer's wishes.")
    SEALED_HYGIENE = strawberry.enum_value(
        "sealed_hygiene", description="It is sealed for health or hygiene, and was opened."
    )


@strawberry.type(description="A line of an order, and how much of it can come back.")
class ReturnableLine:
    id: strawberry.ID = strawberry.field(description="The order's line, `oline_…`.")
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    stall_name: str = strawberry.field(description="Whose it is.")
    left: Quantity = strawberry.field(description="How much can come back.")
    total: Money = strawberry.field(description="What the whole line cost.")
    no_withdrawal: NoWithdrawal | None = strawberry.field(
        description="Why one cannot withdraw from it; null where one can."
    )
    was_handed_over: bool = strawberry.field(description="Whether the buyer has it.")


@strawberry.type(description="Whether and until when one can withdraw from an order.")
class WithdrawalOptions:
    is_open: bool = strawberry.field(description="Whether one can now.")
    until: datetime | None = strawberry.field(
        description="Until when; null while something of the order is still to come."
    )
    lines: list[ReturnableLine] = strawberry.field(description="What one can withdraw from.", metadata=bounds(size=4))
    exempt: list[ReturnableLine] = strawberry.field(
        description="What the law makes an exception for.", metadata=bounds(size=2)
    )


@strawberry.type(description="A line of a return.")
class ReturnLine:
    id: strawberry.ID = strawberry.field(description="Its id, `rline_…`.")
    line_id: strawberry.ID = strawberry.field(description="The order's line, `oline_…`.")
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    quantity: Quantity = strawberry.field(description="How much comes back.")
    worth: Money = strawberry.field(description="What that cost.")
    condition: GoodsCondition | None = strawberry.field(description="What came back; null before somebody looked.")
    deduction: Money = strawberry.field(description="What is taken off for what it lost.")
    deduction_reason: str = strawberry.field(description="Why.")
    refund: Money = strawberry.field(description="What goes back.")
    back_on_shelf: bool = strawberry.field(description="Whether it is sold again.")


@strawberry.type(description="What comes back of one stall's part of an order.")
class GoodsReturn:
    id: strawberry.ID = strawberry.field(description="Its id, `return_…`.")
    kind: ReturnKind = strawberry.field(description="Why.")
    state: ReturnState = strawberry.field(description="Where it stands.")
    order_id: strawberry.ID = strawberry.field(description="The order, `ord_…`.")
    order_number: MinorUnits = strawberry.field(description="Its number.")
    stall_id: strawberry.ID = strawberry.field(description="The stall.")
    stall_name: str = strawberry.field(description="The stall's name at the sale.")
    name: str = strawberry.field(description="Who declared it.")
    reason: str = strawberry.field(description="What she wrote; nobody has to give a reason for withdrawing.")
    answer: str = strawberry.field(description="What the co-op answered.")
    declared_at: datetime = strawberry.field(description="When, to the second: what the receipt says.")
    refund_by: datetime | None = strawberry.field(description="Until when the money goes back.")
    received_at: datetime | None = strawberry.field(
        description="When the goods were back; null while they are not, and for what was given up before the hand-over."
    )
    settled_at: datetime | None = strawberry.field(description="When the money was sent on its way.")
    refund: Money = strawberry.field(description="What goes back in all.")
    delivery: Money = strawberry.field(description="What of it is the delivery's cost.")
    lines: list[ReturnLine] = strawberry.field(description="What it is about.", metadata=bounds(size=3))


@strawberry.type(description="A withdrawal or a wish was declared. Its receipt goes to the buyer.")
class ReturnDeclared:
    returns: list[GoodsReturn] = strawberry.field(description="Stall by stall.", metadata=bounds(size=2))
    declared_at: datetime = strawberry.field(description="When.")


@strawberry.type(
    description="Somebody withdrew by the order's number. The receipt with all that belongs to it goes to the order's mail address."
)
class WithdrawalReceived:
    declared_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="Something about a return was done.")
class ChangedReturn:
    goods_return: GoodsReturn = strawberry.field(description="The return as it is now.")


@strawberry.input(description="How much of a line comes back.")
class ReturnWishInput:
    line_id: strawberry.ID = strawberry.field(description="The order's line, `oline_…`.")
    quantity: MinorUnits | None = strawberry.field(
        default=None, description="In base units; all that is left of it when nothing is said."
    )


@strawberry.input(description="What somebody found of one line.")
class FoundInput:
    line_id: strawberry.ID = strawberry.field(description="The return's line, `rline_…`.")
    condition: GoodsCondition = strawberry.field(description="What came back.")
    deduction: MoneyInput | None = strawberry.field(default=None, description="What is taken off for what it lost.")
    deduction_reason: str = strawberry.field(default="", description="Why; the buyer reads it.")
    back_on_shelf: bool = strawberry.field(default=False, description="Whether it is sold again.")
