"""The verbs of proposals, from writing a draft to certifying a decision."""
