"""What members decide about contributions and about the hours that they owe each other."""

from typing import Final

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

ATTESTORS: Final = "contributions.attestors"
DAY_ATTESTORS: Final = "contributions.day_attestors"
BACK_DAYS: Final = "contributions.back_days"
PERIOD: Final = "contributions.hours_period"
OWED: Final = "contributions.hours_owed_"
"""… and a class: the first classes by name, any other by `other`."""
CLASSES: Final = ("worker", "producer", "consumer", "contributor", "supporter", "community", "other")
PERIODS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}

_EXPLAINED: Final = {
    "worker": mark("How many hours a member of the class of workers gives to the co-op in each period; 0: none."),
    "producer": mark("How many hours a member of the class of producers gives to the co-op in each period; 0: none."),
    "consumer": mark("How many hours a member of the class of consumers gives to the co-op in each period; 0: none."),
    "contributor": mark(
        "How many hours a member of the class of contributors gives to the co-op in each period; 0: none."
    ),
    "supporter": mark("How many hours a member of the class of supporters gives to the co-op in each period; 0: none."),
    "community": mark(
        "How many hours a member of the class of the community gives to the co-op in each period; 0: none."
    ),
    "other": mark("How many hours a member of any class of the co-op's own gives to it in each period; 0: none."),
}

RULES: tuple[Rule, ...] = (
    Rule(
        key=ATTESTORS,
        type="integer",
        default=2,
        minimum=1,
        maximum=10,
        unit="members",
        explanation=mark("How many independent members must stand by a contribution before it counts."),
    ),
    Rule(
        key=DAY_ATTESTORS,
        type="integer",
        default=2,
        minimum=1,
        maximum=10,
        unit="members",
        explanation=mark(
            "How many members must stand by what somebody gave on a work day before it counts, whoever called the day included."
        ),
    ),
    Rule(
        key=BACK_DAYS,
        type="integer",
        default=365,
        minimum=1,
        maximum=3650,
        unit="days",
        explanation=mark("How long afterwards members may still write down themselves what they gave."),
    ),
    Rule(
        key=PERIOD,
        type="text",
        default="year",
        choices=tuple(PERIODS),
        unit="",
        explanation=mark("The period for which members owe the co-op hours of work."),
    ),
    *(
        Rule(
            key=f"{OWED}{name}",
            type="integer",
            default=0,
            minimum=0,
            maximum=2000,
            unit="hours",
            explanation=explained,
        )
        for name, explained in _EXPLAINED.items()
    ),
)


def owed_key(class_key: str) -> str:
    """The rule that says what a class owes."""
    return f"{OWED}{class_key if class_key in CLASSES else 'other'}"
