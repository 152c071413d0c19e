"""Counting: pure, exact, each method in a small file. The log of the stages is the result. No table, no clock, no chance."""
