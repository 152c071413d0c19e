"""Delegations: who votes for whom in open votes on a topic, until she votes herself or takes it back."""
