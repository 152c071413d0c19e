"""Deciding together: counting, ballots, proposals, offices, assemblies, grievances, groups."""
