"""Naming what comes back, and taking it back."""

from collections.abc import Mapping
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.amounts import tax_within
from minga_platform.ledger.commands import Move, post
from minga_platform.market.credit.accounts import account
from minga_platform.market.credit.spending import enter
from minga_platform.market.law import queries as law
from minga_platform.market.payments import tills
from minga_platform.market.payments.commands.capture import TAX_ON_SALES, containers_owed, till
from minga_platform.market.produce.containers.errors import MoreThanOut
from minga_platform.market.produce.containers.queries import out_of
from minga_platform.membership import access

_LARGEST_DEPOSIT = 10**6
_MOST = 10_000


async def add_container(
    work: Work, viewer: Viewer, *, name: Mapping[str, str], deposit: Money, tax_bps: int = 0
) -> UUID:
    """A kind of jar or crate with a deposit, which stays what it is: another deposit is another kind. Needs `categories.edit`.

    Refuses: NotAllowed, NoLegalBasis, InvalidInput.
    """
    await access.require(work, viewer, "categories.edit")
    await law.require(work, "deposits")
    kept = Text.checked(dict(name), field="name", longest=60, shortest=1, one_line=True)
    unit = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    if deposit.currency != unit:
        raise InvalidInput("deposit", "currency")
    if not 1 <= deposit.minor <= _LARGEST_DEPOSIT:
        raise InvalidInput("deposit", "range", minimum="1", maximum=str(_LARGEST_DEPOSIT))
    if not 0 <= tax_bps <= 5000:
        raise InvalidInput("taxBps", "range", minimum="0", maximum="5000")
    container_id = ids.new()
    await work.execute(
        "INSERT INTO container (cooperative_id, id, name, deposit_minor, currency, tax_bps, since) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, container_id, dict(kept.by_language), deposit.minor, deposit.currency, tax_bps, work.now,
    )  # fmt: skip
    return container_id


async def retire_container(work: Work, viewer: Viewer, *, container_id: UUID) -> UUID:
    """Nothing is sold in it any more; what is out can still come back. Needs `categories.edit`.

    Refuses: NotAllowed, NotFound, InvalidTransition (goods are still offered in it).
    """
    await access.require(work, viewer, "categories.edit")
    row = await work.row(
        "SELECT state FROM container WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        container_id,
    )
    if row is None:
        raise NotFound
    if await work.value(
        "SELECT EXISTS (SELECT FROM variant WHERE cooperative_id = $1 AND container_id = $2 AND state = 'offered')",
        work.cooperative_id,
        container_id,
    ):
        raise InvalidTransition("offered")
    await work.execute(
        "UPDATE container SET state = 'retired' WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        container_id,
    )
    return container_id


async def take_back(
    work: Work,
    viewer: Viewer,
    *,
    container_id: UUID,
    count: int,
    pickup_point_id: UUID,
    way: str,
    brought_by: UUID | None = None,
) -> UUID:
    """Jars came back at a pickup point: their deposit is paid out of its till, or becomes store credit. Needs `till.use`.

    Whoever brings them gets it, wherever they were bought. `brought_by`: the member (agent), needed for credit; else it is
    told of nobody. Refuses: NotAllowed, NotFound, InvalidInput, MoreThanOut{out}, TillTooLow{present}. The return's id.
    """
    taken_by = await access.require(work, viewer, "till.use")
    if way not in ("cash", "credit"):
        raise InvalidInput("way", "one_of")
    if not 1 <= count <= _MOST:
        raise InvalidInput("count", "range", minimum="1", maximum=str(_MOST))
    if way == "cash":
        await tills.lock(work, pickup_point_id)
    container = await work.row(
        "SELECT * FROM container WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, container_id
    )
    point = await work.value(
        "SELECT id FROM pickup_point WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, pickup_point_id
    )
    person_id = await _person(work, brought_by)
    if container is None or point is None:
        raise NotFound
    if way == "credit" and person_id is None:
        raise InvalidInput("broughtBy", "required")
    owed_name = containers_owed(container_id)
    owed = (await ledger.locked(work, [owed_name], container["currency"]))[owed_name]
    out = await out_of(work, container_id)
    if count > out:
        raise MoreThanOut(max(out, 0))
    amount = count * container["deposit_minor"]
    if way == "cash":
        await tills.require_there(work, pickup_point_id, Money(amount, container["currency"]))
    tax = tax_within(amount, container["tax_bps"])
    # Tax is rounded on each sale, so what is owed may differ by a cent from what this return comes to; the last one evens it.
    from_owed = min(amount - tax, owed) if count < out else min(amount, owed)
    return_id = ids.new()
    await work.execute(
        "INSERT INTO container_return (cooperative_id, id, container_id, count, amount_minor, tax_minor, currency, way, pickup_point_id, "
        "brought_by, taken_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        work.cooperative_id, return_id, container_id, count, amount, amount - from_owed, container["currency"], way, pickup_point_id,
        brought_by, taken_by, work.now,
    )  # fmt: skip
    unit = container["currency"]
    if way == "credit":
        assert person_id is not None
        to = account("credit", person_id)
        await enter(work, person_id, Money(amount, unit), "deposit", entered_by=taken_by)
    else:
        to = till(pickup_point_id)
    await post(
        work, kind="containers_back", subject_kind="container_return", subject_id=return_id, key=f"containers-back:{return_id}",
        moves=[Move(owed_name, to, Money(from_owed, unit)), Move(TAX_ON_SALES, to, Money(amount - from_owed, unit))],
    )  # fmt: skip
    return return_id


async def _person(work: Work, agent_id: UUID | None) -> UUID | None:
    if agent_id is None:
        return None
    row = await work.row(
        "SELECT person_id FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if row is None:
        raise NotFound
    person: UUID | None = row["person_id"]
    return person
