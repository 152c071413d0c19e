"""What kinds of message, troubles and reasons are called."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

KINDS: Final[Mapping[str, str]] = {
    "order.placed": mark("An order was placed"),
    "order.confirmed": mark("An order is to be prepared"),
    "order.extended": mark("Something was added to an order"),
    "order.cancelled": mark("An order was cancelled"),
    "order.cancellation_asked": mark("A buyer asks to cancel"),
    "order.part_ready": mark("A part of an order is ready"),
    "order.part_handed_over": mark("A part of an order was handed over"),
    "payment.received": mark("A payment came in"),
    "payment.failed": mark("A payment failed"),
    "refund.asked": mark("A refund was begun"),
    "refund.settled": mark("A refund arrived"),
    "payout.prepared": mark("A payout was prepared"),
    "payout.made": mark("A payout was made"),
    "listings.changed": mark("Goods in the market changed"),
    "cycle.opened": mark("An order cycle opened"),
    "cycle.ended": mark("An order cycle ended"),
    "cycle.cancelled": mark("An order cycle was cancelled"),
    "stall.opened": mark("A stall was opened"),
    "proposal.noticed": mark("A vote was announced"),
    "decision.certified": mark("A decision was certified"),
    "decision.in_force": mark("A decision came into force"),
    "assembly.called": mark("An assembly was called"),
    "member.admitted": mark("A member was admitted"),
    "member.left": mark("A member left"),
    "ping": mark("A try"),
}
STOPS: Final[Mapping[str, str]] = {
    "SILENT": mark("It gave no good answer for more than three days. What waits is kept."),
    "GONE": mark("It answered that it is gone. What waits is kept."),
    "RIGHT_LOST": mark("You may no longer hear of this. What waits is kept."),
}
PROBLEMS: Final[Mapping[str, str]] = {
    "address_unusable": mark("the address cannot be called"),
    "name_unknown": mark("nobody knows that name"),
    "not_public": mark("the name leads into a private network"),
    "no_connection": mark("no connection, or a wrong certificate"),
    "too_slow": mark("no answer within five seconds"),
    "redirected": mark("it sent us elsewhere, and we do not follow"),
    "status": mark("it answered with an error"),
}
