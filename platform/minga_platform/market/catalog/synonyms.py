"""Words that a co-op's people use for the same thing: `jumper`, `sweater`. One group is one row; a word is in one group at most.

PostgreSQL's side asks for any word of the group; a search program, which serves all co-ops from one index, is fed with them.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

import asyncpg

from minga_platform.kernel.work import Work

MOST_GROUPS: Final = 500
_KEPT_SECONDS: Final = 60.0
_MOST_KEPT: Final = 64

# Asked for with each search, changed a few times a year: what another process changed may lag a minute behind.
_kept: dict[UUID, tuple[float, Mapping[str, tuple[str, ...]]]] = {}


async def groups(work: Work) -> list[asyncpg.Record]:
    """All groups of the unit's co-op: `id`, `words`; in the order of their first words. They are public, as the goods are."""
    return await work.rows(
        f"SELECT id, words FROM synonym WHERE cooperative_id = $1 ORDER BY words, id LIMIT {MOST_GROUPS}",
        work.cooperative_id,
    )


async def kept(work: Work) -> Mapping[str, tuple[str, ...]]:
    """Word → the others of its group; nothing where the unit acts in no co-op, since each has its own words."""
    cooperative_id = work.scope.cooperative_id
    if cooperative_id is None:
        return {}
    found = _kept.get(cooperative_id)
    if found is not None and found[0] > time.monotonic():
        return found[1]
    known = others(row["words"] for row in await groups(work))
    _kept.pop(cooperative_id, None)
    while len(_kept) >= _MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[cooperative_id] = (time.monotonic() + _KEPT_SECONDS, known)
    return known


async def by_cooperative(work: Work, cooperative_ids: Iterable[UUID]) -> dict[UUID, Mapping[str, tuple[str, ...]]]:
    """The same of several co-ops, read now: for who feeds a search program."""
    rows = await work.rows(
        "SELECT cooperative_id, words FROM synonym WHERE cooperative_id = ANY($1)", list(set(cooperative_ids))
    )
    by: dict[UUID, list[list[str]]] = {}
    for row in rows:
        by.setdefault(row["cooperative_id"], []).append(row["words"])
    return {cooperative_id: others(found) for cooperative_id, found in by.items()}


def others(found: Iterable[Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Groups → each word with the others."""
    return {
        word: tuple(one for one in group if one != word)
        for words in found
        for group in [tuple(words)]
        for word in group
    }


def forget(cooperative_id: UUID | None = None) -> None:
    """Read them anew at the next search: of one co-op that changed them, or of all."""
    if cooperative_id is None:
        _kept.clear()
    else:
        _kept.pop(cooperative_id, None)
