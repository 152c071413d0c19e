"""Selling across the table: what is sold for cash at a stall, also where no line reached and the sale is told later."""
