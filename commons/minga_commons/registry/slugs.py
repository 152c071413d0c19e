"""Addresses of works: made of their titles; a work's address stays, for people link to designs from everywhere."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.errors import SlugTaken
from minga_platform.market.catalog.words import slug_of


async def free(work: Work, title: str, asset_id: UUID) -> str:
    """The address made of `title`, with a number behind it where others have it."""
    slug = slug_of(title, otherwise="design")
    rows = await work.rows(
        "SELECT slug FROM asset WHERE cooperative_id = $1 AND (slug = $2 OR slug LIKE $2 || '-%') AND id <> $3",
        work.cooperative_id,
        slug,
        asset_id,
    )
    taken = {row["slug"] for row in rows}
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(taken) + 3) if f"{slug}-{number}" not in taken)


def as_refusal(error: asyncpg.UniqueViolationError, slug: str) -> SlugTaken:
    """Two who took the same address in the same instant: the constraint decides, and the later one is told."""
    if error.constraint_name == "asset_slug_uq":
        return SlugTaken(slug)
    raise error
