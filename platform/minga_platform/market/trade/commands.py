"""Keeping groups of buyers, who is in them, and their prices."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.trade.errors import NameTaken
from minga_platform.membership import access

_LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class GroupTerms:
    """What holds for all buyers of a group; amounts in minor units of the co-op's currency."""

    name: str
    off_bps: int
    least_order_minor: int
    credit_limit_minor: int
    due_days: int

    def checked(self) -> "GroupTerms":
        """Refuses: InvalidInput."""
        if not 1 <= len(self.name.strip()) <= 80:
            raise InvalidInput("name", "length", minimum="1", maximum="80")
        for field, value, most in (
            ("offBps", self.off_bps, 9000),
            ("leastOrder", self.least_order_minor, _LARGEST),
            ("creditLimit", self.credit_limit_minor, _LARGEST),
            ("dueDays", self.due_days, 180),
        ):
            if not 0 <= value <= most:
                raise InvalidInput(field, "range", minimum="0", maximum=str(most))
        return self


async def add_group(work: Work, viewer: Viewer, *, terms: GroupTerms, currency: str) -> UUID:
    """A new group of buyers. Needs `trade.edit`. Refuses: NotAllowed, InvalidInput, NameTaken."""
    agent_id = await access.require(work, viewer, "trade.edit")
    terms = terms.checked()
    made = ids.new()
    try:
        await work.execute(
            "INSERT INTO buyer_group (cooperative_id, id, name, currency, off_bps, least_order_minor, credit_limit_minor, due_days, state, "
            "made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10)",
            work.cooperative_id, made, terms.name.strip(), currency, terms.off_bps, terms.least_order_minor, terms.credit_limit_minor,
            terms.due_days, agent_id, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(terms.name.strip()) from error
    return made


async def edit_group(
    work: Work, viewer: Viewer, *, group_id: UUID, expected_version: int, terms: GroupTerms, is_open: bool
) -> UUID:
    """Change a group's terms; orders placed before keep theirs. Needs `trade.edit`. Refuses: NotFound, Conflict, InvalidInput, NameTaken."""
    await access.require(work, viewer, "trade.edit")
    terms = terms.checked()
    version = await work.value(
        "SELECT version FROM buyer_group WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        group_id,
    )
    if version is None:
        raise NotFound
    if version != expected_version:
        raise Conflict(version)
    try:
        await work.execute(
            "UPDATE buyer_group SET name = $3, off_bps = $4, least_order_minor = $5, credit_limit_minor = $6, due_days = $7, state = $8, "
            "version = version + 1 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, group_id, terms.name.strip(), terms.off_bps, terms.least_order_minor, terms.credit_limit_minor,
            terms.due_days, "open" if is_open else "closed",
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(terms.name.strip()) from error
    return group_id


async def put_buyer(work: Work, viewer: Viewer, *, agent_id: UUID, group_id: UUID | None) -> UUID:
    """Somebody buys on a group's terms from now on, or (without a group) on nobody's. Needs `trade.edit`; nobody does it for herself.

    Refuses: NotFound, NotAllowed, InvalidInput. Safe to repeat.
    """
    officer = await access.require(work, viewer, "trade.edit")
    row = await work.row(
        "SELECT person_id FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, agent_id
    )
    if row is None:
        raise NotFound
    if row["person_id"] is None or officer == agent_id:
        raise InvalidInput("agentId", "somebody_else")
    if group_id is not None and not await work.value(
        "SELECT EXISTS (SELECT FROM buyer_group WHERE cooperative_id = $1 AND id = $2)", work.cooperative_id, group_id
    ):
        raise NotFound
    await work.execute(
        "UPDATE group_buyer SET left_at = $3 WHERE cooperative_id = $1 AND person_id = $2 AND left_at IS NULL "
        "AND group_id IS DISTINCT FROM $4",
        work.cooperative_id, row["person_id"], work.now, group_id,
    )  # fmt: skip
    if group_id is not None:
        await work.execute(
            "INSERT INTO group_buyer (cooperative_id, id, group_id, person_id, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6) "
            "ON CONFLICT (cooperative_id, person_id) WHERE left_at IS NULL DO NOTHING",
            work.cooperative_id, ids.new(), group_id, row["person_id"], officer, work.now,
        )  # fmt: skip
    return agent_id


async def set_group_price(
    work: Work, viewer: Viewer, *, group_id: UUID, variant_id: UUID, price_minor: int | None, least: int
) -> UUID:
    """A group's own price of a variant from `least` base units on; without one the usual price holds again. Needs `trade.edit`.

    Refuses: NotFound, InvalidInput.
    """
    await access.require(work, viewer, "trade.edit")
    row = await work.row(
        "SELECT v.currency, v.step, g.currency AS unit FROM variant v JOIN buyer_group g ON g.cooperative_id = v.cooperative_id AND g.id = $3 "
        "WHERE v.cooperative_id = $1 AND v.id = $2",
        work.cooperative_id, variant_id, group_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    if row["currency"] != row["unit"]:
        raise InvalidInput("price", "currency")
    if price_minor is None:
        await work.execute(
            "DELETE FROM group_price WHERE cooperative_id = $1 AND group_id = $2 AND variant_id = $3",
            work.cooperative_id, group_id, variant_id,
        )  # fmt: skip
        return group_id
    if not 0 <= price_minor <= _LARGEST:
        raise InvalidInput("price", "range", minimum="0", maximum=str(_LARGEST))
    if not 1 <= least <= 1_000_000_000:
        raise InvalidInput("least", "range", minimum="1", maximum="1000000000")
    await work.execute(
        "INSERT INTO group_price (cooperative_id, id, group_id, variant_id, currency, price_minor, least) VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT ON CONSTRAINT group_price_once_uq DO UPDATE SET price_minor = excluded.price_minor, least = excluded.least",
        work.cooperative_id, ids.new(), group_id, variant_id, row["unit"], price_minor, least,
    )  # fmt: skip
    return group_id
