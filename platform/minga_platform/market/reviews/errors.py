"""What reviews refuse, with the facts a client needs."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class NotHandedOver(Refusal):
    """Only what was handed over can be reviewed."""


@dataclass
class OwnGoods(Refusal):
    """Who keeps the stall neither reviews its goods nor judges what is said of them."""


@dataclass
class EditingOver(Refusal):
    """A review could be changed until `until`."""

    until: datetime


@dataclass
class AnsweredAlready(Refusal):
    """A review is answered once."""


@dataclass
class SecondOneNeeded(Refusal):
    """Somebody else must look at this: who asked, or agreed, before does not decide it too."""
