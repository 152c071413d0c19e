"""What applicants, members and officers read of the register; each begins with what the asker may see."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.money import decimal_text, scale_of
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.commands.classes import terms_from
from minga_platform.membership.terms import Terms
from minga_platform.register import queries, sponsors
from minga_platform.register.queries import Registered, may_act_as

_MOST = 500


@dataclass(frozen=True, slots=True)
class ClassVersion:
    """What a class meant from an instant on, and what said so: empty for what officers or the founding set."""

    id: UUID
    effective_at: datetime
    decision_id: UUID | None
    terms: Terms


@dataclass(frozen=True, slots=True)
class ClassStory:
    """A class with all its versions, newest first. Public: whoever thinks of joining reads them."""

    id: UUID
    key: str
    name: dict[str, str]
    currency: str
    members: int
    versions: tuple[ClassVersion, ...]


async def classes(work: Work) -> list[ClassStory]:
    """The co-op's classes in their order, with what they mean now and meant before."""
    stories = await work.rows(
        """SELECT c.id, c.key, c.name, o.currency, (SELECT count(*) FROM membership m WHERE m.cooperative_id = c.cooperative_id
               AND m.class_id = c.id AND m.left_at IS NULL) AS members
           FROM membership_class c JOIN cooperative o ON o.id = c.cooperative_id
           WHERE c.cooperative_id = $1 ORDER BY c.place, c.key LIMIT 100""",
        work.cooperative_id,
    )
    versions = await work.rows(
        "SELECT * FROM class_terms WHERE cooperative_id = $1 ORDER BY effective_at DESC, id DESC", work.cooperative_id
    )
    return [
        ClassStory(
            row["id"], row["key"], row["name"], row["currency"], row["members"],
            tuple(
                ClassVersion(one["id"], one["effective_at"], one["decision_id"], terms_from(one))
                for one in versions
                if one["class_id"] == row["id"]
            ),
        )
        for row in stories
    ]  # fmt: skip


async def register(
    work: Work,
    viewer: Viewer,
    at: datetime,
    *,
    text: str = "",
    after: tuple[datetime, UUID] | None = None,
    first: int = 50,
) -> list[Registered]:
    """The register as it stood at an instant, or those of it that `text` names (see `queries.register_at`).

    Refuses: as `access.require` for `members.see`.
    """
    await access.require(work, viewer, "members.see")
    return await queries.register_at(work, at, text=text, after=after, first=first)


async def as_csv(work: Work, viewer: Viewer, at: datetime) -> str:
    """The whole register of an instant as a table (RFC 4180). Refuses: as `access.require` for `members.see`, StepUpNeeded."""
    await access.require(work, viewer, "members.see")
    access.stepped_up(work, viewer)
    rows = await queries.register_at(work, at, first=100_000)
    unit: str = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(["number", "name", "kind", "class", "joined", "rights", "suspended", "shares_paid", "currency"])
    for row in rows:
        written.writerow(
            [
                row.number or "",
                _tame(row.name),
                row.kind,
                row.class_key,
                row.joined_at.date().isoformat(),
                " ".join(sorted(row.rights)),
                "yes" if row.is_suspended else "no",
                decimal_text(row.capital_minor, scale_of(unit)),
                unit,
            ]
        )
    return text.getvalue()


def _tame(text: str) -> str:
    # A spreadsheet would run a name that begins like a formula (OWASP, CSV injection).
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


async def names(work: Work, viewer: Viewer) -> list[tuple[UUID, str, tuple[str, ...]]]:
    """Who is a member, for members and for who may see the register: agent, name and the keys of her classes, by name; 5,000 at most.

    Refuses: as `access.require` for `members.see_names`.
    """
    if not await access.may(work, viewer, "members.see"):
        await access.require(work, viewer, "members.see_names")
    rows = await work.rows(
        """SELECT a.id, a.name, array_agg(c.key ORDER BY c.place) AS classes FROM membership m
           JOIN agent a ON a.cooperative_id = m.cooperative_id AND a.id = m.agent_id
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           WHERE m.cooperative_id = $1 AND m.left_at IS NULL GROUP BY a.id, a.name ORDER BY lower(a.name), a.id LIMIT 5000""",
        work.cooperative_id,
    )
    return [(row["id"], row["name"], tuple(row["classes"])) for row in rows]


@dataclass(frozen=True, slots=True)
class Application:
    """A wish to become a member, with who vouches and how many must."""

    id: UUID
    agent_id: UUID
    name: str
    kind: str
    class_key: str
    class_name: dict[str, str]
    about: str
    shares: int
    share_way: str
    state: str
    applied_at: datetime
    decided_at: datetime | None
    reason: str
    needed: int
    sponsors: tuple[sponsors.Sponsor, ...]


async def applications(work: Work, viewer: Viewer, *, open_only: bool = True) -> list[Application]:
    """Open applications for members, all of them for who sees the register; to others only their own.

    Empty for a visitor. The newest first.
    """
    seen_all = await access.may(work, viewer, "members.see")
    sees_open = await access.may(work, viewer, "members.see_names")
    mine = await may_act_as(work, viewer)
    rows = await work.rows(
        """SELECT p.*, a.name, a.kind, c.key AS class_key, c.name AS class_name FROM application p
           JOIN agent a ON a.cooperative_id = p.cooperative_id AND a.id = p.agent_id
           JOIN membership_class c ON c.cooperative_id = p.cooperative_id AND c.id = p.class_id
           WHERE p.cooperative_id = $1 AND (p.agent_id = ANY ($2) OR $3
               OR ($4 AND p.state IN ('sponsoring', 'waiting', 'voting')))
               AND (NOT $5 OR p.state IN ('sponsoring', 'waiting', 'voting'))
           ORDER BY p.applied_at DESC, p.id DESC LIMIT $6""",
        work.cooperative_id,
        mine,
        seen_all,
        sees_open,
        open_only,
        _MOST,
    )
    return [await _application(work, row) for row in rows]


async def application(work: Work, viewer: Viewer, application_id: UUID) -> Application | None:
    """One application, if the asker may see it."""
    return next((one for one in await applications(work, viewer, open_only=False) if one.id == application_id), None)


async def _application(work: Work, row: Any) -> Application:
    return Application(
        needed=await sponsors.needed(work, row["applied_at"]),
        sponsors=tuple(await sponsors.sponsors(work, row["id"])),
        **{
            name: row[name]
            for name in (
                "id", "agent_id", "name", "kind", "class_key", "class_name", "about", "shares", "share_way", "state",
                "applied_at", "decided_at", "reason",
            )
        },
    )  # fmt: skip
