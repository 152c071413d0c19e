"""Named places between two steps of a flow where a test lets the process die, to prove that the other half is done later.

Nothing of an installation can arm them: no setting and no variable of the environment is read here. Only a program that calls
`arm` itself does, and only tests have one; a test watches that no room of the house calls it.
"""

import os
import signal

NAMES = frozenset(
    {
        "checkout.committed",
        "checkout.page_opened",
        "checkout.page_noted",
        "payment.heard",
        "payment.looked_up",
        "payment.applied",
        "refund.committed",
        "refund.sent",
        "remittance.claimed",
        "remittance.sent",
        "reversal.decided",
        "reversal.sent",
    }
)

_armed: str | None = None


def arm(name: str) -> None:
    """From now on this process dies, without a goodbye, when it reaches `name`."""
    global _armed  # noqa: PLW0603 - one process, one death
    if name not in NAMES:
        raise ValueError(f"there is no failpoint {name!r}")
    _armed = name


def reach(name: str) -> None:
    """Here the process may die, if it was armed for it."""
    if _armed == name:
        os.kill(os.getpid(), signal.SIGKILL)
