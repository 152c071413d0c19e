"""The chart of accounts: which kinds there are, on which side they stand, and which may never be overdrawn."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class AccountKind(StrEnum):
    """What an account is for. The value is stored and exported."""

    CASH_STRIPE = "cash_stripe"
    """Money at the payment provider, the co-op's own balance there."""
    CASH_BANK = "cash_bank"
    """Money at the co-op's bank."""
    CASH_TILL = "cash_till"
    """Cash in a till; the holder is the pickup point or stall where it stands."""
    CASH_TRANSIT = "cash_transit"
    """Cash between a till and the bank, until the bank's statement shows it."""
    CASH_DIFFERENCE = "cash_difference"
    """What a count found too little (or, below zero, too much) in a till; the holder is the till."""
    RECEIVABLE = "receivable"
    """What buyers owe: rises when a sale is made good, falls when its money came in."""
    REFUNDS_IN_FLIGHT = "refunds_in_flight"
    """Promised back to buyers, not yet confirmed by whoever carries the money."""
    SELLER_HELD = "seller_held"
    """Earned by a stall, still within the hold."""
    SELLER_PAYABLE = "seller_payable"
    """Earned by a stall and due to it."""
    SELLER_NEGATIVE = "seller_negative"
    """What a stall owes back after a refund that came later than its remittance; netted from its next payout."""
    FEE_INCOME = "fee_income"
    """The co-op's fees, by purpose."""
    VAT_DUE = "vat_due"
    """Tax to hand on; purpose `sales` or `fees`."""
    PAYMENT_COST = "payment_cost"
    """What payment providers and banks took."""
    REFUND_COST = "refund_cost"
    """The maker's share of refunds that the co-op bears itself."""
    COURIER_DUE = "courier_due"
    """The maker's share of refunds for what was lost or broken on the way: the courier owes it to the co-op."""
    DISPUTED = "disputed"
    """Taken back by buyers' banks while nobody has decided yet."""
    ROYALTIES_DUE = "royalties_due"
    """Due to those who contributed to a work of the commons, not divided yet; the holder is the work, the purpose the
    version of its release."""
    ROYALTIES_AHEAD = "royalties_ahead"
    """Divided already when its sale was refunded; netted from what is divided next of the same release."""
    CONTRIBUTOR_PAYABLE = "contributor_payable"
    """Divided to somebody for what she contributed, and due to her."""
    DEPOSITS_HELD = "deposits_held"
    """A member's deposit for something she borrowed; hers again when it is back."""
    CONTAINERS_OWED = "containers_owed"
    """Deposits on jars and crates that are out: owed to whoever brings them back. The holder is the kind of container."""
    FUND = "fund"
    """Set aside for a purpose."""
    SHARES_DUE = "shares_due"
    """What a member promised for her shares and has not paid yet."""
    SHARES_PROMISED = "shares_promised"
    """The other side of it: capital that was promised, not yet paid in."""
    SHARE_CAPITAL = "share_capital"
    """What a member paid in for her shares, at par; the purpose is her class."""
    SHARES_TO_REPAY = "shares_to_repay"
    """Capital of who left, owed back to her at par."""
    COLLECTIVE = "collective"
    """Capital that is nobody's in particular and stays so."""
    DUES_DUE = "dues_due"
    """Dues that a member has not paid yet."""
    DUES_INCOME = "dues_income"
    """Dues, once they are raised."""
    GROUPS_GRANTED = "groups_granted"
    """Granted to working groups; the other side is each group's fund."""
    SHARE_WORK = "share_work"
    """Work that was taken as payment for shares."""
    STORE_CREDIT = "store_credit"
    """What the co-op owes a buyer, to be spent here; the holder is the person."""
    VOUCHER = "voucher"
    """What is left of a gift voucher, its holder."""
    STORED_SET_ASIDE = "stored_set_aside"
    """Store credit and vouchers given for orders that are not booked yet."""
    VOUCHERS_GRANTED = "vouchers_granted"
    """Store credit and vouchers that the co-op gave away."""
    VOUCHERS_LAPSED = "vouchers_lapsed"
    """What was left of vouchers when their time ran out."""
    OPENING = "opening"
    """What was there before these books began: the other side of balances brought along."""
    SUSPENSE = "suspense"
    """Money that nobody has explained yet; a person must look."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a kind stands in the books.

    `direction` is 1 where debits raise it (what we have, what is owed to us, what we spent) and −1 where credits do.
    `minimum` is the smallest balance in its own direction, held by the database; None is no limit.
    `path` is its place in exported books; `held_by` says whether it has a holder.
    """

    direction: int
    minimum: int | None
    path: str
    held_by: bool = False


CHART: Final[dict[AccountKind, Standing]] = {
    AccountKind.CASH_STRIPE: Standing(1, None, "assets:cash:stripe"),
    AccountKind.CASH_BANK: Standing(1, None, "assets:cash:bank"),
    AccountKind.CASH_TILL: Standing(1, None, "assets:cash:till", held_by=True),
    AccountKind.CASH_TRANSIT: Standing(1, None, "assets:cash:transit"),
    AccountKind.RECEIVABLE: Standing(1, None, "assets:receivable"),
    AccountKind.DISPUTED: Standing(1, 0, "assets:disputed"),
    AccountKind.COURIER_DUE: Standing(1, None, "assets:couriers"),
    AccountKind.SELLER_NEGATIVE: Standing(1, 0, "assets:sellers:negative", held_by=True),
    AccountKind.SHARES_DUE: Standing(1, 0, "assets:members:shares due", held_by=True),
    AccountKind.DUES_DUE: Standing(1, 0, "assets:members:dues", held_by=True),
    AccountKind.ROYALTIES_AHEAD: Standing(1, 0, "assets:royalties ahead", held_by=True),
    AccountKind.OPENING: Standing(1, None, "assets:opening"),
    AccountKind.SUSPENSE: Standing(1, None, "assets:suspense"),
    AccountKind.REFUNDS_IN_FLIGHT: Standing(-1, 0, "liabilities:refunds in flight"),
    AccountKind.SELLER_HELD: Standing(-1, 0, "liabilities:sellers:held", held_by=True),
    AccountKind.SELLER_PAYABLE: Standing(-1, 0, "liabilities:sellers:payable", held_by=True),
    AccountKind.VAT_DUE: Standing(-1, None, "liabilities:vat"),
    AccountKind.ROYALTIES_DUE: Standing(-1, 0, "liabilities:royalties", held_by=True),
    AccountKind.CONTRIBUTOR_PAYABLE: Standing(-1, 0, "liabilities:contributors", held_by=True),
    AccountKind.DEPOSITS_HELD: Standing(-1, 0, "liabilities:members:deposits", held_by=True),
    AccountKind.CONTAINERS_OWED: Standing(-1, 0, "liabilities:containers", held_by=True),
    AccountKind.STORE_CREDIT: Standing(-1, 0, "liabilities:buyers:store credit", held_by=True),
    AccountKind.VOUCHER: Standing(-1, 0, "liabilities:buyers:vouchers", held_by=True),
    AccountKind.STORED_SET_ASIDE: Standing(-1, 0, "liabilities:buyers:set aside"),
    AccountKind.SHARES_TO_REPAY: Standing(-1, 0, "liabilities:members:shares to repay", held_by=True),
    AccountKind.SHARE_CAPITAL: Standing(-1, 0, "equity:members:shares", held_by=True),
    AccountKind.SHARES_PROMISED: Standing(-1, 0, "equity:members:promised", held_by=True),
    AccountKind.COLLECTIVE: Standing(-1, 0, "equity:collective"),
    AccountKind.FUND: Standing(-1, 0, "equity:funds"),
    AccountKind.FEE_INCOME: Standing(-1, None, "income:fees"),
    AccountKind.DUES_INCOME: Standing(-1, None, "income:dues"),
    AccountKind.VOUCHERS_LAPSED: Standing(-1, None, "income:vouchers lapsed"),
    AccountKind.VOUCHERS_GRANTED: Standing(1, None, "expenses:vouchers granted"),
    AccountKind.PAYMENT_COST: Standing(1, None, "expenses:payment"),
    AccountKind.REFUND_COST: Standing(1, None, "expenses:refunds"),
    AccountKind.CASH_DIFFERENCE: Standing(1, None, "expenses:cash differences", held_by=True),
    AccountKind.GROUPS_GRANTED: Standing(1, None, "expenses:working groups"),
    AccountKind.SHARE_WORK: Standing(1, None, "expenses:work for shares"),
}
"""Listed as a balance sheet is read. Cash has no limit: a provider's balance may fall below zero, and that must
show."""


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account by what it is: kind, holder (a stall, a till, a member, a work), purpose. It comes into being with its first
    transfer."""

    kind: AccountKind
    holder_id: UUID | None = None
    purpose: str = ""

    def __post_init__(self) -> None:
        if CHART[self.kind].held_by != (self.holder_id is not None):
            raise ValueError(f"{self.kind} {'needs' if self.holder_id is None else 'has no'} holder")

    def id_in(self, cooperative_id: UUID, unit: str) -> UUID:
        """The account's id, derived from its name, so that posting never has to look it up.

        A uuid8 (RFC 9562 §5.8) of SHA-256 over co-op, unit, kind, holder and purpose. It also lets the verifier see
        whether an account's row was changed behind our back.
        """
        text = "\x1f".join((str(cooperative_id), unit, self.kind, str(self.holder_id or ""), self.purpose))
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
        number &= ~(0xF << 76 | 0x3 << 62)
        return UUID(int=number | 0x8 << 76 | 0x2 << 62)
