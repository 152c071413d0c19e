"""What members decide about the room that files take."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

MEMBER_ROOM = "files.member_mib"
ROOM = "files.cooperative_mib"
UPLOAD_HOURS = "files.upload_hours"

RULES: tuple[Rule, ...] = (
    Rule(
        key=MEMBER_ROOM,
        type="integer",
        default=2048,
        minimum=50,
        maximum=1_000_000,
        unit="MiB",
        explanation=mark("How much room the files of one member may take, those that are still on their way included."),
    ),
    Rule(
        key=ROOM,
        type="integer",
        default=51_200,
        minimum=200,
        maximum=10_000_000,
        unit="MiB",
        explanation=mark("How much room the files of all members together may take."),
    ),
    Rule(
        key=UPLOAD_HOURS,
        type="integer",
        default=48,
        minimum=1,
        maximum=720,
        unit="hours",
        explanation=mark(
            "How long a file that stopped half-way can be gone on with before what came of it is thrown away."
        ),
    ),
)
