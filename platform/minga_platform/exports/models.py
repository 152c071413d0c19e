"""Exports that were asked for, and their bytes until they are gone."""

import sqlalchemy as sa

from minga_platform.exports.lists import FORMATS, KINDS, OF_A_STALL
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

cooperative_export = of_cooperative(
    "cooperative_export",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    id_column("asked_by"),
    id_column("stall_id", nullable=True),
    instant("asked_at"),
    instant("ready_at", nullable=True),
    instant("gone_at"),
    sa.Column("bytes", sa.BigInteger, nullable=True),
    sa.Column("rows", sa.BigInteger, nullable=True),
    parent("agent", "asked_by"),
    parent("stall"),
    tables.one_of("kind", "kind", KINDS),
    tables.one_of("format", "format", FORMATS),
    sa.CheckConstraint(f"(kind IN {OF_A_STALL!r}) = (stall_id IS NOT NULL)", name="stall"),
    sa.Index("cooperative_export_asked_ix", "cooperative_id", "asked_by", sa.text("asked_at DESC")),
)
"""Fetched by who asked for it alone, while she still may; gone after a week. `stall_id`: whose products, or which whole stall."""

export_chunk = of_cooperative(
    "export_chunk",
    id_column("export_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "export_id"],
        ["cooperative_export.cooperative_id", "cooperative_export.id"],
        ondelete="CASCADE",
    ),
    sa.UniqueConstraint("cooperative_id", "export_id", "number", name="export_chunk_number_uq"),
)
"""The file in pieces of a quarter of a megabyte: neither who makes it nor who sends it ever holds the whole."""
