"""Invoices that are not paid yet: who owes what since when, and the reminders that stop when the money comes."""
