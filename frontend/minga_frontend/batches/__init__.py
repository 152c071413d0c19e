"""Batches of payouts: files for the bank, a sheet to sign for cash."""
