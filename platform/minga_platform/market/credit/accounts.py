"""The accounts behind store credit and vouchers."""

from uuid import UUID

from minga_platform.ledger.chart import AccountKind, AccountName

SET_ASIDE = AccountName(AccountKind.STORED_SET_ASIDE)
GRANTED = AccountName(AccountKind.VOUCHERS_GRANTED)
LAPSED = AccountName(AccountKind.VOUCHERS_LAPSED)
SUSPENSE = AccountName(AccountKind.SUSPENSE)


def account(method: str, holder_id: UUID) -> AccountName:
    """The account of a person's store credit (`credit`) or of a voucher."""
    return AccountName(AccountKind.STORE_CREDIT if method == "credit" else AccountKind.VOUCHER, holder_id)
