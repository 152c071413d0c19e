"""The people of a demonstration, and being one of them by one click.

Twice bound: the door asks only where the installation says that it is a demonstration (never with
`MINGA_ENV=production`), and only whoever stands in `demo_person` can be signed in so, where the app's login cannot write.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.commands.sessions import OpenedSession, enter, open_session


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the list. `title`: `{language: text}`."""

    id: UUID
    name: str
    title: dict[str, str]
    cooperative_slug: str | None


async def people(work: Work) -> list[DemoPerson]:
    """The list in its order."""
    rows = await work.rows(
        "SELECT person_id AS id, name, title, cooperative_slug FROM demo_person ORDER BY place LIMIT 50"
    )
    return [DemoPerson(**dict(row)) for row in rows]


async def add(
    work: Work, *, person_id: UUID, name: str, title: Mapping[str, str], cooperative_slug: str | None, place: int
) -> None:
    """Put somebody on the list; for the demo's loader, with the worker's login. Safe to repeat."""
    await work.execute(
        """INSERT INTO demo_person (person_id, name, title, cooperative_slug, place) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, title = excluded.title,
               cooperative_slug = excluded.cooperative_slug, place = excluded.place""",
        person_id,
        name,
        dict(title),
        cooperative_slug,
        place,
    )


async def sign_in_as(work: Work, viewer: Viewer, *, person_id: UUID, device: str = "") -> OpenedSession:
    """Be somebody of the demonstration. Refuses: NotFound. Announces: SignedIn."""
    if not await work.value("SELECT true FROM demo_person WHERE person_id = $1", person_id):
        raise NotFound
    await enter(work, person_id)
    return await open_session(work, viewer, person_id, device)
