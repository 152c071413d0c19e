"""The form of a stall's archive: its files, its version, its bounds, and its README in words.

The JSON's shape is told in `docs/stall-archive.md`; whoever changes a name here or there raises `VERSION`.
"""

from typing import Final

FORMAT: Final = "minga-stall"
VERSION: Final = 1
"""Raised when a reader of the old one would misunderstand the new one; what is only added does not raise it."""

STALL: Final = "stall.json"
ORDERS: Final = "orders.json"
REVIEWS: Final = "reviews.json"
MONEY: Final = "money.json"
README_NAME: Final = "README.txt"
PICTURES: Final = "pictures/"

SOURCE: Final = "minga"
"""`product.import_source` of what came from an archive; `import_handle` is the product's id where it was first written."""

MOST_BYTES: Final = 200 * 1024 * 1024
"""The largest archive that is taken in; one that is larger is smaller without its pictures, which is said to whoever sends it."""
MOST_STALL_BYTES: Final = 32 * 1024 * 1024
"""The largest `stall.json`, unpacked."""
MOST_PARTS: Final = 1_500_000
"""Objects, lists and their entries in it: each costs fifty bytes and more once it is read, so `{},` a million times over is small as
text and large in memory. Five thousand products have some six hundred thousand."""
MOST_DIRECTORY_BYTES: Final = 8 * 1024 * 1024
"""The largest table of contents: reading it costs memory for each entry, before anything else can be judged."""
MOST_ENTRIES: Final = 30_000
MOST_PRODUCTS: Final = 5_000

README: Final = """The stall "{stall}", as it was in {cooperative} on {made_at} (UTC).

Everything here is yours, and any program can read it. What each file holds:

stall.json    what your stall tells, in all languages; who answers for it; the shelves and tags it uses; every product with
              its texts, variants, prices, stock, pictures and what the law wants told.
pictures/     the pictures, as they are kept (WebP, up to 1280 pixels wide); stall.json says which belongs where.
orders.json   every part of an order that your stall had, line by line, with its money. Who ordered is there by name, as in
              your own lists; addresses are the buyers' and stay with the co-op that delivers.
reviews.json  what buyers said of your goods, and what you answered.
money.json    what you earned, part by part, and what was paid out to you: when, by which way, under which reference.

Amounts are whole minor units (cents) beside their currency, quantities whole base units (pieces, grams, millilitres), times
are UTC (ISO 8601), texts are JSON objects by language. Format "{format}", version {version}; described in words at
docs/stall-archive.md of the software.

Another co-op takes stall.json and pictures/ in and makes drafts of your products. It does not take orders, reviews and money:
they are what happened in this co-op, which answers for them; nobody else can.
"""
