"""What members decide about their grievances: how long each step may take."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

MEDIATION, PANEL, APPEAL = "grievances.mediation_days", "grievances.panel_days", "grievances.appeal_days"

RULES: tuple[Rule, ...] = (
    Rule(
        key=MEDIATION, type="integer", default=30, minimum=1, maximum=180, unit="days",
        explanation=mark("How long a mediator has to settle a grievance between the parties. Then it goes to a panel."),
    ),
    Rule(
        key=PANEL, type="integer", default=30, minimum=1, maximum=180, unit="days",
        explanation=mark("How long a panel of three, drawn by lot, has to decide a grievance. Then a party can appeal."),
    ),
    Rule(
        key=APPEAL, type="integer", default=30, minimum=7, maximum=180, unit="days",
        explanation=mark("How long somebody can appeal, and how long the assembly then votes. Until it is over, nobody is excluded."),
    ),
)  # fmt: skip
"""An exclusion waits for `APPEAL` after its decision was certified, and for a case that was brought in that time to be
closed (`effects.py`); the days are those that held at the certificate, so nobody's time is shortened afterwards."""
