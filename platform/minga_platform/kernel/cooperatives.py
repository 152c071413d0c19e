"""The directory of co-ops."""

from dataclasses import dataclass
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


_COLUMNS = "id, slug, name, about, currency, language, languages, zone, country, accent"


async def by_slug(work: Work, slug: str) -> Cooperative | None:
    """The co-op at `/c/<slug>`, or None."""
    row = await work.row(f"SELECT {_COLUMNS} FROM cooperative WHERE slug = $1", slug)
    return None if row is None else _read(row)


async def all_of_them(work: Work) -> list[Cooperative]:
    """Every co-op here, by slug: an installation holds few enough to list."""
    return [_read(row) for row in await work.rows(f"SELECT {_COLUMNS} FROM cooperative ORDER BY slug LIMIT 500")]


def _read(row) -> Cooperative:  # type: ignore[no-untyped-def]
    return Cooperative(**{**dict(row), "languages": tuple(row["languages"])})
