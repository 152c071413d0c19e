"""Tables of attestation: claims, what peers say of them, and what bears on whether their word has weight.

`claim.state`, `counted` and `flags` are what the words add up to, written whenever one of them changes (`weighing.weigh`,
under the claim's lock), so that a distribution over a hundred thousand events reads rows and weighs nothing; `checks.py`
weighs again and compares.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_commons.attestation import states
from minga_commons.attestation.kinds import STATUSES
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

claim = of_cooperative(
    "claim",
    sa.Column("subject_kind", sa.Text, nullable=False),
    id_column("subject_id"),
    id_column("about_agent_id"),
    id_column("claimed_by_agent_id"),
    sa.Column("statement", sa.Text, nullable=False),
    sa.Column("evidence", JSONB, nullable=False),
    sa.Column("needs", sa.Integer, nullable=False),
    instant("claimed_at"),
    instant("expires_at", nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("counted", sa.Integer, nullable=False),
    sa.Column("flags", sa.ARRAY(sa.Text), nullable=False),
    instant("recognised_at", nullable=True),
    instant("ended_at", nullable=True),
    id_column("ended_by_agent_id", nullable=True),
    sa.Column("ended_because", sa.Text, nullable=False, server_default=""),
    instant("warned_at", nullable=True),
    parent("agent", "about_agent_id"),
    parent("agent", "claimed_by_agent_id"),
    parent("agent", "ended_by_agent_id"),
    tables.one_of("state", "state", states.STATES),
    sa.CheckConstraint("subject_kind ~ '^[a-z][a-z_]{1,29}$'", name="subject_kind"),
    sa.CheckConstraint("needs BETWEEN 0 AND 20", name="needs"),
    sa.CheckConstraint("counted >= 0", name="counted"),
    sa.CheckConstraint("state <> 'recognised' OR counted >= needs", name="recognised"),
    sa.CheckConstraint("expires_at IS NULL OR expires_at > claimed_at", name="expires"),
    sa.CheckConstraint("char_length(statement) <= 4000", name="statement"),
    sa.CheckConstraint("char_length(ended_because) <= 2000", name="ended_because"),
    sa.Index("claim_subject_ix", "cooperative_id", "subject_kind", "subject_id"),
    sa.Index("claim_about_ix", "cooperative_id", "about_agent_id", "claimed_at"),
    sa.Index("claim_state_ix", "cooperative_id", "state", "claimed_at"),
    sa.Index(
        "claim_expires_ix",
        "cooperative_id",
        "expires_at",
        postgresql_where=sa.text("expires_at IS NOT NULL AND state IN ('open', 'recognised', 'disputed')"),
    ),
    personal=("statement", "evidence", "ended_because"),
)
"""Something said of somebody that peers may confirm. `subject_kind` and `subject_id` name what it is about in a room above
(`status`, `contribution`, `mark` …); `needs`: how many independent members must stand by it; 0 counts at once.
`evidence`: [{text, url, file_id}]. `warned_at`: when it was told that its end is near."""

attestation = of_cooperative(
    "attestation",
    id_column("claim_id"),
    id_column("by_agent_id"),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("answers", JSONB, nullable=False, server_default="[]"),
    instant("at"),
    parent("claim"),
    parent("agent", "by_agent_id"),
    tables.one_of("says", "says", ("yes", "back")),
    sa.CheckConstraint("char_length(note) <= 2000", name="note"),
    sa.Index("attestation_claim_ix", "cooperative_id", "claim_id", "by_agent_id", "id"),
    sa.Index("attestation_by_ix", "cooperative_id", "by_agent_id", "at"),
    append_only=True,
)
"""A member's word for a claim, or that she takes it back; her newest word counts. `answers`: what a visitor noted for each
point of a checklist."""

claim_dispute = of_cooperative(
    "claim_dispute",
    id_column("claim_id"),
    id_column("by_agent_id"),
    sa.Column("reason", sa.Text, nullable=False),
    instant("opened_at"),
    instant("settled_at", nullable=True),
    id_column("settled_by_agent_id", nullable=True),
    sa.Column("outcome", sa.Text, nullable=True),
    sa.Column("explanation", sa.Text, nullable=False, server_default=""),
    parent("claim"),
    parent("agent", "by_agent_id"),
    parent("agent", "settled_by_agent_id"),
    tables.one_of("outcome", "outcome", states.OUTCOMES),
    sa.CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name="settled"),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", name="reason"),
    sa.CheckConstraint("char_length(explanation) <= 4000", name="explanation"),
    sa.CheckConstraint("settled_by_agent_id IS NULL OR settled_by_agent_id <> by_agent_id", name="own_case"),
    sa.Index(
        "claim_dispute_open_uq",
        "cooperative_id",
        "claim_id",
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    ),
    personal=("reason", "explanation"),
)
"""A member says in the open why a claim is not right. While it is open the claim has no effect."""

household_tie = of_cooperative(
    "household_tie",
    id_column("agent_id"),
    id_column("other_id"),
    id_column("said_by_agent_id"),
    instant("since"),
    instant("ended_at", nullable=True),
    parent("agent"),
    parent("agent", "other_id"),
    parent("agent", "said_by_agent_id"),
    sa.CheckConstraint("agent_id < other_id", name="ordered"),
    sa.Index(
        "household_tie_open_uq",
        "cooperative_id",
        "agent_id",
        "other_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("household_tie_other_ix", "cooperative_id", "other_id"),
)
"""Two agents keep one household, as either of them or a keeper of the commons said: neither's word has weight for the
other, nor through a third. Told only to the two and to keepers."""

attestor_revocation = of_cooperative(
    "attestor_revocation",
    id_column("agent_id"),
    sa.Column("reason", sa.Text, nullable=False),
    instant("words_since", nullable=True),
    instant("revoked_at"),
    id_column("revoked_by_agent_id"),
    instant("ended_at", nullable=True),
    parent("agent"),
    parent("agent", "revoked_by_agent_id"),
    sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 2000", name="reason"),
    sa.CheckConstraint("revoked_by_agent_id <> agent_id", name="own_case"),
    sa.Index(
        "attestor_revocation_open_uq",
        "cooperative_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    personal=("reason",),
)
"""This member's word has no weight any more: every word since `words_since`, or all she ever gave where that is empty."""


status_claim = of_cooperative(
    "status_claim",
    id_column("agent_id"),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("score", sa.Integer, nullable=True),
    sa.Column("jurisdiction", sa.Text, nullable=False, server_default=""),
    id_column("claim_id"),
    parent("agent"),
    parent("claim"),
    tables.one_of("status", "status", STATUSES),
    sa.CheckConstraint("(status = 'contributor') = (score IS NOT NULL)", name="score"),
    sa.CheckConstraint("score BETWEEN 1 AND 1000000", name="score_range"),
    sa.UniqueConstraint("cooperative_id", "claim_id", name="status_claim_claim_uq"),
    sa.Index("status_claim_agent_ix", "cooperative_id", "agent_id", "status"),
    append_only=True,
)
"""An agent says what it is: worker-owned, a co-operative, non-profit …; the claim says who confirmed it and until when.
`score`: what a contributor has given, in the points that the co-op counts. `jurisdiction`: ISO 3166 country of the law meant."""
