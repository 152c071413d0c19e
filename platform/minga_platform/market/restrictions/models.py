"""Tables of restrictions. Nothing else suspends a stall: the database refuses it."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent
from minga_platform.market.restrictions.kinds import KINDS

restriction = of_cooperative(
    "restriction",
    id_column("stall_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    id_column("placed_by"),
    instant("placed_at"),
    instant("ends_at"),
    instant("ended_at", nullable=True),
    id_column("ended_by", nullable=True),
    sa.Column("ended_because", sa.Text, nullable=False, server_default=""),
    parent("stall"),
    parent("agent", "placed_by"),
    parent("agent", "ended_by"),
    tables.one_of("kind", "kind", KINDS),
    sa.CheckConstraint("ends_at > placed_at", name="times"),
    sa.CheckConstraint(
        "char_length(reason) BETWEEN 1 AND 2000 AND char_length(evidence) BETWEEN 1 AND 4000"
        " AND char_length(ended_because) <= 2000",
        name="texts",
    ),
    sa.CheckConstraint("ended_by IS NULL OR ended_at IS NOT NULL", name="ended"),
    sa.Index(
        "restriction_open_uq",
        "cooperative_id",
        "stall_id",
        "kind",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("restriction_due_ix", "cooperative_id", "ends_at", postgresql_where=sa.text("ended_at IS NULL")),
    personal=("reason", "evidence", "ended_because"),
)
"""`selling`: the stall is suspended; `payout`: what it earned waits. `ends_at`: when it ends by itself; `ended_by` is empty then."""

tables.also(
    """CREATE FUNCTION stall_suspended_with_reason() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM restriction r WHERE r.cooperative_id = NEW.cooperative_id AND r.stall_id = NEW.id
                AND r.kind = 'selling' AND r.ended_at IS NULL) THEN
            RAISE EXCEPTION 'a stall is suspended only by a restriction'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stall_suspended_with_reason';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER stall_suspended_with_reason BEFORE INSERT OR UPDATE OF state ON stall
    FOR EACH ROW WHEN (NEW.state = 'suspended') EXECUTE FUNCTION stall_suspended_with_reason()""",
    "ALTER TABLE stall ENABLE ALWAYS TRIGGER stall_suspended_with_reason",
)
