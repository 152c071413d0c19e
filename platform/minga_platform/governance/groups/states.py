"""How a spending of a group moves."""

SPENDING = ("asked", "agreed", "refused", "paid")
"""asked → agreed → paid, or asked → refused. The money is set aside from the asking on, and free again when it is refused."""
