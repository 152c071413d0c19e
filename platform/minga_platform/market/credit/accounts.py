"""The accounts behind store credit and vouchers."""

from uuid import UUID

from minga_platform.ledger.chart import AccountKind, AccountName

SET_ASIDE = AccountName(AccountKind.STORED_SET_ASIDE)
GRANTED = AccountName(AccountKind.VOUCHERS_GRANTED)
LAPSED = AccountName(AccountKind.VOUCHERS_LAPSED)
SUSPENSE = AccountName(AccountKind.SUSPENSE)


def returned_to(stall_id: UUID) -> AccountName:
    """What came back to a stall from purchases that it paid out of its earnings; it goes out with the next payouts."""
    return AccountName(AccountKind.SELLER_PAYABLE, stall_id, "returned")


def account(method: str, holder_id: UUID) -> AccountName:
    """The account that a source is taken from: a person's store credit (`credit`), a voucher's, or what a stall owes (`earnings`): its
    next payout takes that off, so nothing that a payout already set aside is touched."""
    if method == "earnings":
        return AccountName(AccountKind.SELLER_NEGATIVE, holder_id)
    return AccountName(AccountKind.STORE_CREDIT if method == "credit" else AccountKind.VOUCHER, holder_id)
