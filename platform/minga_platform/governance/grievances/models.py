"""Tables of grievances. A case is read by its parties, the mediator who took it and its panel, and by nobody else: every
read goes through `asking.py`, which answers everybody else as if there were nothing.

Who may judge whom is held by the database too: a mediator or panellist who is a party would make the rest worthless.
"""

import sqlalchemy as sa

from minga_platform.governance.grievances import states
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

grievance = of_cooperative(
    "grievance",
    id_column("opened_by_id"),
    id_column("against_agent_id", nullable=True),
    id_column("decision_id", nullable=True),
    id_column("restriction_id", nullable=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("wish", sa.Text, nullable=False),
    id_column("mediator_id", nullable=True),
    sa.Column("lot_seed", sa.LargeBinary, nullable=False),
    instant("opened_at"),
    instant("appealed_at", nullable=True),
    id_column("election_id", nullable=True),
    instant("closed_at", nullable=True),
    parent("agent", "opened_by_id"),
    parent("agent", "against_agent_id"),
    parent("agent", "mediator_id"),
    parent("decision"),
    parent("restriction"),
    parent("election"),
    sa.CheckConstraint("num_nonnulls(against_agent_id, decision_id) = 1", name="about"),
    sa.CheckConstraint("restriction_id IS NULL OR against_agent_id IS NOT NULL", name="restriction"),
    sa.CheckConstraint("against_agent_id <> opened_by_id", name="parties"),
    sa.CheckConstraint(
        "mediator_id <> opened_by_id AND (against_agent_id IS NULL OR mediator_id <> against_agent_id)", name="apart"
    ),
    sa.CheckConstraint("char_length(text) <= 20000 AND char_length(wish) <= 4000", name="length"),
    sa.CheckConstraint("octet_length(lot_seed) = 32", name="seed"),
    sa.CheckConstraint("(appealed_at IS NULL) = (election_id IS NULL)", name="appeal"),
    sa.UniqueConstraint("cooperative_id", "decision_id", "opened_by_id", name="grievance_decision_uq"),
    sa.UniqueConstraint("cooperative_id", "restriction_id", "opened_by_id", name="grievance_restriction_uq"),
    sa.UniqueConstraint("cooperative_id", "election_id", name="grievance_election_uq"),
    personal=("text", "wish"),
)
"""One case: about a member or a decision. `restriction_id`: what that member laid upon a stall of the opener's.
`lot_seed` is drawn when it is opened; its sha256 is shown from then on and
the seed once the panel is drawn, so that the parties can draw it again. `election_id`: the vote of an appeal."""

grievance_roll = of_cooperative(
    "grievance_roll",
    id_column("grievance_id"),
    id_column("agent_id"),
    parent("grievance"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "grievance_id", "agent_id", name="grievance_roll_once_uq"),
    append_only=True,
)
"""Who could be drawn: frozen when the case opened, so that nobody is brought in or kept out for its sake."""

grievance_step = of_cooperative(
    "grievance_step",
    id_column("grievance_id"),
    sa.Column("step", sa.Text, nullable=False),
    instant("began_at"),
    instant("due_at"),
    instant("ended_at", nullable=True),
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.Column("is_upheld", sa.Boolean, nullable=True),
    sa.Column("text", sa.Text, nullable=False, server_default=""),
    parent("grievance"),
    tables.one_of("step", "step", states.STEPS),
    tables.one_of("outcome", "outcome", ("", *states.OUTCOMES)),
    sa.CheckConstraint("(ended_at IS NULL) = (outcome = '')", name="ended"),
    sa.CheckConstraint("(outcome = 'decided') = (is_upheld IS NOT NULL)", name="decided"),
    sa.CheckConstraint("due_at > began_at", name="deadline"),
    sa.UniqueConstraint("cooperative_id", "grievance_id", "step", name="grievance_step_once_uq"),
    sa.Index(
        "grievance_step_open_uq",
        "cooperative_id",
        "grievance_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("grievance_step_due_ix", "cooperative_id", "due_at", postgresql_where=sa.text("ended_at IS NULL")),
    personal=("text",),
)
"""A step of a case, with its deadline and how it ended."""

grievance_panellist = of_cooperative(
    "grievance_panellist",
    id_column("grievance_id"),
    id_column("agent_id"),
    instant("drawn_at"),
    instant("declined_at", nullable=True),
    parent("grievance"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "grievance_id", "agent_id", name="grievance_panellist_once_uq"),
    sa.Index("grievance_panellist_agent_ix", "cooperative_id", "agent_id"),
)
"""Drawn by lot. Who declines is not drawn for this case again."""

grievance_finding = of_cooperative(
    "grievance_finding",
    id_column("grievance_id"),
    sa.Column("is_upheld", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    id_column("by_agent_id"),
    id_column("agreed_by_id", nullable=True),
    instant("at"),
    parent("grievance"),
    parent("agent", "by_agent_id"),
    parent("agent", "agreed_by_id"),
    sa.CheckConstraint("agreed_by_id <> by_agent_id", name="two"),
    sa.CheckConstraint("char_length(text) <= 20000", name="length"),
    personal=("text",),
)
"""What one of the panel would decide; it holds when a second one agrees."""

grievance_letter = of_cooperative(
    "grievance_letter",
    id_column("grievance_id"),
    id_column("agent_id"),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("ended", sa.Text, nullable=False),
    instant("due_at", nullable=True),
    instant("written_at"),
    sa.Column("channel", sa.Text, nullable=True),
    instant("served_at", nullable=True),
    id_column("message_id", nullable=True),
    sa.Column("message_sha256", sa.LargeBinary, nullable=True),
    parent("grievance"),
    parent("agent"),
    tables.one_of("purpose", "purpose", states.PURPOSES),
    tables.one_of("ended", "ended", ("", *states.OUTCOMES)),
    sa.CheckConstraint("channel IN ('mail', 'phone', 'paper')", name="channel"),
    sa.CheckConstraint("(served_at IS NULL) = (message_sha256 IS NULL)", name="served"),
    sa.UniqueConstraint("cooperative_id", "grievance_id", "agent_id", "purpose", name="grievance_letter_once_uq"),
    sa.Index("grievance_letter_due_ix", "cooperative_id", "id", postgresql_where=sa.text("served_at IS NULL")),
)
"""That somebody in a case is told of a step, how and when: written with the step, in its unit, and sent afterwards."""

_GUARD = """
CREATE FUNCTION grievance_panellist_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found record;
BEGIN
    SELECT opened_by_id, against_agent_id, mediator_id INTO STRICT found FROM grievance
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.grievance_id FOR UPDATE;
    IF NEW.agent_id IN (found.opened_by_id, found.against_agent_id, found.mediator_id) THEN
        RAISE EXCEPTION 'no party or mediator on the panel'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grievance_panellist_apart';
    END IF;
    IF NOT EXISTS (SELECT FROM grievance_roll WHERE cooperative_id = NEW.cooperative_id
            AND grievance_id = NEW.grievance_id AND agent_id = NEW.agent_id) THEN
        RAISE EXCEPTION 'not on the roll' USING ERRCODE = 'check_violation', CONSTRAINT = 'grievance_panellist_roll';
    END IF;
    IF (SELECT count(*) FROM grievance_panellist WHERE cooperative_id = NEW.cooperative_id
            AND grievance_id = NEW.grievance_id AND declined_at IS NULL) >= 3 THEN
        RAISE EXCEPTION 'a panel is three' USING ERRCODE = 'check_violation', CONSTRAINT = 'grievance_panellist_three';
    END IF;
    RETURN NEW;
END $$"""

tables.also(
    _GUARD,
    "CREATE TRIGGER grievance_panellist_guard BEFORE INSERT ON grievance_panellist"
    " FOR EACH ROW EXECUTE FUNCTION grievance_panellist_guard()",
    "ALTER TABLE grievance_panellist ENABLE ALWAYS TRIGGER grievance_panellist_guard",
)
