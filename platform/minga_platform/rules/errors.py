"""How the rules refuse."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class StatutesProblem:
    """One thing that is wrong in a founding file.

    `problem` is one of `toml`, `title`, `article`, `version`, `effective`, `unknown_rule`, or the rule that a value
    breaks (`whole_number`, `bounds`, `choice`, `yes_or_no`, `list_of_texts`). `number` is the version it stands in, 0
    = the file.
    """

    number: int
    key: str
    problem: str
    minimum: str | None = None
    maximum: str | None = None


@dataclass
class InvalidStatutes(Refusal):
    """A founding file cannot be adopted; all that is wrong in it at once."""

    problems: list[StatutesProblem]


@dataclass
class StatutesChanged(Refusal):
    """A version that was adopted is written differently now. What was adopted stays; write a new version."""

    number: int


@dataclass
class VersionInPast(Refusal):
    """A new version must name an instant at least a minute ahead: rules never change what was."""

    number: int


@dataclass
class DecisionNeeded(Refusal):
    """The founding is over: from then on rules and statutes change by a decision of the members only. `number` is the
    version of the file that came too late."""

    number: int
