"""Tables of the register of members.

What a membership is, what its class means and what happened to it stand in membership (`membership`, `class_terms`,
`membership_event`), where every room can read them; here stands how one gets in, what one owes, and how one gets out.
"""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

APPLICATION_STATES = ("sponsoring", "waiting", "voting", "admitted", "refused", "withdrawn")

application = of_cooperative(
    "application",
    id_column("agent_id"),
    id_column("class_id"),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("shares", sa.Integer, nullable=False),
    sa.Column("share_way", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    instant("applied_at"),
    instant("decided_at", nullable=True),
    id_column("decided_by", nullable=True),
    id_column("decision_id", nullable=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    id_column("membership_id", nullable=True),
    parent("agent"),
    parent("agent", "decided_by"),
    parent("membership"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "class_id"],
        ["membership_class.cooperative_id", "membership_class.id"],
        name="application_class_fk",
    ),
    tables.one_of("state", "state", APPLICATION_STATES),
    tables.one_of("share_way", "share_way", ("money", "sales", "work")),
    sa.CheckConstraint("(state = 'admitted') = (membership_id IS NOT NULL)", name="admitted"),
    sa.CheckConstraint(
        "(state IN ('admitted', 'refused', 'withdrawn')) = (decided_at IS NOT NULL)",
        name="decided",
    ),
    sa.CheckConstraint("shares BETWEEN 0 AND 10000", name="shares"),
    sa.Index(
        "application_open_uq",
        "cooperative_id",
        "agent_id",
        "class_id",
        unique=True,
        postgresql_where=sa.text("state IN ('sponsoring', 'waiting', 'voting')"),
    ),
    sa.Index("application_state_ix", "cooperative_id", "state", "applied_at"),
    personal=("about", "reason"),
)
"""A wish to become a member of a class. `sponsoring`: members must vouch first; `waiting`: officers decide; `voting`:
the members decide, and governance calls `admit` or `refuse` when they have."""

vouching = of_cooperative(
    "vouching",
    id_column("application_id"),
    id_column("sponsor_id"),
    instant("at"),
    instant("ended_at", nullable=True),
    parent("application"),
    parent("agent", "sponsor_id"),
    sa.Index(
        "vouching_open_uq",
        "cooperative_id",
        "application_id",
        "sponsor_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("vouching_sponsor_ix", "cooperative_id", "sponsor_id"),
)
"""A member vouches for an applicant. Whether it counts is asked when it is counted: it ends with her membership."""

representative = of_cooperative(
    "representative",
    id_column("organisation_id"),
    id_column("agent_id"),
    instant("since"),
    instant("ended_at", nullable=True),
    parent("agent", "organisation_id"),
    parent("agent"),
    sa.CheckConstraint("organisation_id <> agent_id", name="two_agents"),
    sa.Index(
        "representative_open_uq",
        "cooperative_id",
        "organisation_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("representative_agent_ix", "cooperative_id", "agent_id"),
)
"""Who acts for an organisation that is a member: one person at a time."""

same_person = of_cooperative(
    "same_person",
    id_column("agent_id"),
    id_column("same_as_id"),
    instant("marked_at"),
    id_column("marked_by", nullable=True),
    instant("ended_at", nullable=True),
    parent("agent"),
    parent("agent", "same_as_id"),
    parent("agent", "marked_by"),
    sa.CheckConstraint("agent_id <> same_as_id", name="two_agents"),
    sa.Index(
        "same_person_open_uq",
        "cooperative_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("same_person_as_ix", "cooperative_id", "same_as_id"),
)
"""Two accounts are one human being: she has one vote per class, and one membership. `same_as_id` is never itself
marked, so one look finds the person behind any number of accounts."""

member_card = of_cooperative(
    "member_card",
    id_column("agent_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    instant("issued_at"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "agent_id", name="member_card_agent_uq"),
    sa.UniqueConstraint("cooperative_id", "number", name="member_card_number_uq"),
    sa.UniqueConstraint("cooperative_id", "code", name="member_card_code_uq"),
    sa.CheckConstraint("number > 0", name="number"),
    personal=("code",),
)
"""A member's number in the register, counted up from 1, and the random code that her card shows as QR. The code finds
her for who may see the register; it signs nobody in."""
