"""What conversations refuse, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class ConversationBlocked(Refusal):
    """One of the two wants to hear no more. `by_me`: the asker, who may end that."""

    by_me: bool
