"""Starting a checkout: it holds the goods for a while, so that who pays also gets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.market.cart import queries as cart
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.cycles import taking
from minga_platform.market.orders.errors import CartEmpty, MixedCurrencies
from minga_platform.market.orders.queries import held_of
from minga_platform.market.orders.quoting import QuotedLine, demands, quote, short_goods
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class Open:
    """An open checkout, its row locked."""

    id: UUID
    currency: str
    expires_at: datetime
    started_at: datetime
    discount_id: UUID | None = None
    voucher_id: UUID | None = None
    credit_minor: int = 0
    """How much of her store credit the buyer means to use."""
    earnings_minor: int = 0
    earnings_stall_id: UUID | None = None
    """How much of what this stall of hers has earned she means to use: her agreement to set it off, until she places the order."""


@dataclass(frozen=True, slots=True)
class Started:
    """A checkout that holds its goods until then."""

    id: UUID
    expires_at: datetime


async def start_checkout(work: Work, *, currency: str | None = None, cycle_id: UUID | None = None) -> Started:
    """Hold what the asker's cart has of the unit's co-op. Starting again brings it up to date.

    Lines that cannot be bought stay in the cart with their reason, the rest is held. What is sold in an order cycle
    (`cycle_id`) is placed apart, and held only when it is placed: a cycle's produce is often not there yet, and who orders
    in its last hour must not lose it to who looks longer.
    Refuses: CartEmpty, CycleClosed, MixedCurrencies (unless `currency` says which), OutOfStock with every shortage.
    """
    lines = await bought_lines(work, currency, cycle_id=cycle_id)
    unit = lines[0].offer.currency if lines[0].offer else ""
    minutes = await rules.number_at(work, "market.reservation_minutes")
    expires_at = work.now + timedelta(minutes=minutes)
    # The unique index on open checkouts makes two tabs share one: the second waits for the first's row here.
    fresh = ids.new()
    checkout_id: UUID = await work.value(
        "INSERT INTO checkout (cooperative_id, id, cart_id, visitor_hash, person_id, state, currency, started_at, expires_at, cycle_id) "
        "VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9) "
        "ON CONFLICT (cooperative_id, cart_id, currency, cycle_id) WHERE state = 'open' DO UPDATE SET expires_at = excluded.expires_at RETURNING id",
        work.cooperative_id, fresh, lines[0].line.cart_id, work.scope.visitor_hash or b"", work.scope.person_id, unit, work.now, expires_at,
        cycle_id,
    )  # fmt: skip
    if cycle_id is not None:
        return Started(checkout_id, expires_at)
    await hold(work, checkout_id, lines, holds_nothing=checkout_id == fresh)
    return Started(checkout_id, expires_at)


async def bought_lines(
    work: Work, currency: str | None, *, cycle_id: UUID | None = None, admitted: bool = False, locked: bool = False
) -> list[QuotedLine]:
    """The lines of the asker's cart that can be bought in the unit's co-op; `locked`: they are about to be ordered, and what
    another tab adds meanwhile is a wish of its own, after the order. Those of one order cycle, or those of none; `admitted`: that the cycle
    takes the order was settled (`taking.admit`). Refuses: CartEmpty, CycleClosed, MixedCurrencies."""
    lines = await cart.lines(work, work.cooperative_id, locked=locked)
    offers = (
        await cart.offers(work, [line.variant_id for line in lines], admitted=cycle_id if admitted else None)
        if lines
        else {}
    )
    bought = [one for one in quote(lines, offers) if one.is_bought and cycle_of(one) == cycle_id]
    if currency is not None:
        bought = [one for one in bought if one.offer and one.offer.currency == currency]
    if not bought:
        if cycle_id is not None and not admitted:
            await taking.refuse_closed(work, cycle_id)
        raise CartEmpty
    units = sorted({one.offer.currency for one in bought if one.offer})
    if len(units) > 1:
        raise MixedCurrencies(units)
    return bought


def cycle_of(quoted: QuotedLine) -> UUID | None:
    """The order cycle that a line is placed in; None for what is sold all the time."""
    return quoted.offer.cycle.id if quoted.offer and quoted.offer.cycle else None


def wanted_of(lines: list[QuotedLine]) -> dict[UUID, int]:
    """Stock item → base units, summed over the lines that draw on it."""
    return demands([(one.line, one.offer) for one in lines if one.offer])


async def locked_checkout(work: Work, currency: str | None, cycle_id: UUID | None = None) -> Open | None:
    """The asker's open checkout here, locked until the unit ends; else the last one that lapsed.

    Whether a sweep came round between the end of its time and now must make no difference to the buyer: what was held is had
    anew if it is there, and only otherwise refused.
    """
    row = await work.row(
        "SELECT id, currency, expires_at, started_at, discount_id, voucher_id, credit_minor, earnings_minor, earnings_stall_id FROM checkout "
        "WHERE cooperative_id = $1 "
        f"AND cart_id = (SELECT c.id FROM cart c WHERE {cart.mine('$2', '$4')}) AND state IN ('open', 'lapsed') "
        "AND ($3::text IS NULL OR currency = $3) AND cycle_id IS NOT DISTINCT FROM $5 ORDER BY state = 'open' DESC, started_at DESC LIMIT 1 FOR UPDATE",
        work.cooperative_id, work.scope.person_id, currency, work.scope.visitor_hash,
        cycle_id,
    )  # fmt: skip
    return None if row is None else Open(**dict(row))


def named(refusal: OutOfStock, lines: Sequence[QuotedLine], has: Mapping[UUID, int] = {}) -> OutOfStock:
    """The refusal with the names of what is short among the lines. `has`: what is held for the asker already, and still hers."""
    left = {short.stock_item_id: short.available + has.get(short.stock_item_id, 0) for short in refusal.shortages}
    refusal.goods = short_goods(lines, left)
    return refusal


async def hold(work: Work, checkout_id: UUID, lines: list[QuotedLine], *, holds_nothing: bool = False) -> None:
    """Bring a checkout's reservation to exactly what the lines draw: hold what is missing, give back what is too much.

    `holds_nothing`: it was made just now. Refuses: OutOfStock that names the goods.
    Before refusing, checkouts that have run out but were not swept yet give theirs back.
    """
    wanted, has = wanted_of(lines), {} if holds_nothing else await held_of(work, checkout_id)
    more = {item: number - has.get(item, 0) for item, number in wanted.items() if number > has.get(item, 0)}
    less = {item: number - wanted.get(item, 0) for item, number in has.items() if number > wanted.get(item, 0)}
    if less:
        await stock.give_back(work, less)
    held: dict[UUID, int] = {}
    if more:
        try:
            held = await stock.hold(work, more)
        except OutOfStock as refusal:
            if not await lapse(work, [shortage.stock_item_id for shortage in refusal.shortages], but=checkout_id):
                raise named(refusal, lines, has) from None
            try:
                held = await stock.hold(work, more)
            except OutOfStock as again:
                raise named(again, lines, has) from None
    if not held and not less:
        return
    now_held = {item: has.get(item, 0) + held.get(item, 0) - less.get(item, 0) for item in {*has, *held}}
    # A stock item that is not counted is never held, hence has no row.
    await work.execute(
        "INSERT INTO reservation (cooperative_id, id, checkout_id, stock_item_id, quantity, state) "
        "SELECT $1, w.id, $2, w.item, w.number, 'held' FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS w (id, item, number) WHERE w.number > 0 "
        "ON CONFLICT (cooperative_id, checkout_id, stock_item_id) DO UPDATE SET quantity = excluded.quantity, state = 'held'",
        work.cooperative_id, checkout_id, [ids.new() for _ in now_held], list(now_held), list(now_held.values()),
    )  # fmt: skip
    gone = [item for item, number in now_held.items() if number == 0]
    if gone:
        await work.execute(
            "UPDATE reservation SET state = 'given_back' WHERE cooperative_id = $1 AND checkout_id = $2 AND stock_item_id = ANY($3)",
            work.cooperative_id, checkout_id, gone,
        )  # fmt: skip


async def release(work: Work, checkout_id: UUID) -> None:
    """Give back all that a checkout still holds."""
    rows = await work.rows(
        "UPDATE reservation SET state = 'given_back' WHERE cooperative_id = $1 AND checkout_id = $2 AND state = 'held' "
        "RETURNING stock_item_id, quantity",
        work.cooperative_id,
        checkout_id,
    )
    await stock.give_back(work, {row["stock_item_id"]: row["quantity"] for row in rows})


async def sell(work: Work, checkout_id: UUID) -> None:
    """What a checkout holds leaves the shelf: it is sold."""
    rows = await work.rows(
        "UPDATE reservation SET state = 'taken' WHERE cooperative_id = $1 AND checkout_id = $2 AND state = 'held' RETURNING stock_item_id, quantity",
        work.cooperative_id,
        checkout_id,
    )
    await stock.take(work, {row["stock_item_id"]: row["quantity"] for row in rows})


async def lapse(
    work: Work, stock_item_ids: list[UUID] | None = None, *, but: UUID | None = None, most: int = 100
) -> int:
    """End checkouts whose time has run out (all, or those that hold one of these items) and give their goods back.

    A checkout that its buyer is placing at this moment is locked, hence passed over by all others; her own unit would
    not be stopped by its own lock, so it names its checkout in `but`: what that holds is being counted on right now.
    """
    now = await work.fresh_now()
    rows = await work.rows(
        "SELECT c.id FROM checkout c WHERE c.cooperative_id = $1 AND c.state = 'open' AND c.expires_at <= $2 "
        "AND ($3::uuid[] IS NULL OR EXISTS (SELECT FROM reservation r WHERE r.cooperative_id = c.cooperative_id AND r.checkout_id = c.id "
        "AND r.state = 'held' AND r.stock_item_id = ANY($3))) AND c.id IS DISTINCT FROM $5 ORDER BY c.id LIMIT $4 FOR UPDATE OF c SKIP LOCKED",
        work.cooperative_id, now, stock_item_ids, most, but,
    )  # fmt: skip
    lapsed = [row["id"] for row in rows]
    if not lapsed:
        return 0
    await work.execute(
        "UPDATE checkout SET state = 'lapsed' WHERE cooperative_id = $1 AND id = ANY($2)", work.cooperative_id, lapsed
    )
    freed = await work.rows(
        "UPDATE reservation SET state = 'given_back' WHERE cooperative_id = $1 AND checkout_id = ANY($2) AND state = 'held' "
        "RETURNING stock_item_id, quantity",
        work.cooperative_id,
        lapsed,
    )
    total: dict[UUID, int] = {}
    for row in freed:
        total[row["stock_item_id"]] = total.get(row["stock_item_id"], 0) + row["quantity"]
    await stock.give_back(work, total)
    return len(lapsed)
