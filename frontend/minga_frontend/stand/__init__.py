"""At the table of a stall: sell for cash, weigh, pack and hand over, with a line or without."""
