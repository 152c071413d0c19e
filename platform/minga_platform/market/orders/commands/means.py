"""With what a started checkout is to be paid: a discount code, a gift voucher, store credit. Looked at here, taken under their locks when
the order is placed."""

from typing import Literal
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput, NotFound, SignInNeeded
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.credit import queries as stored
from minga_platform.market.credit.errors import CreditTooLow
from minga_platform.market.credit.ports import JOINED
from minga_platform.market.discounts import queries as discounts
from minga_platform.market.discounts.commands import not_taken
from minga_platform.market.discounts.errors import CodeNotTaken
from minga_platform.market.law import queries as law
from minga_platform.market.orders.commands import checkout as checkouts
from minga_platform.market.orders.errors import CheckoutNotStarted
from minga_platform.membership import access

Kind = Literal["discount", "voucher"]


async def apply_code(work: Work, *, code: str, currency: str | None = None, cycle_id: UUID | None = None) -> str:
    """Use a discount code or a gift voucher for the asker's started checkout; which of the two it was.

    A voucher's code has sixteen letters, a discount's at most twenty, and none of them can be the other by chance. Both may be
    used for one order; another of the same kind takes the first one's place.
    Refuses: CheckoutNotStarted, CartEmpty, MixedCurrencies, CodeNotTaken.
    """
    opened = await _opened(work, currency, cycle_id)
    if len(code) > 60:
        raise CodeNotTaken("unknown")
    voucher = await stored.by_code(work, code)
    if voucher is not None:
        if voucher.state in ("waiting", "void", "stopped"):
            raise CodeNotTaken("not_good" if voucher.state != "waiting" else "unpaid")
        if voucher.state != "open" or (voucher.expires_at and voucher.expires_at <= work.now):
            raise CodeNotTaken("over")
        if voucher.currency != opened.currency:
            raise CodeNotTaken("other_currency")
        if voucher.left_minor <= 0:
            raise CodeNotTaken("used_up")
        if any(
            one.is_voucher
            for one in await checkouts.bought_lines(work, opened.currency, cycle_id=cycle_id, admitted=True)
        ):
            raise CodeNotTaken("for_voucher")
        await _write(work, opened.id, "voucher_id", voucher.id)
        return "voucher"
    found = await discounts.by_code(work, code)
    if found is None:
        raise CodeNotTaken("unknown")
    lines = await checkouts.bought_lines(work, opened.currency, cycle_id=cycle_id, admitted=True)
    eligible = sum(
        one.total_minor
        for one in lines
        if one.offer and not one.is_voucher and found.stall_id in (None, one.offer.stall_id)
    )
    reason = not_taken(found, work.now, currency=opened.currency, eligible_minor=eligible)
    if reason is None and found.uses_most is not None and found.uses >= found.uses_most:
        reason = "used_up"
    if reason is None and found.uses_each is not None and work.scope.person_id is None:
        reason = "sign_in"
    if reason is not None:
        raise CodeNotTaken(reason)
    await _write(work, opened.id, "discount_id", found.id)
    return "discount"


async def take_code_away(work: Work, *, kind: str, currency: str | None = None, cycle_id: UUID | None = None) -> UUID:
    """The checkout goes on without its discount or its voucher. Refuses: CheckoutNotStarted, InvalidInput. Safe to repeat."""
    if kind not in ("discount", "voucher"):
        raise InvalidInput("kind", "one_of")
    opened = await _opened(work, currency, cycle_id)
    await _write(work, opened.id, "discount_id" if kind == "discount" else "voucher_id", None)
    return opened.id


async def use_store_credit(work: Work, viewer: Viewer, *, amount: Money, cycle_id: UUID | None = None) -> UUID:
    """Use so much of the asker's store credit for her started checkout; none at all takes it away.

    Refuses: SignInNeeded, CheckoutNotStarted, InvalidInput, CreditTooLow{available}.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    opened = await _opened(work, amount.currency, cycle_id)
    if amount.minor < 0:
        raise InvalidInput("amount", "positive", minimum="0")
    there = (await stored.credit_of(work, work.scope.person_id or viewer.person_id)).get(amount.currency, 0)
    if amount.minor > there:
        raise CreditTooLow(Money(there, amount.currency))
    await work.execute(
        "UPDATE checkout SET credit_minor = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, opened.id, amount.minor,
    )  # fmt: skip
    return opened.id


async def use_earnings(
    work: Work, viewer: Viewer, *, stall_id: UUID, amount: Money, cycle_id: UUID | None = None
) -> UUID:
    """Use so much of what a stall of the asker's has earned for her started checkout; none at all takes it away. Asking for it is her
    agreement to set it off, for this order alone; nobody gives it for her.

    Refuses: SignInNeeded, NotAllowed, NotFound (not a stall whose earnings are hers), NoLegalBasis, CheckoutNotStarted, InvalidInput,
    CreditTooLow{available}.
    """
    access.herself(viewer)
    if viewer.person_id is None:
        raise SignInNeeded
    if not await _is_hers(work, stall_id, viewer.person_id):
        raise NotFound
    await law.require(work, "set_off")
    opened = await _opened(work, amount.currency, cycle_id)
    if amount.minor < 0:
        raise InvalidInput("amount", "positive", minimum="0")
    there = await JOINED.earnings(work, stall_id, amount.currency, False)
    if amount.minor > max(there, 0):
        raise CreditTooLow(Money(max(there, 0), amount.currency))
    await work.execute(
        "UPDATE checkout SET earnings_minor = $3, earnings_stall_id = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, opened.id, amount.minor, stall_id if amount.minor else None,
    )  # fmt: skip
    return opened.id


async def earnings_of(work: Work, opened: checkouts.Open) -> tuple[UUID, int] | None:
    """(stall, at most so much) of what the buyer agreed to set off, looked at again as her order is placed.

    Refuses: NoLegalBasis (the co-op ended it meanwhile), CreditTooLow (the stall is hers no more).
    """
    if not opened.earnings_minor or opened.earnings_stall_id is None:
        return None
    await law.require(work, "set_off")
    if work.scope.person_id is None or not await _is_hers(work, opened.earnings_stall_id, work.scope.person_id):
        raise CreditTooLow(Money(0, opened.currency))
    return opened.earnings_stall_id, opened.earnings_minor


async def _is_hers(work: Work, stall_id: UUID, person_id: UUID) -> bool:
    return bool(
        await work.value(
            "SELECT true FROM stall s JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id "
            "WHERE s.cooperative_id = $1 AND s.id = $2 AND a.person_id = $3",
            work.cooperative_id,
            stall_id,
            person_id,
        )
    )


async def _opened(work: Work, currency: str | None, cycle_id: UUID | None) -> checkouts.Open:
    opened = await checkouts.locked_checkout(work, currency, cycle_id)
    if opened is None:
        raise CheckoutNotStarted
    return opened


async def _write(work: Work, checkout_id: UUID, column: str, value: UUID | None) -> None:
    assert column in ("discount_id", "voucher_id")
    await work.execute(
        f"UPDATE checkout SET {column} = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        checkout_id,
        value,
    )
