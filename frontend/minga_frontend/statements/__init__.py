"""Statements of the bank: read one in, see what would happen, explain what nobody could match."""
