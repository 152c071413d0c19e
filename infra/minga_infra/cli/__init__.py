"""The `minga` command."""
