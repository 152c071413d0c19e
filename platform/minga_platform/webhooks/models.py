"""Programs that listen, what they are told, and how each telling went."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel.tables import id_column, instant, of_cooperative, one_of, parent

webhook = of_cooperative(
    "webhook",
    id_column("agent_id"),
    id_column("stall_id", nullable=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("kinds", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    sa.Column("old_secret", sa.LargeBinary, nullable=True),
    instant("old_secret_until", nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("stopped_because", sa.Text, nullable=False, server_default=""),
    instant("created_at"),
    parent("agent"),
    parent("stall"),
    one_of("state", "state", ("active", "stopped", "removed")),
    sa.CheckConstraint("char_length(name) BETWEEN 1 AND 80", name="name"),
    sa.CheckConstraint("cardinality(kinds) BETWEEN 1 AND 60", name="kinds"),
    sa.Index("webhook_heard_ix", "cooperative_id", "state"),
    personal=("url", "name"),
)
"""A member's program: what it wants to hear, where it listens, and the secret that signs what it is told (sealed).
With `stall_id` it hears of that stall's orders and money alone; without, of the co-op's."""

webhook_subject = of_cooperative(
    "webhook_subject",
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("cooperative_id", "subject"),
)
"""How many messages there were about one thing (`ord_…`): the number of the last one."""

webhook_taken = of_cooperative("webhook_taken", instant("at"), sa.Index("webhook_taken_age_ix", "cooperative_id", "at"))
"""Which events (their ids) were written down: each once, whoever looks back."""

webhook_message = of_cooperative(
    "webhook_message",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    instant("occurred_at"),
    sa.Column("data", JSONB, nullable=False),
    sa.Index("webhook_message_age_ix", "cooperative_id", "occurred_at"),
)
"""One thing that happened, as programs are told it: kind, subject, its number among those about the subject, and ids."""

webhook_delivery = of_cooperative(
    "webhook_delivery",
    id_column("webhook_id"),
    id_column("message_id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    instant("next_at"),
    instant("claimed_until", nullable=True),
    instant("delivered_at", nullable=True),
    parent("webhook"),
    parent("webhook_message", "message_id"),
    sa.UniqueConstraint("cooperative_id", "webhook_id", "message_id"),
    one_of("state", "state", ("waiting", "delivered")),
    sa.Index(
        "webhook_delivery_due_ix",
        "cooperative_id",
        "webhook_id",
        "next_at",
        postgresql_where=sa.text("state = 'waiting'"),
    ),
    sa.Index("webhook_delivery_message_ix", "cooperative_id", "message_id"),
)
"""One message for one program. It waits until the program said 2xx; nothing about the same subject overtakes it."""

webhook_attempt = of_cooperative(
    "webhook_attempt",
    id_column("delivery_id"),
    instant("at"),
    sa.Column("status", sa.Integer, nullable=True),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    parent("webhook_delivery", "delivery_id"),
    sa.Index("webhook_attempt_delivery_ix", "cooperative_id", "delivery_id"),
)
"""One try: the answer's status and beginning, or why there was none."""
