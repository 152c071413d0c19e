"""What does not agree between the provider, orders and books: seen, and settled by people with a reason; never silently."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments.commands.capture import CARD_CASH
from minga_platform.market.payments.errors import SecondOfficerNeeded
from minga_platform.market.payments.states import BOOKINGS
from minga_platform.membership import access
from minga_platform.rules import queries as rules

BOOKABLE = ("unknown_movement", "missing_movement")
"""Kinds whose amount is the whole difference to the provider's cash, so that booking it makes the two agree."""

_OTHER_SIDE = {
    "cost": AccountName(AccountKind.PAYMENT_COST),
    "bank": AccountName(AccountKind.CASH_BANK),
    "unexplained": AccountName(AccountKind.SUSPENSE),
}


@dataclass(frozen=True, slots=True)
class DiscrepancyRow:
    """One of them. `amount_minor`: by how much the provider has more than our books; `proposed_by`: who settled it first."""

    id: UUID
    kind: str
    subject: str
    facts: dict[str, Any]
    amount_minor: int | None
    currency: str | None
    found_at: datetime
    proposed_by: str
    booking: str
    resolution: str
    resolved_at: datetime | None


async def listed(work: Work, *, settled: bool) -> list[DiscrepancyRow]:
    """What waits for a person, or what was settled: the newest hundred."""
    rows = await work.rows(
        "SELECT d.id, d.kind, d.subject, d.facts, d.amount_minor, d.currency, d.found_at, coalesce(a.name, '') AS proposed_by, d.booking, d.resolution, "
        "d.resolved_at FROM discrepancy d LEFT JOIN agent a ON a.cooperative_id = d.cooperative_id AND a.id = d.proposed_by "
        "WHERE d.cooperative_id = $1 AND (d.resolved_at IS NOT NULL) = $2 ORDER BY d.id DESC LIMIT 100",
        work.cooperative_id, settled,
    )  # fmt: skip
    return [DiscrepancyRow(**dict(row)) for row in rows]


async def settle_discrepancy(
    work: Work, viewer: Viewer, *, discrepancy_id: UUID, reason: str, booking: str = "none"
) -> bool:
    """Say why it was, and book the difference where that is what it needs; whether it is settled now: of a large one two people
    must say so, with the same booking. Needs `books.post`.

    Refuses: NotFound, InvalidInput, InvalidTransition (it was settled), SecondOfficerNeeded.
    """
    agent_id = await access.require(work, viewer, "books.post")
    text = reason.strip()
    if not 1 <= len(text) <= 500:
        raise InvalidInput("reason", "length", minimum="1", maximum="500")
    row = await work.row(
        "SELECT * FROM discrepancy WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        discrepancy_id,
    )
    if row is None:
        raise NotFound
    if row["resolved_at"] is not None:
        raise InvalidTransition("settled")
    if booking not in BOOKINGS or (booking != "none" and (row["kind"] not in BOOKABLE or row["amount_minor"] is None)):
        raise InvalidInput("booking", "one_of")
    bound = await rules.number_at(work, "market.discrepancy_two_officers_from")
    if bound and abs(row["amount_minor"] or 0) >= bound:
        if row["proposed_by"] == agent_id:
            raise SecondOfficerNeeded
        if row["proposed_by"] is None or row["booking"] != booking:
            # The first to say so, or one who sees it otherwise: then it begins anew with her.
            await work.execute(
                "UPDATE discrepancy SET proposed_by = $3, booking = $4, resolution = $5 WHERE cooperative_id = $1 AND id = $2",
                work.cooperative_id, discrepancy_id, agent_id, booking, text,
            )  # fmt: skip
            return False
        text = f"{row['resolution']} / {text}"
    if booking != "none":
        await _book(work, discrepancy_id, Money(row["amount_minor"], row["currency"]), booking)
    await work.execute(
        "UPDATE discrepancy SET resolved_at = $3, resolved_by = $4, booking = $5, resolution = $6 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, discrepancy_id, work.now, agent_id, booking, text,
    )  # fmt: skip
    return True


async def _book(work: Work, discrepancy_id: UUID, more: Money, booking: str) -> None:
    """Let our cash at the provider be what it has there: `more` than the books say, or less where it is below zero."""
    there, side, amount = CARD_CASH, _OTHER_SIDE[booking], Money(abs(more.minor), more.currency)
    await post(
        work, kind="discrepancy_settled", subject_kind="discrepancy", subject_id=discrepancy_id, key=f"discrepancy:{discrepancy_id}",
        moves=[Move(there, side, amount) if more.minor > 0 else Move(side, there, amount)],
    )  # fmt: skip
