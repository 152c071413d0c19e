"""Roles, databases, migrations and the guard at the door."""
