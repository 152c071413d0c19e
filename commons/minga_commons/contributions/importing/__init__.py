"""Contributions from elsewhere: a Git history, a table. Reading is pure; `commands/importing.py` writes."""
