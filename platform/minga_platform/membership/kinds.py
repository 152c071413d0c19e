"""The words that rows of membership hold: classes, what they give, roles."""

from typing import Final

CLASS_KEYS: Final = ("worker", "producer", "consumer", "contributor", "supporter", "community")
"""The classes every co-op begins with; it may add its own."""
RIGHTS: Final = ("vote", "propose", "stand", "attend")
"""What a class may give: to vote, to bring proposals, to stand for offices, to attend assemblies."""
RIGHTS_FROM: Final = ("admission", "first_instalment", "paid")
"""When they begin: with admission, with the first payment for the shares, or once the required shares are paid."""
SHARE_WAYS: Final = ("money", "sales", "work")
"""How shares may be paid: money into bank or till, out of sales earnings with the member's consent, by work."""
PATRONAGE_BASES: Final = ("sales", "purchases", "hours", "none")
ROLES: Final = ("coordinator", "treasurer", "officer", "auditor", "facilitator", "teller", "mediator")
