"""Whether produce that is sold only in cycles can be had now: joined into the statement that reads offers anyway. Pure SQL and pure reading.

For a product that is sold all the time the joined query is never run: its first condition is the product's own flag.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

COLUMNS = """p.only_in_cycles, cy.id AS cycle_id, cy.name AS cycle_name, cy.opens_at AS cycle_opens_at,
    cy.closes_at AS cycle_closes_at"""


def joined(now: str, wanted: str) -> str:
    """The cycle of a variant `v` of a product `p`, with the places of the statement's arguments: the instant, and the one
    cycle that is asked about (or null). Of several that hold it: the open one that closes first, else the next to open, else
    the one that closed last."""
    return f"""LEFT JOIN LATERAL (
    SELECT c.id, c.name, c.opens_at, c.closes_at FROM cycle_good g
    JOIN order_cycle c ON c.cooperative_id = g.cooperative_id AND c.id = g.cycle_id
    WHERE p.only_in_cycles AND g.cooperative_id = v.cooperative_id AND g.variant_id = v.id AND c.cancelled_at IS NULL
        AND ({wanted}::uuid IS NULL OR c.id = {wanted})
    ORDER BY (c.closes_at > {now}) DESC, CASE WHEN c.closes_at > {now} THEN greatest(c.opens_at, {now}) END, c.closes_at > {now} AND c.opens_at > {now},
        CASE WHEN c.closes_at > {now} THEN c.closes_at END, c.closes_at DESC LIMIT 1) cy ON true"""


OPEN_NOW = """EXISTS (SELECT FROM cycle_good g JOIN order_cycle c ON c.cooperative_id = g.cooperative_id AND c.id = g.cycle_id
    WHERE g.cooperative_id = v.cooperative_id AND g.variant_id = v.id AND c.cancelled_at IS NULL
        AND c.opens_at <= {now} AND c.closes_at > {now})"""
"""Whether an open cycle holds variant `v`; `{now}` is to be filled with the place of an instant."""


@dataclass(frozen=True, slots=True)
class InCycle:
    """The cycle that a variant is, was or will be sold in."""

    id: UUID
    name: dict[str, str]
    opens_at: datetime
    closes_at: datetime


def read(row: Any, now: datetime, admitted: UUID | None) -> tuple[InCycle | None, str | None]:
    """(cycle, why it cannot be bought). `admitted`: a cycle whose closing was looked at already, grace and all."""
    if not row["only_in_cycles"]:
        return None, None
    if row["cycle_id"] is None:
        return None, "not_in_cycle"
    cycle = InCycle(row["cycle_id"], row["cycle_name"], row["cycle_opens_at"], row["cycle_closes_at"])
    if cycle.id == admitted or cycle.opens_at <= now < cycle.closes_at:
        return cycle, None
    return cycle, "not_in_cycle"
