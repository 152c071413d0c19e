"""What a stall's keepers are told of goods that come back: by mail or text message."""

from collections.abc import Sequence
from datetime import datetime

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say


def write_to_keeper(
    *,
    kind: str,
    number: int,
    stall: str,
    name: str,
    reason: str,
    goods: Sequence[str],
    refund_by: datetime | None,
    language: str,
    zone: str,
    page: str,
    by_phone: bool,
) -> Written:
    """Somebody withdrew from what a stall sold (`withdrawal`), or something of it is not as it should be (`fault`)."""
    sentence = (
        mark("Order %(number)s: the buyer withdraws")
        if kind == "withdrawal"
        else mark("Order %(number)s: something is not as it should be")
    )
    subject = say(language, sentence, number=number)
    text = render_text(
        "returns/keeper_short.txt" if by_phone else "returns/keeper.txt",
        language=language,
        timezone=zone,
        kind=kind,
        subject=subject,
        stall=stall,
        name=name,
        reason=reason,
        goods=goods,
        refund_by=refund_by,
        page=page,
    )
    return Written(subject, text.strip() + "\n")
