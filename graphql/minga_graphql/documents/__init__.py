"""Invoices, credit notes, self-billing documents, and lists of what is to be handed over."""
