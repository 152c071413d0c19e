"""Tables of delegations: who lends her vote to whom, and how a lent vote was cast.

Only open votes, so nothing here is a secret of the ballot; a secret vote never looks at these tables.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from minga_platform.governance.delegations.states import SECRET_TOPICS, TOPICS
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

delegation = of_cooperative(
    "delegation",
    sa.Column("topic", sa.Text, nullable=False),
    id_column("from_agent_id"),
    id_column("to_agent_id"),
    instant("made_at"),
    instant("ended_at", nullable=True),
    parent("agent", "from_agent_id"),
    parent("agent", "to_agent_id"),
    tables.one_of("topic", "topic", tuple(one for one in TOPICS if one not in SECRET_TOPICS)),
    sa.CheckConstraint("from_agent_id <> to_agent_id", name="another"),
    sa.CheckConstraint("ended_at >= made_at", name="times"),
    sa.Index(
        "delegation_open_uq",
        "cooperative_id",
        "from_agent_id",
        "topic",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("delegation_topic_ix", "cooperative_id", "topic", "made_at"),
    sa.Index("delegation_to_ix", "cooperative_id", "to_agent_id"),
)
"""From one instant until another somebody may vote for somebody else on a topic. A row only ever ends."""

lent_vote = of_cooperative(
    "lent_vote",
    id_column("election_id"),
    id_column("agent_id"),
    sa.Column("class_key", sa.Text, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("path", ARRAY(sa.Uuid), nullable=False, comment="through whose hands; the last one cast the ballot"),
    sa.Column("choice", JSONB, nullable=False),
    sa.Column("leaf", sa.LargeBinary, nullable=False),
    instant("at"),
    parent("election"),
    parent("agent"),
    sa.CheckConstraint("weight > 0", name="weight"),
    sa.CheckConstraint("cardinality(path) BETWEEN 1 AND 10", name="path"),
    sa.UniqueConstraint("cooperative_id", "election_id", "agent_id", "class_key", name="lent_vote_once_uq"),
    sa.Index("lent_vote_agent_ix", "cooperative_id", "agent_id", "at"),
    append_only=True,
    app="SELECT",
)
"""How a vote was cast by another, as it was counted: the same stands on the board."""

# Of a delegation only its end changes, once: what was counted on it can be looked up for good.
_GUARD = """
CREATE FUNCTION delegation_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (NEW.topic, NEW.from_agent_id, NEW.to_agent_id, NEW.made_at)
            IS DISTINCT FROM (OLD.topic, OLD.from_agent_id, OLD.to_agent_id, OLD.made_at) THEN
        RAISE EXCEPTION 'a delegation only ever ends' USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_ends';
    END IF;
    RETURN NEW;
END $$"""

tables.also(
    _GUARD,
    "CREATE TRIGGER delegation_guard BEFORE UPDATE ON delegation FOR EACH ROW EXECUTE FUNCTION delegation_guard()",
    "ALTER TABLE delegation ENABLE ALWAYS TRIGGER delegation_guard",
)
