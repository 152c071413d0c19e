"""Readings of royalties: what products are made from, and what sales left with each release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.credit.spending import booked


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a product is made from. `title` in several languages; `holders`: who is named with the release."""

    product_id: UUID
    release_id: UUID
    asset_id: UUID
    asset_slug: str
    title: dict[str, str]
    version: str
    licence: str
    state: str
    thanks_bps: int
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pot:
    """What sales left with one release in one currency, minor units. `gathered − returned − divided = due − ahead`.

    `held`: of what is due, what still may go back to a buyer; the rest less `ahead` can be divided now.
    """

    release_id: UUID
    asset_id: UUID
    asset_slug: str
    title: dict[str, str]
    version: str
    licence: str
    currency: str
    sales: int
    gathered_minor: int
    returned_minor: int
    held_minor: int
    due_minor: int
    ahead_minor: int

    @property
    def ready_minor(self) -> int:
        """What a division now would divide."""
        return max(self.due_minor - self.held_minor - self.ahead_minor, 0)

    @property
    def divided_minor(self) -> int:
        """What was divided so far."""
        return self.gathered_minor - self.returned_minor - self.due_minor + self.ahead_minor


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A line that was sold under a licence. `order_number` names its order to those who may see it."""

    order_line_id: UUID
    product_id: UUID
    product_title: str
    stall_name: str
    basis: str
    licence: str
    clause: str
    grant_id: UUID | None
    royalty_bps: int
    base_minor: int
    royalty_minor: int
    returned_minor: int
    currency: str
    at: datetime
    standing: str
    """`awaited` (no money yet), `held` (may go back to the buyer), `ready`, `divided`."""


@dataclass(frozen=True, slots=True)
class BasisRow:
    """The basis of one line, with the work's address and title."""

    order_line_id: UUID
    basis: str
    licence: str
    clause: str
    grant_id: UUID | None
    royalty_bps: int
    royalty_minor: int
    currency: str
    asset_slug: str
    title: dict[str, str]
    version: str


async def made_from(work: Work, product_ids: Sequence[UUID]) -> dict[UUID, MadeFrom]:
    """Product → what it is made from."""
    rows = await work.rows(
        """SELECT m.product_id, m.release_id, r.asset_id, a.slug AS asset_slug, a.title, r.version, r.licence, r.state,
            m.thanks_bps, ARRAY(SELECT coalesce(g.name, h.name) FROM release_holder h
                LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
                WHERE h.cooperative_id = r.cooperative_id AND h.release_id = r.id ORDER BY h.position, h.id) AS holders
        FROM product_release m
        JOIN release r ON r.cooperative_id = m.cooperative_id AND r.id = m.release_id
        JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
        WHERE m.cooperative_id = $1 AND m.product_id = ANY($2)""",
        work.cooperative_id,
        list(product_ids),
    )
    return {row["product_id"]: MadeFrom(**{**dict(row), "holders": tuple(row["holders"])}) for row in rows}


@dataclass(frozen=True, slots=True)
class Choice:
    """A release that something here can be made from: the newest published one of each work."""

    release_id: UUID
    asset_slug: str
    title: dict[str, str]
    version: str
    licence: str


async def choices(work: Work, first: int = 500) -> list[Choice]:
    """What makers of the unit's co-op can say that they make things from, newest work first."""
    rows = await work.rows(
        """SELECT r.id AS release_id, a.slug AS asset_slug, a.title, r.version, r.licence FROM asset a
        JOIN LATERAL (SELECT r.id, r.version, r.licence, r.born FROM release r WHERE r.cooperative_id = a.cooperative_id
            AND r.asset_id = a.id AND r.state = 'published' ORDER BY r.born DESC LIMIT 1) r ON true
        WHERE a.cooperative_id = $1 ORDER BY r.born DESC LIMIT $2""",
        work.cooperative_id,
        first,
    )
    return [Choice(**dict(row)) for row in rows]


# Whether a line's money is in, whether it can still go back, and what of its royalty went back.
_LINES = """FROM sale_basis b
    JOIN order_line l ON l.cooperative_id = b.cooperative_id AND l.id = b.order_line_id
    JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
    LEFT JOIN portion o ON o.cooperative_id = s.cooperative_id AND o.seller_order_id = s.id
    LEFT JOIN LATERAL (SELECT sum(f.royalty_minor)::bigint AS returned FROM refund_line f
        WHERE f.cooperative_id = l.cooperative_id AND f.order_line_id = l.id) back ON true"""


_BALANCE = """LEFT JOIN LATERAL (SELECT v.posted FROM account k
            JOIN balance v ON v.cooperative_id = k.cooperative_id AND v.id = k.id
            WHERE k.cooperative_id = $1 AND k.holder_id = r.asset_id AND k.purpose = r.version AND k.unit = t.currency
                AND k.kind = '{kind}') {name} ON true"""


async def pots(work: Work, *, asset_id: UUID | None = None, release_id: UUID | None = None) -> list[Pot]:
    """What sales left with every release of the unit's co-op, or of one work, the newest sale first."""
    rows = await work.rows(
        f"""SELECT t.release_id, t.currency, t.sales, t.gathered_minor, t.returned_minor, t.held_minor,
            r.asset_id, a.slug AS asset_slug, a.title, r.version, r.licence,
            coalesce(due.posted, 0) AS due_minor, coalesce(ahead.posted, 0) AS ahead_minor
        FROM (SELECT b.release_id, b.currency, count(*) AS sales, max(b.at) AS newest,
                coalesce(sum(b.royalty_minor) FILTER (WHERE {booked("o")}), 0)::bigint AS gathered_minor,
                coalesce(sum(back.returned), 0)::bigint AS returned_minor,
                coalesce(sum(b.royalty_minor - coalesce(back.returned, 0)) FILTER (
                    WHERE {booked("o")} AND s.payable_at IS NULL AND l.royalty_divided_at IS NULL), 0)::bigint AS held_minor
            {_LINES} WHERE b.cooperative_id = $1 AND ($2::uuid IS NULL OR b.asset_id = $2)
                AND ($3::uuid IS NULL OR b.release_id = $3) GROUP BY 1, 2) t
        JOIN release r ON r.cooperative_id = $1 AND r.id = t.release_id
        JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
        {_BALANCE.format(name="due", kind="royalties_due")}
        {_BALANCE.format(name="ahead", kind="royalties_ahead")}
        ORDER BY t.newest DESC, t.release_id""",
        work.cooperative_id,
        asset_id,
        release_id,
    )
    return [Pot(**dict(row)) for row in rows]


async def sales(
    work: Work, *, release_id: UUID, before: UUID | None, first: int, line_ids: Sequence[UUID] | None = None
) -> list[SaleRow]:
    """The lines sold under a release, newest first, one more than `first` where there are more; or only `line_ids`."""
    rows = await work.rows(
        f"""SELECT b.order_line_id, b.product_id, l.title AS product_title, s.stall_name, b.basis, b.licence, b.clause,
            b.grant_id, b.royalty_bps, b.base_minor, b.royalty_minor, coalesce(back.returned, 0) AS returned_minor,
            b.currency, b.at,
            CASE WHEN coalesce(o.captured_minor, 0) = 0 AND l.total_minor > 0 THEN 'awaited'
                WHEN l.royalty_divided_at IS NOT NULL THEN 'divided' WHEN s.payable_at IS NULL THEN 'held' ELSE 'ready' END AS standing
        {_LINES} WHERE b.cooperative_id = $1 AND b.release_id = $2 AND ($3::uuid IS NULL OR b.order_line_id < $3)
            AND ($5::uuid[] IS NULL OR b.order_line_id = ANY($5))
        ORDER BY b.order_line_id DESC LIMIT $4""",
        work.cooperative_id, release_id, before, first + 1, None if line_ids is None else list(line_ids),
    )  # fmt: skip
    return [SaleRow(**dict(row)) for row in rows]


async def basis_of(work: Work, order_line_ids: Sequence[UUID]) -> dict[UUID, BasisRow]:
    """Line → the basis it was sold on, with the work's address and title; for who may see the lines."""
    rows = await work.rows(
        """SELECT b.order_line_id, b.basis, b.licence, b.clause, b.grant_id, b.royalty_bps, b.royalty_minor, b.currency,
            a.slug AS asset_slug, a.title, r.version
        FROM sale_basis b JOIN release r ON r.cooperative_id = b.cooperative_id AND r.id = b.release_id
        JOIN asset a ON a.cooperative_id = b.cooperative_id AND a.id = b.asset_id
        WHERE b.cooperative_id = $1 AND b.order_line_id = ANY($2)""",
        work.cooperative_id,
        list(order_line_ids),
    )
    return {row["order_line_id"]: BasisRow(**dict(row)) for row in rows}
