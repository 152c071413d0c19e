"""Tables of offices. Who held what, from when, until when and by which decision stays readable for good.

What an office may *do* is a role of `membership/access.py` and nothing else: a term carries a grant of it, and the grant
ends with the term. The limits (how often, beside what) are held by the database, because a re-election, a by-election and
a turn in the rotation may meet.
"""

import sqlalchemy as sa

from minga_platform.governance.offices import states
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent
from minga_platform.membership.kinds import ROLES

office = of_cooperative(
    "office",
    sa.Column("key", sa.Text, nullable=False),
    local_text("name"),
    local_text("duties"),
    sa.Column("role", sa.Text, nullable=True),
    sa.Column("seats", sa.Integer, nullable=False),
    sa.Column("term_days", sa.Integer, nullable=False),
    sa.Column("most_terms", sa.Integer, nullable=False),
    sa.Column("filled_by", sa.Text, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    instant("created_at"),
    instant("ended_at", nullable=True),
    tables.one_of("role", "role", ROLES),
    tables.one_of("filled_by", "filled_by", states.FILLED_BY),
    sa.CheckConstraint("key ~ '^[a-z][a-z0-9_]{1,39}$'", name="key"),
    sa.CheckConstraint("seats BETWEEN 1 AND 50", name="seats"),
    sa.CheckConstraint("term_days BETWEEN 1 AND 3660", name="term"),
    sa.CheckConstraint("most_terms BETWEEN 0 AND 20", name="most_terms"),
    sa.UniqueConstraint("cooperative_id", "key", name="office_key_uq"),
)
"""One office. `role`: what it may do here, empty for an office of honour or care. `most_terms`: how many in a row one
member may hold it, 0 for no limit. `filled_by`: the members elect, or it goes round among those who are willing."""

office_incompatible = of_cooperative(
    "office_incompatible",
    id_column("office_id"),
    id_column("other_id"),
    parent("office"),
    parent("office", "other_id"),
    sa.CheckConstraint("office_id < other_id", name="ordered"),
    sa.UniqueConstraint("cooperative_id", "office_id", "other_id", name="office_incompatible_once_uq"),
)
"""Nobody holds both of these at once: who submits does not approve, who approves does not pay."""

office_term = of_cooperative(
    "office_term",
    id_column("office_id"),
    id_column("agent_id"),
    sa.Column("number", sa.Integer, nullable=False),
    instant("began_at"),
    instant("ends_at"),
    instant("ended_at", nullable=True),
    sa.Column("ended_because", sa.Text, nullable=False, server_default=""),
    id_column("decision_id", nullable=True),
    id_column("ended_by_decision_id", nullable=True),
    id_column("grant_id", nullable=True),
    sa.Column("handover", sa.Text, nullable=False, server_default=""),
    instant("handed_over_at", nullable=True),
    parent("office"),
    parent("agent"),
    parent("decision"),
    parent("decision", "ended_by_decision_id"),
    parent("role_grant", "grant_id"),
    tables.one_of("ended_because", "ended_because", ("", *states.ENDED_BECAUSE)),
    sa.CheckConstraint("ends_at > began_at", name="times"),
    sa.CheckConstraint("(ended_at IS NULL) = (ended_because = '')", name="ended"),
    sa.CheckConstraint("(ended_because = 'recalled') = (ended_by_decision_id IS NOT NULL)", name="recalled"),
    sa.CheckConstraint("number >= 1", name="number"),
    sa.CheckConstraint("char_length(handover) <= 8000", name="handover"),
    sa.Index(
        "office_term_open_uq",
        "cooperative_id",
        "office_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("office_term_agent_ix", "cooperative_id", "agent_id"),
    sa.Index("office_term_ends_ix", "cooperative_id", "ends_at", postgresql_where=sa.text("ended_at IS NULL")),
    personal=("handover",),
)
"""One member's time in an office. `number`: which term in a row this is. An unfinished handover is asked for until it is
written: what the next holder must know, where things are, what is under way."""

office_willing = of_cooperative(
    "office_willing",
    id_column("office_id"),
    id_column("agent_id"),
    sa.Column("statement", sa.Text, nullable=False, server_default=""),
    instant("since"),
    instant("ended_at", nullable=True),
    parent("office"),
    parent("agent"),
    sa.CheckConstraint("char_length(statement) <= 2000", name="statement"),
    sa.Index(
        "office_willing_open_uq",
        "cooperative_id",
        "office_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    personal=("statement",),
)
"""Somebody would take this office, and says why. Elections take their candidates from here, the rotation its turns."""

# One lock per office makes the limits hold whoever comes at once; the other side of an incompatible pair is read after it,
# and a lock per agent keeps two offices from being given to one person in the same instant.
_GUARD = """
CREATE FUNCTION office_term_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('office' || NEW.cooperative_id::text || NEW.agent_id::text, 0));
    SELECT seats, most_terms, ended_at INTO STRICT held FROM office
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.office_id FOR UPDATE;
    IF held.most_terms > 0 AND NEW.number > held.most_terms THEN
        RAISE EXCEPTION 'no term beyond the limit' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_term_limit';
    END IF;
    IF held.ended_at IS NOT NULL OR (SELECT count(*) FROM office_term t WHERE t.cooperative_id = NEW.cooperative_id
            AND t.office_id = NEW.office_id AND t.ended_at IS NULL AND t.ends_at > NEW.began_at) >= held.seats THEN
        RAISE EXCEPTION 'every seat is taken' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_term_seats';
    END IF;
    IF EXISTS (
        SELECT FROM office_incompatible i JOIN office_term t ON t.cooperative_id = i.cooperative_id
            AND t.office_id = CASE WHEN i.office_id = NEW.office_id THEN i.other_id ELSE i.office_id END
        WHERE i.cooperative_id = NEW.cooperative_id AND NEW.office_id IN (i.office_id, i.other_id)
            AND t.agent_id = NEW.agent_id AND t.ended_at IS NULL AND t.ends_at > NEW.began_at
    ) THEN
        RAISE EXCEPTION 'not both offices at once' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_term_incompatible';
    END IF;
    RETURN NEW;
END $$"""

tables.also(
    _GUARD,
    "CREATE TRIGGER office_term_guard BEFORE INSERT ON office_term FOR EACH ROW EXECUTE FUNCTION office_term_guard()",
    "ALTER TABLE office_term ENABLE ALWAYS TRIGGER office_term_guard",
)
