"""Batches of payouts on their way out: files for a bank, sheets for cash."""
