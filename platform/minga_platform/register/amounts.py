"""Arithmetic of shares and dues: which parts, due when. Pure, whole minor units, civil dates of the co-op."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from minga_platform.kernel.money import allocate


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: `amount` minor units, due on a civil date."""

    due_on: date
    amount: int


def months_later(day: date, months: int) -> date:
    """The same day some months on; the month's last day where it has none such (31 January → 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plan(total: int, instalments: int, first_due_on: date) -> list[Part]:
    """`total` in monthly parts that sum to it exactly; parts of nothing are left out."""
    amounts = allocate(total, [1] * instalments)
    return [Part(months_later(first_due_on, place), amount) for place, amount in enumerate(amounts) if amount]


def due_by(parts: Sequence[Part], day: date) -> int:
    """What has fallen due by the end of a day."""
    return sum(part.amount for part in parts if part.due_on <= day)


def periods(joined_on: date, months: int, today: date) -> list[date]:
    """The first days of the dues' periods that have begun, oldest first: joining begins the first."""
    begun: list[date] = []
    while (start := months_later(joined_on, months * len(begun))) <= today:
        begun.append(start)
    return begun


def shares_to_take(capital: int, *, present: int, owed: int, required: int, price: int) -> int:
    """How many further shares at `price` somebody takes who brings `capital` into a class.

    She has `present` there, paid or promised, of which `owed` is still to pay, and the class asks for `required`, all in
    minor units. Whole shares: as many as her capital pays for once what is owed is paid, and never fewer than the class
    asks for. 0 where the class has no shares.
    """
    if not price:
        return 0
    missing = max(0, required - present)
    return max(-(-missing // price), max(0, capital - owed) // price)
