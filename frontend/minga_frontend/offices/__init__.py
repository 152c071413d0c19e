"""Offices: who holds which, who would, and what is handed over."""
