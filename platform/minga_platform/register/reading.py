"""What applicants, members and officers read of the register; each begins with what the asker may see."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.money import decimal_text, scale_of
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.commands.classes import terms_from
from minga_platform.membership.terms import Terms
from minga_platform.register import queries, shares, sponsors
from minga_platform.register.amounts import Part, due_by, plan
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
    work: Work, viewer: Viewer, at: datetime, *, after: tuple[datetime, UUID] | None = None, first: int = 50
) -> list[Registered]:
    """The register as it stood at an instant. Refuses: as `access.require` for `members.see`."""
    await access.require(work, viewer, "members.see")
    return await queries.register_at(work, at, after=after, first=first)


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
    """Who is a member, for members: agent, name and the keys of her classes, by name.

    Refuses: as `access.require` for `members.see_names`.
    """
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


@dataclass(frozen=True, slots=True)
class Promise:
    """Shares that were taken, and their instalments."""

    shares: int
    price_minor: int
    way: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a membership."""

    kind: str
    at: datetime
    decision_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class Repayment:
    """A part of the shares that goes back."""

    id: UUID
    amount_minor: int
    due_on: date
    paid_at: datetime | None
    way: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """A membership with all that is owed and held; `overdue_minor` is what of the shares has fallen due and is not paid."""

    membership_id: UUID
    agent_id: UUID
    name: str
    kind: str
    class_key: str
    class_name: dict[str, str]
    currency: str
    joined_at: datetime
    left_at: datetime | None
    leaves_at: datetime | None
    rights: frozenset[str]
    balances: shares.Balances
    overdue_minor: int
    promises: tuple[Promise, ...]
    repayments: tuple[Repayment, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A member's card: her number and the code that it shows."""

    agent_id: UUID
    number: int
    code: str


async def mine(work: Work, viewer: Viewer) -> list[Account]:
    """The asker's memberships and those of organisations that she acts for, also such that ended. Empty for a visitor."""
    return await _accounts(work, await may_act_as(work, viewer))


async def member(work: Work, viewer: Viewer, agent_id: UUID) -> list[Account]:
    """One agent's memberships, for who sees the register. Refuses: as `access.require` for `members.see`, NotFound."""
    await access.require(work, viewer, "members.see")
    found = await _accounts(work, [agent_id])
    if not found:
        raise NotFound
    return found


async def cards(work: Work, viewer: Viewer) -> list[Card]:
    """The asker's card, and those of organisations that she acts for. Empty for a visitor."""
    rows = await work.rows(
        "SELECT agent_id, number, code FROM member_card WHERE cooperative_id = $1 AND agent_id = ANY ($2) ORDER BY number",
        work.cooperative_id,
        await may_act_as(work, viewer),
    )
    return [Card(**dict(row)) for row in rows]


async def by_card(work: Work, viewer: Viewer, code: str) -> UUID | None:
    """Whose card this is, for who sees the register (at the door of an assembly). Refuses: as `access.require`."""
    await access.require(work, viewer, "members.see")
    found: UUID | None = await work.value(
        "SELECT agent_id FROM member_card WHERE cooperative_id = $1 AND code = $2",
        work.cooperative_id,
        code.strip().lower()[:40],
    )
    return found


async def set_off_bps(work: Work, viewer: Viewer) -> int:
    """How much of her earnings the asker agreed to have taken for what she owes; 0 for none."""
    present = await access.standing(work, viewer)
    if present is None:
        return 0
    most: int | None = await work.value(
        "SELECT most_bps FROM set_off_agreement WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        present.agent_id,
    )
    return most or 0


async def _accounts(work: Work, agent_ids: Sequence[UUID]) -> list[Account]:
    rows = await work.rows(
        """SELECT m.*, a.name, a.kind, c.key AS class_key, c.name AS class_name, o.currency, o.zone, n.leaves_at
           FROM membership m
           JOIN agent a ON a.cooperative_id = m.cooperative_id AND a.id = m.agent_id
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           JOIN cooperative o ON o.id = m.cooperative_id
           LEFT JOIN notice_of_leaving n ON n.cooperative_id = m.cooperative_id AND n.membership_id = m.id AND n.ended_at IS NULL
           WHERE m.cooperative_id = $1 AND m.agent_id = ANY ($2) ORDER BY m.left_at DESC NULLS FIRST, m.joined_at, m.id""",
        work.cooperative_id,
        list(agent_ids),
    )
    ids = [row["id"] for row in rows]
    promised = await _by_membership(work, "share_promise", "promised_at, id", ids)
    back = await _by_membership(work, "repayment", "place", ids)
    events = await _by_membership(work, "membership_event", "at, id", ids)
    standing = {
        row.membership_id: row.rights
        for row in await queries.register_at(work, work.now)
        if row.membership_id in set(ids)
    }
    held = await shares.balances(work, agent_ids)
    found = []
    for row in rows:
        promises = tuple(_promise(one) for one in promised.get(row["id"], ()))
        # What an agent holds in a class belongs to her open membership there; one that ended has only what goes back.
        stands = held.get((row["agent_id"], row["class_key"]), shares.Balances())
        if row["left_at"] is not None:
            stands = shares.Balances(
                to_repay_minor=sum(one["amount_minor"] for one in back.get(row["id"], ()) if not one["paid_at"])
            )
        found.append(
            Account(
                membership_id=row["id"],
                rights=standing.get(row["id"], frozenset()),
                balances=stands,
                overdue_minor=_overdue(promises, stands, work.now.date()),
                promises=promises,
                repayments=tuple(
                    Repayment(one["id"], one["amount_minor"], one["due_on"], one["paid_at"], one["way"])
                    for one in back.get(row["id"], ())
                ),
                events=tuple(
                    Event(one["kind"], one["at"], one["decision_id"], one["reason"]) for one in events.get(row["id"], ())
                ),
                **{
                    name: row[name]
                    for name in (
                        "agent_id", "name", "kind", "class_key", "class_name", "currency", "joined_at", "left_at", "leaves_at",
                    )
                },
            )
        )  # fmt: skip
    return found


async def _by_membership(work: Work, table: str, order: str, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in await work.rows(
        f"SELECT * FROM {table} WHERE cooperative_id = $1 AND membership_id = ANY ($2) ORDER BY {order}",
        work.cooperative_id,
        list(ids),
    ):
        found.setdefault(row["membership_id"], []).append(row)
    return found


def _promise(row: Any) -> Promise:
    total = row["shares"] * row["price_minor"]
    return Promise(
        row["shares"], row["price_minor"], row["way"], tuple(plan(total, row["instalments"], row["first_due_on"]))
    )


def _overdue(promises: Sequence[Promise], stands: shares.Balances, today: date) -> int:
    total = sum(one.shares * one.price_minor for one in promises)
    fallen_due = sum(due_by(one.parts, today) for one in promises)
    return max(fallen_due - (total - stands.due_minor), 0) if stands.due_minor else 0
