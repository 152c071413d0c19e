"""How an office is filled, and why a term ended."""

FILLED_BY = ("election", "rotation")
"""The members elect; or it goes round among those who are willing, each once before anybody twice."""

ENDED_BECAUSE = ("term", "resigned", "recalled", "left", "office_ended")
