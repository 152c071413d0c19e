"""Works in the commons and their releases.

A release is one document (`document`: parts, tools, steps, hazards), written, hashed and read as a whole; beside it stand
rows only for what points elsewhere: files, pictures, holders, parents. What was published is held by triggers, not by care.

Lineage crosses co-ops, so its edges are the installation's. It has no cycle because each release bears a number that
only grows (`born`), an edge leads from the later to the earlier, and both numbers are held by foreign keys: two who
draft at once cannot close a ring, since one of the two edges would have to lead forward. A search for cycles at each
insertion was ruled out: it needs a lock over all works to be right.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR, UUID

from minga_commons.registry.states import AssetKind, Relation, ReleaseState, Severity
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, of_cooperative, of_installation, parent

asset = of_cooperative(
    "asset",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    local_text("title"),
    local_text("summary"),
    local_text("description"),
    sa.Column("craft", sa.Text, nullable=False, server_default=""),
    sa.Column("materials", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("techniques", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("tags", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("origin_repo", sa.Text, nullable=True),
    sa.Column("watches_tags", sa.Boolean, nullable=False, server_default=sa.false()),
    id_column("variant_of_id", nullable=True),
    sa.Column("held_by", sa.Text, nullable=False, server_default=""),
    sa.Column("consent", sa.Text, nullable=False, server_default=""),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    id_column("started_by"),
    instant("started_at"),
    parent("asset", "variant_of_id"),
    parent("agent", "started_by"),
    tables.one_of("kind", "kind", tuple(AssetKind)),
    sa.CheckConstraint("variant_of_id <> id", name="not_of_itself"),
    sa.UniqueConstraint("cooperative_id", "slug", name="asset_slug_uq"),
    sa.UniqueConstraint("cooperative_id", "origin_repo", name="asset_origin_uq"),
    sa.Index("asset_started_ix", "cooperative_id", sa.text("started_at DESC"), sa.text("id DESC")),
)
"""A work. `origin_repo`: the repository it was found at, which alone may write it anew; `watches_tags`: a tag there makes a
release. `held_by`: the community that holds the knowledge; `consent`: its decision to share, in words or as an address."""

asset_label = of_cooperative(
    "asset_label",
    id_column("asset_id"),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("community", sa.Text, nullable=False),
    local_text("note"),
    sa.Column("source", sa.Text, nullable=False, server_default=""),
    instant("set_at"),
    parent("asset"),
    sa.UniqueConstraint("cooperative_id", "asset_id", "label", name="asset_label_once_uq"),
)
"""A Traditional Knowledge or Biocultural label that a community put on a work: `TK-A`, `BC-P` … (localcontexts.org)."""

asset_maintainer = of_cooperative(
    "asset_maintainer",
    id_column("asset_id"),
    id_column("agent_id"),
    instant("since"),
    parent("asset"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "asset_id", "agent_id", name="asset_maintainer_once_uq"),
    sa.Index("asset_maintainer_agent_ix", "cooperative_id", "agent_id"),
)
"""Who may change a work and publish releases of it."""

release = of_cooperative(
    "release",
    id_column("asset_id"),
    sa.Column("born", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    local_text("notes"),
    sa.Column("languages", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("technology_level", sa.SmallInteger, nullable=True),
    sa.Column("documentation_level", sa.SmallInteger, nullable=True),
    sa.Column("document", JSONB, nullable=False, server_default="{}"),
    sa.Column("manifest", JSONB, nullable=True),
    sa.Column("repository", sa.Text, nullable=True),
    sa.Column("tag", sa.Text, nullable=True),
    sa.Column("commit_sha", sa.Text, nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("content_sha256", sa.LargeBinary, nullable=True),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    id_column("drafted_by"),
    instant("drafted_at"),
    instant("published_at", nullable=True),
    instant("withdrawn_at", nullable=True),
    sa.Column("withdrawn_because", sa.Text, nullable=False, server_default=""),
    parent("asset"),
    parent("agent", "drafted_by"),
    tables.one_of("state", "state", tuple(ReleaseState)),
    sa.CheckConstraint("technology_level BETWEEN 1 AND 9", name="technology_level"),
    sa.CheckConstraint("documentation_level BETWEEN 1 AND 5", name="documentation_level"),
    sa.CheckConstraint(
        "(state = 'draft') = (published_at IS NULL) AND (state = 'draft') = (content_sha256 IS NULL)", name="published"
    ),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
    sa.UniqueConstraint("cooperative_id", "asset_id", "version", name="release_version_uq"),
    sa.UniqueConstraint("cooperative_id", "id", "born", name="release_born_uq"),
    sa.Index("release_asset_ix", "cooperative_id", "asset_id", sa.text("born DESC")),
)
"""One version of a work. `document`: {parts, tools, steps, hazards} as `content.py` checks it; `manifest`: what an Open Know-How
file said, unknown keys and all. `technology_level`, `documentation_level`: OTRL and ODRL of DIN SPEC 3105.
`content_sha256`: the hash of the document that `content.py` writes, which anybody can recompute."""

release_holder = of_cooperative(
    "release_holder",
    id_column("release_id"),
    id_column("agent_id", nullable=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    parent("release"),
    parent("agent"),
    sa.Index("release_holder_release_ix", "cooperative_id", "release_id", "position"),
    sa.Index("release_holder_agent_ix", "cooperative_id", "agent_id"),
    personal=("name",),
)
"""Who holds rights in a release and is named with it; without an agent where she is known by name only (an import)."""

release_file = of_cooperative(
    "release_file",
    id_column("release_id"),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    id_column("file_id", nullable=True),
    sa.Column("sha256", sa.LargeBinary, nullable=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=True),
    sa.Column("url", sa.Text, nullable=True),
    sa.Column("repository", sa.Text, nullable=True),
    sa.Column("tag", sa.Text, nullable=True),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    parent("release"),
    parent("file"),
    tables.one_of("role", "role", ("source", "export", "document", "picture", "licence", "other")),
    sa.CheckConstraint("file_id IS NOT NULL OR url IS NOT NULL OR repository IS NOT NULL", name="is_somewhere"),
    sa.CheckConstraint("file_id IS NULL OR (sha256 IS NOT NULL AND bytes IS NOT NULL)", name="known_by_hash"),
    sa.UniqueConstraint("cooperative_id", "release_id", "path", name="release_file_path_uq"),
    sa.Index("release_file_file_ix", "cooperative_id", "file_id"),
)
"""A file of a release: kept here (`file_id`), or by reference (`url`, or `repository` and `tag` and the path), with its
hash where that is known."""

release_picture = of_cooperative(
    "release_picture",
    id_column("release_id"),
    id_column("file_id"),
    local_text("alt"),
    sa.Column("step", sa.Integer, nullable=True),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    parent("release"),
    parent("file"),
    sa.Index("release_picture_release_ix", "cooperative_id", "release_id", "position"),
    sa.Index("release_picture_file_ix", "cooperative_id", "file_id"),
)
"""A picture, of the whole or of the step with this number (from 0)."""

release_parent = of_installation(
    "release_parent",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    id_column("release_id"),
    sa.Column("born", sa.BigInteger, nullable=False),
    id_column("parent_cooperative_id"),
    id_column("parent_release_id"),
    sa.Column("parent_born", sa.BigInteger, nullable=False),
    sa.Column("relation", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "release_id", "parent_release_id"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "release_id", "born"],
        ["release.cooperative_id", "release.id", "release.born"],
        name="release_parent_child_fk",
    ),
    sa.ForeignKeyConstraint(
        ["parent_cooperative_id", "parent_release_id", "parent_born"],
        ["release.cooperative_id", "release.id", "release.born"],
        name="release_parent_parent_fk",
    ),
    tables.one_of("relation", "relation", tuple(Relation)),
    sa.CheckConstraint("parent_born < born", name="only_back"),
    sa.Index("release_parent_child_ix", "release_id", "parent_release_id"),
    sa.Index("release_parent_parent_ix", "parent_release_id"),
    reason="A work derives from works of other co-ops too; rows hold ids and numbers alone, written in the child's scope.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)
"""The release derives from the parent. Edges lead back in birth, so there is no way round."""

release_dispute = of_cooperative(
    "release_dispute",
    id_column("release_id"),
    sa.Column("claim", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False, server_default=""),
    id_column("by_agent_id"),
    instant("opened_at"),
    instant("settled_at", nullable=True),
    id_column("settled_by", nullable=True),
    sa.Column("upheld", sa.Boolean, nullable=True),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    parent("release"),
    parent("agent", "by_agent_id"),
    parent("agent", "settled_by"),
    sa.CheckConstraint("(settled_at IS NULL) = (upheld IS NULL)", name="settled"),
    sa.Index(
        "release_dispute_open_uq",
        "cooperative_id",
        "release_id",
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    ),
)
"""Somebody says that a release is not whose it claims to be, or not under the licence it claims."""

release_review = of_cooperative(
    "release_review",
    id_column("release_id"),
    id_column("agent_id"),
    sa.Column("built_it", sa.Boolean, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("missing", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("text", sa.Text, nullable=False, server_default=""),
    instant("at"),
    parent("release"),
    parent("agent"),
    sa.Index("release_review_release_ix", "cooperative_id", "release_id", sa.text("at DESC")),
    append_only=True,
)
"""What a peer says of a release; her newest one counts. `complete`: one could make it from this alone."""

making = of_cooperative(
    "making",
    id_column("release_id"),
    id_column("agent_id", nullable=True),
    sa.Column("maker", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False, server_default=""),
    sa.Column("url", sa.Text, nullable=True),
    sa.Column("mail", sa.Text, nullable=True),
    id_column("picture_file_id", nullable=True),
    local_text("alt"),
    id_column("told_by"),
    instant("at"),
    parent("release"),
    parent("agent"),
    parent("agent", "told_by"),
    parent("file", "picture_file_id"),
    sa.Index("making_release_ix", "cooperative_id", "release_id", sa.text("at DESC")),
    personal=("maker", "mail"),
)
"""Somebody made it: a member (`agent_id`), or an outside maker, whose mail address serves safety notices alone."""

safety_notice = of_cooperative(
    "safety_notice",
    id_column("release_id"),
    sa.Column("severity", sa.Text, nullable=False),
    local_text("text"),
    id_column("by_agent_id"),
    instant("at"),
    parent("release"),
    parent("agent", "by_agent_id"),
    tables.one_of("severity", "severity", tuple(Severity)),
    sa.Index("safety_notice_release_ix", "cooperative_id", "release_id", sa.text("at DESC")),
    append_only=True,
)

safety_delivery = of_cooperative(
    "safety_delivery",
    id_column("notice_id"),
    id_column("agent_id", nullable=True),
    sa.Column("mail", sa.Text, nullable=True),
    sa.Column("phone", sa.Text, nullable=True),
    sa.Column("because", sa.Text, nullable=False),
    instant("at"),
    instant("sent_at", nullable=True),
    parent("safety_notice", "notice_id"),
    parent("agent"),
    sa.CheckConstraint("num_nonnulls(agent_id, mail, phone) = 1", name="somebody"),
    tables.one_of("because", "because", ("holder", "maker", "buyer", "deriver")),
    sa.UniqueConstraint("cooperative_id", "notice_id", "agent_id", name="safety_delivery_agent_uq"),
    sa.UniqueConstraint("cooperative_id", "notice_id", "mail", name="safety_delivery_mail_uq"),
    sa.UniqueConstraint("cooperative_id", "notice_id", "phone", name="safety_delivery_phone_uq"),
    sa.Index("safety_delivery_agent_ix", "cooperative_id", "agent_id"),
    personal=("mail", "phone"),
)
"""Who hears of a notice, once: an agent, or the mail address of somebody who has none here, or the phone of a guest who left no mail.
`sent_at`: when her letter went."""

release_card = of_installation(
    "release_card",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    id_column("release_id"),
    id_column("asset_id"),
    sa.Column("born", sa.BigInteger, nullable=False),
    sa.Column("cooperative_slug", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    local_text("title"),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("holders", ARRAY(sa.Text), nullable=False),
    sa.Column("holder_ids", ARRAY(UUID(as_uuid=True)), nullable=False),
    sa.Column("document", JSONB, nullable=False),
    sa.Column("warning", JSONB, nullable=True),
    instant("published_at"),
    sa.PrimaryKeyConstraint("cooperative_id", "release_id"),
    sa.Index("release_card_release_uq", "release_id", unique=True),
    sa.Index("release_card_asset_ix", "cooperative_id", "asset_id", sa.text("born DESC")),
    reason="Names every published release with its holders across co-ops, so that attributions of all ancestors are reachable.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)
"""What is told of a published release wherever it is an ancestor, and what another co-op's fork begins with (`document`).
`warning`: its newest safety notice, {severity, text, at}, for whoever builds on it. Titles are those of its day."""

published_file = of_installation(
    "published_file",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    id_column("asset_id"),
    id_column("release_id"),
    sa.Column("path", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "release_id", "sha256"),
    sa.Index("published_file_sha256_ix", "sha256"),
    reason="Hashes of what is published anywhere here: the same file under another name and licence is found by its bytes.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)

design_listing = of_installation(
    "design_listing",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    id_column("asset_id"),
    id_column("release_id"),
    sa.Column("cooperative_slug", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    local_text("title"),
    local_text("summary"),
    sa.Column("craft", sa.Text, nullable=False),
    sa.Column("materials", ARRAY(sa.Text), nullable=False),
    sa.Column("techniques", ARRAY(sa.Text), nullable=False),
    sa.Column("tags", ARRAY(sa.Text), nullable=False),
    sa.Column("languages", ARRAY(sa.Text), nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("readiness", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("holders", ARRAY(sa.Text), nullable=False),
    sa.Column("is_complete", sa.Boolean, nullable=False),
    sa.Column("releases", sa.Integer, nullable=False),
    sa.Column("made", sa.Integer, nullable=False),
    sa.Column("picture", JSONB, nullable=True),
    sa.Column("sort_title", sa.Text, nullable=False),
    instant("first_published_at"),
    instant("published_at"),
    sa.Column("words", TSVECTOR, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "asset_id"),
    sa.Index("design_listing_newest_ix", "cooperative_id", sa.text("published_at DESC"), sa.text("asset_id DESC")),
    sa.Index("design_listing_all_newest_ix", sa.text("published_at DESC"), sa.text("asset_id DESC")),
    sa.Index("design_listing_title_ix", "cooperative_id", "sort_title", "asset_id"),
    sa.Index(
        "design_listing_craft_ix", "cooperative_id", "craft", sa.text("published_at DESC"), sa.text("asset_id DESC")
    ),
    sa.Index(
        "design_listing_licence_ix", "cooperative_id", "licence", sa.text("published_at DESC"), sa.text("asset_id DESC")
    ),
    sa.Index("design_listing_words_ix", "words", postgresql_using="gin"),
    sa.Index("design_listing_materials_ix", "materials", postgresql_using="gin"),
    sa.Index("design_listing_techniques_ix", "techniques", postgresql_using="gin"),
    reason="Holds only what is published, and is read by everyone across co-ops; written in its own co-op's scope.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)
"""What a card, a facet and a sort need, of each work's newest published release. `picture` as in the market's listing."""

design_facet_count = of_installation(
    "design_facet_count",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    sa.Column("facet", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("listings", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "facet", "value"),
    tables.one_of(
        "facet", "facet", ("all", "kind", "craft", "material", "technique", "licence", "readiness", "language")
    ),
    sa.CheckConstraint("listings >= 0", name="never_negative"),
    reason="Counts of what is published, kept as works come and go, so that a count never reads the listing anew.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)

design_word = of_installation(
    "design_word",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    sa.Column("word", sa.Text, nullable=False),
    sa.Column("listings", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "word"),
    reason="The words of published works, against which typing errors are mended.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)

# A release moves only as `states.MOVES` says. Once it is published, nothing of it changes but its state and why.
_GUARD = """
CREATE FUNCTION release_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hindrance record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'what was published is kept'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a release begins as a draft'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_begins_as_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.asset_id <> OLD.asset_id OR NEW.born <> OLD.born OR (OLD.state <> 'draft' AND
        to_jsonb(NEW) - ARRAY['state', 'withdrawn_at', 'withdrawn_because']
            <> to_jsonb(OLD) - ARRAY['state', 'withdrawn_at', 'withdrawn_because']) THEN
        RAISE EXCEPTION 'a published release never changes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_sealed';
    END IF;
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('draft', 'published'), ('published', 'frozen'), ('published', 'withdrawn'), ('frozen', 'published'),
        ('frozen', 'withdrawn')) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_moves';
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'published' THEN
        -- All ancestors are locked before they are looked at: one that is disputed in this very instant waits, or is seen.
        FOR hindrance IN
            WITH RECURSIVE up AS (
                SELECT p.parent_cooperative_id, p.parent_release_id FROM release_parent p
                WHERE p.cooperative_id = NEW.cooperative_id AND p.release_id = NEW.id
                UNION
                SELECT p.parent_cooperative_id, p.parent_release_id
                FROM up JOIN release_parent p ON p.release_id = up.parent_release_id
            )
            SELECT r.id, r.state FROM up
            JOIN release r ON r.cooperative_id = up.parent_cooperative_id AND r.id = up.parent_release_id
            ORDER BY r.born FOR SHARE OF r
        LOOP
            IF hindrance.state IN ('draft', 'frozen') THEN
                RAISE EXCEPTION 'release % is %', hindrance.id, hindrance.state
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'release_parent_open';
            END IF;
        END LOOP;
    END IF;
    RETURN NEW;
END $$"""

# What belongs to a release is written while it is a draft. Its row is locked, so that publishing and writing cannot pass.
_PARTS = """
CREATE FUNCTION release_part_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_release record;
    found text;
BEGIN
    FOR of_release IN
        SELECT OLD.cooperative_id AS cooperative_id, OLD.release_id AS release_id WHERE TG_OP <> 'INSERT'
        UNION SELECT NEW.cooperative_id, NEW.release_id WHERE TG_OP <> 'DELETE'
    LOOP
        SELECT state INTO found FROM release
        WHERE cooperative_id = of_release.cooperative_id AND id = of_release.release_id FOR SHARE;
        IF found IS NOT NULL AND found <> 'draft' THEN
            RAISE EXCEPTION 'a published release never changes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_sealed';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$"""

_SEALED = ("release_file", "release_picture", "release_parent")

tables.also(
    _GUARD,
    "CREATE TRIGGER release_guard BEFORE INSERT OR UPDATE OR DELETE ON release FOR EACH ROW EXECUTE FUNCTION release_guard()",
    "ALTER TABLE release ENABLE ALWAYS TRIGGER release_guard",
    _PARTS,
    *(
        statement
        for name in _SEALED
        for statement in (
            f"CREATE TRIGGER {name}_guard BEFORE INSERT OR UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION release_part_guard()",
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_guard",
        )
    ),
)
