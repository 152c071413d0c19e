"""Cash boxes, statements and payout files for the matrices: one of everything, and what needs which capability."""

from dataclasses import dataclass
from typing import Any

from minga_testing.banking import Booked, camt, take_in, waiting
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, place, start


@dataclass(frozen=True)
class Tilled:
    """A running shift, a part whose buyer gave too much, a line that waits, a layout, a statement of earnings."""

    shift: str = ""
    overpaid: str = ""
    line: str = ""
    layout: str = ""
    proof: str = ""


async def in_world(shop: Shop, stall: Stall, goods: Goods) -> Tilled:
    """One of everything, made by who may."""
    coordinator, maker = shop.by(shop.coordinator), shop.by(stall.maker)
    unit = shop.cooperative.currency
    opened = await coordinator.wish(
        'openCashShift(key: $key, tillId: $till, counted: $counted, keeperName: "Carmen", reason: "counted")', "... on ChangedShift { id }",
        key=("String!", new_key()), till=("ID!", shop.point), counted=("MoneyInput!", {"minor": 0, "currency": unit}),
    )  # fmt: skip
    part = await _bought(shop.visitor(), shop, goods)
    handed = await maker.wish(
        "handOverForCash(key: $key, partId: $part, given: $given, keepRest: true)", "",
        key=("String!", new_key()), part=("ID!", part), given=("MoneyInput!", {"minor": 2000, "currency": unit}),
    )  # fmt: skip
    assert handed["__typename"] == "ChangedAtCounter", handed
    await take_in(shop, camt(Booked(777, "for the bees"), iban=f"ES79{shop.id.int % 10**20:020}"))
    layout = await coordinator.wish(
        'keepStatementLayout(name: "Caja", channel: BANK, layout: {date: "Day", amount: "Amount"})',
        "... on KeptLayout { id }",
    )
    proof = await maker.wish(
        "makeEarningsProof(stallId: $stall)", "... on ChangedProof { id }", stall=("ID!", stall.id)
    )
    return Tilled(opened["id"], part, (await waiting(shop))[0]["id"], layout["id"], proof["id"])


async def _bought(buyer: Program, shop: Shop, goods: Goods) -> str:
    await fill(buyer, (goods, 1))
    await start(buyer)
    placed = await place(shop, buyer, 1000)
    return str(placed["order"]["parts"][0]["id"])


def wishes(one: Tilled, an: Any, stall: str, part: str, point: str) -> dict[str, tuple[str, dict[str, Any], bool]]:
    """(capability, values, whether what it names is made up) of what needs a capability."""
    nothing = {"minor": 0, "currency": "EUR"}
    cent = {"minor": 1, "currency": "EUR"}
    use = {"kind": "PAIR", "subjectId": an("sline"), "amount": {"minor": 9999, "currency": "EUR"}}
    opening = {"key": "", "tillId": point, "counted": nothing, "keeperName": "Carmen"}
    return {
        "openCashShift": ("till.use", opening, False),
        "countCash": ("till.use", {"key": "", "shiftId": one.shift, "pieces": [{"face": 3, "number": 1}]}, False),
        "closeCashShift": ("till.use", {"key": "", "shiftId": one.shift}, False),
        "handOverForCash": ("orders.fulfil", {"key": "", "partId": part, "given": cent}, False),
        "returnOverpayment": ("orders.fulfil", {"key": "", "partId": one.overpaid}, False),
        "markNotFetched": ("orders.fulfil", {"key": "", "partId": part, "goods": "GIVEN"}, False),
        "settleNotFetched": ("till.use", {"key": "", "partId": an("part"), "tillId": point}, True),
        "setStallTill": ("stall.admit", {"stallId": stall, "isTill": False}, False),
        "importStatement": ("till.use", {"fileId": an("file"), "layoutId": one.layout, "channel": "BANK"}, True),
        "explainLine": ("till.use", {"key": "", "lineId": one.line, "uses": [use]}, False),
        "releaseLinePart": ("till.use", {"key": "", "useId": an("suse")}, True),
        "keepStatementLayout": ("till.use", {"name": "Caja", "channel": "BANK", "layout": {"date": "D", "amount": "A"}}, False),
        "payoutFile": ("payouts.make", {"batchId": an("batch"), "kind": "CSV"}, True),
        "setMobileAccount": ("collecting.edit", {"operator": "", "holder": "", "number": ""}, False),
        "makeEarningsProof": ("earnings.show", {"stallId": stall}, False),
    }  # fmt: skip


def reads(one: Tilled, an: Any, stall: str, point: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What only some may read."""
    return {
        "cashTills": ("books.see", {}),
        "cashShifts": ("books.see", {"tillId": point}),
        "cashShift": ("books.see", {"id": one.shift}),
        "counterMatters": ("books.see", {}),
        "bankStatements": ("books.see", {}),
        "waitingLines": ("books.see", {}),
        "statementLayouts": ("books.see", {}),
        "cashSheet": ("payouts.see", {"batchId": an("batch")}),
        "earningsLinks": ("earnings.show", {"stallId": stall}),
    }


MADE_UP = {
    "Mutation.settleNotFetched.partId", "Mutation.settleNotFetched.tillId", "Mutation.importStatement.fileId",
    "Mutation.importStatement.layoutId", "Mutation.explainLine.uses.subjectId", "Mutation.releaseLinePart.useId",
    "Mutation.payoutFile.batchId", "Query.cashSheet.batchId",
}  # fmt: skip
"""Ids of what a world without payouts, second lines and fees does not have; their own tests look at them."""
OWN = {"earningsProof"}
"""For anybody who has the link, and nobody else."""


def personal(one: Tilled) -> dict[str, dict[str, Any]]:
    """What everybody signed in does for herself."""
    return {"endEarningsProof": {"id": one.proof}}
