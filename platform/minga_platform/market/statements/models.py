"""Statements of the co-op's accounts, their lines, and what each line was."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.market.statements.kinds import CHANNELS, USES

statement_layout = of_cooperative(
    "statement_layout",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("layout", JSONB, nullable=False),
    instant("changed_at"),
    tables.one_of("channel", "channel", CHANNELS),
    sa.UniqueConstraint("cooperative_id", "name", name="statement_layout_name_uq"),
)
"""How a bank's tables (CSV) are to be read: which column holds what, how numbers and dates are written (`layouts.py`)."""

bank_statement = of_cooperative(
    "bank_statement",
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    currency(),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("from_on", sa.Date, nullable=True),
    sa.Column("until_on", sa.Date, nullable=True),
    minor("opening_minor", nullable=True),
    minor("closing_minor", nullable=True),
    minor("ledger_minor"),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("fresh", sa.Integer, nullable=False),
    id_column("imported_by", nullable=True),
    instant("imported_at"),
    parent("agent", "imported_by"),
    tables.one_of("channel", "channel", CHANNELS),
    sa.Index("bank_statement_at_ix", "cooperative_id", "imported_at"),
    append_only=True,
)
"""One reading of a statement. `ledger_minor`: what our books had on that account just after it; `lines`: how many the file
had, of which `fresh` were new to us. `account`: the end of its number."""

statement_line = of_cooperative(
    "statement_line",
    id_column("statement_id"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("booked_on", sa.Date, nullable=False),
    currency(),
    minor("amount_minor"),
    minor("left_minor"),
    sa.Column("counterparty", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("references", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("is_return", sa.Boolean, nullable=False),
    parent("bank_statement", "statement_id", deferrable=True),
    tables.one_of("channel", "channel", CHANNELS),
    sa.CheckConstraint("amount_minor <> 0", name="amount"),
    sa.CheckConstraint("left_minor BETWEEN 0 AND abs(amount_minor)", name="left"),
    sa.UniqueConstraint("cooperative_id", "hash", name="statement_line_hash_uq"),
    sa.Index("statement_line_left_ix", "cooperative_id", "booked_on", postgresql_where=sa.text("left_minor > 0")),
)
"""One movement on the account; above zero it came in. No row says whose the words of a bank are, so no erasure could find them:
time does (`forgetting.py`). `left_minor` of it nobody has explained: it stands in suspense. The hash
of what the bank calls it makes a second reading harmless. `references`: what in its text may name something of ours."""

statement_use = of_cooperative(
    "statement_use",
    id_column("line_id"),
    sa.Column("kind", sa.Text, nullable=False),
    id_column("subject_id", nullable=True),
    minor("amount_minor"),
    sa.Column("is_booked", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    id_column("by_agent", nullable=True),
    instant("at"),
    parent("statement_line", "line_id"),
    parent("agent", "by_agent"),
    tables.one_of("kind", "kind", USES),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.Index("statement_use_line_ix", "cooperative_id", "line_id"),
    sa.Index("statement_use_subject_ix", "cooperative_id", "subject_id"),
)
"""What a line, or a part of it, was; the subject of a payout is a maker's, or a contributor's shares. Not booked: a part of an order's
money that waits in suspense for the rest. `by_agent`: who said so; nobody where the match was certain."""
