"""Paper that goes with money and goods: invoices, credit notes, self-billing documents; lists of what is to be handed over."""
