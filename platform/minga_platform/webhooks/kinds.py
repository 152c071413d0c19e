"""What programs can listen to: which event of the house becomes which kind of message, and about what.

Thin by design: ids and no more, so that a program asks for what it may see, with its own rights, and an address that was
mistyped tells a stranger nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is the message's kind (`order.placed`), `event` the class announced inside, `subject` the field that it is
    about, `ids` each field that is told with the prefix its ids have outside. `stall`: told to a stall's program too, if
    the part, order, payout or product named by that field is its own. `public`: any member may listen."""

    name: str
    event: str
    subject: str
    ids: Mapping[str, str]
    stall: str = ""
    public: bool = False


_ORDER: Final = {"order_id": "ord"}
_PART: Final = {"order_id": "ord", "seller_order_id": "part"}

KINDS: Final = (
    Kind("order.placed", "OrderPlaced", "order_id", _ORDER),
    Kind("order.confirmed", "OrderConfirmed", "order_id", _ORDER, stall="order_id"),
    Kind("order.extended", "OrderExtended", "order_id", _ORDER, stall="order_id"),
    Kind("order.cancelled", "OrderCancelled", "order_id", _ORDER, stall="order_id"),
    Kind("order.cancellation_asked", "CancellationAsked", "order_id", _ORDER, stall="order_id"),
    Kind("order.part_ready", "SellerOrderReady", "order_id", _PART, stall="seller_order_id"),
    Kind("order.part_handed_over", "SellerOrderHandedOver", "order_id", _PART, stall="seller_order_id"),
    Kind("payment.received", "PaymentReceived", "order_id", _ORDER),
    Kind("payment.failed", "PaymentFailed", "order_id", _ORDER),
    Kind("refund.asked", "RefundAsked", "order_id", _ORDER | {"refund_id": "refund"}, stall="order_id"),
    Kind("refund.settled", "RefundSettled", "order_id", _ORDER | {"refund_id": "refund"}, stall="order_id"),
    Kind("payout.prepared", "PayoutPrepared", "payout_id", {"payout_id": "payout"}, stall="payout_id"),
    Kind("payout.made", "PayoutMade", "payout_id", {"payout_id": "payout"}, stall="payout_id"),
    Kind("listings.changed", "ListingsChanged", "product_ids", {"product_ids": "prod"}, stall="product_ids", public=True),
    Kind("cycle.opened", "CycleOpened", "cycle_id", {"cycle_id": "cycle"}, public=True),
    Kind("cycle.ended", "CycleEnded", "cycle_id", {"cycle_id": "cycle"}, public=True),
    Kind("cycle.cancelled", "CycleCancelled", "cycle_id", {"cycle_id": "cycle"}, public=True),
    Kind("stall.opened", "StallOpened", "stall_id", {"stall_id": "stall"}, public=True),
    Kind("proposal.noticed", "ProposalNoticed", "proposal_id", {"proposal_id": "mot"}, public=True),
    Kind("decision.certified", "DecisionCertified", "decision_id", {"decision_id": "dec", "proposal_id": "mot"}, public=True),
    Kind("decision.in_force", "DecisionInForce", "decision_id", {"decision_id": "dec", "proposal_id": "mot"}, public=True),
    Kind("assembly.called", "AssemblyCalled", "assembly_id", {"assembly_id": "meet"}, public=True),
    Kind("member.admitted", "MemberAdmitted", "agent_id", {"agent_id": "agent"}),
    Kind("member.left", "MemberLeft", "agent_id", {"agent_id": "agent"}),
)  # fmt: skip

BY_NAME: Final = {kind.name: kind for kind in KINDS}
BY_EVENT: Final = {kind.event: kind for kind in KINDS}
PING: Final = "ping"
"""A message that is sent when somebody tries out whether her program listens."""


def subjects(kind: Kind, payload: Mapping[str, Any]) -> list[str]:
    """The ids inside of what an event is about: one, but for lists of goods."""
    found = payload[kind.subject]
    return [str(one) for one in found] if isinstance(found, list | tuple) else [str(found)]
