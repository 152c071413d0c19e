"""Pages that are printed: invoices and their like, lists for the day of hand-over, and what a member owns and owes."""
