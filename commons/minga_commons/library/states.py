"""States of the library, as data."""

KINDS = ("tool", "room")
PURPOSES = ("use", "service")
BOOKING_STATES = ("booked", "out", "returned", "cancelled", "missed")
TAKES_TIME = ("booked", "out")
"""While a booking is in one of these, nobody else has its unit in that time."""
DEPOSIT_STATES = ("none", "due", "held", "settled")
DIRECTIONS = ("out", "back")
SIDES = ("giver", "taker")
UNIT_STATES = ("usable", "broken", "gone")
"""Broken: not to be booked until it was looked after; gone: for good."""
LOG_KINDS = ("handed_out", "handed_back", "serviced", "broken", "note")
CASH = ("till", "bank")
