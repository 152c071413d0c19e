"""Who may do what: the few functions that every command asks, and the table they read from.

Denied is whatever this table does not grant. Standing is read in the unit that needs it, so a role that was removed is
gone with the next request. A helper acts with what a member holds as herself, never with her offices: an office cannot be lent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

from minga_platform.kernel.errors import NotAllowed, NotFound, SignInNeeded, StepUpNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.ports import JOINED

KEEPER = "keeper"
"""Keeps the stall that is asked about."""
MEMBER = "member"
"""Has an open membership of any class."""
MAKER = "maker"
"""Has an open membership as producer or worker."""
_MAKING_CLASSES = frozenset({"producer", "worker"})

STEP_UP_MINUTES = 5

_STALL = frozenset(
    {
        "stall.edit",
        "stall.see",
        "product.edit",
        "catalog.import",
        "orders.see",
        "orders.fulfil",
        "orders.cancel",
        "earnings.see",
        "payee.edit",
        "messages.answer",
        "discounts.edit",
    }
)
_DAY = frozenset(
    {
        "pickup_points.edit",
        "delivery.edit",
        "cycles.edit",
        "orders.refund",
        "stall.admit",
        "categories.edit",
        "members.see",
        "jobs.see",
        "till.use",
        "tools.keep",
        "reviews.moderate",
        "words.edit",
    }
)
_BOOKS = frozenset(
    {"books.see", "earnings.see", "orders.see", "payouts.see", "roles.see", "royalties.see", "stall.see"}
)

CAPABILITIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "coordinator": (_STALL - {"payee.edit"})
        | _DAY
        | _BOOKS
        | {"vouchers.issue", "trade.edit", "stall.open", "payouts.make"},
        "treasurer": _BOOKS
        | {
            "orders.refund",
            "payouts.make",
            "books.post",
            "exports.make",
            "members.see",
            "stripe.connect",
            "collecting.edit",
            "till.use",
            "shares.record",
            "vouchers.issue",
            "trade.edit",
        },
        "officer": _STALL
        | _DAY
        | _BOOKS
        | {
            "stall.open",
            "payouts.make",
            "books.post",
            "exports.make",
            "stripe.connect",
            "collecting.edit",
            "roles.grant",
            "members.admit",
            "classes.edit",
            "settings.edit",
            "shares.record",
            "register.import",
            "vouchers.issue",
            "trade.edit",
            "proposals.facilitate",
            "assemblies.run",
            "offices.edit",
            "groups.run",
            "ballots.tell",
            "ballots.see",
            "commons.keep",
        },
        "auditor": _BOOKS | {"members.see", "ballots.see"},
        "facilitator": frozenset(
            {"proposals.facilitate", "assemblies.run", "members.see", "ballots.see", "commons.keep", "reviews.moderate"}
        ),
        "teller": frozenset({"ballots.tell", "ballots.see"}),
        "mediator": frozenset({"grievances.mediate"}),
        KEEPER: _STALL | {"earnings.show", "stall.export"},
        MAKER: frozenset({"stall.open"}),
        MEMBER: frozenset(
            {
                "members.see_names",
                "royalties.see",
                "proposals.write",
                "proposals.discuss",
                "ballots.cast",
                "ballots.see",
                "grievances.open",
                "commons.write",
                "tools.book",
            }
        ),
    }
)
"""Role → what it may do. Coordinators run the market's day, treasurers its money; officers may do both and name people
to offices; auditors read; facilitators lead from a proposal to a meeting, tellers count paper, mediators hear
grievances (which officers do not: they may be a party). A class's own rights are in its terms. A keeper's capabilities hold for her own stall only."""

STEP_UP = frozenset(
    {
        "payouts.make",
        "payee.edit",
        "roles.grant",
        "exports.make",
        "stall.export",
        "stripe.connect",
        "collecting.edit",
        "books.post",
    }
)
"""Asked again who one is: payout, payee, role, export (security §4.9); `require` sees to it, so no command forgets."""

ALL = frozenset().union(*CAPABILITIES.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in one co-op at this moment."""

    agent_id: UUID
    roles: frozenset[str]
    classes: frozenset[str]

    @property
    def holds(self) -> frozenset[str]:
        """Roles as in `CAPABILITIES`, those that follow from membership included."""
        by_class = {MEMBER} if self.classes else set()
        if self.classes & _MAKING_CLASSES:
            by_class.add(MAKER)
        return self.roles | by_class


async def standing(work: Work, viewer: Viewer) -> Standing | None:
    """The asker's standing in the unit's co-op; None for a visitor and for who is not known here."""
    person_id = viewer.for_person_id or viewer.person_id
    if person_id is None:
        return None
    row = await work.row(
        """SELECT a.id,
               ARRAY(SELECT g.role FROM role_grant g WHERE g.cooperative_id = a.cooperative_id AND g.agent_id = a.id
                     AND g.ended_at IS NULL AND g.granted_at <= $3 AND (g.until IS NULL OR g.until > $3)) AS roles,
               ARRAY(SELECT c.key FROM membership m
                     JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
                     WHERE m.cooperative_id = a.cooperative_id AND m.agent_id = a.id AND m.left_at IS NULL) AS classes
           FROM agent a WHERE a.cooperative_id = $1 AND a.person_id = $2""",
        work.cooperative_id,
        person_id,
        work.now,
    )
    if row is None:
        return None
    roles = frozenset[str]() if viewer.for_person_id else frozenset[str](row["roles"])
    return Standing(row["id"], roles, frozenset(row["classes"]))


async def require(work: Work, viewer: Viewer, capability: str, *, stall_id: UUID | None = None) -> UUID:
    """The asker's agent, if she may do this here.

    Refuses: SignInNeeded (a visitor), NotFound (nobody here, to whom the co-op's inside does not exist), NotAllowed,
    StepUpNeeded (for what is in `STEP_UP`), in this order.
    """
    assert capability in ALL, f"{capability} is granted to nobody"
    if viewer.person_id is None:
        raise SignInNeeded
    present = await standing(work, viewer)
    if present is None:
        raise NotFound
    if not _is_lent(viewer, capability) or not await _holds(work, present, capability, stall_id):
        raise NotAllowed(capability)
    if capability in STEP_UP:
        stepped_up(work, viewer)
    return present.agent_id


async def may(work: Work, viewer: Viewer, capability: str, *, stall_id: UUID | None = None) -> bool:
    """Whether `require` would grant it, step-up aside: for what a page shows."""
    assert capability in ALL, f"{capability} is granted to nobody"
    present = await standing(work, viewer)
    return present is not None and _is_lent(viewer, capability) and await _holds(work, present, capability, stall_id)


async def capabilities(work: Work, viewer: Viewer, *, stall_id: UUID | None = None) -> frozenset[str]:
    """Everything the asker may do here, or with this stall."""
    present = await standing(work, viewer)
    if present is None:
        return frozenset()
    held = set(present.holds)
    if await _keeps(work, present, stall_id):
        held.add(KEEPER)
    granted = frozenset[str]().union(*(CAPABILITIES[role] for role in held))
    return frozenset(one for one in granted if _is_lent(viewer, one))


async def agent_of(work: Work, viewer: Viewer) -> UUID:
    """The asker's agent here, whatever she may do. Refuses: SignInNeeded, NotFound."""
    if viewer.person_id is None:
        raise SignInNeeded
    present = await standing(work, viewer)
    if present is None:
        raise NotFound
    return present.agent_id


def lends_orders(viewer: Viewer) -> bool:
    """Whether orders are the asker's to see: her own, or those of a member who lent them to her."""
    return viewer.for_person_id is None or "orders" in viewer.help_scopes


def _is_lent(viewer: Viewer, capability: str) -> bool:
    """Who was lent somebody's goods or her work reads nothing of orders, and of who placed them."""
    return not capability.startswith("orders.") or lends_orders(viewer)


async def _holds(work: Work, present: Standing, capability: str, stall_id: UUID | None) -> bool:
    if any(capability in CAPABILITIES[role] for role in present.holds):
        return True
    return capability in CAPABILITIES[KEEPER] and await _keeps(work, present, stall_id)


async def _keeps(work: Work, present: Standing, stall_id: UUID | None) -> bool:
    if stall_id is None or JOINED.stall_keepers is None:
        return False
    return await JOINED.stall_keepers(work, stall_id, present.agent_id)


def stepped_up(work: Work, viewer: Viewer) -> None:
    """The asker proved who she is within the last minutes. Refuses: SignInNeeded, StepUpNeeded."""
    if viewer.person_id is None:
        raise SignInNeeded
    if viewer.proven_at is None or viewer.proven_at < work.now - timedelta(minutes=STEP_UP_MINUTES):
        raise StepUpNeeded(STEP_UP_MINUTES)


def herself(viewer: Viewer) -> UUID:
    """The person, acting as herself: an account is no helper's to change. Refuses: SignInNeeded, NotAllowed."""
    if viewer.person_id is None:
        raise SignInNeeded
    if viewer.for_person_id is not None:
        raise NotAllowed("account")
    return viewer.person_id
