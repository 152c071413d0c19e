"""What members decide about whose word has weight."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        key="attestation.ring_size",
        type="integer",
        default=3,
        minimum=1,
        maximum=5,
        unit="members",
        explanation=mark(
            "Members who attest one another in a closed circle of at most this many give each other no weight. With 1 no circles are looked for."
        ),
    ),
    Rule(
        key="attestation.ring_days",
        type="integer",
        default=90,
        minimum=1,
        maximum=730,
        unit="days",
        explanation=mark(
            "Words given within this many days of each other are looked at together when circles of members who attest one another are searched."
        ),
    ),
    Rule(
        key="attestation.status_needs",
        type="integer",
        default=2,
        minimum=1,
        maximum=10,
        unit="members",
        explanation=mark(
            "How many independent members must stand by what somebody says she is, such as worker-owned or a co-operative, before licences count it."
        ),
    ),
    Rule(
        key="attestation.status_days",
        type="integer",
        default=365,
        minimum=30,
        maximum=1095,
        unit="days",
        explanation=mark("How long a confirmed status counts before it must be confirmed anew."),
    ),
)
