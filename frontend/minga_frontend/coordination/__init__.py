"""A coordinator's day: orders and exceptions, refunds, pickup points, payouts."""
