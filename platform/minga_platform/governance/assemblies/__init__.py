"""Assemblies: members meet, with an agenda, an attendance list, mandates for who cannot come, and minutes that stay."""
