"""Versions of rules, and the adoptions without which no version can exist."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent
from minga_platform.ledger import chain

adoption = of_cooperative(
    "adoption",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=True),
    id_column("decision_id", nullable=True),
    sa.Column("document", JSONB, nullable=False),
    sa.Column("document_sha256", sa.LargeBinary, nullable=False),
    id_column("by_person_id", nullable=True),
    sa.Column("system", sa.Text, nullable=True),
    instant("adopted_at"),
    tables.one_of("kind", "kind", ("founding", "declared_default", "decision")),
    sa.CheckConstraint("(kind = 'founding') = (number IS NOT NULL)", name="number"),
    sa.CheckConstraint("(kind = 'decision') = (decision_id IS NOT NULL)", name="decision"),
    sa.UniqueConstraint("cooperative_id", "number", name="adoption_number_uq"),
    sa.UniqueConstraint("cooperative_id", "decision_id", name="adoption_decision_uq"),
    append_only=True,
    app="SELECT",
)
"""What gave rules their values: a version of the founding statutes (`number` 1, 2 …), the declared default of a rule
that came with a new release, or a certified decision of the members. `document` is what was adopted (`statutes.adopted`):
`{effective, rules}`, and `statutes` (title and articles) where it sets their text."""

rule_version = of_cooperative(
    "rule_version",
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("value", JSONB, nullable=False),
    instant("effective_at"),
    id_column("adoption_id"),
    parent("adoption"),
    sa.UniqueConstraint("cooperative_id", "key", "adoption_id", name="rule_version_adoption_uq"),
    sa.Index("rule_version_key_ix", "cooperative_id", "key", "effective_at"),
    append_only=True,
    app="SELECT",
)
"""One value of one rule from an instant on. Of two for the same instant, the one adopted later holds."""

chain.cover(
    adoption, "kind", "number", "decision_id", "document", "document_sha256", "by_person_id", "system", "adopted_at",
    written="adopted_at",
)  # fmt: skip
chain.cover(rule_version, "key", "value", "effective_at", "adoption_id", written="effective_at")

# A version is what its adoption's document says, word for word: so the rules can be told again from documents alone.
_GUARD = """
CREATE FUNCTION rules_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    adopted record;
BEGIN
    SELECT adopted_at, document INTO STRICT adopted FROM adoption
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.adoption_id;
    IF NEW.effective_at < adopted.adopted_at THEN
        RAISE EXCEPTION '% would hold before it was adopted', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_not_before_adoption';
    END IF;
    IF NEW.value IS DISTINCT FROM adopted.document -> 'rules' -> NEW.key THEN
        RAISE EXCEPTION 'its adoption says something else of %', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_as_adopted';
    END IF;
    IF NEW.effective_at
        <> greatest(coalesce((adopted.document ->> 'effective')::timestamptz, adopted.adopted_at), adopted.adopted_at)
    THEN
        RAISE EXCEPTION 'its adoption names another instant for %', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_when_adopted';
    END IF;
    -- Readers keep what they read for half a minute. A change that waits a minute can never surprise them.
    IF NEW.effective_at < adopted.adopted_at + interval '60 seconds' AND EXISTS (
        SELECT FROM rule_version
        WHERE cooperative_id = NEW.cooperative_id AND key = NEW.key AND effective_at <= NEW.effective_at
    ) THEN
        RAISE EXCEPTION 'a change of % holds a minute after its adoption at the earliest', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_minute';
    END IF;
    RETURN NEW;
END $$"""

# The founding is one transaction: its later versions are written in the very one that wrote the first, told by the
# first's xmin, which nobody can set. A default is for a key that has no value yet.
_ADOPTION = """
CREATE FUNCTION rules_adoption() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'founding' AND NEW.number = 1 AND EXISTS (
        SELECT FROM rule_version WHERE cooperative_id = NEW.cooperative_id
    ) THEN
        RAISE EXCEPTION 'this co-op has its rules already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_founding_once';
    END IF;
    IF NEW.kind = 'founding' AND NEW.number > 1 AND NOT EXISTS (
        SELECT FROM adoption WHERE cooperative_id = NEW.cooperative_id AND number = 1
            AND xmin::text = mod(pg_current_xact_id()::text::numeric, 4294967296)::text
    ) THEN
        RAISE EXCEPTION 'the founding is over: only a decision of the members changes rules'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_founding_over';
    END IF;
    IF NEW.kind = 'declared_default' AND EXISTS (
        SELECT FROM rule_version WHERE cooperative_id = NEW.cooperative_id AND NEW.document -> 'rules' ? key
    ) THEN
        RAISE EXCEPTION 'a default is for a rule without a value'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_default_first';
    END IF;
    RETURN NEW;
END $$"""

# Decisions are certified by the governance feature, which replaces this function by one that asks for the certificate.
_CERTIFIED = """
CREATE FUNCTION rules_certified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'decision % is not certified', NEW.decision_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_certified';
END $$"""

tables.also(
    _GUARD,
    "CREATE TRIGGER rule_version_guard BEFORE INSERT ON rule_version FOR EACH ROW EXECUTE FUNCTION rules_guard()",
    "ALTER TABLE rule_version ENABLE ALWAYS TRIGGER rule_version_guard",
    _ADOPTION,
    "CREATE TRIGGER adoption_guard BEFORE INSERT ON adoption FOR EACH ROW EXECUTE FUNCTION rules_adoption()",
    "ALTER TABLE adoption ENABLE ALWAYS TRIGGER adoption_guard",
    _CERTIFIED,
    """CREATE TRIGGER adoption_certified BEFORE INSERT ON adoption
    FOR EACH ROW WHEN (NEW.kind = 'decision') EXECUTE FUNCTION rules_certified()""",
    "ALTER TABLE adoption ENABLE ALWAYS TRIGGER adoption_certified",
)
