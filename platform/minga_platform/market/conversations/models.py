"""Tables of conversations: one between a buyer and a stall per thing that it is about."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

SIDES = ("buyer", "stall")

conversation = of_cooperative(
    "conversation",
    id_column("stall_id"),
    id_column("person_id"),
    sa.Column("buyer_name", sa.Text, nullable=False),
    id_column("order_id", nullable=True),
    id_column("product_id", nullable=True),
    instant("begun_at"),
    instant("last_at"),
    sa.Column("last_side", sa.Text, nullable=False),
    instant("read_by_buyer_at", nullable=True),
    instant("read_by_stall_at", nullable=True),
    sa.Column("blocked_by", sa.Text, nullable=True),
    instant("blocked_at", nullable=True),
    parent("stall"),
    parent("sale_order", "order_id"),
    parent("product"),
    tables.one_of("last_side", "last_side", SIDES),
    tables.one_of("blocked_by", "blocked_by", SIDES),
    sa.CheckConstraint("(blocked_by IS NULL) = (blocked_at IS NULL)", name="blocked"),
    sa.CheckConstraint("order_id IS NULL OR product_id IS NULL", name="about"),
    sa.CheckConstraint("char_length(buyer_name) BETWEEN 1 AND 80", name="name"),
    sa.Index(
        "conversation_once_uq",
        "cooperative_id",
        "stall_id",
        "person_id",
        sa.text("coalesce(order_id, product_id, stall_id)"),
        unique=True,
    ),
    sa.Index("conversation_person_ix", "cooperative_id", "person_id", sa.text("last_at DESC")),
    sa.Index("conversation_stall_ix", "cooperative_id", "stall_id", sa.text("last_at DESC")),
    personal=("buyer_name",),
)
"""`person_id`: the buyer, who has an account. `read_by_…_at`: when that side last looked; unread is what came later.
`blocked_by`: that side wants to hear no more, in this and in every other conversation of the two."""

conversation_message = of_cooperative(
    "conversation_message",
    id_column("conversation_id"),
    sa.Column("side", sa.Text, nullable=False),
    id_column("by_person_id"),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    instant("at"),
    parent("conversation"),
    tables.one_of("side", "side", SIDES),
    sa.CheckConstraint("char_length(words) BETWEEN 1 AND 4000", name="words"),
    sa.Index("conversation_message_ix", "cooperative_id", "conversation_id", "id"),
    personal=("words", "by_name"),
)
"""What one of them wrote. It is not changed afterwards."""

conversation_report = of_cooperative(
    "conversation_report",
    id_column("message_id"),
    id_column("by_person_id"),
    sa.Column("reason", sa.Text, nullable=False),
    instant("at"),
    id_column("settled_by", nullable=True),
    instant("settled_at", nullable=True),
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    parent("conversation_message", "message_id"),
    parent("agent", "settled_by"),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 1000 AND char_length(outcome) <= 1000", name="texts"),
    sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled"),
    sa.UniqueConstraint("cooperative_id", "message_id", "by_person_id", name="conversation_report_once_uq"),
    sa.Index("conversation_report_open_ix", "cooperative_id", "id", postgresql_where=sa.text("settled_at IS NULL")),
    personal=("reason",),
)
"""Who got a message shows it to the moderators: this one message, never the conversation."""
