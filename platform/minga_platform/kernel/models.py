"""The kernel's own tables: co-ops, agents, idempotency, outbox, jobs, files."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, of_installation

cooperative = of_installation(
    "cooperative",
    id_column(),
    sa.Column("slug", sa.Text, nullable=False),
    local_text("name"),
    local_text("about"),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("languages", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("accent", sa.Text, nullable=False),
    sa.Column("picture_sha256", sa.LargeBinary, nullable=True),
    instant("founded_at"),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("slug", name="cooperative_slug_uq"),
    sa.CheckConstraint("slug ~ '^[a-z0-9](-?[a-z0-9]){1,39}$'", name="slug"),
    reason="The directory of co-ops is the door to each of them: public by nature.",
)
"""A tenant. Rows are made through the function `found_cooperative`; the app only reads them."""

clock_offset = of_installation(
    "clock_offset",
    sa.Column("id", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("offset", sa.Interval, nullable=False),
    sa.PrimaryKeyConstraint("id"),
    sa.CheckConstraint("id", name="single"),
    reason="One row in test and demo databases that moves the clock; absent elsewhere.",
)

agent = of_cooperative(
    "agent",
    sa.Column("kind", sa.Text, nullable=False),
    id_column("person_id", nullable=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("contact", JSONB, nullable=False, server_default="{}"),
    instant("created_at"),
    tables.one_of("kind", "kind", ("person", "organisation")),
    sa.UniqueConstraint("cooperative_id", "person_id", name="agent_person_uq"),
    personal=("name", "contact"),
)
"""A person or organisation as this co-op knows it."""

idempotency = of_installation(
    "idempotency",
    sa.Column("realm", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("input_hash", sa.LargeBinary, nullable=False),
    sa.Column("result", JSONB, nullable=False),
    instant("created_at"),
    sa.PrimaryKeyConstraint("realm", "actor", "command", "key"),
    reason="One table serves wishes in a co-op and wishes on a person's own tables; realm and actor lead the key, and rows hold ids only.",
    app="SELECT, INSERT, UPDATE (result)",
)
"""A wish that was granted: the same wish again gets the same answer. Kept 90 days. `realm`: co-op id, or `person`."""

outbox = of_installation(
    "outbox",
    id_column(),
    id_column("cooperative_id", nullable=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("payload", JSONB, nullable=False),
    instant("occurred_at"),
    instant("delivered_at", nullable=True),
    sa.PrimaryKeyConstraint("id"),
    sa.Index("outbox_waiting_ix", "id", postgresql_where=sa.text("delivered_at IS NULL")),
    reason="Written in every unit, read by workers across co-ops; the app may only insert.",
    app="INSERT",
)
"""What happened, in the transaction in which it happened. A worker turns each row into one job per reaction."""

job = of_installation(
    "job",
    id_column(),
    id_column("cooperative_id", nullable=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("payload", JSONB, nullable=False),
    sa.Column("unique_key", sa.Text, nullable=True),
    sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
    instant("run_at"),
    instant("locked_until", nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_error", sa.Text, nullable=True),
    instant("created_at"),
    instant("finished_at", nullable=True),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("unique_key", name="job_unique_key_uq"),
    tables.one_of("state", "state", ("waiting", "done", "dead")),
    sa.Index("job_due_ix", "run_at", postgresql_where=sa.text("state = 'waiting'")),
    reason="Claimed by workers across co-ops; a job names the co-op in whose scope it runs. The app may only insert.",
    app="INSERT",
)
"""Work to be done later: claimed with SKIP LOCKED and a lease, repeated with back-off, dead after a dozen tries."""

worker_state = of_installation(
    "worker_state",
    sa.Column("id", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("id"),
    sa.CheckConstraint("id", name="single"),
    reason="One row: after a restore all workers start paused until an operator has reconciled.",
)

file = of_cooperative(
    "file",
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("width", sa.Integer, nullable=True),
    sa.Column("height", sa.Integer, nullable=True),
    sa.Column("renditions", JSONB, nullable=False, server_default="[]"),
    sa.Column("public", sa.Boolean, nullable=False, server_default=sa.false()),
    id_column("uploaded_by", nullable=True),
    instant("created_at"),
    instant("idle_since", nullable=True),
    sa.Column("preview", sa.Text, nullable=False, server_default="none"),
    sa.Column("excerpt", sa.Text, nullable=True),
    tables.one_of("preview", "preview", ("none", "waiting", "ready", "failed")),
    sa.CheckConstraint("char_length(excerpt) <= 40000", name="excerpt"),
    sa.Index("file_uploaded_by_ix", "cooperative_id", "uploaded_by"),
    # By content and not by co-op: bytes are stored once for all co-ops, and go when nobody's row names them any more.
    sa.Index("file_sha256_ix", "sha256"),
    sa.Index(
        "file_renditions_ix", "renditions", postgresql_using="gin", postgresql_ops={"renditions": "jsonb_path_ops"}
    ),
    personal=("name",),
)
"""A file's facts; its bytes stand in the file store under their hash. `renditions`: [{width, height, media_type, sha256, bytes}].
`idle_since`: since when nothing shows it; a week later it is swept. A picture is its renditions and nothing else is kept of
it; any other file is kept as it came, and its renditions, where it has some, are drawn from it (`preview`). `excerpt`: how a
text begins, for a look at it."""

upload = of_cooperative(
    "upload",
    id_column("agent_id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("parts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sha256", sa.LargeBinary, nullable=True),
    id_column("kept_as", nullable=True),
    instant("created_at"),
    instant("expires_at"),
    tables.parent("agent"),
    sa.CheckConstraint("bytes > 0 AND received BETWEEN 0 AND bytes", name="received"),
    sa.CheckConstraint("parts >= 0", name="parts"),
    sa.CheckConstraint("sha256 IS NULL OR octet_length(sha256) = 32", name="sha256"),
    sa.Index("upload_agent_ix", "cooperative_id", "agent_id"),
    sa.Index("upload_expires_ix", "cooperative_id", "expires_at"),
    personal=("name",),
)
"""A file that comes in parts. `received`: how much of it is safely kept, and where it goes on. `sha256`: what the sender says
the whole will be. `kept_as`: the file that became of it, so that a sender whose line broke at the last moment learns of it."""

upload_part = of_cooperative(
    "upload_part",
    id_column("upload_id"),
    sa.Column("begins", sa.BigInteger, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    tables.parent("upload"),
    sa.CheckConstraint("begins >= 0 AND bytes > 0", name="place"),
    sa.UniqueConstraint("cooperative_id", "upload_id", "begins", name="upload_part_once_uq"),
    sa.Index("upload_part_sha256_ix", "sha256"),
)
"""One piece of an upload, kept in the store like any file: whichever process takes the next one finds the others there."""

unnamed_file = of_installation(
    "unnamed_file",
    sa.Column("sha256", sa.Text, nullable=False),
    instant("since"),
    sa.PrimaryKeyConstraint("sha256"),
    reason="Hashes alone, of bytes that a swept row named: equal files of several co-ops are stored once.",
    app="SELECT, INSERT, UPDATE, DELETE",
)
"""Bytes that perhaps nobody names any more; the sweep looks again after an hour, and who names them meanwhile takes them off."""

tables.also(
    """CREATE FUNCTION found_cooperative(a_id uuid, a_slug text, a_name jsonb, a_about jsonb, a_currency text, a_language text,
        a_languages text[], a_zone text, a_country text, a_accent text, an_instant timestamptz) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        INSERT INTO cooperative (id, slug, name, about, currency, language, languages, zone, country, accent, founded_at)
        VALUES (a_id, a_slug, a_name, a_about, a_currency, a_language, a_languages, a_zone, a_country, a_accent, an_instant)
        RETURNING id $$""",
    """CREATE FUNCTION file_is_named(a_sha256 text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT EXISTS (SELECT FROM file WHERE sha256 = decode(a_sha256, 'hex'))
            OR EXISTS (SELECT FROM file WHERE renditions @> jsonb_build_array(jsonb_build_object('sha256', a_sha256)))
            OR EXISTS (SELECT FROM cooperative WHERE picture_sha256 = decode(a_sha256, 'hex'))
            OR EXISTS (SELECT FROM upload_part WHERE sha256 = decode(a_sha256, 'hex')) $$""",
    "REVOKE ALL ON FUNCTION file_is_named FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION file_is_named TO minga_worker",
    "REVOKE ALL ON FUNCTION found_cooperative FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION found_cooperative TO minga_worker",
)
