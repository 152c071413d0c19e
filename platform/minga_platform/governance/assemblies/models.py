"""Tables of assemblies. What was adopted never changes; who was there is a list of facts with times."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.governance.assemblies import states
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent
from minga_platform.ledger import chain

assembly = of_cooperative(
    "assembly",
    sa.Column("number", sa.Integer, nullable=False),
    local_text("title"),
    local_text("about"),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("offers", sa.ARRAY(sa.Text), nullable=False, comment="of childcare, transport, interpreter"),
    sa.Column("state", sa.Text, nullable=False),
    instant("called_at"),
    instant("begins_at"),
    instant("ends_at"),
    instant("opened_at", nullable=True),
    instant("closed_at", nullable=True),
    sa.Column("quorum_bps", sa.Integer, nullable=False),
    sa.Column("most_mandates", sa.Integer, nullable=False),
    sa.Column("mandates_count", sa.Boolean, nullable=False),
    sa.Column("voters", sa.Integer, nullable=True, comment="members with a vote when it opened"),
    id_column("called_by"),
    id_column("chair_id", nullable=True),
    id_column("writer_id", nullable=True),
    sa.Column("cancelled_because", sa.Text, nullable=False, server_default=""),
    parent("agent", "called_by"),
    parent("agent", "chair_id"),
    parent("agent", "writer_id"),
    tables.one_of("state", "state", states.STATES),
    sa.CheckConstraint(f"offers <@ ARRAY[{', '.join(map(repr, states.NEEDS))}]", name="offers"),
    sa.CheckConstraint("called_at <= begins_at AND begins_at < ends_at", name="times"),
    sa.CheckConstraint("(state IN ('open', 'closed')) = (opened_at IS NOT NULL AND voters IS NOT NULL)", name="opened"),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    sa.CheckConstraint("char_length(place) BETWEEN 1 AND 300", name="place"),
    sa.UniqueConstraint("cooperative_id", "number", name="assembly_number_uq"),
    sa.Index("assembly_begins_ix", "cooperative_id", "begins_at"),
)
"""A meeting of all members. Quorum and mandates are the rules as they held when it was called."""

agenda_item = of_cooperative(
    "agenda_item",
    id_column("assembly_id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    local_text("title"),
    local_text("text"),
    sa.Column("minutes", sa.Integer, nullable=False),
    id_column("proposal_id", nullable=True),
    id_column("election_id", nullable=True),
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.Column("hands", JSONB, nullable=True, comment="{for, against, abstain}: counted by raised hands"),
    parent("assembly"),
    parent("proposal"),
    parent("election"),
    tables.one_of("kind", "kind", states.ITEM_KINDS),
    sa.CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),
    sa.CheckConstraint("char_length(outcome) <= 4000", name="outcome"),
    sa.UniqueConstraint(
        "cooperative_id",
        "assembly_id",
        "position",
        name="agenda_item_position_uq",
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.Index("agenda_item_election_ix", "cooperative_id", "election_id"),
    sa.Index("agenda_item_proposal_ix", "cooperative_id", "proposal_id"),
)
"""One point of the agenda. `proposal_id`: a proposal whose vote runs meanwhile; `election_id`: a vote held in the room."""

assembly_reply = of_cooperative(
    "assembly_reply",
    id_column("assembly_id"),
    id_column("agent_id"),
    sa.Column("is_coming", sa.Boolean, nullable=False),
    sa.Column("children", sa.Integer, nullable=False),
    sa.Column("needs_transport", sa.Boolean, nullable=False),
    sa.Column("interpreter", sa.Text, nullable=False, server_default=""),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    instant("at"),
    parent("assembly"),
    parent("agent"),
    sa.CheckConstraint("children BETWEEN 0 AND 20", name="children"),
    sa.CheckConstraint("char_length(interpreter) <= 60 AND char_length(note) <= 1000", name="texts"),
    sa.UniqueConstraint("cooperative_id", "assembly_id", "agent_id", name="assembly_reply_once_uq"),
    personal=("note", "interpreter"),
)
"""Whether a member comes, and what she needs for it: care for children, a lift, an interpreter (the language)."""

assembly_notice = of_cooperative(
    "assembly_notice",
    id_column("assembly_id"),
    id_column("agent_id"),
    sa.Column("purpose", sa.Text, nullable=False),
    instant("due_at"),
    sa.Column("channel", sa.Text, nullable=True),
    instant("served_at", nullable=True),
    id_column("message_id", nullable=True),
    sa.Column("message_sha256", sa.LargeBinary, nullable=True),
    parent("assembly"),
    parent("agent"),
    tables.one_of("purpose", "purpose", states.LETTERS),
    sa.CheckConstraint("channel IN ('mail', 'phone', 'paper')", name="channel"),
    sa.CheckConstraint("(served_at IS NULL) = (message_sha256 IS NULL AND channel IS NULL)", name="served"),
    sa.UniqueConstraint("cooperative_id", "assembly_id", "agent_id", "purpose", name="assembly_notice_once_uq"),
    sa.Index("assembly_notice_due_ix", "cooperative_id", "due_at", postgresql_where=sa.text("served_at IS NULL")),
)
"""That a member was called, or told that it does not take place: how, when, and the hash of the letter; no address is kept."""

attendance = of_cooperative(
    "attendance",
    id_column("assembly_id"),
    id_column("agent_id"),
    instant("came_at"),
    instant("left_at", nullable=True),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("has_vote", sa.Boolean, nullable=False),
    id_column("noted_by"),
    parent("assembly"),
    parent("agent"),
    parent("agent", "noted_by"),
    tables.one_of("way", "way", states.WAYS),
    sa.CheckConstraint("left_at IS NULL OR left_at >= came_at", name="times"),
    sa.Index(
        "attendance_open_uq",
        "cooperative_id",
        "assembly_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    ),
    sa.Index("attendance_assembly_ix", "cooperative_id", "assembly_id", "came_at"),
)
"""Somebody is in the room, from when until when. Who goes and comes back has two rows."""

mandate = of_cooperative(
    "mandate",
    id_column("assembly_id"),
    id_column("from_id"),
    id_column("to_id"),
    sa.Column("instructions", sa.Text, nullable=False, server_default=""),
    instant("given_at"),
    instant("ended_at", nullable=True),
    id_column("entered_by", nullable=True),
    parent("assembly"),
    parent("agent", "from_id"),
    parent("agent", "to_id"),
    parent("agent", "entered_by"),
    sa.CheckConstraint("from_id <> to_id", name="two_members"),
    sa.CheckConstraint("char_length(instructions) <= 2000", name="instructions"),
    sa.Index(
        "mandate_open_uq",
        "cooperative_id",
        "assembly_id",
        "from_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("mandate_to_ix", "cooperative_id", "assembly_id", "to_id"),
    personal=("instructions",),
)
"""A member who cannot come lets another speak and vote for her, at this assembly and no other. `entered_by`: who typed a
mandate that came on paper. It rests while its giver is in the room."""

minutes_draft = of_cooperative(
    "minutes_draft",
    id_column("assembly_id"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    instant("changed_at"),
    id_column("by_agent_id"),
    parent("assembly"),
    parent("agent", "by_agent_id"),
    sa.CheckConstraint("char_length(text) <= 60000", name="text"),
    sa.UniqueConstraint("cooperative_id", "assembly_id", name="minutes_draft_once_uq"),
    personal=("text",),
)
"""What the writer has so far; gone once the minutes are adopted."""

minutes = of_cooperative(
    "minutes",
    id_column("assembly_id"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("record", JSONB, nullable=False),
    sa.Column("record_sha256", sa.LargeBinary, nullable=False),
    instant("adopted_at"),
    id_column("adopted_by"),
    parent("assembly"),
    parent("agent", "adopted_by"),
    sa.UniqueConstraint("cooperative_id", "assembly_id", name="minutes_once_uq"),
    append_only=True,
)
"""The adopted minutes. `record`: attendance, mandates, quorum, each item with its outcome and the vote behind it, as they
stood; what is adopted never changes, a mistake is named in the next meeting's minutes."""

action_item = of_cooperative(
    "action_item",
    id_column("assembly_id"),
    id_column("item_id", nullable=True),
    sa.Column("text", sa.Text, nullable=False),
    id_column("agent_id", nullable=True),
    sa.Column("due_on", sa.Date, nullable=True),
    instant("made_at"),
    instant("done_at", nullable=True),
    parent("assembly"),
    parent("agenda_item", "item_id"),
    parent("agent"),
    sa.CheckConstraint("char_length(text) BETWEEN 1 AND 500", name="text"),
    sa.Index("action_item_agent_ix", "cooperative_id", "agent_id", postgresql_where=sa.text("done_at IS NULL")),
    personal=("text",),
)
"""Who does what by when."""

# Adopted minutes stand for what happened; after them neither the list of who was there nor the agenda's outcomes move.
_GUARD = """
CREATE FUNCTION assembly_adopted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM minutes WHERE cooperative_id = coalesce(NEW.cooperative_id, OLD.cooperative_id)
            AND assembly_id = coalesce(NEW.assembly_id, OLD.assembly_id)) THEN
        RAISE EXCEPTION 'the minutes are adopted' USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_adopted';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$"""


def _guarded(name: str, moments: str) -> tuple[str, str]:
    return (
        f"CREATE TRIGGER {name}_adopted BEFORE {moments} ON {name} FOR EACH ROW EXECUTE FUNCTION assembly_adopted()",
        f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_adopted",
    )


_ANY = "INSERT OR UPDATE OR DELETE"
tables.also(
    _GUARD,
    *_guarded("agenda_item", _ANY),
    *_guarded("attendance", _ANY),
    *_guarded("mandate", _ANY),
    *_guarded("minutes_draft", "INSERT OR UPDATE"),
)

chain.cover(minutes, "assembly_id", "record", "record_sha256", "adopted_at", "adopted_by", written="adopted_at")
