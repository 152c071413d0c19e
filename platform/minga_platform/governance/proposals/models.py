"""Tables of proposals: what is put to the members, what they said about it, and what they decided."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.governance.ballots import models as ballots
from minga_platform.governance.proposals import states
from minga_platform.governance.proposals.kinds import KINDS
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, parent
from minga_platform.ledger import chain
from minga_platform.rules.models import adoption

proposal = of_cooperative(
    "proposal",
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    id_column("author_id"),
    local_text("title"),
    local_text("text"),
    sa.Column("changes", JSONB, nullable=False, server_default="{}"),
    sa.Column("base", JSONB, nullable=False, server_default="{}"),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("options", JSONB, nullable=False, server_default="[]"),
    sa.Column("seats", sa.Integer, nullable=False, server_default="1"),
    sa.Column("budget_minor", sa.BigInteger, nullable=True),
    sa.Column("secret", sa.Boolean, nullable=False),
    instant("stated_at", nullable=True),
    sa.Column("review_on", sa.Date, nullable=True),
    local_text("measure"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    instant("created_at"),
    instant("changed_at"),
    instant("submitted_at", nullable=True),
    instant("discussion_until", nullable=True),
    instant("frozen_at", nullable=True),
    sa.Column("text_sha256", sa.LargeBinary, nullable=True),
    sa.Column("terms", JSONB, nullable=True),
    id_column("election_id", nullable=True),
    instant("opens_at", nullable=True),
    instant("closes_at", nullable=True),
    instant("effective_at", nullable=True),
    instant("ended_at", nullable=True),
    sa.Column("ended_because", sa.Text, nullable=False, server_default=""),
    instant("review_told_at", nullable=True),
    parent("agent", "author_id"),
    parent("election"),
    sa.UniqueConstraint("cooperative_id", "number", name="proposal_number_uq"),
    tables.one_of("kind", "kind", tuple(KINDS)),
    tables.one_of("state", "state", states.PROPOSAL_STATES),
    sa.CheckConstraint("seats BETWEEN 1 AND 100", name="seats"),
    sa.CheckConstraint("(frozen_at IS NULL) = (text_sha256 IS NULL)", name="frozen"),
    sa.CheckConstraint("(election_id IS NULL) = (opens_at IS NULL)", name="announced"),
    sa.Index("proposal_state_ix", "cooperative_id", "state", "number"),
    sa.Index("proposal_election_ix", "cooperative_id", "election_id"),
    sa.Index("proposal_author_ix", "cooperative_id", "author_id"),
    personal=("ended_because",),
)
"""One proposal. `changes`: what it asks for, by kind: `{rules: {key: value}}`, `{statutes: text}`, `{application_id}`,
`{agent_id}` … `base`: what that builds on, `{key: version id}` or `{statutes: adoption id}`, seen when it was written.
`terms`: the rules by which it is judged, as they held when its vote was announced. `stated_at`: not in force before."""

proposal_text = of_cooperative(
    "proposal_text",
    id_column("proposal_id"),
    sa.Column("number", sa.Integer, nullable=False),
    local_text("title"),
    local_text("text"),
    sa.Column("changes", JSONB, nullable=False),
    sa.Column("options", JSONB, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    id_column("amendment_id", nullable=True),
    id_column("by_agent_id", nullable=True),
    instant("at"),
    parent("proposal"),
    tables.one_of("because", "because", ("submitted", "amended", "rebased")),
    sa.UniqueConstraint("cooperative_id", "proposal_id", "number", name="proposal_text_number_uq"),
    append_only=True,
)
"""Every text that members have seen of a proposal, so that nobody can say it read differently."""

amendment = of_cooperative(
    "amendment",
    id_column("proposal_id"),
    sa.Column("number", sa.Integer, nullable=False),
    id_column("author_id"),
    sa.Column("state", sa.Text, nullable=False),
    local_text("text"),
    sa.Column("changes", JSONB, nullable=False, server_default="{}"),
    local_text("reason"),
    sa.Column("on_text", sa.Integer, nullable=False),
    instant("created_at"),
    instant("decided_at", nullable=True),
    id_column("decided_by", nullable=True),
    id_column("election_id", nullable=True),
    instant("opens_at", nullable=True),
    instant("closes_at", nullable=True),
    parent("proposal"),
    parent("agent", "author_id"),
    parent("election"),
    tables.one_of("state", "state", states.AMENDMENT_STATES),
    sa.UniqueConstraint("cooperative_id", "proposal_id", "number", name="amendment_number_uq"),
    sa.Index("amendment_election_ix", "cooperative_id", "election_id"),
)
"""Another wording, or other values, for a proposal under discussion. `on_text`: the number of the text it amends."""

sponsorship = of_cooperative(
    "sponsorship",
    id_column("proposal_id"),
    id_column("amendment_id", nullable=True),
    id_column("agent_id"),
    instant("at"),
    instant("ended_at", nullable=True),
    parent("proposal"),
    parent("amendment"),
    parent("agent"),
    sa.Index(
        "sponsorship_proposal_uq",
        "cooperative_id",
        "proposal_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("amendment_id IS NULL AND ended_at IS NULL"),
    ),
    sa.Index(
        "sponsorship_amendment_uq",
        "cooperative_id",
        "amendment_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("amendment_id IS NOT NULL AND ended_at IS NULL"),
    ),
)
"""A member wants this discussed, or this amendment put to the vote."""

comment = of_cooperative(
    "comment",
    id_column("proposal_id"),
    id_column("amendment_id", nullable=True),
    id_column("answers_id", nullable=True),
    id_column("agent_id"),
    sa.Column("is_member", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    instant("at"),
    instant("removed_at", nullable=True),
    parent("proposal"),
    parent("amendment"),
    parent("agent"),
    parent("comment", "answers_id"),
    sa.CheckConstraint("char_length(text) <= 4000", name="text"),
    sa.Index("comment_proposal_ix", "cooperative_id", "proposal_id", "id"),
    sa.Index("comment_agent_ix", "cooperative_id", "agent_id"),
    personal=("text",),
)
"""Something said in a discussion. A removed one keeps its place and loses its words."""

stance = of_cooperative(
    "stance",
    id_column("proposal_id"),
    id_column("agent_id"),
    sa.Column("stance", sa.Text, nullable=False),
    sa.Column("is_member", sa.Boolean, nullable=False),
    instant("at"),
    parent("proposal"),
    parent("agent"),
    tables.one_of("stance", "stance", states.STANCES),
    sa.UniqueConstraint("cooperative_id", "proposal_id", "agent_id", name="stance_once_uq"),
)
"""How somebody leans while it is discussed: a mark, never a vote."""

notice = of_cooperative(
    "notice",
    id_column("proposal_id"),
    id_column("amendment_id", nullable=True),
    id_column("agent_id"),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=True),
    instant("due_at"),
    instant("served_at", nullable=True),
    id_column("message_id", nullable=True),
    sa.Column("message_sha256", sa.LargeBinary, nullable=True),
    parent("proposal"),
    parent("amendment"),
    parent("agent"),
    tables.one_of("purpose", "purpose", ("notice", "reminder", "review")),
    sa.CheckConstraint("channel IN ('mail', 'phone', 'paper')", name="channel"),
    sa.CheckConstraint("(served_at IS NULL) = (message_sha256 IS NULL)", name="served"),
    sa.UniqueConstraint(
        "cooperative_id",
        "proposal_id",
        "agent_id",
        "purpose",
        "amendment_id",
        name="notice_once_uq",
        postgresql_nulls_not_distinct=True,
    ),
    sa.Index("notice_due_ix", "cooperative_id", "due_at", postgresql_where=sa.text("served_at IS NULL")),
)
"""That somebody was told, how and when: the proof of notice. The letter itself is kept as its hash, no address is."""

act_link = of_cooperative(
    "act_link",
    id_column("election_id"),
    id_column("agent_id"),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("token_hash", sa.LargeBinary, nullable=False),
    instant("made_at"),
    instant("expires_at"),
    parent("election"),
    parent("agent"),
    tables.one_of("act", "act", ("vote",)),
    sa.UniqueConstraint("cooperative_id", "token_hash", name="act_link_token_uq"),
    sa.Index("act_link_agent_ix", "cooperative_id", "election_id", "agent_id"),
)
"""A link that opens one act for one member, once, without signing in: in a letter, or printed as a QR code. Only the
token's hash is kept, and with its use the row goes."""

decision = of_cooperative(
    "decision",
    sa.Column("number", sa.BigInteger, nullable=False),
    id_column("proposal_id"),
    id_column("election_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.Column("void_because", sa.Text, nullable=False, server_default=""),
    sa.Column("changes", JSONB, nullable=False),
    instant("closed_at"),
    instant("certified_at"),
    instant("effective_at", nullable=True),
    id_column("by_agent_id", nullable=True),
    sa.Column("result_sha256", sa.LargeBinary, nullable=False),
    sa.Column("document", JSONB, nullable=False),
    sa.Column("document_sha256", sa.LargeBinary, nullable=False),
    sa.Column("is_public", sa.Boolean, nullable=False),
    parent("proposal"),
    parent("election"),
    tables.one_of("kind", "kind", tuple(KINDS)),
    tables.one_of("void_because", "void_because", ("", "base_changed")),
    sa.CheckConstraint("passed = (effective_at IS NOT NULL) OR void_because <> ''", name="effective"),
    sa.CheckConstraint("effective_at IS NULL OR effective_at >= closed_at", name="after_close"),
    sa.UniqueConstraint("cooperative_id", "number", name="decision_number_uq"),
    sa.UniqueConstraint("cooperative_id", "proposal_id", name="decision_proposal_uq"),
    sa.UniqueConstraint("cooperative_id", "election_id", name="decision_election_uq"),
    append_only=True,
    app="SELECT",
)
"""The certificate: what was asked, how it was counted, what follows and from when. Written by the worker alone, after
the count, and held by the database against the election itself. `document` says it all once more, so that it can be
kept and checked elsewhere. A passed decision with `void_because` changes nothing."""

decision_effect = of_cooperative(
    "decision_effect",
    id_column("decision_id"),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("detail", JSONB, nullable=False, server_default="{}"),
    instant("at"),
    parent("decision"),
    tables.one_of("outcome", "outcome", ("in_force", "impossible")),
    sa.UniqueConstraint("cooperative_id", "decision_id", name="decision_effect_once_uq"),
    append_only=True,
    app="SELECT",
)
"""A decision took effect, once; or it could not any more (`detail` says why)."""

_ADOPTION_DECISION = (
    f"ALTER TABLE {adoption.name} ADD CONSTRAINT adoption_decision_fk FOREIGN KEY (cooperative_id, decision_id)"
    " REFERENCES decision (cooperative_id, id)"
)
"""The rules stand below governance and cannot name its table; what they owe to a decision is a real reference."""

# A certificate is held against the election itself: counted, about this very proposal, closed when it says, with the
# result it says. Its date follows from the terms that were frozen when the vote was announced.
_CERTIFICATE = """
CREATE FUNCTION decision_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked record;
    counted record;
    due timestamptz;
BEGIN
    SELECT kind, changes, text_sha256, election_id, terms, stated_at INTO STRICT asked FROM proposal
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.proposal_id;
    SELECT e.closes_at, (r.result ->> 'passed')::boolean AS passed, r.board_sha256 INTO counted
    FROM election e JOIN election_result r ON r.cooperative_id = e.cooperative_id AND r.election_id = e.id
    WHERE e.cooperative_id = NEW.cooperative_id AND e.id = NEW.election_id AND e.subject_kind = 'proposal'
        AND e.subject_id = NEW.proposal_id;
    IF counted IS NULL OR asked.election_id IS DISTINCT FROM NEW.election_id
        OR counted.passed IS DISTINCT FROM NEW.passed OR counted.closes_at IS DISTINCT FROM NEW.closed_at
        OR counted.board_sha256 IS DISTINCT FROM NEW.result_sha256 OR NEW.certified_at < counted.closes_at THEN
        RAISE EXCEPTION 'no election was counted with this result'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_counted';
    END IF;
    IF asked.kind <> NEW.kind OR asked.changes IS DISTINCT FROM NEW.changes
        OR NEW.document -> 'changes' IS DISTINCT FROM NEW.changes
        OR NEW.document ->> 'text_sha256' IS DISTINCT FROM encode(asked.text_sha256, 'hex') THEN
        RAISE EXCEPTION 'the members were asked something else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_as_asked';
    END IF;
    due := greatest(
        NEW.closed_at + (asked.terms ->> 'deferral_days')::integer * interval '24 hours', asked.stated_at,
        NEW.certified_at + interval '61 seconds'
    );
    -- An exclusion waits for the time to appeal as well, so its day may only be later.
    IF NEW.effective_at < due OR (NEW.effective_at > due AND NEW.kind <> 'exclusion') THEN
        RAISE EXCEPTION 'it takes effect after its deferral, at its date'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_deferral';
    END IF;
    RETURN NEW;
END $$"""

# What `rules/models.py` leaves open: an adoption by decision says exactly what a passed decision says, from its date on.
_CERTIFIED = """
CREATE OR REPLACE FUNCTION rules_certified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM decision d WHERE d.cooperative_id = NEW.cooperative_id AND d.id = NEW.decision_id
            AND d.passed AND d.void_because = ''
            AND d.kind IN ('rule_change', 'statutes_amendment')
            AND coalesce(d.changes -> 'rules', '{}') = coalesce(NEW.document -> 'rules', '{}')
            AND d.changes -> 'statutes' IS NOT DISTINCT FROM NEW.document -> 'statutes'
            AND d.effective_at = (NEW.document ->> 'effective')::timestamptz
    ) THEN
        RAISE EXCEPTION 'decision % is not certified', NEW.decision_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_certified';
    END IF;
    RETURN NEW;
END $$"""

# Once the text is fixed it stays, whoever asks; the announcement and its dates are written once.
_FIXED = """
CREATE FUNCTION proposal_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'what members have seen is kept'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proposal_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.kind <> NEW.kind OR OLD.author_id <> NEW.author_id OR OLD.number <> NEW.number
        OR (OLD.frozen_at IS NOT NULL AND (
            OLD.title, OLD.text, OLD.changes, OLD.base, OLD.method, OLD.options, OLD.seats, OLD.secret, OLD.measure,
            OLD.frozen_at, OLD.text_sha256
        ) IS DISTINCT FROM (
            NEW.title, NEW.text, NEW.changes, NEW.base, NEW.method, NEW.options, NEW.seats, NEW.secret, NEW.measure,
            NEW.frozen_at, NEW.text_sha256
        ))
        OR (OLD.frozen_at IS NOT NULL AND (OLD.budget_minor, OLD.stated_at, OLD.review_on)
            IS DISTINCT FROM (NEW.budget_minor, NEW.stated_at, NEW.review_on))
        OR (OLD.election_id IS NOT NULL AND (OLD.election_id, OLD.opens_at, OLD.closes_at, OLD.terms)
            IS DISTINCT FROM (NEW.election_id, NEW.opens_at, NEW.closes_at, NEW.terms))
    THEN
        RAISE EXCEPTION 'the text of this proposal is fixed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proposal_fixed';
    END IF;
    RETURN NEW;
END $$"""

assert ballots.election.name == "election", "the guards above name it"
tables.also(
    _ADOPTION_DECISION,
    _CERTIFICATE,
    "CREATE TRIGGER decision_guard BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_guard()",
    "ALTER TABLE decision ENABLE ALWAYS TRIGGER decision_guard",
    _CERTIFIED,
    _FIXED,
    "CREATE TRIGGER proposal_guard BEFORE UPDATE OR DELETE ON proposal FOR EACH ROW EXECUTE FUNCTION proposal_guard()",
    "ALTER TABLE proposal ENABLE ALWAYS TRIGGER proposal_guard",
)

chain.cover(
    proposal_text, "proposal_id", "number", "title", "text", "changes", "options", "because", "amendment_id",
    "by_agent_id", "at",
)  # fmt: skip
chain.cover(
    decision, "number", "proposal_id", "election_id", "kind", "passed", "void_because", "changes", "closed_at",
    "certified_at", "effective_at", "by_agent_id", "result_sha256", "document", "document_sha256", "is_public",
    written="certified_at",
)  # fmt: skip
chain.cover(decision_effect, "decision_id", "outcome", "detail", "at")
