"""The words of cycles, as data."""

CYCLE_STATES = ("coming", "open", "closed", "cancelled")
"""Never stored: it follows from the instants (`queries.state_at`)."""

FEE_PURPOSES = ("transport", "coordination", "packing", "other")
"""What a cycle's fee is for. The co-op's own fee on a line has the purpose `sales`, as its account in the ledger."""

FEE_KINDS = ("of_goods", "per_line", "per_order")
"""A part of the net price; so much for each line; so much once for each order."""

TOLD = ("opened", "closed", "cancelled")
