"""Shared tools of the tests: databases, programs, members."""
