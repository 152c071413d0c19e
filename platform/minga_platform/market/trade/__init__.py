"""Trade with shops and restaurants: groups of buyers with their prices, their least order, and terms for invoices."""
