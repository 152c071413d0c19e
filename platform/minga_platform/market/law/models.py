"""On what legal basis a co-op uses a feature, and what each price was before."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.market.law.features import FEATURES

legal_basis = of_cooperative(
    "legal_basis",
    sa.Column("feature", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    id_column("recorded_by", nullable=True),
    instant("recorded_at"),
    instant("until", nullable=True),
    instant("ended_at", nullable=True),
    id_column("ended_by", nullable=True),
    parent("agent", "recorded_by"),
    parent("agent", "ended_by"),
    tables.one_of("feature", "feature", FEATURES),
    sa.CheckConstraint("length(basis) BETWEEN 10 AND 2000", name="basis"),
    sa.CheckConstraint("until IS NULL OR until > recorded_at", name="until"),
    sa.Index(
        "legal_basis_feature_uq",
        "cooperative_id",
        "feature",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
"""Who recorded which basis, when and until when. A new one ends the one before; nothing is written over, for somebody may
ask years later on what basis something was done. `recorded_by` None: the system (demo data, an import)."""

price_step = of_cooperative(
    "price_step",
    id_column("variant_id"),
    minor("price_minor"),
    sa.Column("price_per", sa.BigInteger, nullable=False),
    currency(),
    instant("since"),
    parent("variant"),
    sa.Index("price_step_variant_ix", "cooperative_id", "variant_id", sa.text("since DESC")),
    append_only=True,
)
"""What a variant cost from `since` on, until its next row: what somebody could be asked for it, so only while it was offered by a published
product. Written by triggers, so that no way of changing a price is forgotten: Article 6a of Directive 98/6/EC wants the lowest price of the
last thirty days beside every reduction."""

_NOTED = """INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')"""
_SHOWN = "JOIN product p ON p.cooperative_id = n.cooperative_id AND p.id = n.product_id AND p.state = 'published'"
_NEWS = """NOT coalesce((SELECT (s.price_minor, s.price_per) = (n.price_minor, n.price_per) FROM price_step s
            WHERE s.cooperative_id = n.cooperative_id AND s.variant_id = n.id ORDER BY s.since DESC, s.id DESC LIMIT 1), false)"""

# A price that was never written down (from before this table) begins with the day its product was made.
tables.also(
    f"""CREATE FUNCTION note_new_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_NOTED}
        FROM made n {_SHOWN} WHERE n.state = 'offered';
        RETURN NULL;
    END $$""",
    f"""CREATE FUNCTION note_changed_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT o.cooperative_id, gen_random_uuid(), o.id, o.price_minor, o.price_per, o.currency, p.created_at
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id {_SHOWN}
        WHERE o.state = 'offered' AND (n.price_minor, n.price_per) IS DISTINCT FROM (o.price_minor, o.price_per)
          AND NOT EXISTS (SELECT FROM price_step s WHERE s.cooperative_id = o.cooperative_id AND s.variant_id = o.id);
        {_NOTED}
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id {_SHOWN}
        WHERE n.state = 'offered' AND (n.price_minor, n.price_per, n.state) IS DISTINCT FROM (o.price_minor, o.price_per, o.state)
          AND {_NEWS};
        RETURN NULL;
    END $$""",
    f"""CREATE FUNCTION note_shown_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_NOTED}
        FROM variant n WHERE n.cooperative_id = NEW.cooperative_id AND n.product_id = NEW.id AND n.state = 'offered'
          AND {_NEWS};
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER product_shown_prices AFTER UPDATE OF state ON product FOR EACH ROW
    WHEN (NEW.state = 'published' AND OLD.state IS DISTINCT FROM 'published') EXECUTE FUNCTION note_shown_prices()""",
    """CREATE TRIGGER variant_new_price AFTER INSERT ON variant REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION note_new_prices()""",
    """CREATE TRIGGER variant_changed_price AFTER UPDATE ON variant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_prices()""",
)
