"""Codes, vouchers, store credit and groups of buyers for tests, all through the API."""

from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.work import Work
from minga_platform.market.law import commands as law
from minga_platform.market.law import queries as law_queries
from minga_testing.shop import Program, Shop, Stall, new_key

LINES = """id state discount { minor } discountCode total { minor } goods { minor }
  payment { method state amount { minor } captured { minor } refunded { minor } reference dueAt purchaseOrder
    stored { method amount { minor } captured { minor } refunded { minor } ending } }
  refunds { id state amount { minor } }
  parts { id state stallName story { total { minor } } lines { id title discount { minor } refunded { minor } price { minor }
    story { total { minor } tax { minor } fee { minor } feeTax { minor } earning { minor } } } }"""


async def make_discount(
    shop: Shop,
    *,
    code: str,
    percent: int | None = None,
    amount: int | None = None,
    stall: Stall | None = None,
    uses_most: int | None = None,
) -> str:
    """A code of the co-op's, or of a stall."""
    who = shop.by(stall.maker) if stall else shop.by(shop.coordinator)
    done = await who.wish(
        "makeDiscount(key: $key, code: $code, stallId: $stall, percentBps: $percent, amount: $amount, usesMost: $uses)",
        "... on KeptDiscount { id }",
        key=("String!", new_key()),
        code=("String!", code),
        stall=("ID", stall.id if stall else None),
        percent=("Int", percent),
        amount=("MoneyInput", {"minor": amount, "currency": shop.cooperative.currency} if amount else None),
        uses=("Int", uses_most),
    )
    assert done["__typename"] == "KeptDiscount", done
    return str(done["id"])


async def checkout_with(buyer: Program, code: str) -> dict[str, Any]:
    """Use a code for the started checkout."""
    return await buyer.wish(
        "applyCode(code: $code)", "... on CodeApplied { kind } ... on CodeNotTaken { reason }", code=("String!", code)
    )


async def order_of(buyer: Program, placed: dict[str, Any]) -> dict[str, Any]:
    """The order as its buyer sees it now."""
    data = await buyer.ask(f"query One($id: ID!) {{ order(id: $id) {{ {LINES} }} }}", id=placed["order"]["id"])
    found: dict[str, Any] = data["order"]
    return found


async def may_use(shop: Shop, feature: str) -> None:
    """The co-op wrote down on what legal basis it uses a feature."""

    async def write(work: Work) -> None:
        if not await law_queries.switched_on(work, feature):
            await law.write_down(work, feature=feature, basis="For a test, as the law asks.")

    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), write)


async def issue_voucher(shop: Shop, amount: int, *, note: str = "") -> str:
    """A gift voucher that the co-op gives away; its code."""
    await may_use(shop, "store_credit")
    done = await shop.by(shop.coordinator).wish(
        "issueVoucher(key: $key, amount: $amount, paid: $paid, note: $note)",
        "... on IssuedVoucher { id code }",
        key=("String!", new_key()),
        amount=("MoneyInput!", {"minor": amount, "currency": shop.cooperative.currency}),
        paid=("String!", "granted"),
        note=("String!", note),
    )
    assert done["__typename"] == "IssuedVoucher", done
    return str(done["code"])


async def grant_credit(shop: Shop, agent_id: Any, amount: int) -> None:
    """Store credit for somebody."""
    await may_use(shop, "store_credit")
    done = await shop.by(shop.coordinator).wish(
        "grantCredit(key: $key, agentId: $agent, amount: $amount, reason: $reason)",
        "... on GrantedCredit { id }",
        key=("String!", new_key()),
        agent=("ID!", ids.encode("agent", agent_id)),
        amount=("MoneyInput!", {"minor": amount, "currency": shop.cooperative.currency}),
        reason=("String!", "For the broken jar"),
    )
    assert done["__typename"] == "GrantedCredit", done


async def use_credit(shop: Shop, buyer: Program, amount: int) -> dict[str, Any]:
    """Use so much of one's store credit for the started checkout."""
    return await buyer.wish(
        "useStoreCredit(amount: $amount)",
        "... on ChangedMeans { id } ... on CreditTooLow { available { minor } }",
        amount=("MoneyInput!", {"minor": amount, "currency": shop.cooperative.currency}),
    )


async def credit_there(buyer: Program) -> int:
    """What somebody's store credit holds."""
    found = (await buyer.ask("{ myStoreCredit { minor } }"))["myStoreCredit"]
    return sum(one["minor"] for one in found)


async def in_world(shop: Shop, stall: Stall) -> tuple[str, str]:
    """For the matrices: a stall's code and a group of buyers, by their ids."""
    group = await shop.by(shop.coordinator).wish(
        "addBuyerGroup(terms: $terms)", "... on KeptGroup { id }", terms=("GroupTermsInput!", {"name": "Kitchens"})
    )
    return await make_discount(shop, code="WORLD", amount=1, stall=stall), group["id"]


def wishes(
    ids_of: tuple[str, str], stall: str, variant: str, point: str, agent: str
) -> dict[str, tuple[str, dict[str, Any]]]:
    """For the matrices: what needs a capability, with values that reach past its gate."""
    discount, group = ids_of
    euro = {"minor": 1000, "currency": "EUR"}
    return {
        "makeDiscount": ("discounts.edit", {"key": "", "code": "X", "stallId": stall, "amount": euro}),
        "closeDiscount": ("discounts.edit", {"id": discount}),
        "issueVoucher": ("vouchers.issue", {"key": "", "amount": euro, "paid": "till", "tillId": point}),
        "grantCredit": ("vouchers.issue", {"key": "", "agentId": agent, "amount": euro, "reason": "x"}),
        "addBuyerGroup": ("trade.edit", {"terms": {"name": ""}}),
        "editBuyerGroup": ("trade.edit", {"id": group, "expectedVersion": 99, "terms": {"name": "Kitchens"}}),
        "putBuyer": ("trade.edit", {"agentId": agent, "groupId": group}),
        "setIssuer": ("settings.edit", {"name": "Valley, a co-op", "address": "Mill lane 1"}),
        "setGroupPrice": ("trade.edit", {"groupId": group, "variantId": variant}),
    }


def reads(ids_of: tuple[str, str], stall: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """For the matrices: what only some may read."""
    return {
        "discounts": ("discounts.edit", {"stallId": stall}),
        "vouchers": ("vouchers.issue", {}),
        "buyerGroups": ("trade.edit", {}),
        "buyerGroup": ("trade.edit", {"id": ids_of[1]}),
        "groupGoods": ("trade.edit", {"groupId": ids_of[1]}),
        "openInvoices": ("orders.see of all", {}),
        "aging": ("orders.see of all", {}),
    }


OWN = {
    "boughtVouchers",
    "myBoughtVouchers",
    "checkoutMeans",
    "myStoreCredit",
    "myBilled",
    "myCreditEntries",
    "myTradeTerms",
    "myOpenInvoices",
    "myCounterMatters",
    "myRefundsUnderWay",
}
OPEN = {"issuer", "voucherOffer"}
"""What everybody reads of her own."""
