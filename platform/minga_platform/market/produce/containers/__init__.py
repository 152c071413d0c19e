"""Jars and crates that go out with goods against a deposit, and come back at any pickup point."""
