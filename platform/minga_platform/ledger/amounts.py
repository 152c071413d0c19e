"""The arithmetic of a sale: what of the buyer's money is tax, fee and earning, and how a refund takes it back.

All amounts are minor units, prices contain their tax. `docs/decisions/0010-worked-sale.md` goes through one sale to the
cent; a test reads its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from minga_platform.kernel.money import BPS, allocate, share_half_up

TaxRounding = Literal["line", "order"]


@dataclass(frozen=True, slots=True)
class LineSplit:
    """Where the buyer's money for one line goes. `earning + royalty + deposit + fee + fee_tax + tax = gross`, always."""

    gross: int
    """What the buyer pays, tax included."""
    tax: int
    """Tax within `gross`, due to the state."""
    fee: int
    """The co-op's fee, taken of the net price."""
    fee_tax: int
    """Tax that the co-op adds to its fee, on the maker's statement."""
    earning: int
    """What is left for the maker."""
    royalty: int = 0
    """What she leaves with the work of the commons that it is made from: of the net price, out of her own part."""
    deposit: int = 0
    """For a jar or crate: what is owed back when it comes back. A line is goods or a deposit, never both."""

    @property
    def net(self) -> int:
        """The price without its tax."""
        return self.gross - self.tax

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """The maker's part (earning and royalty; of a deposit, what is owed back), fee, tax on the fee, tax on the sale:
        the order in which `reversal_part` takes and gives them."""
        return self.earning + self.royalty + self.deposit, self.fee, self.fee_tax, self.tax

    def with_royalty(self, royalty_bps: int) -> "LineSplit":
        """The same line with a royalty of the net price, halves rounded up, out of the maker's part."""
        royalty = share_half_up(self.net, royalty_bps, BPS)
        if royalty > self.earning:
            raise ValueError("the royalty is more than the maker's part")
        return replace(self, earning=self.earning - royalty, royalty=royalty)


def tax_within(gross: int, tax_bps: int) -> int:
    """The tax that a price contains, halves rounded up: VAT is computed from the gross price (Directive 2006/112/EC,
    art. 78)."""
    return share_half_up(gross, tax_bps, BPS + tax_bps)


def split_line(gross: int, tax_bps: int, fee_bps: int, fee_tax_bps: int) -> LineSplit:
    """Split one line whose tax is rounded on the line itself."""
    return _split(gross, tax_within(gross, tax_bps), fee_bps, fee_tax_bps)


def split_deposit(gross: int, tax_bps: int) -> LineSplit:
    """A deposit: no fee is taken of it, and all but the tax within it is owed back."""
    tax = tax_within(gross, tax_bps)
    return LineSplit(gross, tax, 0, 0, 0, deposit=gross - tax)


def split_lines(
    lines: Sequence[tuple[int, int]], *, fee_bps: int, fee_tax_bps: int, tax_rounding: TaxRounding = "line"
) -> list[LineSplit]:
    """Split lines of (gross, tax_bps). With `order`, the tax of each rate is rounded once, on the sum of its lines.

    The rounded sum is then given to the lines by their gross with the largest remainder, so lines and order agree.
    """
    if tax_rounding == "line":
        return [split_line(gross, tax_bps, fee_bps, fee_tax_bps) for gross, tax_bps in lines]
    taxes = [0] * len(lines)
    for rate in sorted({tax_bps for _, tax_bps in lines}):
        places = [place for place, (_, tax_bps) in enumerate(lines) if tax_bps == rate]
        weights = [lines[place][0] for place in places]
        for place, tax in zip(places, allocate(tax_within(sum(weights), rate), weights), strict=True):
            taxes[place] = tax
    return [_split(gross, tax, fee_bps, fee_tax_bps) for (gross, _), tax in zip(lines, taxes, strict=True)]


def _split(gross: int, tax: int, fee_bps: int, fee_tax_bps: int) -> LineSplit:
    if gross < 0:
        raise ValueError("a line is sold for something or for nothing, never for less")
    net = gross - tax
    fee = share_half_up(net, fee_bps, BPS)
    fee_tax = share_half_up(fee, fee_tax_bps, BPS)
    # The bounds of the rules keep fee and its tax well below the price; whoever widens them meets this line.
    if fee + fee_tax > net:
        raise ValueError("the fee with its tax is more than the price")
    return LineSplit(gross, tax, fee, fee_tax, net - fee - fee_tax)


def reversal_part(parts: Sequence[int], refunded_before: int, refunded_now: int, gross: int) -> tuple[int, ...]:
    """What of each part goes back when `refunded_now` of `gross` is refunded after `refunded_before`.

    Cumulative: the exact part of all that was refunded so far, less what went back already. So it does not matter in
    how many steps a line is refunded, each step sums to `refunded_now`, no step is ever negative, and a line refunded
    in full has given back every part exactly.
    """
    if sum(parts) != gross:
        raise ValueError("parts and gross differ")
    if min(refunded_before, refunded_now) < 0 or refunded_before + refunded_now > gross:
        raise ValueError("more is refunded than was paid")
    before = exact_part(parts, refunded_before)
    after = exact_part(parts, refunded_before + refunded_now)
    return tuple(later - earlier for earlier, later in zip(before, after, strict=True))


def royalty_part(split: LineSplit, refunded_before: int, refunded_now: int) -> int:
    """What of a line's royalty goes back when `refunded_now` of its price is refunded after `refunded_before`.

    The maker's part is what `reversal_part` says; earning and royalty divide it, cumulatively as well, so that the other
    parts of a refund are the same with a royalty as without one.
    """
    maker = split.earning + split.royalty
    before = exact_part(split.parts, refunded_before)[0]
    after = exact_part(split.parts, refunded_before + refunded_now)[0]
    if maker == 0:
        return 0
    return exact_part((split.earning, split.royalty), after)[1] - exact_part((split.earning, split.royalty), before)[1]


def exact_part(parts: Sequence[int], amount: int) -> tuple[int, ...]:
    """`amount` (0 … their sum) divided in the proportion of `parts`, in whole numbers, so that parts only ever grow.

    The largest remainder will not do here: with it a part can *shrink* when the amount grows by a cent (the Alabama
    paradox), and a refund would have to take something back. Halving does: the amount is rounded between the first and
    the second half of the parts, each half divides what it got likewise. Rounding between two never shrinks either, so
    nothing below does; with up to four parts each stays less than a cent from its exact share.
    """
    whole = sum(parts)
    if len(parts) == 1 or whole == 0:
        return (amount,) if len(parts) == 1 else (0,) * len(parts)
    first, second = parts[: len(parts) // 2], parts[len(parts) // 2 :]
    share = share_half_up(amount, sum(first), whole)
    return exact_part(first, share) + exact_part(second, amount - share)
