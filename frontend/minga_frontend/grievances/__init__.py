"""Grievances: brought, mediated, judged by a panel, in private and without script."""
