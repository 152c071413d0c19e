"""Addresses of stalls, products and categories: made of their names, and never lost when these change."""

from typing import Literal
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.errors import SlugTaken
from minga_platform.market.catalog.words import slug_of

Kind = Literal["stall", "product", "category"]

_TAKEN = """SELECT slug FROM {kind} WHERE cooperative_id = $1 AND (slug = $2 OR slug LIKE $2 || '-%') AND id <> $3
UNION SELECT slug FROM old_slug WHERE cooperative_id = $1 AND kind = '{kind}'
    AND (slug = $2 OR slug LIKE $2 || '-%') AND target_id <> $3"""


async def free(work: Work, kind: Kind, name: str, target_id: UUID) -> str:
    """The address made of `name`, with a number behind it where others have it, now or before."""
    slug = slug_of(name, otherwise=kind)
    # Who makes an address of the same name in this instant waits, and counts on from ours.
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2 || $3, 0))", str(work.cooperative_id), kind, slug
    )
    taken = {row["slug"] for row in await work.rows(_TAKEN.format(kind=kind), work.cooperative_id, slug, target_id)}
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(taken) + 3) if f"{slug}-{number}" not in taken)


async def wanted(work: Work, kind: Kind, slug: str, target_id: UUID) -> str:
    """An address that a person chose. Refuses: InvalidInput, SlugTaken."""
    if slug != slug_of(slug, otherwise="") or not 2 <= len(slug) <= 60:
        raise InvalidInput("slug", "slug", minimum="2", maximum="60")
    taken = await work.rows(_TAKEN.format(kind=kind), work.cooperative_id, slug, target_id)
    if any(row["slug"] == slug for row in taken):
        raise SlugTaken(slug)
    return slug


async def move(work: Work, kind: Kind, target_id: UUID, old: str, new: str) -> None:
    """Keep the old address for the same thing; take the new one out of the old ones, if it comes back."""
    await work.execute(
        "DELETE FROM old_slug WHERE cooperative_id = $1 AND kind = $2 AND slug = $3 AND target_id = $4",
        work.cooperative_id,
        kind,
        new,
        target_id,
    )
    await work.execute(
        """INSERT INTO old_slug (cooperative_id, id, kind, slug, target_id) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (cooperative_id, kind, slug) DO NOTHING""",
        work.cooperative_id,
        ids.new(),
        kind,
        old,
        target_id,
    )


def as_refusal(error: asyncpg.UniqueViolationError, slug: str) -> SlugTaken:
    """Two who took the same address in the same instant: the constraint decides, and the later one is told."""
    if (error.constraint_name or "").endswith("_slug_uq"):
        return SlugTaken(slug)
    raise error
