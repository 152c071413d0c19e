"""What the law wants kept of cash boxes when somebody is erased."""

from minga_platform.register.ports import Hold

SIGNED = Hold("cash_shift", "cash_shift.state = 'closed'", "cash_shift.opened_at")
"""A count of cash is a voucher of the books: who signed for it stays on it as long as they must be kept."""
