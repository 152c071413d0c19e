"""A stall's archive: all that a seller takes along, and what another co-op makes of it."""
