"""Jars and crates that came back. What is out follows from order lines and these."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

container_return = of_cooperative(
    "container_return",
    id_column("container_id"),
    sa.Column("count", sa.Integer, nullable=False),
    minor("amount_minor"),
    minor("tax_minor"),
    currency(),
    sa.Column("way", sa.Text, nullable=False),
    id_column("pickup_point_id"),
    id_column("brought_by", nullable=True),
    id_column("taken_by"),
    instant("at"),
    parent("container"),
    parent("pickup_point"),
    parent("agent", "brought_by"),
    parent("agent", "taken_by"),
    tables.one_of("way", "way", ("cash", "credit")),
    sa.CheckConstraint("count >= 1 AND amount_minor >= 1 AND tax_minor BETWEEN 0 AND amount_minor", name="amounts"),
    sa.CheckConstraint("way = 'cash' OR brought_by IS NOT NULL", name="credited"),
    sa.Index("container_return_container_ix", "cooperative_id", "container_id"),
    sa.Index("container_return_agent_ix", "cooperative_id", "brought_by"),
    append_only=True,
)
"""So many of one kind came back at a pickup point, whoever sold them. `amount_minor` went to who brought them: in cash out of the
point's till, or as store credit; `tax_minor` is the tax within, which the co-op need not hand on any more."""
