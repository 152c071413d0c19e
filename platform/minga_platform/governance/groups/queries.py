"""Working groups as members see them. Told to whom votes are told (`ballots.see`); to everybody else there are none."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.governance.groups import purse
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a group."""

    agent_id: UUID
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """Money that came into the purse."""

    id: UUID
    amount_minor: int
    reason: str
    decision_id: UUID | None
    granted_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Spending:
    """What the group wants to pay for, or paid."""

    id: UUID
    purpose: str
    payee: str
    amount_minor: int
    state: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    election_id: UUID
    decided_at: datetime | None
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its purse, in minor units of `currency`. `balance_minor` counts what is set aside; `available_minor` does not."""

    id: UUID
    name: dict[str, str]
    about: dict[str, str]
    founded_at: datetime
    closed_at: datetime | None
    currency: str
    balance_minor: int
    available_minor: int
    members: list[Member]
    grants: list[Grant]
    spendings: list[Spending]
    is_mine: bool


async def groups(work: Work, viewer: Viewer) -> list[Group]:
    """All groups by age, the closed ones last, since what they were granted and spent stays readable; none for who has no standing here."""
    if not await access.may(work, viewer, "ballots.see"):
        return []
    me = await access.agent_of(work, viewer)
    unit = await purse.currency(work)
    rows = await work.rows(
        "SELECT id, name, about, founded_at, closed_at FROM working_group WHERE cooperative_id = $1"
        " ORDER BY closed_at IS NOT NULL, id LIMIT 100",
        work.cooperative_id,
    )
    known = [row["id"] for row in rows]
    members = await work.rows(
        """SELECT m.group_id, m.agent_id, a.name, m.since FROM group_member m
           JOIN agent a ON a.cooperative_id = m.cooperative_id AND a.id = m.agent_id
           WHERE m.cooperative_id = $1 AND m.group_id = ANY ($2::uuid[]) AND m.left_at IS NULL ORDER BY m.since, m.id""",
        work.cooperative_id, known,
    )  # fmt: skip
    grants = await work.rows(
        """SELECT g.group_id, g.id, g.amount_minor, g.reason, g.decision_id, a.name AS granted_by, g.at FROM group_grant g
           JOIN agent a ON a.cooperative_id = g.cooperative_id AND a.id = g.granted_by
           WHERE g.cooperative_id = $1 AND g.group_id = ANY ($2::uuid[]) ORDER BY g.id DESC LIMIT 1000""",
        work.cooperative_id, known,
    )  # fmt: skip
    spendings = await work.rows(
        """SELECT s.group_id, s.id, s.purpose, s.payee, s.amount_minor, s.state, s.asker_id AS asked_by_id, a.name AS asked_by,
               s.asked_at, s.election_id, s.decided_at, s.paid_at FROM group_spending s
           JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.asker_id
           WHERE s.cooperative_id = $1 AND s.group_id = ANY ($2::uuid[]) ORDER BY s.id DESC LIMIT 1000""",
        work.cooperative_id, known,
    )  # fmt: skip
    found = []
    for row in rows:

        def of(some: list, group_id: UUID = row["id"]) -> list[dict]:  # type: ignore[type-arg]
            return [
                {key: value for key, value in one.items() if key != "group_id"}
                for one in some
                if one["group_id"] == group_id
            ]

        spent = [Spending(**one) for one in of(spendings)]
        balance = ledger.display(AccountKind.FUND, await ledger.balance(work, purse.purse_of(row["id"]), unit))
        inside = [Member(**one) for one in of(members)]
        aside = sum(one.amount_minor for one in spent if one.state in ("asked", "agreed"))
        found.append(
            Group(
                **dict(row), currency=unit, balance_minor=balance, available_minor=balance - aside, members=inside,
                grants=[Grant(**one) for one in of(grants)], spendings=spent, is_mine=any(one.agent_id == me for one in inside),
            )
        )  # fmt: skip
    return found
