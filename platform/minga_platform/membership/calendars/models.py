"""Tables of calendars: the secret address of each member's."""

import sqlalchemy as sa

from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

calendar_link = of_cooperative(
    "calendar_link",
    id_column("agent_id"),
    sa.Column("token_hash", sa.LargeBinary, nullable=False),
    instant("made_at"),
    instant("ended_at", nullable=True),
    parent("agent"),
    sa.CheckConstraint("octet_length(token_hash) = 32", name="sha256"),
    sa.UniqueConstraint("cooperative_id", "token_hash", name="calendar_link_token_uq"),
    sa.Index(
        "calendar_link_open_uq",
        "cooperative_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
"""Who holds the token may read the member's dates, and nothing else. Kept as its hash; at most one holds at a time."""
