"""The outside, played on one machine: PostgreSQL, search, payments."""
