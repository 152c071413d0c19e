"""The verbs of money: expected, captured, refunded, become payable, paid out."""
