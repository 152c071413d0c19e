"""States of an assembly, what stands on its agenda, and what members may need in order to come."""

STATES = ("called", "open", "closed", "cancelled")
"""Called → open → closed; cancelled only before it opens. Adopted minutes are a fact of their own."""

ITEM_KINDS = ("report", "discussion", "decision", "break")
NEEDS = ("childcare", "transport", "interpreter")
"""What the reply form asks for."""

WAYS = ("card", "name")
"""How somebody was checked in: her card was scanned, or she was found by name."""

LETTERS = ("call", "cancelled")
"""What members are written about: that they are called, and that it does not take place."""
