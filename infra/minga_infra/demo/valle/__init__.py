"""Minga del Valle: one file for each stall."""
