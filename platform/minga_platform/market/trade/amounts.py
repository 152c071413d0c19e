"""What a group's buyer pays. Pure."""

from dataclasses import dataclass

from minga_platform.kernel.money import BPS, share_half_up


@dataclass(frozen=True, slots=True)
class Trade:
    """The terms of the asker's group for one variant. `price_minor`: its own price there, from `least` base units on."""

    off_bps: int
    least_order_minor: int
    price_minor: int | None
    least: int

    def price(self, usual_minor: int, quantity: int) -> int:
        """The price for so much: the group's own where enough is ordered, else what is off, halves rounded up."""
        if self.price_minor is not None and quantity >= self.least:
            return self.price_minor
        return share_half_up(usual_minor, BPS - self.off_bps, BPS)
