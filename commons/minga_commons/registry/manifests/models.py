"""What the registry keeps of manifests: which work stands for which repository, and what every import came to."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

SOURCES = ("upload", "address", "command")
STATES = ("waiting", "running", "done", "failed")
OUTCOMES = ("new", "renewed", "unchanged", "kept", "refused")

manifest_home = of_cooperative(
    "manifest_home",
    sa.Column("identity", sa.Text, nullable=False),
    id_column("asset_id"),
    id_column("release_id"),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("found_at", sa.Text, nullable=False, server_default=""),
    sa.Column("path", sa.Text, nullable=False, server_default=""),
    instant("taken_at"),
    parent("asset"),
    parent("release"),
    sa.UniqueConstraint("cooperative_id", "identity", name="manifest_home_identity_uq"),
    sa.UniqueConstraint("cooperative_id", "asset_id", name="manifest_home_asset_uq"),
)
"""A repository (`identity`, as `okh.addresses` writes it) and the work that was imported for it, with the hash of what its
manifest says. `found_at`: the address inside that repository at which the manifest was found; empty where it came from elsewhere."""

manifest_import = of_cooperative(
    "manifest_import",
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False, server_default=""),
    id_column("file_id", nullable=True),
    sa.Column("dry_run", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("fault", sa.Text, nullable=False, server_default=""),
    sa.Column("total", sa.Integer, nullable=True),
    sa.Column("files", sa.Integer, nullable=False, server_default="0"),
    sa.Column("accepted", sa.Integer, nullable=False, server_default="0"),
    sa.Column("repaired", sa.Integer, nullable=False, server_default="0"),
    sa.Column("refused", sa.Integer, nullable=False, server_default="0"),
    sa.Column("outcomes", JSONB, nullable=False, server_default="{}"),
    sa.Column("repairs", JSONB, nullable=False, server_default="{}"),
    id_column("by_agent_id"),
    instant("asked_at"),
    instant("ended_at", nullable=True),
    parent("file"),
    parent("agent", "by_agent_id"),
    tables.one_of("source", "source", SOURCES),
    tables.one_of("state", "state", STATES),
    sa.CheckConstraint("accepted + repaired + refused = files", name="adds_up"),
    sa.CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="ended"),
    sa.Index("manifest_import_asked_ix", "cooperative_id", sa.text("asked_at DESC"), sa.text("id DESC")),
    sa.Index("manifest_import_file_ix", "cooperative_id", "file_id"),
)
"""An import and how far it is: `files` of `total` are done. `outcomes`, `repairs`: word → how often. `fault`: why it failed as a
whole. `dry_run`: it says what would happen."""

manifest_import_item = of_cooperative(
    "manifest_import_item",
    id_column("import_id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    id_column("asset_id", nullable=True),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("repairs", JSONB, nullable=False, server_default="[]"),
    sa.Column("reasons", JSONB, nullable=False, server_default="[]"),
    parent("manifest_import", "import_id"),
    parent("asset"),
    tables.one_of("outcome", "outcome", OUTCOMES),
    sa.UniqueConstraint("cooperative_id", "import_id", "position", name="manifest_import_item_position_uq"),
)
"""One file of an import. `repairs`: rows {kind, key, was, now, line}. `reasons`: rows {code, key, reason, line} that say why it
was refused, why a work stayed as it was, or why an origin is not linked."""
