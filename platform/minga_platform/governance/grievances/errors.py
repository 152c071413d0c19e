"""What grievances refuse, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class PartyToCase(Refusal):
    """Whoever is a party to a case, or speaks for one, can be neither its mediator nor on its panel."""


@dataclass
class CaseTaken(Refusal):
    """The asker took it already."""


@dataclass
class CaseBrought(Refusal):
    """The asker brought a case against this decision or restriction before. There is one for each, or no exclusion would ever end."""


@dataclass
class ExclusionOverturned(Refusal):
    """The members decided to exclude somebody, and her grievance against it was upheld: it does not take effect."""
