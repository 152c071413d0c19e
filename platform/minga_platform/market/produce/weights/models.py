"""What the scales said, and what the buyer was asked."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

weighing = of_cooperative(
    "weighing",
    id_column("order_line_id"),
    sa.Column("wished", sa.BigInteger, nullable=False),
    sa.Column("packed", sa.BigInteger, nullable=False),
    minor("off_minor"),
    sa.Column("given", sa.BigInteger, nullable=False),
    currency(),
    sa.Column("reason", sa.Text, nullable=False),
    id_column("by_agent_id"),
    instant("at"),
    parent("order_line"),
    parent("agent", "by_agent_id"),
    sa.CheckConstraint("packed >= 0 AND given BETWEEN 0 AND packed AND off_minor >= 0", name="amounts"),
    sa.Index("weighing_line_ix", "cooperative_id", "order_line_id"),
    append_only=True,
)
"""One reading of the scales: who, when, ordered, packed, why. Base units. `off_minor`: what it takes off the line's price; `given`: how
much of it is above what the buyer accepted, and given to her."""

weight_question = of_cooperative(
    "weight_question",
    id_column("order_line_id"),
    sa.Column("packed", sa.BigInteger, nullable=False),
    minor("more_minor"),
    currency(),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    id_column("asked_by"),
    instant("asked_at"),
    instant("answered_at", nullable=True),
    parent("order_line"),
    parent("agent", "asked_by"),
    tables.one_of("state", "state", ("asked", "agreed", "declined", "void")),
    sa.CheckConstraint("(state = 'asked') = (answered_at IS NULL) AND more_minor > 0", name="answered"),
    sa.Index(
        "weight_question_open_uq",
        "cooperative_id",
        "order_line_id",
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    ),
)
"""More was weighed than the buyer accepted: may it be so much more? `more_minor` is on top of the line's price, tax included."""
