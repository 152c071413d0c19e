"""Grievances: what members bring against each other or a decision, heard in private, step by step, each with its end."""
