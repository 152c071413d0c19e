"""What members decide about their assemblies."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

NOTICE, QUORUM, MANDATES, COUNTED = (
    "assemblies.notice_days",
    "assemblies.quorum_bps",
    "assemblies.most_mandates",
    "assemblies.mandates_count",
)

RULES: tuple[Rule, ...] = (
    Rule(
        key=NOTICE,
        type="integer",
        default=14,
        minimum=0,
        maximum=90,
        unit="days",
        explanation=mark("How long before an assembly its members are called."),
    ),
    Rule(
        key=QUORUM,
        type="integer",
        default=2000,
        minimum=0,
        maximum=10_000,
        unit="basis points",
        explanation=mark("Which part of the voting members must be at an assembly for it to decide anything."),
    ),
    Rule(
        key=MANDATES,
        type="integer",
        default=2,
        minimum=0,
        maximum=20,
        unit="mandates",
        explanation=mark("For how many absent members one member may speak and vote at an assembly."),
    ),
    Rule(
        key=COUNTED,
        type="boolean",
        default=True,
        unit="",
        explanation=mark("Whether members who are represented by a mandate count for the quorum of an assembly."),
    ),
)
