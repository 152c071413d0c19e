"""A purchase that many make together, and what each asks for."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

group_purchase = of_cooperative(
    "group_purchase",
    id_column("variant_id"),
    id_column("stall_id"),
    id_column("pickup_point_id"),
    id_column("cycle_id", nullable=True),
    sa.Column("case_size", sa.BigInteger, nullable=False),
    sa.Column("least_cases", sa.Integer, nullable=False),
    minor("price_minor"),
    sa.Column("price_per", sa.BigInteger, nullable=False),
    currency(),
    instant("closes_at"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("lot", sa.Text, nullable=False, server_default=""),
    sa.Column("cases", sa.Integer, nullable=True),
    sa.Column("received", sa.BigInteger, nullable=True),
    minor("final_minor", nullable=True),
    sa.Column("leftover", sa.BigInteger, nullable=True),
    id_column("opened_by"),
    instant("opened_at"),
    instant("closed_at", nullable=True),
    instant("received_at", nullable=True),
    parent("variant"),
    parent("stall"),
    parent("pickup_point"),
    parent("order_cycle", "cycle_id"),
    parent("agent", "opened_by"),
    tables.one_of("state", "state", ("open", "ordered", "received", "failed", "cancelled")),
    sa.CheckConstraint("case_size >= 1 AND least_cases >= 1 AND price_minor >= 0 AND price_per >= 1", name="terms"),
    sa.CheckConstraint("(state IN ('ordered', 'received')) = (cases IS NOT NULL)", name="cases"),
    sa.CheckConstraint(
        "(state = 'received') = (received IS NOT NULL) AND (received IS NULL) = (final_minor IS NULL) "
        "AND (received IS NULL) = (leftover IS NULL) AND final_minor <= price_minor",
        name="received",
    ),
    sa.Index("group_purchase_state_ix", "cooperative_id", "state", "closes_at"),
    sa.Index("group_purchase_cycle_ix", "cooperative_id", "cycle_id", postgresql_where=sa.text("cycle_id IS NOT NULL")),
)
"""Of an order cycle where `cycle_id` is set: then it closes as the cycle does (`commands.CLOSES`), and `closes_at` is what that was as it was opened.
`open` until it closes; then `ordered` by the case, or `failed` where too few cases came together: nobody is charged. `received`: it
came, was divided, and each member's part is an order of hers at the final price, which is never above the announced one (`price_minor` for
`price_per` base units, tax included). `leftover` base units went onto the shelf of the stall."""

group_wish = of_cooperative(
    "group_wish",
    id_column("purchase_id"),
    id_column("agent_id"),
    id_column("person_id"),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("tolerance", sa.BigInteger, nullable=False),
    instant("wished_at"),
    sa.Column("contact", JSONB, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("allotted", sa.BigInteger, nullable=True),
    id_column("order_id", nullable=True),
    sa.ForeignKeyConstraint(["cooperative_id", "purchase_id"], ["group_purchase.cooperative_id", "group_purchase.id"]),
    parent("agent"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    sa.CheckConstraint("quantity >= 1 AND tolerance >= 0", name="asked"),
    sa.CheckConstraint("allotted BETWEEN 0 AND quantity + tolerance", name="never_more"),
    sa.UniqueConstraint("cooperative_id", "purchase_id", "agent_id", name="group_wish_once_uq"),
    personal=("contact",),
)
"""What a member asks for: so much, and up to `tolerance` more where that fills a case. `wished_at` moves when she asks for more, not when
she asks for less. `allotted`: what she is to receive once it was ordered, then what she received. `contact`: as orders keep it."""
