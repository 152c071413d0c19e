"""A gift voucher comes into the basket by a door of its own, which asks how much and for whom."""

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.credit import selling


async def put_voucher_in_cart(work: Work, *, amount: Money, bought_for: str, message: str) -> cart.Added:
    """A voucher of this amount, for somebody, with a word; it takes the place of one that is there. Nobody has to be signed in.

    Refuses: NoLegalBasis, InvalidInput, CartFull.
    """
    variant_id, quantity = await selling.shelf(work, amount)
    return await cart.put_voucher(
        work, variant_id=variant_id, quantity=quantity, bought_for=bought_for, message=message
    )
