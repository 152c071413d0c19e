"""What equal shares bought, as stages that people read and ties that only the lot settled."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from minga_platform.governance.counting.purses import Spent
from minga_platform.governance.counting.types import Exact, Lot, Stage, Tie


def cut(amount: Fraction) -> Decimal:
    """Six places, towards zero: the fractions behind it have hundreds of digits. Whole numbers stay whole."""
    if amount.denominator == 1:
        return Decimal(amount.numerator)
    return Decimal(amount.numerator * 10**6 // amount.denominator).scaleb(-6)


def purchases(
    spent: Spent,
    votes: Mapping[str, int],
    costs: Mapping[str, int | Fraction],
    limit: int | Fraction,
    lot: Lot,
    first_stage: int,
) -> tuple[list[Stage], tuple[Tie, ...]]:
    """A stage `bought` for each purchase and the ties among options with the same price, the same votes and the same cost."""
    stages: list[Stage] = []
    ties: list[Tie] = []
    bought = spent.options
    left = Fraction(limit)
    for purchase in spent.bought:
        option = purchase.option
        left -= costs[option]
        tallies: dict[str, Exact] = {option: votes[option]}
        facts = {
            "cost": costs[option],
            "price": cut(purchase.price),
            "short": purchase.short,
            "left": left,
            "level_with": list(purchase.level),
        }
        alike = _alike(votes, costs, option)
        level = tuple(name for name in purchase.level if alike(name))
        if level:
            about = "order" if bought.issuperset(level) else "winner"
            names = (option, *level)
            ties.append(
                Tie(about, tuple(name for name in votes if name in names), first_stage + len(stages), lot.drawn(names))
            )
        stages.append(Stage("bought", (option,), tallies, facts))
    return stages, tuple(ties)


def _alike(votes: Mapping[str, int], costs: Mapping[str, int | Fraction], option: str) -> Callable[[str], bool]:
    return lambda other: votes[other] == votes[option] and costs[other] == costs[option]
