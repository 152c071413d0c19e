"""Offices: what the members elect somebody to, for how long, how often, and beside what else."""
