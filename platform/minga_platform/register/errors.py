"""How the register refuses."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class AlreadyApplied(Refusal):
    """There is an open application for this class already."""

    class_key: str


@dataclass
class MayNotVouch(Refusal):
    """This person may not vouch here. `why`: `herself`, `no_member`, `decided`."""

    why: str


@dataclass
class NotVouched(Refusal):
    """Fewer members vouch for the applicant, by what counts now, than the rule asks for."""

    counted: int
    needed: int


@dataclass
class MembersDecide(Refusal):
    """By this co-op's rules the members decide this by vote, not an officer."""


@dataclass
class OnePersonOneMembership(Refusal):
    """The person is a member of this class already, with another account."""

    class_key: str


@dataclass
class MoreThanOwed(Refusal):
    """The amount is more than what is owed; `owed` is all that is."""

    owed: Money


@dataclass
class WayNotOffered(Refusal):
    """The statutes do not let shares of this class be paid this way."""

    way: str


@dataclass
class DuesOpen(Refusal):
    """Dues of the class that is to end are open: they are paid first; `owed` is all that is."""

    owed: Money


@dataclass
class AlreadyLeaving(Refusal):
    """Notice was given already."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way of erasure.

    `kind` is one of `open_order`, `debt`, `shares`, `earnings`, `office`, `running_vote`, `open_stall`, `borrowed`; `cooperative` is the
    co-op's slug; `subject_id` names the thing where it has an id.
    """

    kind: str
    cooperative: str
    subject_id: UUID | None = None


@dataclass
class CannotErase(Refusal):
    """Something must be settled first; all of it at once. Nothing was erased."""

    obstacles: list[Obstacle]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row of an import that cannot be taken, and what is wrong in which column. `row` counts as the file does."""

    row: int
    column: str
    problem: str


@dataclass
class RegisterUnreadable(Refusal):
    """The file is no register that can be read. `problem`: `empty`, `columns`, `too_long`, `encoding`."""

    problem: str
