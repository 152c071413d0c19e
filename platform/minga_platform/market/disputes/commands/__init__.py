"""Verbs of disputes."""
