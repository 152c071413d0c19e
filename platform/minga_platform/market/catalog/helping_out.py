"""A search that found nothing still helps: what the filter hid, what is like it, and words that are written alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.catalog import search
from minga_platform.market.catalog.queries.listings import Filter, Sort, listings
from minga_platform.market.catalog.search import Wanted

_MOST: Final = 6
_STEM: Final = 4


@dataclass(frozen=True, slots=True)
class Help:
    """`rows`: cards that have all words (`has_all_words`), else some of them or their beginnings. `words`: written alike."""

    has_all_words: bool = False
    rows: Sequence[asyncpg.Record] = ()
    words: Sequence[str] = field(default=())


async def help_with(work: Work, text: str) -> Help:
    """At most two statements, beside the known words, which are kept for a minute."""
    wanted = await search.widen(work, Wanted.read(text))
    if not wanted.words:
        return Help()
    rows = await listings(work, Filter(words=wanted.query_text), Sort.RELEVANCE, limit=_MOST)
    if rows:
        return Help(True, rows)
    rows = await listings(work, Filter(words=_any_of(wanted)), Sort.RELEVANCE, limit=_MOST)
    return Help(False, rows, await search.alike(work, wanted, most=_MOST))


def _any_of(wanted: Wanted) -> str:
    """Any of the words will do, or what the co-op's people call it too; of a longer one its beginning, since `weaver` is like `weaving`."""
    words = [one for word in wanted.words for one in (word, *wanted.equals.get(word, ()))]
    stems = dict.fromkeys(word if len(word) <= _STEM else word[: max(_STEM, len(word) * 2 // 3)] for word in words)
    return " | ".join(f"'{stem}':*" for stem in stems)
