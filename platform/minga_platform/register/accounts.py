"""Memberships with all that is held and owed: what a member reads of herself, and a treasurer of a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import queries, shares
from minga_platform.register.amounts import Part, due_by, plan
from minga_platform.register.queries import may_act_as


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
