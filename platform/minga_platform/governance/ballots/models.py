"""Tables of elections. None of their rows ever changes: a question that was announced stays as it is, by grant and by
trigger, and what follows (cancelled, closed, counted) is written once beside it.

Who may vote and what was cast stand elsewhere, in the schema `box`, which no login of ours can read (`box.py`).
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.governance.ballots import box, box_reading
from minga_platform.governance.ballots.choices import METHODS
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent
from minga_platform.ledger import chain

election = of_cooperative(
    "election",
    sa.Column("subject_kind", sa.Text, nullable=False),
    id_column("subject_id"),
    sa.Column("topic", sa.Text, nullable=False, server_default=""),
    id_column("assembly_id", nullable=True),
    local_text("title"),
    local_text("question"),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("options", JSONB, nullable=False),
    sa.Column("seats", sa.Integer, nullable=False),
    tables.minor("budget_minor", nullable=True),
    sa.Column("reserved", JSONB, nullable=False),
    sa.Column("bar", JSONB, nullable=False),
    sa.Column("floor", sa.Integer, nullable=False),
    sa.Column("secret", sa.Boolean, nullable=False),
    sa.Column("roll", JSONB, nullable=False, comment="[{class_key, weight, size}]: how many may vote, never who"),
    sa.Column("roll_size", sa.Integer, nullable=False),
    sa.Column(
        "seed_commitment", sa.LargeBinary, nullable=False, comment="SHA-256 of the value that ties are drawn from"
    ),
    instant("record_at"),
    instant("announced_at"),
    instant("opens_at"),
    instant("closes_at"),
    tables.one_of("method", "method", METHODS),
    sa.CheckConstraint("record_at <= announced_at AND announced_at <= opens_at AND opens_at < closes_at", name="times"),
    sa.CheckConstraint("seats BETWEEN 1 AND 100", name="seats"),
    sa.CheckConstraint("budget_minor > 0", name="budget"),
    sa.CheckConstraint("jsonb_array_length(options) <= 100", name="options"),
    sa.CheckConstraint("roll_size > 0", name="roll"),
    sa.CheckConstraint("octet_length(seed_commitment) = 32", name="seed"),
    sa.Index("election_subject_ix", "cooperative_id", "subject_kind", "subject_id"),
    sa.Index("election_closes_ix", "cooperative_id", "closes_at"),
    append_only=True,
)
"""A question put to members. `subject` is what it decides (a proposal, an office). `options`: [{key, label, description,
picture_id, symbol, cost_minor}]; none where one question is answered by yes or no. `reserved`: [{name, options, seats}]."""

election_cancelled = of_cooperative(
    "election_cancelled",
    id_column("election_id"),
    sa.Column("reason", sa.Text, nullable=False),
    instant("at"),
    id_column("by_agent_id", nullable=True),
    parent("election"),
    parent("agent", "by_agent_id"),
    sa.UniqueConstraint("cooperative_id", "election_id", name="election_cancelled_once_uq"),
    append_only=True,
)
"""Called off before it closed. The only way to change a question is this and a new announcement."""

ballot_checkpoint = of_cooperative(
    "ballot_checkpoint",
    id_column("election_id"),
    sa.Column("number", sa.Integer, nullable=False),
    instant("taken_at"),
    sa.Column("root", sa.LargeBinary, nullable=False),
    sa.Column("leaves", sa.Integer, nullable=False),
    sa.Column("final", sa.Boolean, nullable=False),
    parent("election"),
    sa.UniqueConstraint("cooperative_id", "election_id", "number", name="ballot_checkpoint_number_uq"),
    sa.CheckConstraint("octet_length(root) = 32", name="root"),
    append_only=True,
    app="SELECT",
)
"""The root over all leaves that were in the box at an instant: whoever notes it can tell later whether any was touched."""

election_closed = of_cooperative(
    "election_closed",
    id_column("election_id"),
    instant("at"),
    sa.Column("root", sa.LargeBinary, nullable=False),
    sa.Column("leaves", sa.Integer, nullable=False),
    sa.Column("seed", sa.LargeBinary, nullable=False),
    sa.Column("broken", sa.ARRAY(sa.Integer), nullable=False, comment="numbers of checkpoints that no longer held"),
    parent("election"),
    sa.UniqueConstraint("cooperative_id", "election_id", name="election_closed_once_uq"),
    append_only=True,
    app="SELECT",
)
"""The box is closed and lies in an order that tells nothing; the value for ties is open from here on."""

election_result = of_cooperative(
    "election_result",
    id_column("election_id"),
    instant("at"),
    sa.Column("result", JSONB, nullable=False),
    sa.Column("board", sa.Text, nullable=False),
    sa.Column("board_sha256", sa.LargeBinary, nullable=False),
    parent("election"),
    sa.UniqueConstraint("cooperative_id", "election_id", name="election_result_once_uq"),
    append_only=True,
    app="SELECT",
)
"""What was decided, and the board as it was published, to the byte. Before the close there is no such row."""

paper_batch = of_cooperative(
    "paper_batch",
    id_column("election_id"),
    sa.Column("class_key", sa.Text, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("counts", JSONB, nullable=False, comment="[{choice, times}]"),
    sa.Column("ballots", sa.Integer, nullable=False),
    id_column("entered_by"),
    instant("entered_at"),
    id_column("confirmed_by", nullable=True),
    instant("confirmed_at", nullable=True),
    parent("election"),
    parent("agent", "entered_by"),
    parent("agent", "confirmed_by"),
    sa.CheckConstraint("ballots > 0", name="ballots"),
    sa.CheckConstraint("weight > 0", name="weight"),
    sa.CheckConstraint("confirmed_by <> entered_by", name="two_people"),
    sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
    sa.Index("paper_batch_election_ix", "cooperative_id", "election_id"),
)
"""Paper ballots of one class as one teller entered and another confirmed them. Only confirmed batches are counted, and
only when they hold exactly the voters that were given paper."""

# What two tellers agreed on stays; a batch that only one typed may be dropped and typed anew.
_CONFIRMED = """
CREATE FUNCTION paper_batch_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.confirmed_at IS NOT NULL OR (TG_OP = 'UPDATE' AND (NEW.election_id, NEW.class_key, NEW.weight, NEW.counts, NEW.ballots,
            NEW.entered_by, NEW.entered_at) IS DISTINCT FROM (OLD.election_id, OLD.class_key, OLD.weight, OLD.counts, OLD.ballots,
            OLD.entered_by, OLD.entered_at)) THEN
        RAISE EXCEPTION 'a batch that was confirmed stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_batch_stays';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$"""

chain.cover(
    election, "subject_kind", "subject_id", "method", "options", "seats", "budget_minor", "reserved", "bar", "floor",
    "secret", "roll", "seed_commitment", "record_at", "opens_at", "closes_at", written="announced_at", later={"topic": ""},
)  # fmt: skip
chain.cover(ballot_checkpoint, "election_id", "number", "taken_at", "root", "leaves", "final", written="taken_at")
chain.cover(election_closed, "election_id", "at", "root", "leaves", "seed", "broken")
chain.cover(election_result, "election_id", "at", "result", "board_sha256")

tables.also(
    *box.DDL,
    *box_reading.DDL,
    _CONFIRMED,
    "CREATE TRIGGER paper_batch_guard BEFORE UPDATE OR DELETE ON paper_batch FOR EACH ROW EXECUTE FUNCTION paper_batch_guard()",
    "ALTER TABLE paper_batch ENABLE ALWAYS TRIGGER paper_batch_guard",
)
