"""Groups of buyers, what their prices can be set of, and the terms of one buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.search import Wanted, widen


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group; `buyers` are in it now."""

    id: UUID
    name: str
    currency: str
    off_bps: int
    least_order_minor: int
    credit_limit_minor: int
    due_days: int
    state: str
    version: int
    buyers: int


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """Somebody in a group, by the agent she is here."""

    agent_id: UUID
    name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A group's own price of a variant, beside the usual one; titles in all languages."""

    variant_id: UUID
    title: dict[str, str]
    variant_title: dict[str, str]
    price_minor: int
    usual_minor: int
    currency: str
    least: int


@dataclass(frozen=True, slots=True)
class GoodRow:
    """An offered variant as a group may have its own price of it; `price_minor` and `least` where it has. Both prices are for `price_per`
    base units of `unit`."""

    product_id: UUID
    sort_title: str
    position: int
    variant_id: UUID
    title: dict[str, str]
    variant_title: dict[str, str]
    stall_name: dict[str, str]
    only_in_cycles: bool
    usual_minor: int
    currency: str
    price_per: int
    unit: str
    price_minor: int | None
    least: int | None

    @property
    def key(self) -> tuple[str, UUID, int, UUID]:
        """Its place in the list."""
        return self.sort_title, self.product_id, self.position, self.variant_id


@dataclass(frozen=True, slots=True)
class TermsRow:
    """On what terms somebody buys."""

    group_id: UUID
    name: str
    currency: str
    off_bps: int
    least_order_minor: int
    credit_limit_minor: int
    due_days: int


_GROUP = """g.id, g.name, g.currency, g.off_bps, g.least_order_minor, g.credit_limit_minor, g.due_days, g.state, g.version,
    (SELECT count(*) FROM group_buyer b WHERE b.cooperative_id = g.cooperative_id AND b.group_id = g.id AND b.left_at IS NULL) AS buyers"""


async def groups(work: Work) -> list[GroupRow]:
    """All groups by name; there are a handful."""
    rows = await work.rows(
        f"SELECT {_GROUP} FROM buyer_group g WHERE g.cooperative_id = $1 ORDER BY g.name LIMIT 200", work.cooperative_id
    )
    return [GroupRow(**dict(row)) for row in rows]


async def group(work: Work, group_id: UUID) -> GroupRow | None:
    """One group."""
    row = await work.row(
        f"SELECT {_GROUP} FROM buyer_group g WHERE g.cooperative_id = $1 AND g.id = $2", work.cooperative_id, group_id
    )
    return None if row is None else GroupRow(**dict(row))


async def buyers_of(work: Work, group_id: UUID) -> list[BuyerRow]:
    """Who is in a group, by name; at most two hundred."""
    rows = await work.rows(
        "SELECT a.id AS agent_id, a.name, b.added_at FROM group_buyer b JOIN agent a ON a.cooperative_id = b.cooperative_id AND a.person_id = b.person_id "
        "WHERE b.cooperative_id = $1 AND b.group_id = $2 AND b.left_at IS NULL ORDER BY a.name, a.id LIMIT 200",
        work.cooperative_id, group_id,
    )  # fmt: skip
    return [BuyerRow(**dict(row)) for row in rows]


async def prices_of(work: Work, group_id: UUID) -> list[PriceRow]:
    """A group's own prices; at most five hundred."""
    rows = await work.rows(
        "SELECT r.variant_id, p.title, v.title AS variant_title, r.price_minor, v.price_minor AS usual_minor, r.currency, r.least FROM group_price r "
        "JOIN variant v ON v.cooperative_id = r.cooperative_id AND v.id = r.variant_id JOIN product p ON p.cooperative_id = v.cooperative_id "
        "AND p.id = v.product_id WHERE r.cooperative_id = $1 AND r.group_id = $2 ORDER BY p.slug, r.id LIMIT 500",
        work.cooperative_id, group_id,
    )  # fmt: skip
    return [PriceRow(**dict(row)) for row in rows]


async def goods_for(
    work: Work, group: GroupRow, text: str, *, after: Sequence[Any] | None, limit: int
) -> list[GoodRow]:
    """What is offered in the group's currency, by title; in order cycles alone too. `text`: words of which the last may be unfinished,
    as in the market; empty: everything."""
    wanted = Wanted.read(text)
    if text.strip() and not wanted.words:
        return []
    words = (await widen(work, wanted)).query_text if wanted.words else None
    behind = (
        ""
        if after is None
        else "AND (l.sort_title, l.product_id, v.position, v.id) > ($6, $7::uuid, $8::integer, $9::uuid)"
    )
    rows = await work.rows(
        f"""SELECT l.product_id, l.sort_title, v.position, v.id AS variant_id, l.title, v.title AS variant_title, l.stall_name,
            p.only_in_cycles, v.price_minor AS usual_minor, v.currency, v.price_per, v.unit, r.price_minor, r.least
        FROM listing l JOIN product p ON p.cooperative_id = l.cooperative_id AND p.id = l.product_id AND NOT p.is_voucher
        JOIN variant v ON v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered' AND v.currency = $3
        LEFT JOIN group_price r ON r.cooperative_id = v.cooperative_id AND r.group_id = $2 AND r.variant_id = v.id
        WHERE l.cooperative_id = $1 AND ($4::text IS NULL OR l.words @@ $4::tsquery) {behind}
        ORDER BY l.sort_title, l.product_id, v.position, v.id LIMIT $5""",
        work.cooperative_id, group.id, group.currency, words, limit, *(after or ()),
    )  # fmt: skip
    return [GoodRow(**dict(row)) for row in rows]


async def terms_of(work: Work, person_id: UUID | None, *, locked: bool = False) -> TermsRow | None:
    """On what terms somebody buys here; None where she is in no open group. `locked`: her next order waits for this one."""
    if person_id is None:
        return None
    row = await work.row(
        "SELECT g.id AS group_id, g.name, g.currency, g.off_bps, g.least_order_minor, g.credit_limit_minor, g.due_days FROM group_buyer b "
        "JOIN buyer_group g ON g.cooperative_id = b.cooperative_id AND g.id = b.group_id AND g.state = 'open' "
        "WHERE b.cooperative_id = $1 AND b.person_id = $2 AND b.left_at IS NULL" + (" FOR UPDATE OF b" if locked else ""),
        work.cooperative_id, person_id,
    )  # fmt: skip
    return None if row is None else TermsRow(**dict(row))
