"""What a person reads of her own account, and what a co-op reads of its people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, values


@dataclass(frozen=True, slots=True)
class Known:
    """A viewer, and what her session asks for."""

    viewer: Viewer
    must_rotate: bool
    is_stale: bool


async def viewer_by_token(
    work: Work, token_hash: bytes, *, visitor_hash: bytes | None, language: str | None, address: str
) -> Known | None:
    """Whose session this is. `language` as the address or a cookie says; without one, the person's own."""
    row = await work.row("SELECT * FROM session_by_token($1, $2)", token_hash, work.now)
    if row is None:
        return None
    viewer = Viewer(
        person_id=row["person_id"],
        session_id=row["id"],
        proven_at=row["proven_at"],
        visitor_hash=visitor_hash,
        language=language or row["language"],
        address=address,
        for_person_id=row["for_person_id"],
        help_scopes=frozenset(row["help_scopes"] or ()),
    )
    return Known(viewer, row["must_rotate"], row["is_stale"])


@dataclass(frozen=True, slots=True)
class Person:
    """A person as she sees herself."""

    id: UUID
    name: str
    language: str


async def me(work: Work, viewer: Viewer) -> Person | None:
    """The asker; None for a visitor. While she helps somebody, that somebody."""
    person_id = viewer.for_person_id or viewer.person_id
    row = await work.row("SELECT id, name, language FROM person WHERE id = $1", person_id) if person_id else None
    return Person(**dict(row)) if row else None


@dataclass(frozen=True, slots=True)
class Address:
    """A way to be reached, or the number of a card."""

    id: UUID
    kind: Literal["mail", "phone", "card"]
    value: str
    proven_at: datetime | None


async def addresses(work: Work, viewer: Viewer) -> list[Address]:
    """The asker's own, oldest first. Refuses: SignInNeeded."""
    rows = await work.rows(
        "SELECT id, kind, value, proven_at FROM identifier WHERE person_id = $1 ORDER BY created_at, id",
        access.herself(viewer),
    )
    return [
        Address(
            row["id"],
            row["kind"],
            values.in_groups(row["value"]) if row["kind"] == "card" else row["value"],
            row["proven_at"],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Session:
    """One device that is signed in."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


async def sessions(work: Work, viewer: Viewer) -> list[Session]:
    """The asker's devices that are signed in, the one in hand first. Refuses: SignInNeeded."""
    rows = await work.rows(
        """SELECT id, device, created_at, seen_at, id = $2 AS is_this FROM session
           WHERE person_id = $1 AND ended_at IS NULL AND seen_at > $3::timestamptz - interval '14 days'
           ORDER BY id = $2 DESC, seen_at DESC LIMIT 100""",
        access.herself(viewer),
        viewer.session_id,
        work.now,
    )
    return [Session(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Credential:
    """A way to prove who one is."""

    id: UUID
    kind: Literal["password", "passkey", "card"]
    label: str
    created_at: datetime
    used_at: datetime | None


async def credentials(work: Work, viewer: Viewer) -> list[Credential]:
    """The asker's own. Refuses: SignInNeeded."""
    rows = await work.rows(
        "SELECT id, kind, label, created_at, used_at FROM credential WHERE person_id = $1 ORDER BY created_at, id",
        access.herself(viewer),
    )
    return [Credential(**dict(row)) for row in rows]


async def own_words(work: Work, person_id: UUID) -> tuple[str, ...]:
    """What a password must not be made of: the person's name and addresses."""
    rows = await work.rows(
        "SELECT name AS word FROM person WHERE id = $1 UNION ALL SELECT value FROM identifier WHERE person_id = $1",
        person_id,
    )
    return tuple(row["word"] for row in rows)


@dataclass(frozen=True, slots=True)
class Class:
    """A class of members. `name`: `{language: text}`."""

    id: UUID
    key: str
    name: dict[str, str]
    is_open: bool


async def classes(work: Work) -> list[Class]:
    """The co-op's classes in their order: public, since whoever thinks of joining reads them."""
    rows = await work.rows(
        """SELECT c.id, c.key, c.name, (SELECT t.is_open FROM class_terms t WHERE t.cooperative_id = c.cooperative_id
               AND t.class_id = c.id AND t.effective_at <= $2 ORDER BY t.effective_at DESC, t.id DESC LIMIT 1) AS is_open
           FROM membership_class c WHERE c.cooperative_id = $1 ORDER BY c.place, c.key LIMIT 100""",
        work.cooperative_id,
        work.now,
    )
    return [Class(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Office:
    """Who holds an office."""

    id: UUID
    agent_id: UUID
    agent_name: str
    role: str
    granted_at: datetime
    until: datetime | None


async def offices(work: Work, viewer: Viewer) -> list[Office]:
    """Who holds which office now. Refuses: as `access.require` for `roles.see`."""
    await access.require(work, viewer, "roles.see")
    rows = await work.rows(
        """SELECT g.id, g.agent_id, a.name AS agent_name, g.role, g.granted_at, g.until
           FROM role_grant g JOIN agent a ON a.cooperative_id = g.cooperative_id AND a.id = g.agent_id
           WHERE g.cooperative_id = $1 AND g.ended_at IS NULL AND (g.until IS NULL OR g.until > $2)
           ORDER BY g.role, a.name, g.id LIMIT 500""",
        work.cooperative_id,
        work.now,
    )
    return [Office(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Member:
    """An agent with its open memberships and offices."""

    agent_id: UUID
    name: str
    classes: tuple[str, ...]
    roles: tuple[str, ...]
    joined_at: datetime


async def members(
    work: Work, viewer: Viewer, *, after: tuple[datetime, UUID] | None = None, first: int = 50
) -> list[Member]:
    """The register, in the order of joining; `after` is the last row's `(joined_at, agent_id)`, `first` ≤ 101.

    Refuses: as `access.require` for `members.see`.
    """
    await access.require(work, viewer, "members.see")
    since, since_id = after or (None, None)
    rows = await work.rows(
        """SELECT a.id AS agent_id, a.name, min(m.joined_at) AS joined_at, array_agg(c.key ORDER BY c.place) AS classes,
               ARRAY(SELECT g.role FROM role_grant g WHERE g.cooperative_id = a.cooperative_id AND g.agent_id = a.id AND g.ended_at IS NULL
                     AND (g.until IS NULL OR g.until > $2) ORDER BY g.role) AS roles
           FROM membership m
           JOIN agent a ON a.cooperative_id = m.cooperative_id AND a.id = m.agent_id
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           WHERE m.cooperative_id = $1 AND m.left_at IS NULL
           GROUP BY a.cooperative_id, a.id, a.name
           HAVING $3::timestamptz IS NULL OR (min(m.joined_at), a.id) > ($3, $4::uuid)
           ORDER BY min(m.joined_at), a.id LIMIT $5""",
        work.cooperative_id,
        work.now,
        since,
        since_id,
        min(first, 101),
    )
    return [
        Member(row["agent_id"], row["name"], tuple(row["classes"]), tuple(row["roles"]), row["joined_at"])
        for row in rows
    ]
