"""Sales across the table."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

stand_sale = of_cooperative(
    "stand_sale",
    id_column("order_id"),
    id_column("stall_id"),
    id_column("sold_by"),
    instant("sold_at"),
    instant("told_at"),
    sa.Column("corrected", JSONB, nullable=False, server_default="[]"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    parent("stall"),
    parent("agent", "sold_by"),
    sa.UniqueConstraint("cooperative_id", "order_id", name="stand_sale_order_uq"),
    sa.Index("stand_sale_stall_ix", "cooperative_id", "stall_id", sa.text("told_at DESC")),
    append_only=True,
)
"""`sold_at`: when the seller says it was; `told_at`: when we heard of it. `corrected`: [{stock_item_id, quantity}] of what the
shelf had according to her and not according to us: it was sold all the same, since it was there."""
