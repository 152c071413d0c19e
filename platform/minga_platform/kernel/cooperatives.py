"""The directory of co-ops."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from minga_platform.kernel.work import Work

PREFIX = "coop"


@dataclass(frozen=True, slots=True)
class Cooperative:
    """A tenant as the directory knows it. `name` and `about` are `{language: text}`."""

    id: UUID
    slug: str
    name: dict[str, str]
    about: dict[str, str]
    currency: str
    language: str
    languages: tuple[str, ...]
    zone: str
    country: str
    accent: str


A_LIST: Final = 500
"""Co-ops that people and programs are told at once."""
_COLUMNS = "id, slug, name, about, currency, language, languages, zone, country, accent"


async def by_slug(work: Work, slug: str) -> Cooperative | None:
    """The co-op at `/c/<slug>`, or None."""
    row = await work.row(f"SELECT {_COLUMNS} FROM cooperative WHERE slug = $1", slug)
    return None if row is None else _read(row)


async def of_ids(work: Work, cooperative_ids: Iterable[UUID]) -> dict[UUID, Cooperative]:
    """Those of these ids, however many others there are."""
    rows = await work.rows(f"SELECT {_COLUMNS} FROM cooperative WHERE id = ANY ($1)", list(cooperative_ids))
    return {row["id"]: _read(row) for row in rows}


async def listed(work: Work, *, after: str = "") -> list[Cooperative]:
    """Co-ops by slug, `A_LIST` at most, from behind that slug on."""
    rows = await work.rows(f"SELECT {_COLUMNS} FROM cooperative WHERE slug > $1 ORDER BY slug LIMIT {A_LIST}", after)
    return [_read(row) for row in rows]


async def all_of_them(work: Work) -> list[Cooperative]:
    """Every co-op here, by slug, for what an operator runs: none is left out."""
    return [_read(row) for row in await work.rows(f"SELECT {_COLUMNS} FROM cooperative ORDER BY slug")]


def _read(row) -> Cooperative:  # type: ignore[no-untyped-def]
    return Cooperative(**{**dict(row), "languages": tuple(row["languages"])})
