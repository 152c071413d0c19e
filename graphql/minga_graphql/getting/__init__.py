"""Times to fetch goods, delivery and carriers, and changing the time of an order."""
