"""The kinds of document, as data."""

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, str]] = {"invoice": "I", "credit_note": "C", "self_billing": "S", "supply_credit": "SC"}
"""Kind → its series, the letter before the number. A series counts from 1 in each co-op and has no gap. A supply credit takes
back what a self-billing document had billed, as a credit note does an invoice."""

PARTS: Final = ("goods", "deposit", "delivery", "royalty", "fee")
"""What a rate of tax is on: goods sold (on a self-billing document: supplied by the maker), delivery, and what is taken off."""
