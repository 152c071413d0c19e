"""Ballots: who may vote on what, the box in which ballots lie, how it is closed and counted, and what is published."""
