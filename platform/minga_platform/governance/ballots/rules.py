"""What members decide about their ballots."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

FLOOR = "governance.ballot_floor"

RULES = (
    Rule(
        key=FLOOR, type="integer", default=7, unit="ballots", minimum=3, maximum=100,
        explanation=mark(
            "How many ballots a class needs before its numbers are shown by themselves; smaller classes are counted together."
        ),
    ),
)  # fmt: skip
