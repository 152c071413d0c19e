"""With what a started checkout is to be paid, as its buyer sees it before she places it."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.cart import queries as cart
from minga_platform.market.credit import queries as stored
from minga_platform.market.credit.ports import JOINED
from minga_platform.market.discounts import queries as discounts
from minga_platform.market.discounts.commands import not_taken
from minga_platform.market.law import queries as law
from minga_platform.market.orders.commands.checkout import cycle_of
from minga_platform.market.orders.commands.reducing import with_discount
from minga_platform.market.orders.quoting import QuotedLine, quote
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class Means:
    """Minor units; see `CheckoutMeans` of the API."""

    currency: str
    discount_code: str | None
    discount_minor: int
    voucher_ending: str | None
    voucher_minor: int
    credit_minor: int
    credit_there_minor: int
    earnings_minor: int = 0
    earnings_stall_id: UUID | None = None
    earned: tuple["Earned", ...] = ()


@dataclass(frozen=True, slots=True)
class Earned:
    """A stall of the asker's, with what of its earnings could pay for an order."""

    stall_id: UUID
    name: dict[str, str]
    available_minor: int


async def means_of(work: Work, *, currency: str | None, cycle_id: UUID | None) -> Means | None:
    """What the asker's open checkout here has in use; None where none is open."""
    row = await work.row(
        "SELECT currency, discount_id, voucher_id, credit_minor, earnings_minor, earnings_stall_id FROM checkout WHERE cooperative_id = $1 "
        f"AND cart_id = (SELECT c.id FROM cart c WHERE {cart.mine('$2', '$4')}) AND state = 'open' "
        "AND ($3::text IS NULL OR currency = $3) AND cycle_id IS NOT DISTINCT FROM $5 ORDER BY started_at DESC LIMIT 1",
        work.cooperative_id, work.scope.person_id, currency, work.scope.visitor_hash, cycle_id,
    )  # fmt: skip
    if row is None:
        return None
    code, off = None, 0
    if row["discount_id"] is not None:
        code, off = await _discount(work, row["discount_id"], row["currency"], cycle_id)
    ending, left = None, 0
    if row["voucher_id"] is not None:
        voucher = await stored.by_id(work, row["voucher_id"])
        if voucher is not None:
            ending, left = voucher.ending, voucher.left_minor
    there = 0
    if work.scope.person_id is not None:
        there = (await stored.credit_of(work, work.scope.person_id)).get(row["currency"], 0)
    earned = await _earned(work, row["currency"])
    found = next((one.available_minor for one in earned if one.stall_id == row["earnings_stall_id"]), 0)
    return Means(
        row["currency"], code, off, ending, left, min(row["credit_minor"], there), there,
        min(row["earnings_minor"], found), row["earnings_stall_id"] if found else None, earned,
    )  # fmt: skip


async def _earned(work: Work, currency: str) -> tuple[Earned, ...]:
    """Stalls whose earnings are the asker's, where any are payable and the co-op sets off at all."""
    if work.scope.person_id is None:
        return ()
    stalls = await work.rows(
        "SELECT s.id, s.name FROM stall s JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id "
        "WHERE s.cooperative_id = $1 AND a.person_id = $2 ORDER BY s.id LIMIT 20",
        work.cooperative_id,
        work.scope.person_id,
    )
    if not stalls or not await law.switched_on(work, "set_off"):
        return ()
    found = [Earned(row["id"], row["name"], await JOINED.earnings(work, row["id"], currency, False)) for row in stalls]
    return tuple(one for one in found if one.available_minor > 0)


async def _discount(work: Work, discount_id: UUID, currency: str, cycle_id: UUID | None) -> tuple[str, int]:
    found = await discounts.by_id(work, discount_id)
    lines = await cart.lines(work, work.cooperative_id)
    offers = await cart.offers(work, [line.variant_id for line in lines]) if lines else {}
    bought: list[QuotedLine] = [
        one
        for one in quote(lines, offers)
        if one.is_bought and cycle_of(one) == cycle_id and one.offer and one.offer.currency == currency
    ]
    eligible = sum(
        one.total_minor
        for one in bought
        if one.offer and not one.is_voucher and found.stall_id in (None, one.offer.stall_id)
    )
    if not_taken(found, work.now, currency=currency, eligible_minor=eligible) is not None:
        return found.code, 0
    rates = {key: await rules.number_at(work, key) for key in ("market.fee_bps", "market.fee_tax_bps")}
    return found.code, sum(one.discount_minor for one in with_discount(found, bought, rates))
