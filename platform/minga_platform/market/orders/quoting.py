"""What a co-op's part of a cart comes to right now, and what of it cannot be bought. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import BPS, Quantity, Unit
from minga_platform.ledger.amounts import LineSplit, TaxRounding, split_deposit, split_line, split_lines
from minga_platform.market.cart.queries import Line, Offer
from minga_platform.market.catalog.amounts import containers_for, most_weighed, price_of, quantity_problem
from minga_platform.market.catalog.errors import ShortGoods
from minga_platform.market.cycles.amounts import Purposes
from minga_platform.market.discounts.amounts import borne_by_fee

NoteKind = Literal[
    "gone", "withdrawn", "unpublished", "stall_closed", "not_licensed", "not_agreed", "quantity_not_sold", "quantity_reduced",
    "price_changed", "not_in_cycle", "no_legal_basis",
]  # fmt: skip
_BLOCKING = frozenset(
    {
        "gone",
        "withdrawn",
        "unpublished",
        "stall_closed",
        "not_in_cycle",
        "not_licensed",
        "not_agreed",
        "no_legal_basis",
        "quantity_not_sold",
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a line. `available`: base units of the variant that can be had, for `quantity_reduced`."""

    kind: NoteKind
    available: int | None = None
    old_price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line with what it costs now. Without an offer the variant is gone altogether."""

    line: Line
    offer: Offer | None
    total_minor: int
    """Of the goods alone; of what is weighed, for the most that may be packed."""
    notes: tuple[Note, ...]
    sold: int = 0
    """How much is sold: what was ordered, or of what is weighed the most that may be packed for it."""
    containers: int = 0
    """So many jars or crates go out with it."""
    deposit_minor: int = 0
    """What is paid for them, until they are back."""
    discount_minor: int = 0
    """What a code takes off the price of the goods."""
    fee_bears: bool = False
    """Whether that comes out of the co-op's fee rather than out of everybody's part."""

    @property
    def is_voucher(self) -> bool:
        """Whether it is a gift voucher of the co-op."""
        return self.offer is not None and self.offer.is_voucher

    @property
    def is_bought(self) -> bool:
        """Whether a checkout takes this line along; the others stay in the cart with their reason."""
        return self.offer is not None and not any(note.kind in _BLOCKING for note in self.notes)


@dataclass(frozen=True, slots=True)
class Split:
    """One stall's part of a quote: its lines and where the money of each goes."""

    stall_id: UUID
    lines: tuple[QuotedLine, ...]
    splits: tuple[LineSplit, ...]
    deposits: tuple[tuple[QuotedLine, LineSplit], ...] = ()
    """The lines that come in containers, with the money of these."""
    purposes: tuple[Purposes, ...] = ()
    """What the fee of each line is for, where an order cycle takes fees of its own."""

    @property
    def total_minor(self) -> int:
        """What the buyer pays for this part."""
        return sum(split.gross for split in (*self.splits, *(split for _, split in self.deposits)))


def quote(lines: Sequence[Line], offers: Mapping[UUID, Offer]) -> list[QuotedLine]:
    """Each line with its price and notes. Lines that draw on one stock item are summed before it is judged."""
    wanted = demands([(line, offers[line.variant_id]) for line in lines if line.variant_id in offers])
    return [_quoted(line, offers.get(line.variant_id), wanted) for line in lines]


def demands(lines: Sequence[tuple[Line, Offer]]) -> dict[UUID, int]:
    """Stock item → base units that these lines draw from it together."""
    wanted: dict[UUID, int] = {}
    for line, offer in lines:
        most = most_weighed(line.quantity, offer.packing.tolerance_bps)
        wanted[offer.stock_item_id] = wanted.get(offer.stock_item_id, 0) + most * offer.terms.draws
    return wanted


def short_goods(lines: Sequence[QuotedLine], left: Mapping[UUID, int]) -> list[ShortGoods]:
    """What is short among the lines. `left`: stock item that is short → base units of it that the asker can have."""
    return [
        ShortGoods(
            one.line.variant_id,
            Text.stored(one.offer.title),
            Text.stored(one.offer.variant_title),
            Quantity(_most_of(one.offer, left[one.offer.stock_item_id]), Unit(one.offer.terms.unit)),
            Quantity(one.line.quantity, Unit(one.offer.terms.unit)),
        )
        for one in lines
        if one.offer and one.offer.stock_item_id in left
    ]


def _most_of(offer: Offer, available: int) -> int:
    """How much of an offer so many base units of its stock item give, in its own steps; nothing where that is less than it is sold from."""
    portions = max(available, 0) * BPS // (offer.terms.draws * (BPS + offer.packing.tolerance_bps))
    whole = portions - portions % offer.terms.step
    return whole if whole >= offer.terms.least else 0


def _quoted(line: Line, offer: Offer | None, wanted: Mapping[UUID, int]) -> QuotedLine:
    if offer is None:
        return QuotedLine(line, None, 0, (Note("gone"),))
    usual_minor = offer.terms.price_minor
    if offer.trade is not None:
        price = offer.trade.price(usual_minor, line.quantity)
        offer = replace(offer, terms=replace(offer.terms, price_minor=price))
    notes: list[Note] = []
    if offer.not_offered is not None:
        notes.append(Note(offer.not_offered))  # type: ignore[arg-type]  # the query gives only names of NoteKind
    elif quantity_problem(offer.terms, line.quantity) is not None:
        notes.append(Note("quantity_not_sold"))
    elif offer.available is not None and offer.available < wanted[offer.stock_item_id]:
        notes.append(Note("quantity_reduced", available=_most_of(offer, offer.available)))
    if line.seen_price_minor not in (usual_minor, offer.terms.price_minor):
        notes.append(Note("price_changed", old_price_minor=line.seen_price_minor))
    packing, sold = offer.packing, most_weighed(line.quantity, offer.packing.tolerance_bps)
    containers = containers_for(line.quantity, packing.container_holds) if packing.container_id else 0
    return QuotedLine(
        line,
        offer,
        price_of(offer.terms, sold),
        tuple(notes),
        sold,
        containers,
        containers * packing.deposit_minor,
    )


def by_stall(lines: Sequence[QuotedLine], *, fee_bps: int, fee_tax_bps: int, tax_rounding: TaxRounding) -> list[Split]:
    """The parts of an order, stall by stall in the order of their first lines; tax per order is rounded per part."""
    parts: dict[UUID, list[QuotedLine]] = {}
    for quoted in lines:
        assert quoted.offer is not None
        parts.setdefault(quoted.offer.stall_id, []).append(quoted)
    return [
        Split(
            stall_id,
            tuple(part),
            tuple(
                _with_royalty(one, _borne(one, split, fee_bps, fee_tax_bps))
                for one, split in zip(
                    part,
                    # The stall of gift vouchers has nothing else: what they cost is owed, whole, and nobody earns it.
                    [split_deposit(one.total_minor, 0) for one in part]
                    if part[0].offer and part[0].offer.is_voucher
                    else split_lines(
                        [(one.total_minor - one.discount_minor, one.offer.tax_bps) for one in part if one.offer],
                        fee_bps=fee_bps,
                        fee_tax_bps=fee_tax_bps,
                        tax_rounding=tax_rounding,
                    ),
                    strict=True,
                )
            ),
            tuple(
                (one, split_deposit(one.deposit_minor, one.offer.packing.container_tax_bps))
                for one in part
                if one.offer and one.deposit_minor
            ),
        )
        for stall_id, part in parts.items()
    ]


def _borne(quoted: QuotedLine, split: LineSplit, fee_bps: int, fee_tax_bps: int) -> LineSplit:
    if not quoted.fee_bears or not quoted.discount_minor or quoted.offer is None:
        return split
    return borne_by_fee(split_line(quoted.total_minor, quoted.offer.tax_bps, fee_bps, fee_tax_bps), split, fee_tax_bps)


def _with_royalty(quoted: QuotedLine, split: LineSplit) -> LineSplit:
    leave = quoted.offer.leave if quoted.offer else None
    return split.with_royalty(leave.royalty_bps) if leave is not None and leave.royalty_bps else split
