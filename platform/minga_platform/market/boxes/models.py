"""A box, what is usually in it, who takes it, and what became of each of its dates."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, local_text, of_cooperative, parent
from minga_platform.market.boxes.kinds import OUTCOMES, PAYS, SIZES, WHEN_MISSING

goods_box = of_cooperative(
    "goods_box",
    local_text("name"),
    local_text("note"),
    id_column("stall_id", nullable=True),
    currency(),
    sa.Column("every_weeks", sa.Integer, nullable=False),
    sa.Column("first_on", sa.Date, nullable=False),
    sa.Column("cutoff_hours", sa.Integer, nullable=False),
    sa.Column("when_missing", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    id_column("offered_by"),
    instant("offered_at"),
    instant("closed_at", nullable=True),
    parent("stall"),
    parent("agent", "offered_by"),
    sa.CheckConstraint("every_weeks BETWEEN 1 AND 8", name="every_weeks"),
    sa.CheckConstraint("cutoff_hours BETWEEN 0 AND 336", name="cutoff_hours"),
    tables.one_of("when_missing", "when_missing", WHEN_MISSING),
    tables.one_of("state", "state", ("open", "closed")),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
)
"""Without a stall it is the co-op's own, and may hold goods of any stall. It comes on `first_on` and every so many weeks after it; what is to
change for a date must be said `cutoff_hours` before that day begins in the co-op's zone. `when_missing`: what is not to be had is replaced
(`substitute`, where one was named) or left out and not paid (`credit`)."""

goods_box_content = of_cooperative(
    "goods_box_content",
    id_column("box_id"),
    sa.Column("size", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    id_column("variant_id"),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    id_column("substitute_id", nullable=True),
    sa.Column("substitute_quantity", sa.BigInteger, nullable=True),
    parent("goods_box", "box_id"),
    parent("variant"),
    parent("variant", "substitute_id"),
    tables.one_of("size", "size", SIZES),
    sa.CheckConstraint("quantity >= 1 AND substitute_quantity >= 1", name="quantity"),
    sa.CheckConstraint("(substitute_id IS NULL) = (substitute_quantity IS NULL)", name="substitute"),
    sa.UniqueConstraint("cooperative_id", "box_id", "size", "variant_id", name="goods_box_content_once_uq"),
)
"""What is usually in a box of that size: so many base units of a variant, and perhaps what stands in for it."""

box_subscription = of_cooperative(
    "box_subscription",
    id_column("box_id"),
    id_column("agent_id"),
    id_column("person_id"),
    id_column("pickup_point_id"),
    sa.Column("size", sa.Text, nullable=False),
    sa.Column("pays", sa.Text, nullable=False),
    sa.Column("dislikes", ARRAY(UUID(as_uuid=True)), nullable=False, server_default="{}"),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("held_from", sa.Date, nullable=True),
    sa.Column("held_until", sa.Date, nullable=True),
    sa.Column("handled_until", sa.Date, nullable=True),
    instant("due_at", nullable=True),
    instant("started_at"),
    instant("ended_at", nullable=True),
    parent("goods_box", "box_id"),
    parent("agent"),
    parent("pickup_point"),
    tables.one_of("size", "size", SIZES),
    tables.one_of("pays", "pays", PAYS),
    sa.CheckConstraint("(held_from IS NULL) = (held_until IS NULL) AND held_until >= held_from", name="held"),
    sa.Index("box_subscription_due_ix", "cooperative_id", "due_at"),
    sa.Index("box_subscription_agent_ix", "cooperative_id", "agent_id"),
    sa.Index(
        "box_subscription_open_uq",
        "cooperative_id",
        "box_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
"""`dislikes`: products that she does not want. Nothing comes from `held_from` to `held_until`, both included. All dates up to
`handled_until` are settled; at `due_at`, the cut-off of the next one, it is its turn; null: none comes any more."""

box_delivery = of_cooperative(
    "box_delivery",
    id_column("subscription_id"),
    sa.Column("comes_on", sa.Date, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    id_column("order_id", nullable=True),
    sa.Column("changes", JSONB, nullable=False, server_default="[]"),
    instant("settled_at"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "subscription_id"], ["box_subscription.cooperative_id", "box_subscription.id"]
    ),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    tables.one_of("outcome", "outcome", OUTCOMES),
    sa.CheckConstraint("(outcome = 'ordered') = (order_id IS NOT NULL)", name="ordered"),
    sa.UniqueConstraint("cooperative_id", "subscription_id", "comes_on", name="box_delivery_once_uq"),
    sa.UniqueConstraint("cooperative_id", "order_id", name="box_delivery_order_uq"),
)
"""What became of one date of one subscription: at most one row, hence at most one order. `empty`: nothing of it was to be had; `missed`: its
day was over, or its pickup point closed, before the order could be made. `changes`: [{title, because, instead}], titles by language,
`instead` null where it was left out."""
