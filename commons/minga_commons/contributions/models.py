"""Tables of contributions. An event is never changed: a correction is another event, and what counts is worked out anew."""

import sqlalchemy as sa

from minga_commons.contributions import states
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent
from minga_platform.ledger import chain

_OPEN = ", ".join(map(repr, states.OPEN_SEATS))

contribution = of_cooperative(
    "contribution",
    id_column("agent_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=True),
    sa.Column("quantity", sa.BigInteger, nullable=True),
    sa.Column("unit", sa.Text, nullable=True),
    sa.Column("given_on", sa.Date, nullable=False),
    id_column("asset_id", nullable=True),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    id_column("root_id"),
    id_column("corrects_id", nullable=True),
    id_column("claim_id", nullable=True),
    instant("recorded_at"),
    id_column("recorded_by", nullable=True),
    id_column("by_person_id", nullable=True),
    parent("agent"),
    parent("agent", "recorded_by"),
    parent("asset"),
    parent("claim"),
    parent("contribution", "root_id", deferrable=True),
    parent("contribution", "corrects_id"),
    tables.one_of("kind", "kind", states.KINDS),
    tables.one_of("source", "source", states.SOURCES),
    sa.CheckConstraint(
        "(minutes IS NOT NULL) <> (quantity IS NOT NULL) AND (quantity IS NULL) = (unit IS NULL)", name="one_measure"
    ),
    sa.CheckConstraint("unit IN ('piece', 'g', 'ml')", name="unit"),
    sa.CheckConstraint("minutes BETWEEN 0 AND 60000", name="minutes"),
    sa.CheckConstraint("quantity BETWEEN 0 AND 1000000000000", name="quantity"),
    sa.CheckConstraint(
        "corrects_id IS NOT NULL OR coalesce(minutes, quantity) > 0", name="only_corrections_are_nothing"
    ),
    sa.CheckConstraint("(corrects_id IS NULL) = (root_id = id)", name="root"),
    sa.CheckConstraint("char_length(cause) BETWEEN 0 AND 200", name="cause"),
    sa.CheckConstraint("(coalesce(minutes, quantity) > 0) = (claim_id IS NOT NULL)", name="claimed"),
    sa.UniqueConstraint("cooperative_id", "corrects_id", name="contribution_corrected_once_uq"),
    sa.Index("contribution_agent_ix", "cooperative_id", "agent_id", "given_on", "id"),
    sa.Index("contribution_given_ix", "cooperative_id", "given_on", "id"),
    sa.Index("contribution_asset_ix", "cooperative_id", "asset_id", "given_on"),
    sa.Index("contribution_cause_ix", "cooperative_id", "cause", "given_on"),
    sa.Index("contribution_root_ix", "cooperative_id", "root_id"),
    sa.Index("contribution_claim_ix", "cooperative_id", "claim_id"),
    append_only=True,
)
"""Somebody gave something: an economic event. `given_on`: the day, in the co-op's zone. `cause`: what for, where it is no work
of the commons. `root_id`: the first event of its chain of corrections; the last one counts, and one of nothing takes the
whole chain back. `claim_id`: what others attest; an event of nothing claims nothing. `recorded_by`: as whom it was written
down, `by_person_id` by whose hand: a helper's, perhaps."""

contribution_file = of_cooperative(
    "contribution_file",
    id_column("contribution_id"),
    id_column("file_id"),
    parent("contribution"),
    parent("file"),
    sa.UniqueConstraint("cooperative_id", "contribution_id", "file_id", name="contribution_file_once_uq"),
    sa.Index("contribution_file_file_ix", "cooperative_id", "file_id"),
)
"""A file that shows it: to whoever sees contributions, never to the public."""

contribution_origin = of_cooperative(
    "contribution_origin",
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    id_column("contribution_id"),
    parent("contribution"),
    tables.one_of("source", "source", states.SOURCES),
    sa.CheckConstraint("char_length(key) BETWEEN 1 AND 120", name="key"),
    sa.UniqueConstraint("cooperative_id", "source", "key", name="contribution_origin_once_uq"),
    sa.Index("contribution_origin_contribution_ix", "cooperative_id", "contribution_id"),
    append_only=True,
)
"""What an imported event was made of: a commit, a line of a file, a seat of a work day. The same thing is taken once."""

git_author = of_cooperative(
    "git_author",
    id_column("agent_id"),
    sa.Column("mail", sa.Text, nullable=False),
    sa.Column("is_proven", sa.Boolean, nullable=False),
    instant("agreed_at"),
    parent("agent"),
    sa.CheckConstraint("mail = lower(mail) AND char_length(mail) BETWEEN 3 AND 254", name="mail"),
    sa.UniqueConstraint("cooperative_id", "mail", name="git_author_mail_uq"),
    sa.Index("git_author_agent_ix", "cooperative_id", "agent_id"),
    personal=("mail",),
)
"""An address under which a member commits, given by herself: nobody's commits are counted who did not ask for it.
`is_proven`: she has shown that the address is hers."""

work_day = of_cooperative(
    "work_day",
    sa.Column("number", sa.Integer, nullable=False),
    local_text("title"),
    local_text("about"),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    id_column("asset_id", nullable=True),
    id_column("series_id", nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    instant("begins_at"),
    instant("ends_at"),
    instant("called_at"),
    id_column("called_by"),
    instant("finished_at", nullable=True),
    sa.Column("cancelled_because", sa.Text, nullable=False, server_default=""),
    parent("asset"),
    parent("agent", "called_by"),
    tables.one_of("state", "state", states.DAY_STATES),
    sa.CheckConstraint("begins_at < ends_at AND ends_at <= begins_at + interval '24 hours'", name="times"),
    sa.CheckConstraint("char_length(place) BETWEEN 1 AND 300 AND char_length(cause) BETWEEN 0 AND 200", name="texts"),
    sa.CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished"),
    sa.CheckConstraint("char_length(cancelled_because) <= 500", name="cancelled_because"),
    sa.UniqueConstraint("cooperative_id", "number", name="work_day_number_uq"),
    sa.Index("work_day_begins_ix", "cooperative_id", "begins_at"),
    sa.Index("work_day_called_by_ix", "cooperative_id", "called_by"),
)
"""A minga: members are called to do something together, at a place, from when until when. `series_id`: one of a rota."""

work_task = of_cooperative(
    "work_task",
    id_column("work_day_id"),
    sa.Column("position", sa.Integer, nullable=False),
    local_text("title"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("seats", sa.Integer, nullable=False),
    parent("work_day"),
    tables.one_of("kind", "kind", states.KINDS),
    sa.CheckConstraint("seats BETWEEN 1 AND 500", name="seats"),
    sa.UniqueConstraint("cooperative_id", "work_day_id", "position", name="work_task_position_uq"),
)
"""Something to do on that day, and how many hands it takes."""

work_seat = of_cooperative(
    "work_seat",
    id_column("work_day_id"),
    id_column("task_id"),
    id_column("agent_id"),
    sa.Column("state", sa.Text, nullable=False),
    instant("signed_up_at"),
    instant("changed_at"),
    sa.Column("is_offered", sa.Boolean, nullable=False, server_default=sa.false()),
    id_column("offered_to_id", nullable=True),
    instant("came_at", nullable=True),
    id_column("noted_by", nullable=True),
    instant("reminded_at", nullable=True),
    sa.Column("minutes", sa.Integer, nullable=True),
    id_column("contribution_id", nullable=True),
    parent("work_day"),
    parent("work_task", "task_id"),
    parent("agent"),
    parent("agent", "offered_to_id"),
    parent("agent", "noted_by"),
    parent("contribution"),
    tables.one_of("state", "state", states.SEAT_STATES),
    sa.CheckConstraint("(state = 'came') = (came_at IS NOT NULL)", name="came"),
    sa.CheckConstraint("NOT is_offered OR state = 'taken'", name="offered"),
    sa.CheckConstraint("offered_to_id IS NULL OR (is_offered AND offered_to_id <> agent_id)", name="offered_to"),
    sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes"),
    sa.CheckConstraint("contribution_id IS NULL OR state = 'came'", name="counted"),
    sa.Index(
        "work_seat_open_uq",
        "cooperative_id",
        "work_day_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text(f"state IN ({_OPEN})"),
    ),
    sa.Index("work_seat_task_ix", "cooperative_id", "task_id", "signed_up_at", "id"),
    sa.Index(
        "work_seat_agent_ix",
        "cooperative_id",
        "agent_id",
        postgresql_where=sa.text(f"state IN ({_OPEN})"),
    ),
)
"""A member's seat in a task, or her place in the line for one. `is_offered`: she looks for somebody to take it,
`offered_to_id` or anybody. `minutes`: how long she was there, once the day is finished; `contribution_id`: what became of it."""

# The number of seats is promised by the database too: two who take the last seat at once cannot both have it, also if a
# command forgot to lock the day.
tables.also(
    """CREATE FUNCTION work_seats_fit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM 1 FROM work_task WHERE cooperative_id = NEW.cooperative_id AND id = NEW.task_id FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM work_seat WHERE cooperative_id = NEW.cooperative_id AND task_id = NEW.task_id
                AND state = 'taken') > (SELECT seats FROM work_task WHERE cooperative_id = NEW.cooperative_id AND id = NEW.task_id)
        THEN
            RAISE EXCEPTION 'more people than seats' USING ERRCODE = 'check_violation', CONSTRAINT = 'work_seats_fit';
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER work_seat_fit AFTER INSERT OR UPDATE OF state, task_id ON work_seat
    FOR EACH ROW WHEN (NEW.state = 'taken') EXECUTE FUNCTION work_seats_fit()""",
    "ALTER TABLE work_seat ENABLE ALWAYS TRIGGER work_seat_fit",
)

chain.cover(
    contribution,
    "agent_id", "kind", "minutes", "quantity", "unit", "given_on", "asset_id", "cause", "source", "root_id", "corrects_id",
    "claim_id", "recorded_at", "recorded_by", "by_person_id",
    written="recorded_at",
)  # fmt: skip
