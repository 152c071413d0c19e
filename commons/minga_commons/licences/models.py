"""Tables of licences: a co-op's own profiles, and pairs that a person decided where the table says nothing."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent

licence_profile = of_cooperative(
    "licence_profile",
    sa.Column("key", sa.Text, nullable=False),
    local_text("name"),
    local_text("summary"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("terms", JSONB, nullable=False),
    instant("created_at"),
    id_column("created_by_agent_id"),
    instant("ended_at", nullable=True),
    parent("agent", "created_by_agent_id"),
    sa.CheckConstraint("key ~ '^LicenseRef-[A-Za-z0-9.-]{1,80}$'", name="key"),
    sa.CheckConstraint("char_length(text) BETWEEN 1 AND 60000", name="text"),
    sa.UniqueConstraint("cooperative_id", "key", name="licence_profile_key_uq"),
)
"""A co-op's own licence. It never changes once it is there, because works are published under it: another wording is another
key. `ended_at`: offered for new works no more. `terms`: predicates as in `profiles.Terms`."""

licence_pair_decision = of_cooperative(
    "licence_pair_decision",
    sa.Column("parent", sa.Text, nullable=False),
    sa.Column("child", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    instant("decided_at"),
    id_column("decided_by_agent_id"),
    parent("agent", "decided_by_agent_id"),
    tables.one_of("answer", "answer", ("yes", "no")),
    sa.CheckConstraint("char_length(parent) BETWEEN 1 AND 200 AND char_length(child) BETWEEN 1 AND 200", name="keys"),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", name="reason"),
    sa.Index("licence_pair_decision_ix", "cooperative_id", "parent", "child", "id"),
    append_only=True,
)
"""Whether a work under `child` may be published that was made from one under `parent`, as a person with `commons.keep`
decided where the table leaves it open, and why. The newest counts; older ones stay readable."""
