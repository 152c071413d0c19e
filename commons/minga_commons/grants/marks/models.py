"""Tables of marks: standards and their checklists, marks that were asked for, what visitors found, appeals."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent

quality_standard = of_cooperative(
    "quality_standard",
    local_text("name"),
    local_text("text"),
    sa.Column("points", JSONB, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("text_sha256", sa.LargeBinary, nullable=False),
    instant("drafted_at"),
    id_column("drafted_by_agent_id"),
    id_column("decision_id", nullable=True),
    instant("adopted_at", nullable=True),
    instant("ended_at", nullable=True),
    parent("agent", "drafted_by_agent_id"),
    parent("decision"),
    sa.CheckConstraint("days BETWEEN 30 AND 3660", name="days"),
    sa.CheckConstraint("jsonb_array_length(points) BETWEEN 1 AND 40", name="points"),
    sa.CheckConstraint("(decision_id IS NULL) = (adopted_at IS NULL)", name="adopted"),
    sa.CheckConstraint("octet_length(text_sha256) = 32", name="sha256"),
)
"""What a mark says of a thing. `points`: [{language: text}], the checklist. It never changes: `text_sha256` is the hash of name,
text and points that the members' proposal cited when they voted it (`decision_id`)."""

quality_mark = of_cooperative(
    "quality_mark",
    id_column("standard_id"),
    id_column("agent_id"),
    id_column("stall_id", nullable=True),
    id_column("product_id", nullable=True),
    id_column("release_id", nullable=True),
    id_column("claim_id"),
    instant("asked_at"),
    parent("quality_standard", "standard_id"),
    parent("agent"),
    parent("stall"),
    parent("product"),
    parent("release"),
    parent("claim"),
    sa.CheckConstraint("num_nonnulls(stall_id, product_id, release_id) = 1", name="subject"),
    sa.UniqueConstraint("cooperative_id", "claim_id", name="quality_mark_claim_uq"),
    sa.Index("quality_mark_stall_ix", "cooperative_id", "stall_id", "standard_id"),
    sa.Index("quality_mark_product_ix", "cooperative_id", "product_id", "standard_id"),
    sa.Index("quality_mark_release_ix", "cooperative_id", "release_id", "standard_id"),
    append_only=True,
)
"""Somebody asks for the mark for her stall, a product of hers or a release that she maintains; the claim says where it stands."""

mark_visit = of_cooperative(
    "mark_visit",
    id_column("mark_id"),
    id_column("by_agent_id"),
    sa.Column("visited_on", sa.Date, nullable=False),
    sa.Column("answers", JSONB, nullable=False),
    sa.Column("met", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    instant("at"),
    parent("quality_mark", "mark_id"),
    parent("agent", "by_agent_id"),
    sa.CheckConstraint("char_length(note) <= 2000", name="note"),
    sa.Index("mark_visit_mark_ix", "cooperative_id", "mark_id", "id"),
    append_only=True,
)
"""What a peer saw: for each point of the checklist whether it was met, `[true, false, …]`. Only a visit that found all of them
met is a word for the claim."""

mark_appeal = of_cooperative(
    "mark_appeal",
    id_column("mark_id"),
    id_column("by_agent_id"),
    sa.Column("reason", sa.Text, nullable=False),
    instant("opened_at"),
    instant("decided_at", nullable=True),
    id_column("decided_by_agent_id", nullable=True),
    sa.Column("granted", sa.Boolean, nullable=True),
    sa.Column("explanation", sa.Text, nullable=False, server_default=""),
    parent("quality_mark", "mark_id"),
    parent("agent", "by_agent_id"),
    parent("agent", "decided_by_agent_id"),
    sa.CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="decided"),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", name="reason"),
    sa.CheckConstraint("char_length(explanation) <= 4000", name="explanation"),
    sa.UniqueConstraint("cooperative_id", "mark_id", name="mark_appeal_once_uq"),
    personal=("reason", "explanation"),
)
"""Who lost a mark, or was refused one, asks for another look; granted, new visits by other peers follow."""
