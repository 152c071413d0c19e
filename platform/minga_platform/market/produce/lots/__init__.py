"""Lots: which harvest or batch goods are of, who made it, and who has it when it must come back."""
