"""What is said of cycles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from minga_platform.kernel.locale import mark, say, write_moment, write_money, write_rate

STATES: Final[Mapping[str, str]] = {
    "COMING": mark("Opens soon"),
    "OPEN": mark("Open"),
    "CLOSED": mark("Closed"),
    "CANCELLED": mark("Does not take place"),
}
PURPOSES: Final[Mapping[str, str]] = {
    "TRANSPORT": mark("Transport"),
    "COORDINATION": mark("Coordination"),
    "PACKING": mark("Packing"),
    "OTHER": mark("Other costs"),
}
FEE_PARTS: Final[Mapping[str, str]] = {
    "sales": mark("The co-op's fee"),
    "transport": PURPOSES["TRANSPORT"],
    "coordination": PURPOSES["COORDINATION"],
    "packing": PURPOSES["PACKING"],
    "other": PURPOSES["OTHER"],
}
"""What the parts of a line's fee are for, as the price story tells them."""
KINDS: Final[Mapping[str, str]] = {
    "OF_GOODS": mark("a part of the price, in percent"),
    "PER_LINE": mark("an amount for each line"),
    "PER_ORDER": mark("an amount once for each order"),
}
MONTHS: Final = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"),
    mark("July"), mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip
_OF_GOODS: Final = mark("%(rate)s of the price without tax")
_PER_LINE: Final = mark("%(amount)s for each line")
_PER_ORDER: Final = mark("%(amount)s for each order")


def fee_in_words(fee: Mapping[str, Any], language: str) -> str:
    """How a fee is measured."""
    if fee["kind"] == "OF_GOODS":
        return say(language, _OF_GOODS, rate=write_rate(fee["bps"], language))
    amount = write_money(int(fee["amount"]["minor"]), fee["amount"]["currency"], language)
    return say(language, _PER_LINE if fee["kind"] == "PER_LINE" else _PER_ORDER, amount=amount)


def season_in_words(months: Sequence[int], language: str) -> str:
    """`[11, 12, 1]` → "November – January": runs of months, the year is a ring; nothing for all year."""
    if not months:
        return ""
    inside = set(months)
    firsts = [month for month in sorted(inside) if (month - 2) % 12 + 1 not in inside]
    runs = []
    for first in firsts:
        last = first
        while last % 12 + 1 in inside:
            last = last % 12 + 1
        name = say(language, MONTHS[first - 1])
        runs.append(name if first == last else f"{name} – {say(language, MONTHS[last - 1])}")
    return ", ".join(runs)


def fee_parts(order: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """What an order's fees are for, as parts of its price story: the co-op's own, then each purpose of its cycle."""
    sums: dict[str, int] = {"sales": 0}
    for part in order["parts"]:
        for line in part["lines"]:
            for fee in line["feeParts"]:
                sums[fee["purpose"]] = sums.get(fee["purpose"], 0) + int(fee["amount"]["minor"])
    currency = order["total"]["currency"]
    return [
        {"kind": "fee", "label": say(language, FEE_PARTS[purpose]), "amount": {"minor": amount, "currency": currency}}
        for purpose, amount in sums.items()
        if amount or purpose == "sales"
    ]


def moment_of(group: Mapping[str, Any], instant: str, language: str) -> str:
    """An instant by the clock of a group's co-op: the basket itself stands in none, and a closing an hour off is missed."""
    return write_moment(datetime.fromisoformat(instant), ZoneInfo(group["cooperative"]["zone"]), language)
