"""Produce: what is weighed, what comes in jars, which lot it is of, and what many order together."""
