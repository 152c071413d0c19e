"""Discount codes, and which orders used them."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

discount = of_cooperative(
    "discount",
    sa.Column("code", sa.Text, nullable=False),
    id_column("stall_id", nullable=True),
    sa.Column("percent_bps", sa.Integer, nullable=True),
    minor("amount_minor", nullable=True),
    currency(),
    minor("least_minor"),
    instant("starts_at", nullable=True),
    instant("ends_at", nullable=True),
    sa.Column("uses_most", sa.Integer, nullable=True),
    sa.Column("uses_each", sa.Integer, nullable=True),
    sa.Column("uses", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    id_column("made_by"),
    instant("made_at"),
    parent("stall"),
    parent("agent", "made_by"),
    tables.one_of("state", "state", ("open", "closed")),
    sa.CheckConstraint("num_nonnulls(percent_bps, amount_minor) = 1", name="worth"),
    sa.CheckConstraint("percent_bps BETWEEN 1 AND 10000 AND (amount_minor IS NULL OR amount_minor > 0)", name="bounds"),
    sa.CheckConstraint("least_minor >= 0 AND uses >= 0 AND uses_most >= 1 AND uses_each >= 1", name="uses"),
    sa.CheckConstraint("ends_at > starts_at", name="dates"),
    sa.UniqueConstraint("cooperative_id", "code", name="discount_code_uq"),
    sa.Index("discount_stall_ix", "cooperative_id", "stall_id", sa.text("id DESC")),
)
"""A code that makes an order cheaper. `stall_id`: the stall that bears it, on its own lines alone; without one the co-op bears it
out of its fee, on all lines. Worth a part (`percent_bps`) or an amount. `least_minor`: of goods it counts for. `uses_each`: per person.
`uses`: how many orders have it now; counted under this row's lock, so the last use is had once."""

discount_use = of_cooperative(
    "discount_use",
    id_column("discount_id"),
    id_column("order_id"),
    id_column("person_id", nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    instant("used_at"),
    parent("discount"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    tables.one_of("state", "state", ("used", "given_back")),
    sa.CheckConstraint("amount_minor >= 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "order_id", name="discount_use_order_uq"),
    sa.Index("discount_use_person_ix", "cooperative_id", "discount_id", "person_id"),
)
"""One order's use of a code. Given back when the order ends as a whole, and taken again should late money revive it."""
