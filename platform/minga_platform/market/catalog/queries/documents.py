"""Listings as documents for a search program: words folded by us, in four fields by weight, and what is filtered by."""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.catalog import synonyms
from minga_platform.market.catalog.words import in_all_languages, words_of

_COLUMNS = """l.cooperative_id, l.product_id, l.title, l.summary, l.stall_slug, l.stall_name, l.place, l.category_slug,
l.category_name, l.tags, l.price_minor, l.stock_band, l.published_at, l.season_months, l.cycle_until, l.had_in, l.words"""
_AT_ONCE = 500
ALL_THE_TIME = "always"
"""In the place of the cycles that a thing is sold in, where it is sold all the time."""
_LEXEME = re.compile(r"'([^']+)'")


async def of_products(work: Work, product_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The documents of those that are listed, in whichever co-op; the others are not on offer (any more)."""
    rows = await work.rows(
        f"SELECT {_COLUMNS} FROM listing l WHERE l.product_id = ANY($1) AND ($2::uuid IS NULL OR l.cooperative_id = $2)",
        list(product_ids),
        work.scope.cooperative_id,
    )
    return await _documents(work, rows)


async def everything(
    read: Callable[[], AbstractAsyncContextManager[Work]], cooperative_id: UUID | None = None
) -> AsyncIterator[list[dict[str, Any]]]:
    """All documents, of one co-op or of all, in portions, in the order of their keys.

    Each portion is read in a snapshot of its own: the search program takes its time between two of them, and a
    transaction must not wait for it.
    """
    after: tuple[UUID, UUID] = (UUID(int=0), UUID(int=0))
    while True:
        async with read() as work:
            rows = await work.rows(
                f"""SELECT {_COLUMNS} FROM listing l WHERE (l.cooperative_id, l.product_id) > ($1, $2)
                AND ($3::uuid IS NULL OR l.cooperative_id = $3) ORDER BY l.cooperative_id, l.product_id LIMIT {_AT_ONCE}""",
                *after,
                cooperative_id,
            )
            found = await _documents(work, rows)
        if not rows:
            return
        yield found
        after = (rows[-1]["cooperative_id"], rows[-1]["product_id"])


async def _documents(work: Work, rows: Sequence[asyncpg.Record]) -> list[dict[str, Any]]:
    """With the words that each co-op calls equal to those of the listing, since the index is one for all co-ops."""
    equal = await synonyms.by_cooperative(work, (row["cooperative_id"] for row in rows)) if rows else {}
    return [document(row, equal.get(row["cooperative_id"], {})) for row in rows]


def document(row: asyncpg.Record, equal: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """One listing. Ids are texts, instants are seconds. `equal`: word → what means the same in this co-op."""
    words = _LEXEME.findall(row["words"])
    # By its beginning, as searches are: `jumpers` is called a sweater too.
    also = dict.fromkeys(
        other for word, others in equal.items() if any(one.startswith(word) for one in words) for other in others
    )
    return {
        "id": str(row["product_id"]),
        "cooperative": str(row["cooperative_id"]),
        "title": _folded(in_all_languages(row["title"])),
        "maker": _folded([*in_all_languages(row["stall_name"], row["category_name"]), *row["tags"]]),
        "place": _folded([row["place"]]),
        # What stands in the vector beside these are variants, materials and descriptions, already folded.
        "rest": " ".join([*words, *also]),
        "category": row["category_slug"],
        "stall": row["stall_slug"],
        "tag": row["tags"],
        "price": row["price_minor"],
        "there": row["stock_band"] != "none",
        "season": row["season_months"],
        "cycle_until": 0 if row["cycle_until"] is None else int(row["cycle_until"].timestamp()),
        "had_in": [ALL_THE_TIME] if row["had_in"] is None else [str(one) for one in row["had_in"]],
        "published": int(row["published_at"].timestamp()),
    }


def _folded(texts: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(word for text in texts for word in words_of(text)))
