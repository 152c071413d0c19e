"""The wants list. A row forgets whom it came from as soon as it ended: what stays is a word that somebody looked for."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

CHANNELS = ("mail", "phone")

want = of_cooperative(
    "want",
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    id_column("person_id", nullable=True),
    sa.Column("channel", sa.Text, nullable=True),
    sa.Column("address", sa.Text, nullable=True),
    sa.Column("language", sa.Text, nullable=False),
    instant("asked_at"),
    instant("met_at", nullable=True),
    id_column("product_id", nullable=True),
    instant("ended_at", nullable=True),
    parent("product"),
    tables.one_of("channel", "channel", CHANNELS),
    sa.CheckConstraint("(channel IS NULL) = (address IS NULL)", name="reach"),
    sa.CheckConstraint("person_id IS NULL OR address IS NULL", name="one_reach"),
    sa.CheckConstraint("ended_at IS NULL OR (person_id IS NULL AND address IS NULL)", name="forgotten"),
    sa.CheckConstraint("(met_at IS NULL) = (product_id IS NULL)", name="met"),
    sa.CheckConstraint("char_length(words) BETWEEN 1 AND 80 AND char_length(folded) BETWEEN 1 AND 200", name="texts"),
    sa.Index(
        "want_person_uq", "cooperative_id", "person_id", "folded", unique=True,
        postgresql_where=sa.text("person_id IS NOT NULL AND met_at IS NULL AND ended_at IS NULL"),
    ),
    sa.Index(
        "want_address_uq", "cooperative_id", "address", "folded", unique=True,
        postgresql_where=sa.text("address IS NOT NULL AND met_at IS NULL AND ended_at IS NULL"),
    ),
    sa.Index("want_open_ix", "cooperative_id", "asked_at", postgresql_where=sa.text("met_at IS NULL AND ended_at IS NULL")),
    personal=("channel", "address"),
)  # fmt: skip
"""`words` as typed, `folded` as the search reads them, `asked` the text form of their tsquery. Somebody to tell is a person, or
an address that a visitor left; neither: it only counts. `met_at`: when `product_id` came that matches."""
