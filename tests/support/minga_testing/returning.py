"""Goods that come back, as steps that tests put together; all of it through the door."""

from typing import Any

from minga_testing.shop import Program, Shop, Stall, new_key

RETURN = """id kind state declaredAt refundBy stallName answer refund { minor } delivery { minor }
  lines { id title quantity { base } worth { minor } condition deduction { minor } refund { minor } backOnShelf }"""
DECLARED = f"... on ReturnDeclared {{ declaredAt returns {{ {RETURN} }} }} ... on InvalidInput {{ field rule maximum }}"
CHANGED = f"... on ChangedReturn {{ goodsReturn {{ {RETURN} }} }} ... on InvalidTransition {{ current }} ... on InvalidInput {{ field rule }}"
OPTIONS = """query W($id: ID!, $t: String) { withdrawalOptions(orderId: $id, token: $t) { isOpen until
  lines { id title left { base } total { minor } wasHandedOver } exempt { id title noWithdrawal } } }"""


async def withdraw(
    buyer: Program,
    order: dict[str, Any],
    *lines: tuple[str, int | None],
    token: str | None = None,
    key: str | None = None,
) -> dict[str, Any]:
    """The buyer withdraws, from everything or from some lines."""
    return await buyer.wish(
        "withdraw(key: $key, orderId: $id, name: $name, lines: $lines, token: $token)",
        DECLARED + " ... on WithdrawalOver { until }",
        key=("String!", key or new_key()),
        id=("ID!", order["id"]),
        name=("String!", "Berta"),
        lines=("[ReturnWishInput!]", [{"lineId": line, "quantity": number} for line, number in lines] or None),
        token=("String", token),
    )


async def inspect(
    shop: Shop,
    by: Program,
    goods_return: dict[str, Any],
    deduction: int = 0,
    *,
    back: bool = True,
    key: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Somebody says what came back; the deduction is taken off the first line."""
    lines = [
        {
            "lineId": line["id"],
            "condition": more.get("condition", "USED" if deduction and not place else "AS_NEW"),
            "deduction": {"minor": deduction, "currency": shop.cooperative.currency}
            if deduction and not place
            else None,
            "deductionReason": "worn" if deduction and not place else "",
            "backOnShelf": back,
        }
        for place, line in enumerate(goods_return["lines"])
    ]
    return await by.wish(
        "inspectReturn(key: $key, id: $id, lines: $lines)",
        CHANGED + " ... on DeductionTooLarge { most { minor } } ... on RefundExceedsPortion { remaining { minor } }",
        key=("String!", key or new_key()),
        id=("ID!", goods_return["id"]),
        lines=("[FoundInput!]!", lines),
    )


async def options(buyer: Program, order: dict[str, Any], token: str | None = None) -> dict[str, Any] | None:
    """What a buyer can withdraw from."""
    found: dict[str, Any] | None = (await buyer.ask(OPTIONS, id=order["id"], t=token))["withdrawalOptions"]
    return found


async def receive(shop: Shop, stall: Stall, goods_return: dict[str, Any]) -> dict[str, Any]:
    """The goods are back at the stall."""
    return await shop.by(stall.maker).wish("receiveReturn(id: $id)", CHANGED, id=("ID!", goods_return["id"]))
