"""Making codes, and using them under their lock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.discounts import queries
from minga_platform.market.discounts.amounts import Worth
from minga_platform.market.discounts.errors import CodeNotTaken, CodeTaken
from minga_platform.market.discounts.queries import DiscountRow
from minga_platform.membership import access

_CODE = re.compile(r"[A-Z0-9]{3,20}")
_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """When, for how much and how often a code can be used; None is no bound."""

    least_minor: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    uses_most: int | None = None
    uses_each: int | None = None


async def make_discount(
    work: Work, viewer: Viewer, *, code: str, stall_id: UUID | None, worth: Worth, currency: str, bounds: Bounds
) -> UUID:
    """A new code, borne by a stall or by the co-op. Needs `discounts.edit`, for the stall where one is named.

    Refuses: NotFound, NotAllowed, InvalidInput, CodeTaken.
    """
    agent_id = await access.require(work, viewer, "discounts.edit", stall_id=stall_id)
    if stall_id is not None and not await work.value(
        "SELECT EXISTS (SELECT FROM stall WHERE cooperative_id = $1 AND id = $2)", work.cooperative_id, stall_id
    ):
        raise NotFound
    name = queries.plain_code(code)
    if not _CODE.fullmatch(name):
        raise InvalidInput("code", "characters", minimum="3", maximum="20")
    _check(worth, bounds)
    made = ids.new()
    try:
        await work.execute(
            "INSERT INTO discount (cooperative_id, id, code, stall_id, percent_bps, amount_minor, currency, least_minor, starts_at, ends_at, "
            "uses_most, uses_each, uses, state, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 'open', $13, $14)",
            work.cooperative_id, made, name, stall_id, worth.percent_bps, worth.amount_minor, currency, bounds.least_minor,
            bounds.starts_at, bounds.ends_at, bounds.uses_most, bounds.uses_each, agent_id, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "discount_code_uq":
            raise CodeTaken(name) from error
        raise
    return made


def _check(worth: Worth, bounds: Bounds) -> None:
    if (worth.percent_bps is None) == (worth.amount_minor is None):
        raise InvalidInput("worth", "one_of")
    if worth.percent_bps is not None and not 1 <= worth.percent_bps <= 10_000:
        raise InvalidInput("percentBps", "range", minimum="1", maximum="10000")
    if worth.amount_minor is not None and not 1 <= worth.amount_minor <= _LARGEST:
        raise InvalidInput("amount", "range", minimum="1", maximum=str(_LARGEST))
    if not 0 <= bounds.least_minor <= _LARGEST:
        raise InvalidInput("least", "range", minimum="0", maximum=str(_LARGEST))
    if bounds.starts_at and bounds.ends_at and bounds.ends_at <= bounds.starts_at:
        raise InvalidInput("endsAt", "after_start")
    for field, number in (("usesMost", bounds.uses_most), ("usesEach", bounds.uses_each)):
        if number is not None and not 1 <= number <= 1_000_000:
            raise InvalidInput(field, "range", minimum="1", maximum="1000000")


async def close_discount(work: Work, viewer: Viewer, *, discount_id: UUID) -> UUID:
    """Nobody uses this code any more; orders keep what it took off. Needs `discounts.edit`. Refuses: NotFound, NotAllowed."""
    stall = await work.row(
        "SELECT stall_id FROM discount WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, discount_id
    )
    if stall is None:
        await access.agent_of(work, viewer)
        raise NotFound
    if not await access.may(work, viewer, "discounts.edit", stall_id=stall["stall_id"]):
        await access.require(work, viewer, "discounts.edit")
    await work.execute(
        "UPDATE discount SET state = 'closed' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, discount_id
    )
    return discount_id


def not_taken(found: DiscountRow, now: datetime, *, currency: str, eligible_minor: int) -> str | None:
    """Why a code cannot be used now for goods of so much, uses aside; None when it can. Pure."""
    if found.state != "open":
        return "closed"
    if found.starts_at is not None and now < found.starts_at:
        return "not_yet"
    if found.ends_at is not None and now >= found.ends_at:
        return "over"
    if found.currency != currency:
        return "other_currency"
    if eligible_minor == 0:
        return "other_goods"
    if eligible_minor < found.least_minor:
        return "too_little"
    return None


async def use(
    work: Work, discount_id: UUID, *, currency: str, lines: Sequence[tuple[UUID, int]], person_id: UUID | None
) -> DiscountRow:
    """Lock a code for an order of these (stall, price) lines and count one use more; the order's row follows with `note_use`.

    Refuses: CodeNotTaken. Whoever comes while we hold the lock sees our use, or none if we fail.
    """
    found = await queries.by_id(work, discount_id, locked=True)
    eligible = sum(price for stall, price in lines if found.stall_id in (None, stall))
    reason = not_taken(found, await work.fresh_now(), currency=currency, eligible_minor=eligible)
    if reason is None and found.uses_most is not None and found.uses >= found.uses_most:
        reason = "used_up"
    if reason is None and found.uses_each is not None:
        reason = "sign_in" if person_id is None else None
        if reason is None and found.uses_each <= await _uses_of(work, discount_id, person_id):
            reason = "used_by_you"
    if reason is not None:
        raise CodeNotTaken(reason)
    await work.execute(
        "UPDATE discount SET uses = uses + 1 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, discount_id
    )
    return found


async def _uses_of(work: Work, discount_id: UUID, person_id: UUID | None) -> int:
    number: int = await work.value(
        "SELECT count(*) FROM discount_use WHERE cooperative_id = $1 AND discount_id = $2 AND person_id = $3 AND state = 'used'",
        work.cooperative_id,
        discount_id,
        person_id,
    )
    return number


async def note_use(
    work: Work, discount_id: UUID, order_id: UUID, *, currency: str, by_variant: Sequence[tuple[UUID, int]]
) -> None:
    """Write on the order and its lines what the code took off: (variant, minor units), frozen with them."""
    amount = sum(off for _, off in by_variant)
    await work.execute(
        "UPDATE order_line l SET discount_minor = w.off FROM seller_order s, unnest($3::uuid[], $4::bigint[]) AS w (variant, off) "
        "WHERE l.cooperative_id = $1 AND s.cooperative_id = $1 AND s.order_id = $2 AND l.seller_order_id = s.id AND l.variant_id = w.variant "
        "AND l.container_id IS NULL",
        work.cooperative_id, order_id, [variant for variant, _ in by_variant], [off for _, off in by_variant],
    )  # fmt: skip
    await work.execute(
        "INSERT INTO discount_use (cooperative_id, id, discount_id, order_id, person_id, state, currency, amount_minor, used_at) "
        "SELECT $1, $2, $3, $4, o.person_id, 'used', $5, $6, $7 FROM sale_order o WHERE o.cooperative_id = $1 AND o.id = $4",
        work.cooperative_id, ids.new(), discount_id, order_id, currency, amount, work.now,
    )  # fmt: skip


async def follow_order(work: Work, order_id: UUID) -> None:
    """A use is given back when its order has ended as a whole, and taken again when late money revived it. Safe to repeat."""
    await work.execute(
        """WITH now AS (SELECT u.id, u.discount_id, u.state, CASE WHEN o.state = 'cancelled' THEN 'given_back' ELSE 'used' END AS due
               FROM discount_use u JOIN sale_order o ON o.cooperative_id = u.cooperative_id AND o.id = u.order_id
               WHERE u.cooperative_id = $1 AND u.order_id = $2 FOR UPDATE OF u, o),
           moved AS (UPDATE discount_use u SET state = now.due FROM now
               WHERE u.cooperative_id = $1 AND u.id = now.id AND now.state <> now.due RETURNING u.discount_id, u.state)
           UPDATE discount d SET uses = uses + CASE WHEN moved.state = 'used' THEN 1 ELSE -1 END FROM moved
           WHERE d.cooperative_id = $1 AND d.id = moved.discount_id""",
        work.cooperative_id,
        order_id,
    )


async def use_again(work: Work, order_id: UUID) -> None:
    """An order that its buyer had cancelled goes on at her wish: its use is taken again under the code's lock, if it was given back.

    Refuses: CodeNotTaken, where others have used the code up meanwhile.
    """
    row = await work.row(
        "SELECT id, discount_id, person_id FROM discount_use WHERE cooperative_id = $1 AND order_id = $2 AND state = 'given_back' FOR UPDATE",
        work.cooperative_id, order_id,
    )  # fmt: skip
    if row is None:
        return
    found = await queries.by_id(work, row["discount_id"], locked=True)
    if found.uses_most is not None and found.uses >= found.uses_most:
        raise CodeNotTaken("used_up")
    if found.uses_each is not None and found.uses_each <= await _uses_of(work, found.id, row["person_id"]):
        raise CodeNotTaken("used_by_you")
    await work.execute(
        "UPDATE discount_use SET state = 'used' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, row["id"]
    )
    await work.execute(
        "UPDATE discount SET uses = uses + 1 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, found.id
    )
