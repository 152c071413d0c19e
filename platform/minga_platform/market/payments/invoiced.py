"""What stands in the books of goods that went on an invoice, until it is paid."""

import asyncpg

from minga_platform.ledger.chart import AccountKind, AccountName

INVOICED = AccountName(AccountKind.RECEIVABLE, purpose="invoices")
"""What buyers on terms owe for goods that they have."""
OWED_OF_PORTION = "(o.authorised_minor - CASE WHEN p.method = 'invoice' AND p.state = 'open' THEN o.refunded_minor ELSE o.captured_minor END)"
"""SQL: what is still to come for portion `o` of payment `p`, unless its part was cancelled. Of an open invoice a portion is captured as
its goods go, and what went back of them is not owed any more."""


def is_open(payment: asyncpg.Record) -> bool:
    """Whether this is an invoice whose money has not come: what is booked of it is owed, not there."""
    return bool(payment["method"] == "invoice" and payment["state"] == "open")
