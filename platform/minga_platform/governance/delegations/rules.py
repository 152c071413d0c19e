"""What members decide about lending their votes."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

DEPTH = "governance.delegation_depth"

RULES: tuple[Rule, ...] = (
    Rule(
        key=DEPTH, type="integer", default=3, minimum=1, maximum=10, unit="hands",
        explanation=mark("Through how many hands a lent vote may pass in an open vote. With 1 nobody passes it on."),
    ),
)  # fmt: skip
