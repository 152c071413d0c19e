"""The steps of a case, how each can end, and what is written to whom."""

STEPS = ("mediation", "panel", "appeal")
OUTCOMES = ("settled", "not_settled", "decided", "withdrawn", "lapsed")
"""`lapsed`: its deadline passed with nothing said. `decided`: by two of the panel, or by the assembly's vote."""
PURPOSES = ("mediation", "panel", "appeal", "assembly", "closed", "waiting", "drawn", "vote")
"""Letters. To the parties: `mediation` … `closed`. To mediators: `waiting`. To whom the lot fell on: `drawn`.
To everybody who votes on an appeal: `vote`."""
