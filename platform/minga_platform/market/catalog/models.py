"""Stalls and what they offer. The `listing` is the published read model, one row per product."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR, UUID

from minga_platform.kernel import tables
from minga_platform.kernel.tables import (
    currency,
    id_column,
    instant,
    local_text,
    minor,
    of_cooperative,
    of_installation,
    parent,
)
from minga_platform.market.law.profiles import PROFILES

stall = of_cooperative(
    "stall",
    sa.Column("slug", sa.Text, nullable=False),
    local_text("name"),
    local_text("story"),
    sa.Column("place", sa.Text, nullable=False, server_default=""),
    sa.Column("contact", JSONB, nullable=False, server_default="{}"),
    id_column("agent_id"),
    id_column("picture_file_id", nullable=True),
    id_column("banner_file_id", nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("is_till", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("trader_kind", sa.Text, nullable=False, server_default=""),
    sa.Column("trader", JSONB, nullable=False, server_default="{}"),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    instant("opened_at"),
    parent("agent"),
    parent("file", "picture_file_id"),
    parent("file", "banner_file_id"),
    tables.one_of("state", "state", ("open", "suspended", "closed")),
    tables.one_of("trader_kind", "trader_kind", ("", "trader", "private")),
    sa.UniqueConstraint("cooperative_id", "slug", name="stall_slug_uq"),
    personal=("contact", "trader"),
)
"""A seller's place. `contact` is what product safety law wants beside goods: {name, address, mail}, public.
`trader_kind`: what she says she is, empty while nothing is said; `trader`: {register, vat_number, phone}, public too.
`picture`: a face; `banner`: a wide picture above its page. `agent_id` is who is paid; `is_till`: cash at pickup may be taken by the maker herself."""

stall_keeper = of_cooperative(
    "stall_keeper",
    id_column("stall_id"),
    id_column("agent_id"),
    instant("since"),
    sa.Column("order_letters", sa.Boolean, nullable=False, server_default=sa.true()),
    parent("stall"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "stall_id", "agent_id", name="stall_keeper_once_uq"),
)
"""Who may act for a stall. `order_letters`: she wants a letter when an order with its goods can be prepared."""

old_slug = of_cooperative(
    "old_slug",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    id_column("target_id"),
    tables.one_of("kind", "kind", ("stall", "product")),
    sa.UniqueConstraint("cooperative_id", "kind", "slug", name="old_slug_uq"),
)
"""A name something had before: its old address leads to the new one."""

category = of_cooperative(
    "category",
    sa.Column("slug", sa.Text, nullable=False),
    local_text("name"),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("law_profile", sa.Text, nullable=True),
    tables.one_of("law_profile", "law_profile", tuple(PROFILES)),
    sa.UniqueConstraint("cooperative_id", "slug", name="category_slug_uq"),
)
"""`law_profile`: what kind of goods stand here, so what has to be told before one is shown; null: nothing is asked."""

product = of_cooperative(
    "product",
    id_column("stall_id"),
    id_column("category_id", nullable=True),
    sa.Column("slug", sa.Text, nullable=False),
    local_text("title"),
    local_text("description"),
    local_text("provenance"),
    local_text("materials"),
    local_text("care"),
    sa.Column("allergens", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("tags", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("tax_bps", sa.Integer, nullable=False),
    sa.Column("option_names", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lead_days", sa.Integer, nullable=True),
    sa.Column("no_withdrawal", sa.Text, nullable=False, server_default=""),
    sa.Column("asks_commons", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_voucher", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_one_off", sa.Boolean, nullable=False, server_default=sa.false()),
    instant("sold_at", nullable=True),
    sa.Column("warnings", JSONB, nullable=False, server_default="{}"),
    sa.Column("maker", JSONB, nullable=False, server_default="{}"),
    sa.Column("responsible", JSONB, nullable=False, server_default="{}"),
    sa.Column("allergens_known", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("origin_country", sa.Text, nullable=False, server_default=""),
    sa.Column("dimensions", JSONB, nullable=False, server_default="{}"),
    sa.Column("only_in_cycles", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("season_months", ARRAY(sa.Integer), nullable=False, server_default="{}"),
    sa.Column("import_source", sa.Text, nullable=True),
    sa.Column("import_handle", sa.Text, nullable=True),
    sa.Column("imported", JSONB, nullable=True),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    instant("created_at"),
    instant("published_at", nullable=True),
    parent("stall"),
    parent("category"),
    tables.one_of("state", "state", ("draft", "published", "archived")),
    sa.CheckConstraint("tax_bps BETWEEN 0 AND 5000", name="tax"),
    sa.CheckConstraint("lead_days BETWEEN 1 AND 365", name="lead_days"),
    tables.one_of("no_withdrawal", "no_withdrawal", ("", "perishable", "made_to_measure", "sealed_hygiene")),
    sa.CheckConstraint("season_months <@ ARRAY[1,2,3,4,5,6,7,8,9,10,11,12]", name="season_months"),
    sa.CheckConstraint("origin_country ~ '^([A-Z]{2})?$'", name="origin_country"),
    sa.CheckConstraint("sold_at IS NULL OR is_one_off", name="sold"),
    sa.UniqueConstraint("cooperative_id", "slug", name="product_slug_uq"),
    sa.UniqueConstraint("cooperative_id", "stall_id", "import_source", "import_handle", name="product_import_uq"),
    sa.Index("product_stall_ix", "cooperative_id", "stall_id", "state"),
)
"""`asks_commons`: it is made from a work of the commons, so that `ports.JOINED` is asked before it is shown or sold.
`is_voucher`: it stands for gift vouchers of the co-op (`credit/selling.py`): no market shows it, and one piece is one unit of money.
`is_one_off`: there is only this one; when it is sold it is put away, `sold_at` says since when, and its page shows what is like it.
`maker`, `responsible`: {name, address, mail} of who made it and who answers for it in the Union, where it is not the stall.
`warnings`: what safety law wants said; `allergens_known`: somebody looked, so that an empty list means none.
`dimensions`: {width_mm, height_mm, depth_mm, weight_g}.
`only_in_cycles`: it can be bought only while an open order cycle holds it. `season_months`: 1 … 12, none is all year.
`lead_days`: working days until what is made to order is ready. `imported`: what another shop's file said of it beyond
our own columns, by which a second import of the file finds out what changed.
`no_withdrawal`: why the law lets nobody withdraw from buying it (Directive 2011/83/EU, Art. 16 c–e); empty: she may."""

stock_item = of_cooperative(
    "stock_item",
    id_column("stall_id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("counted", sa.Boolean, nullable=False),
    sa.Column("on_hand", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("held", sa.BigInteger, nullable=False, server_default="0"),
    parent("stall"),
    tables.one_of("unit", "unit", ("piece", "g", "ml")),
    sa.CheckConstraint("on_hand >= 0 AND held >= 0 AND held <= on_hand", name="never_negative"),
    sa.CheckConstraint("counted OR (on_hand = 0 AND held = 0)", name="uncounted_is_zero"),
)
"""What is counted, in base units. `held` is reserved by open checkouts and unpaid orders; available = on_hand − held."""

container = of_cooperative(
    "container",
    local_text("name"),
    minor("deposit_minor"),
    currency(),
    sa.Column("tax_bps", sa.Integer, nullable=False, server_default="0"),
    sa.Column("state", sa.Text, nullable=False, server_default="used"),
    instant("since"),
    tables.one_of("state", "state", ("used", "retired")),
    sa.CheckConstraint("deposit_minor BETWEEN 1 AND 1000000000", name="deposit"),
    sa.CheckConstraint("tax_bps BETWEEN 0 AND 5000", name="tax"),
)
"""A jar or crate that goes out with goods and comes back: its deposit, and the tax within the deposit (0 where the law counts a
deposit as no price). The deposit of one that was ever sold does not change: what is owed back must be what was paid."""

variant = of_cooperative(
    "variant",
    id_column("product_id"),
    sa.Column("sku", sa.Text, nullable=False, server_default=""),
    local_text("title"),
    sa.Column("options", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("step", sa.BigInteger, nullable=False, server_default="1"),
    sa.Column("least", sa.BigInteger, nullable=False, server_default="1"),
    sa.Column("most", sa.BigInteger, nullable=True),
    minor("price_minor"),
    currency(),
    sa.Column("price_per", sa.BigInteger, nullable=False, server_default="1"),
    id_column("stock_item_id"),
    sa.Column("draws", sa.BigInteger, nullable=False, server_default="1"),
    sa.Column("content_base", sa.BigInteger, nullable=True),
    sa.Column("content_unit", sa.Text, nullable=True),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("imported", JSONB, nullable=True),
    sa.Column("weighed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("in_pieces", sa.Boolean, nullable=False, server_default=sa.false()),
    id_column("container_id", nullable=True),
    sa.Column("container_holds", sa.BigInteger, nullable=False, server_default="1"),
    sa.Column("grants_licence", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    parent("product"),
    parent("stock_item"),
    parent("container"),
    tables.one_of("state", "state", ("offered", "withdrawn")),
    tables.one_of("unit", "unit", ("piece", "g", "ml")),
    sa.CheckConstraint(
        "step >= 1 AND least >= 1 AND least % step = 0 AND (most IS NULL OR most >= least)", name="steps"
    ),
    sa.CheckConstraint("price_minor BETWEEN 0 AND 1000000000000 AND price_per >= 1 AND draws >= 1", name="price"),
    sa.CheckConstraint("container_holds >= 1 AND (in_pieces IS FALSE OR weighed)", name="packing"),
    sa.CheckConstraint("weighed IS FALSE OR unit IN ('g', 'ml')", name="weighed"),
    sa.CheckConstraint(
        "(content_base IS NULL AND content_unit IS NULL) OR (content_base >= 1 AND content_unit IN ('g', 'ml'))",
        name="content",
    ),
    sa.Index("variant_product_ix", "cooperative_id", "product_id", "position"),
    sa.Index("variant_stock_ix", "cooperative_id", "stock_item_id"),
)
"""A sellable form. `price_minor` is for `price_per` base units (250 per 1000 g = 2.50 a kilo), tax included.
`content_*`: grams or millilitres in one piece (a jar of 250 g), from which the unit price is told.
A quantity of q base units draws q × `draws` from its stock item; quantities are multiples of `step` from `least`.
`weighed`: ordered by an estimate and paid by what is packed; `in_pieces`: then a step is a piece of about that weight.
Each `container_holds` base units, begun ones too, come in one `container`."""

picture = of_cooperative(
    "picture",
    id_column("product_id"),
    id_column("file_id"),
    local_text("alt"),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("focus_x", sa.SmallInteger, nullable=False, server_default="50"),
    sa.Column("focus_y", sa.SmallInteger, nullable=False, server_default="50"),
    sa.Column("source_url", sa.Text, nullable=True),
    parent("product"),
    parent("file"),
    sa.CheckConstraint("focus_x BETWEEN 0 AND 100 AND focus_y BETWEEN 0 AND 100", name="focus"),
    sa.Index("picture_product_ix", "cooperative_id", "product_id", "position"),
)
"""`focus_*`: what must stay in sight when the picture is cropped, in hundredths from its left and upper edge."""

listing = of_installation(
    "listing",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    id_column("product_id"),
    sa.Column("cooperative_slug", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    local_text("title"),
    local_text("summary"),
    id_column("stall_id"),
    sa.Column("stall_slug", sa.Text, nullable=False),
    local_text("stall_name"),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("category_slug", sa.Text, nullable=False),
    local_text("category_name"),
    sa.Column("tags", ARRAY(sa.Text), nullable=False),
    minor("price_minor"),
    currency(),
    sa.Column("price_per", sa.BigInteger, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("price_varies", sa.Boolean, nullable=False),
    sa.Column("stock_band", sa.Text, nullable=False),
    sa.Column("variant_ids", ARRAY(UUID(as_uuid=True)), nullable=False),
    sa.Column("picture", JSONB, nullable=True),
    sa.Column("sort_title", sa.Text, nullable=False),
    instant("published_at"),
    sa.Column("season_months", ARRAY(sa.Integer), nullable=False, server_default="{}"),
    instant("cycle_until", nullable=True),
    sa.Column("had_in", ARRAY(UUID(as_uuid=True)), nullable=True),
    sa.Column("asks_commons", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("words", TSVECTOR, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "product_id"),
    tables.one_of("stock_band", "stock_band", ("plenty", "few", "none", "made_to_order")),
    sa.Index("listing_newest_ix", "cooperative_id", sa.text("published_at DESC"), sa.text("product_id DESC")),
    sa.Index("listing_all_newest_ix", sa.text("published_at DESC"), sa.text("product_id DESC")),
    sa.Index("listing_title_ix", "cooperative_id", "sort_title", "product_id"),
    sa.Index("listing_price_ix", "cooperative_id", "price_minor", "product_id"),
    sa.Index(
        "listing_category_ix",
        "cooperative_id",
        "category_slug",
        sa.text("published_at DESC"),
        sa.text("product_id DESC"),
    ),
    sa.Index(
        "listing_stall_ix", "cooperative_id", "stall_slug", sa.text("published_at DESC"), sa.text("product_id DESC")
    ),
    sa.Index("listing_words_ix", "words", postgresql_using="gin"),
    sa.Index("listing_tags_ix", "tags", postgresql_using="gin"),
    sa.Index("listing_variants_ix", "variant_ids", postgresql_using="gin"),
    sa.Index("listing_season_ix", "season_months", postgresql_using="gin"),
    sa.Index("listing_cycle_ix", "cooperative_id", "cycle_until", postgresql_where=sa.text("cycle_until IS NOT NULL")),
    reason="Holds only what is published, and is read by everyone across co-ops; written in its own co-op's scope.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)
"""What a card, a filter and a sort need. `picture`: {alt, sizes: [[width, height, address], …], focus: [x, y]}. Band instead of a count.
Price: the lowest of the offered variants, for `price_per` base units of `unit`.
`cycle_until`: the last closing of the order cycles that hold it and were not ended yet; an instant, so that no round has to come for it to
be true. `had_in`: those cycles, where it is sold in cycles alone; null: it is sold all the time.
`asks_commons`: it is made from a work of the commons or grants a licence, so that they say whether it can be bought now."""

facet_count = of_installation(
    "facet_count",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    sa.Column("facet", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    local_text("label"),
    sa.Column("listings", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "facet", "value"),
    tables.one_of("facet", "facet", ("all", "category", "stall", "tag", "season")),
    sa.CheckConstraint("listings >= 0", name="never_negative"),
    reason="Counts of what is published, kept as listings come and go, so that a count never reads the listing anew.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)

search_word = of_installation(
    "search_word",
    sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
    sa.Column("word", sa.Text, nullable=False),
    sa.Column("listings", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("cooperative_id", "word"),
    reason="The words of published listings, against which typing errors are mended.",
    app="SELECT, INSERT, UPDATE, DELETE",
    writable_in_scope=True,
)

synonym = of_cooperative(
    "synonym",
    sa.Column("words", ARRAY(sa.Text), nullable=False),
    id_column("set_by"),
    instant("set_at"),
    parent("agent", "set_by"),
    sa.CheckConstraint("cardinality(words) BETWEEN 2 AND 12", name="words"),
)
"""Folded single words that mean the same here, sorted. A word is in one group at most; the command sees to it."""
