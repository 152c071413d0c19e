"""Tables of reviews. The average stands in `review_tally`, kept with each review and never counted for a page."""

import sqlalchemy as sa

from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

review = of_cooperative(
    "review",
    id_column("line_id"),
    id_column("product_id"),
    id_column("stall_id"),
    sa.Column("stars", sa.SmallInteger, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("shown_name", sa.Text, nullable=False),
    id_column("picture_file_id", nullable=True),
    id_column("person_id", nullable=True),
    instant("written_at"),
    instant("edited_at", nullable=True),
    instant("hidden_at", nullable=True),
    parent("order_line", "line_id"),
    parent("product"),
    parent("stall"),
    parent("file", "picture_file_id"),
    sa.CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    sa.CheckConstraint("char_length(words) <= 2000 AND char_length(shown_name) BETWEEN 1 AND 60", name="texts"),
    sa.UniqueConstraint("cooperative_id", "line_id", name="review_line_uq"),
    sa.Index("review_product_ix", "cooperative_id", "product_id", "id", postgresql_where=sa.text("hidden_at IS NULL")),
    sa.Index("review_stall_ix", "cooperative_id", "stall_id", "id", postgresql_where=sa.text("hidden_at IS NULL")),
    personal=("words", "shown_name"),
)
"""What one buyer says of one line that was handed over to her. `person_id` is empty for a guest, who is known by her order."""

review_reply = of_cooperative(
    "review_reply",
    id_column("review_id"),
    id_column("agent_id"),
    sa.Column("words", sa.Text, nullable=False),
    instant("at"),
    parent("review"),
    parent("agent"),
    sa.CheckConstraint("char_length(words) BETWEEN 1 AND 2000", name="words"),
    sa.UniqueConstraint("cooperative_id", "review_id", name="review_reply_once_uq"),
    personal=("words",),
)
"""The maker's one answer."""

review_report = of_cooperative(
    "review_report",
    id_column("review_id"),
    id_column("agent_id"),
    sa.Column("reason", sa.Text, nullable=False),
    instant("at"),
    parent("review"),
    parent("agent"),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 1000", name="reason"),
    sa.UniqueConstraint("cooperative_id", "review_id", "agent_id", name="review_report_once_uq"),
    personal=("reason",),
)
"""Somebody thinks that it should not stand there."""

review_hiding = of_cooperative(
    "review_hiding",
    id_column("review_id"),
    sa.Column("reason", sa.Text, nullable=False),
    id_column("asked_by"),
    instant("asked_at"),
    id_column("agreed_by", nullable=True),
    instant("agreed_at", nullable=True),
    sa.Column("appeal", sa.Text, nullable=False, server_default=""),
    instant("appealed_at", nullable=True),
    id_column("decided_by", nullable=True),
    instant("ended_at", nullable=True),
    sa.Column("is_upheld", sa.Boolean, nullable=True),
    parent("review"),
    parent("agent", "asked_by"),
    parent("agent", "agreed_by"),
    parent("agent", "decided_by"),
    sa.CheckConstraint("agreed_by <> asked_by", name="two"),
    sa.CheckConstraint("(agreed_by IS NULL) = (agreed_at IS NULL)", name="agreed"),
    sa.CheckConstraint("appealed_at IS NULL OR agreed_at IS NOT NULL", name="appealed"),
    sa.CheckConstraint(
        "is_upheld IS NULL OR (appealed_at IS NOT NULL AND decided_by <> asked_by AND decided_by <> agreed_by)",
        name="third",
    ),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 1000 AND char_length(appeal) <= 2000", name="texts"),
    sa.Index(
        "review_hiding_open_uq",
        "cooperative_id",
        "review_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    personal=("appeal",),
)
"""One moderator asks to hide a review, a second one agrees; on an appeal a third one decides (`is_upheld`: it stays hidden).
`ended_at`: it stands there again, or never was hidden because the second one did not agree."""

review_tally = of_cooperative(
    "review_tally",
    id_column("product_id"),
    id_column("stall_id"),
    sa.Column("reviews", sa.Integer, nullable=False),
    sa.Column("stars", sa.BigInteger, nullable=False),
    parent("product"),
    parent("stall"),
    sa.CheckConstraint("reviews >= 0 AND stars BETWEEN reviews AND 5 * reviews", name="range"),
    sa.UniqueConstraint("cooperative_id", "product_id", name="review_tally_once_uq"),
    sa.Index("review_tally_stall_ix", "cooperative_id", "stall_id"),
)
"""How many reviews of a product are shown, and their stars together; written in the unit that changes one."""
