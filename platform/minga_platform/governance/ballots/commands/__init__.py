"""What changes about elections and ballots, a file per verb."""
