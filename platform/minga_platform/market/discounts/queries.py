"""Which codes there are, and what one is worth for a basket."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.discounts.amounts import Worth


@dataclass(frozen=True, slots=True)
class DiscountRow:
    """A code as whoever keeps it sees it. `given_minor`: what its living uses took off so far."""

    id: UUID
    code: str
    stall_id: UUID | None
    percent_bps: int | None
    amount_minor: int | None
    currency: str
    least_minor: int
    starts_at: datetime | None
    ends_at: datetime | None
    uses_most: int | None
    uses_each: int | None
    uses: int
    state: str
    given_minor: int

    @property
    def worth(self) -> Worth:
        """What it takes off."""
        return Worth(self.percent_bps, self.amount_minor)


COLUMNS = """d.id, d.code, d.stall_id, d.percent_bps, d.amount_minor, d.currency, d.least_minor, d.starts_at, d.ends_at,
    d.uses_most, d.uses_each, d.uses, d.state"""


async def discounts(work: Work, *, stall_id: UUID | None, before: UUID | None, first: int) -> list[DiscountRow]:
    """The co-op's own codes, or those of a stall, newest first; one more than `first` where there are more."""
    rows = await work.rows(
        f"SELECT {COLUMNS}, (SELECT coalesce(sum(u.amount_minor), 0)::bigint FROM discount_use u "
        "WHERE u.cooperative_id = d.cooperative_id AND u.discount_id = d.id AND u.state = 'used') AS given_minor "
        "FROM discount d WHERE d.cooperative_id = $1 AND d.stall_id IS NOT DISTINCT FROM $2 AND ($3::uuid IS NULL OR d.id < $3) "
        "ORDER BY d.id DESC LIMIT $4",
        work.cooperative_id, stall_id, before, first + 1,
    )  # fmt: skip
    return [DiscountRow(**dict(row)) for row in rows]


async def by_code(work: Work, code: str) -> DiscountRow | None:
    """The code of this name, whatever its state."""
    row = await work.row(
        f"SELECT {COLUMNS}, 0::bigint AS given_minor FROM discount d WHERE d.cooperative_id = $1 AND d.code = $2",
        work.cooperative_id,
        plain_code(code),
    )
    return None if row is None else DiscountRow(**dict(row))


async def by_id(work: Work, discount_id: UUID, *, locked: bool = False) -> DiscountRow:
    """The code; `locked`: nobody else uses it until the unit ends."""
    row = await work.row(
        f"SELECT {COLUMNS}, 0::bigint AS given_minor FROM discount d WHERE d.cooperative_id = $1 AND d.id = $2"
        + (" FOR UPDATE" if locked else ""),
        work.cooperative_id,
        discount_id,
    )
    assert row is not None, "a code is closed, never deleted"
    return DiscountRow(**dict(row))


def plain_code(text: str) -> str:
    """As it is kept: capitals without blanks."""
    return "".join(text.split()).upper()
