"""What licences refuse, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class LicenceUnreadable(Refusal):
    """This is no SPDX expression. `reason`: as in `spdx.Malformed`; `column`: where, from 1; `found`: the word it is about."""

    reason: str
    column: int
    found: str


@dataclass
class ProfileTaken(Refusal):
    """A licence of that key is described already; another wording needs another key."""

    licence_key: str


@dataclass
class PairNotOpen(Refusal):
    """The table answers this pair already; nobody decides it anew."""

    answer: str
    clause: str
