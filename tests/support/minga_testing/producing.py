"""Produce in the world of the matrices: a jar, a lot, a line to weigh with a question about it, a purchase by the case."""

from dataclasses import dataclass, field
from typing import Any

from minga_platform.kernel.actor import Scope
from minga_testing.shop import Shop, Stall, fill, new_key, offer, place, start
from minga_testing.weighing import mark_ready, offer_cheese

NAMED = [{"language": "en", "text": "Jar"}]
EURO = {"minor": 50, "currency": "EUR"}
SOURCE = [{"producer": "Nuria", "quantity": 10}]


@dataclass
class Produced:
    """Ids of the world's produce."""

    jar: str = ""
    lot: str = ""
    item: str = ""
    variant: str = ""
    order: str = ""
    part: str = ""
    line: str = ""
    question: str = ""
    token: str = ""
    recalled: str = ""
    recalled_token: str = ""
    group: str = ""
    buyer: Any = field(default=None)


async def name_jar(shop: Shop, *, deposit: int = 50, tax_bps: int = 0) -> str:
    """A kind of jar with a deposit; its id."""
    done = await shop.by(shop.coordinator).wish(
        "addContainer(name: $name, deposit: $deposit, taxBps: $tax)",
        "... on ContainerNamed { id }",
        name=("[LocalTextInput!]!", NAMED),
        deposit=("MoneyInput!", {"minor": deposit, "currency": "EUR"}),
        tax=("Int!", tax_bps),
    )
    found: str = done["id"]
    return found


async def produce(shop: Shop, stall: Stall) -> Produced:
    """One of each, through the API."""
    cheese = await offer_cheese(shop, stall)
    maker, coordinator = shop.by(stall.maker), shop.by(shop.coordinator)
    made = Produced(variant=(await offer(shop, stall, "Flour", price=100, unit="GRAM", pricePer=1000)).variant)
    named = await coordinator.wish(
        "addContainer(name: $name, deposit: $deposit)", "... on ContainerNamed { id }",
        name=("[LocalTextInput!]!", NAMED), deposit=("MoneyInput!", EURO),
    )  # fmt: skip
    opened = await maker.wish(
        'openLot(key: $key, stockItemId: $item, code: "W-1", sources: $sources)', "... on LotOpened { id }",
        key=("String!", new_key()), item=("ID!", cheese.stock_item), sources=("[LotSourceInput!]!", SOURCE),
    )  # fmt: skip
    made.jar, made.lot, made.item, made.buyer = named["id"], opened["id"], cheese.stock_item, shop.visitor()
    await fill(made.buyer, (cheese, 1000))
    await start(made.buyer)
    order = (await place(shop, made.buyer, 1150))["order"]
    made.order, made.part, made.line = order["id"], order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    made.token = order["followToken"]
    await maker.wish(
        "askWeight(key: $key, lineId: $line, packed: 2000)", "", key=("String!", new_key()), line=("ID!", made.line)
    )
    asked = "query Q($id: ID!) { weightQuestions(orderId: $id) { id } }"
    made.question = (await made.buyer.ask(asked, id=made.order))["weightQuestions"][0]["id"]
    async with shop.worker_database.read(Scope(shop.id)) as work:
        year = work.now.year + 1
    made.group = (
        await coordinator.wish(
            "openGroupPurchase(key: $key, variantId: $variant, pickupPointId: $point, caseSize: 100, leastCases: 1, closesAt: $closes)",
            "... on GroupPurchaseOpened { id }",
            key=("String!", new_key()), variant=("ID!", made.variant), point=("ID!", shop.point),
            closes=("Instant!", f"{year}-01-01T00:00:00Z"),
        )
    )["id"]  # fmt: skip
    await _recall(shop, stall, made)
    return made


async def _recall(shop: Shop, stall: Stall, made: Produced) -> None:
    """Butter that was sold of a lot and is called back."""
    butter, maker, buyer = (
        await offer(shop, stall, "Butter", price=500, on_hand=0),
        shop.by(stall.maker),
        shop.visitor(),
    )
    lot = await maker.wish(
        'openLot(key: $key, stockItemId: $item, code: "B-1", sources: $sources)', "... on LotOpened { id }",
        key=("String!", new_key()), item=("ID!", butter.stock_item), sources=("[LotSourceInput!]!", SOURCE),
    )  # fmt: skip
    await fill(buyer, (butter, 1))
    await start(buyer)
    order = (await place(shop, buyer, 500))["order"]
    await mark_ready(shop, stall, order["parts"][0]["id"])
    await maker.wish(
        'recallLot(key: $key, lotId: $lot, reason: "glass in it")',
        "",
        key=("String!", new_key()),
        lot=("ID!", lot["id"]),
    )
    made.recalled, made.recalled_token = order["id"], order["followToken"]


def wishes(made: Produced, point: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What needs a capability."""
    line, lot = {"key": "", "lineId": made.line}, {"key": "", "lotId": made.lot}
    group = {"key": "", "id": made.group}
    return {
        "addContainer": ("categories.edit", {"name": NAMED, "deposit": EURO}),
        "takeBackContainers": (
            "till.use",
            {"key": "", "containerId": made.jar, "count": 1, "pickupPointId": point, "way": "CASH"},
        ),
        "retireContainer": ("categories.edit", {"id": made.jar}),
        "takeFromLot": ("orders.fulfil", {**line, "lotId": made.lot}),
        "askWeight": ("orders.fulfil", {**line, "packed": 2000}),
        "weighLine": ("orders.fulfil", {**line, "packed": 1000}),
        "openLot": ("product.edit", {"key": "", "stockItemId": made.item, "code": "W-9", "sources": SOURCE}),
        "addToLot": ("product.edit", {**lot, "sources": SOURCE}),
        "loseFromLot": ("product.edit", {**lot, "quantity": 1, "reason": "x"}),
        "recallLot": ("product.edit", {**lot, "reason": "x"}),
        "openGroupPurchase": (
            "cycles.edit",
            {
                "key": "",
                "variantId": made.variant,
                "pickupPointId": point,
                "caseSize": 100,
                "leastCases": 1,
                "closesAt": "2100-01-01T00:00:00Z",
            },
        ),
        "openSupplierStall": ("stall.admit", {"key": "", "name": NAMED}),
        "closeGroupPurchase": ("cycles.edit", group),
        "receiveGroupPurchase": ("cycles.edit", {**group, "received": 1, "finalPrice": EURO}),
        "callOffGroupPurchase": ("cycles.edit", group),
    }


def personal(nobody: str) -> dict[str, dict[str, Any]]:
    """What everybody signed in asks for herself; `nobody`: a purchase of no co-op."""
    return {
        "askInGroupPurchase": {"key": "", "id": nobody, "quantity": 1},
        "takeBackGroupWish": {"id": nobody},
    }


def public(an: Any) -> dict[str, dict[str, Any]]:
    """What a buyer without an account says."""
    return {"answerWeight": {"key": "", "questionId": an("weighq"), "agrees": False, "orderId": an("ord")}}


def reads(made: Produced, stall: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is read with a capability."""
    return {
        "linesToWeigh": ("orders.see", {"stallId": stall}),
        "containerBalances": ("till.use", {}),
        "lots": ("stall.see", {"stallId": stall}),
        "lot": ("stall.see", {"id": made.lot}),
        "lotBuyers": ("orders.see", {"lotId": made.lot}),
        "lotChoices": ("orders.see", {"partId": made.part}),
        "groupWishes": ("cycles.edit", {"purchaseId": made.group}),
    }


def named(made: Produced, agent: str) -> dict[str, dict[str, Any]]:
    """Values for what the matrix of roles leaves out."""
    return {
        "Query.weighings": {"orderId": made.order},
        "Query.weightQuestions": {"orderId": made.order},
        "Query.lotRecalls": {"orderId": made.recalled, "token": made.recalled_token},
        "Query.groupPurchase": {"id": made.group},
        "Mutation.askInGroupPurchase": {"id": made.group},
        "Mutation.takeBackGroupWish": {"id": made.group},
        "Mutation.answerWeight": {"questionId": made.question, "orderId": made.order, "token": made.token},
        "Mutation.takeBackContainers": {"memberId": agent, "way": "CREDIT"},
    }


OPEN = frozenset({"containers"})
"""Published, the same for everybody."""
OWN = frozenset({"myContainers", "weighings", "weightQuestions", "lotRecalls", "groupPurchases", "groupPurchase"})
"""Of the asker, her order, or any member of the co-op."""
