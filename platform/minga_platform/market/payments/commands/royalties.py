"""What sales left with a work of the commons becomes ready to be divided, each line once."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.market.credit.spending import booked
from minga_platform.market.payments.commands.capture import royalties_due


@dataclass(frozen=True, slots=True)
class Ready:
    """What can be divided now, minor units: `due` is the account's balance, `held` of it may still go back to a buyer,
    `ahead` was divided before its sale was refunded and is taken off. `line_ids`: the lines whose royalty is in it."""

    due: int
    held: int
    ahead: int
    line_ids: list[UUID]

    @property
    def amount(self) -> int:
        """What is to be divided; not above nothing while refunds outweigh sales."""
        return self.due - self.held - self.ahead


async def take_up(work: Work, *, holder_id: UUID, purpose: str, currency: str) -> Ready:
    """Take the royalties of a release up for division: those of parts that are payable, marked as divided in this unit.

    The accounts are locked first, so that a sale or refund that comes at the same moment is either in all that is read
    here, or in nothing of it.
    """
    due, ahead = royalties_due(holder_id, purpose), royalties_ahead(holder_id, purpose)
    available = await ledger.locked(work, [due, ahead], currency)
    taken = await work.rows(
        """UPDATE order_line l SET royalty_divided_at = $5 FROM seller_order s
        WHERE l.cooperative_id = $1 AND l.royalty_holder_id = $2 AND l.royalty_purpose = $3 AND l.currency = $4
            AND l.royalty_divided_at IS NULL AND l.royalty_minor > 0
            AND s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id AND s.payable_at IS NOT NULL
        RETURNING l.id""",
        work.cooperative_id, holder_id, purpose, currency, work.now,
    )  # fmt: skip
    held = await work.value(
        f"""SELECT coalesce(sum(l.royalty_minor - coalesce(back.returned, 0)), 0)::bigint FROM order_line l
        JOIN portion o ON o.cooperative_id = l.cooperative_id AND o.seller_order_id = l.seller_order_id
        LEFT JOIN LATERAL (SELECT sum(f.royalty_minor) AS returned FROM refund_line f
            WHERE f.cooperative_id = l.cooperative_id AND f.order_line_id = l.id) back ON true
        WHERE l.cooperative_id = $1 AND l.royalty_holder_id = $2 AND l.royalty_purpose = $3 AND l.currency = $4
            AND l.royalty_divided_at IS NULL AND {booked("o")}""",
        work.cooperative_id, holder_id, purpose, currency,
    )  # fmt: skip
    return Ready(available[due], held, available[ahead], sorted(row["id"] for row in taken))


def royalties_ahead(holder_id: UUID, purpose: str) -> AccountName:
    """What was divided of sales that were refunded afterwards."""
    return AccountName(AccountKind.ROYALTIES_AHEAD, holder_id, purpose)
