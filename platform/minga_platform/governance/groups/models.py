"""Tables of working groups. What was granted and what was spent stays readable for good; the money itself is in the ledger."""

import sqlalchemy as sa

from minga_platform.governance.groups import states
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent

working_group = of_cooperative(
    "working_group",
    local_text("name"),
    local_text("about"),
    instant("founded_at"),
    id_column("founded_by"),
    instant("closed_at", nullable=True),
    parent("agent", "founded_by"),
)
"""Members who look after something together."""

group_member = of_cooperative(
    "group_member",
    id_column("group_id"),
    id_column("agent_id"),
    instant("since"),
    instant("left_at", nullable=True),
    parent("working_group", "group_id"),
    parent("agent"),
    sa.CheckConstraint("left_at IS NULL OR left_at >= since", name="times"),
    sa.Index(
        "group_member_open_uq",
        "cooperative_id",
        "group_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    ),
)
"""Who was in which group, from when until when."""

group_grant = of_cooperative(
    "group_grant",
    id_column("group_id"),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    id_column("decision_id", nullable=True),
    id_column("granted_by"),
    instant("at"),
    parent("working_group", "group_id"),
    parent("decision"),
    parent("agent", "granted_by"),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name="reason"),
    sa.UniqueConstraint("cooperative_id", "group_id", "decision_id", name="group_grant_decision_uq"),
    append_only=True,
)
"""Money put into a purse: by a decision of the members, or by officers within a rule's limit (`decision_id` empty)."""

group_spending = of_cooperative(
    "group_spending",
    id_column("group_id"),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("payee", sa.Text, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    id_column("asker_id"),
    instant("asked_at"),
    id_column("election_id"),
    id_column("journal_id"),
    instant("decided_at", nullable=True),
    id_column("paid_by", nullable=True),
    instant("paid_at", nullable=True),
    parent("working_group", "group_id"),
    parent("agent", "asker_id"),
    parent("agent", "paid_by"),
    parent("election"),
    tables.one_of("state", "state", states.SPENDING),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("char_length(purpose) BETWEEN 1 AND 500 AND char_length(payee) BETWEEN 1 AND 200", name="texts"),
    sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
    sa.CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL AND paid_by IS NOT NULL)", name="paid"),
    sa.CheckConstraint("paid_by <> asker_id", name="four_eyes"),
    sa.UniqueConstraint("cooperative_id", "election_id", name="group_spending_election_uq"),
    sa.Index("group_spending_group_ix", "cooperative_id", "group_id", "id"),
    personal=("payee",),
)
"""Something that a group wants to pay for. `journal_id`: the money set aside for it; who asks for it does not pay it."""
