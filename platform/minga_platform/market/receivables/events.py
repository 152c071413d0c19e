"""What is announced of unpaid invoices."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReminded(Event):
    """The buyer of an unpaid invoice is to be reminded for the `step`th time."""

    order_id: UUID
    payment_id: UUID
    step: int
