"""From what a thing costs to the price below which its maker pays to sell it. Pure.

All amounts in minor units. The price is split as a sale splits it (`ledger.amounts.split_lines`), so the floor is the very
price whose maker's part covers materials, overhead and her hours, and not a cent less.
"""

from dataclasses import dataclass

from minga_platform.ledger.amounts import split_lines

MINUTES_AN_HOUR = 60
_BPS = 10_000


@dataclass(frozen=True, slots=True)
class Costs:
    """Of a batch of `pieces`: what was bought for it, what the workshop takes of it, and how long it takes."""

    pieces: int
    materials_minor: int
    overhead_minor: int
    minutes: int

    def for_price_per(self, base: int) -> "Costs":
        """The same batch, reckoned for a price that is for `base` units (a kilo, where pieces are grams)."""
        return Costs(self.pieces, self.materials_minor * base, self.overhead_minor * base, self.minutes * base)


@dataclass(frozen=True, slots=True)
class Rates:
    """What is taken of a price, in basis points; the wage is for an hour."""

    tax_bps: int
    fee_bps: int
    fee_tax_bps: int
    royalty_bps: int
    wage_minor: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What a price comes to. Per piece, but `hour_minor`: what is left for an hour of work, None where no time was written."""

    floor_minor: int
    earning_minor: int
    hour_minor: int | None
    is_below: bool
    """The price is below the floor: hours at less than the living wage, or a loss."""


def labour_minor(costs: Costs, wage_minor: int) -> int:
    """What the hours of a batch are worth, rounded up."""
    return -(-costs.minutes * wage_minor // MINUTES_AN_HOUR)


def maker_part(price_minor: int, rates: Rates) -> int:
    """What of a price is the maker's, as a sale of one such line splits it."""
    (split,) = split_lines(
        [(price_minor, rates.tax_bps)], fee_bps=rates.fee_bps, fee_tax_bps=rates.fee_tax_bps, tax_rounding="line"
    )
    return split.with_royalty(rates.royalty_bps).earning if rates.royalty_bps else split.earning


def floor_price(costs: Costs, rates: Rates) -> int:
    """The least price of a piece whose maker's part covers its share of materials, overhead and work."""
    needed = -(-(costs.materials_minor + costs.overhead_minor + labour_minor(costs, rates.wage_minor)) // costs.pieces)
    # Out of a net price of 1 she keeps 1 − fee·(1 + fee tax) − royalty; a sale rounds, so the last cents are looked for.
    kept = (
        _BPS * _BPS - rates.fee_bps * (_BPS + rates.fee_tax_bps) - rates.royalty_bps * _BPS
    )  # of _BPS², always above zero: rates are bounded by their rules
    if kept <= 0:
        return 0
    guess = needed * (_BPS + rates.tax_bps) * _BPS // kept
    price = max(guess - _LOOK, 0)
    while maker_part(price, rates) < needed:
        price += 1
    return price


_LOOK = 10
"""How far below its exact value a rounded price may lie."""


def worth(price_minor: int, costs: Costs, rates: Rates) -> Worth:
    """What a price per piece comes to."""
    floor = floor_price(costs, rates)
    earning = maker_part(price_minor, rates)
    left = earning * costs.pieces - costs.materials_minor - costs.overhead_minor
    hour = left * MINUTES_AN_HOUR // costs.minutes if costs.minutes else None
    return Worth(floor, earning, hour, price_minor < floor)
