"""What the scales took off as the buyer paid: it was never asked of her.

What is ordered by estimate is sold for the most that was accepted. Whoever pays as she gets it (in cash, or owes it from then on) pays
what was packed: the books take in the sale and give the difference back in the same unit, so that every line is booked once, as it
was sold. To her it is one sum. She paid no more, nothing went back to her, and her paper says what she has. Who had paid the estimate
before, by card or transfer, is given money back, and has a credit note.
"""

from typing import Final

AT_SALE: Final = "(r.cause = 'weight' AND r.goes_to <> 'credit' AND r.settled_at = j.at)"
"""SQL: whether refund `r` was given in the very unit of journal `j`, the sale. Store credit for what a card cannot be given is not."""

IS_SPARED: Final = f"""EXISTS (SELECT FROM journal j WHERE j.cooperative_id = r.cooperative_id AND j.kind = 'sale' AND j.subject_kind = 'order'
    AND j.subject_id = r.order_id AND {AT_SALE})"""
"""SQL: whether refund `r` is such a difference."""

OF_LINE: Final = f"""FROM refund_line x JOIN refund r ON r.cooperative_id = x.cooperative_id AND r.id = x.refund_id AND {IS_SPARED}
    WHERE l.packed_off_minor > 0 AND x.cooperative_id = l.cooperative_id AND x.order_line_id = l.id"""
"""SQL: the refund lines `x` of order line `l` that are such a difference."""


def of_order(row: str, order_id: str) -> str:
    """SQL: those of the order whose id is the column `order_id` of `row`, which has `cooperative_id` beside it."""
    return f"""FROM seller_order e JOIN order_line l ON l.cooperative_id = e.cooperative_id AND l.seller_order_id = e.id AND l.packed_off_minor > 0
        JOIN refund_line x ON x.cooperative_id = l.cooperative_id AND x.order_line_id = l.id
        JOIN refund r ON r.cooperative_id = x.cooperative_id AND r.id = x.refund_id AND {IS_SPARED}
        WHERE e.cooperative_id = {row}.cooperative_id AND e.order_id = {row}.{order_id}"""
