"""Answering a dispute, or accepting it: what the co-op tells the buyer's bank, by its date."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.disputes.errors import TooLateToAnswer
from minga_platform.market.disputes.events import DisputeAnswered
from minga_platform.market.disputes.evidence import Attached, attach
from minga_platform.membership import access

LONGEST = 20_000
"""The provider takes no more of a text."""


async def answer_dispute(
    work: Work, viewer: Viewer, *, dispute_id: UUID, evidence: str, attachments: Sequence[Attached] = ()
) -> UUID:
    """Write down what happened, for the buyer's bank; it is sent once, and cannot be mended afterwards. Needs `orders.refund`.

    `attachments`: the asker's own uploads, one of a kind, 4.5 MB together.

    Refuses: NotFound, InvalidInput, InvalidTransition (decided, or answered before), TooLateToAnswer. Announces: DisputeAnswered.
    """
    agent_id = await access.require(work, viewer, "orders.refund")
    text = evidence.strip()
    if not 1 <= len(text) <= LONGEST:
        raise InvalidInput("evidence", "length", minimum="1", maximum=str(LONGEST))
    await _wish(work, dispute_id, ("inquiry", "needs_response"), text, agent_id)
    await attach(work, dispute_id, agent_id, attachments)
    return dispute_id


async def accept_dispute(work: Work, viewer: Viewer, *, dispute_id: UUID) -> UUID:
    """The buyer is right: her bank is told that the co-op answers nothing, and she keeps the money. Cannot be undone. Needs
    `orders.refund`. (A bank that only asks has taken nothing: there the co-op refunds.)

    Refuses: NotFound, InvalidTransition (an inquiry, decided, or answered before), TooLateToAnswer. Announces: DisputeAnswered.
    """
    agent_id = await access.require(work, viewer, "orders.refund")
    await _wish(work, dispute_id, ("needs_response",), "", agent_id)
    return dispute_id


async def _wish(work: Work, dispute_id: UUID, states: Sequence[str], text: str, agent_id: UUID) -> None:
    """What is to be told, once; without words it is accepted."""
    row = await work.row(
        "SELECT state, due_at, answer_state FROM dispute WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        dispute_id,
    )
    if row is None:
        raise NotFound
    if row["state"] not in states or row["answer_state"] != "none":
        raise InvalidTransition(row["state"])
    now = await work.fresh_now()
    if row["due_at"] is not None and row["due_at"] <= now:
        raise TooLateToAnswer
    await work.execute(
        "UPDATE dispute SET evidence = $3, answered_by = $4, answered_at = $5, answer_state = 'wanted' WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, dispute_id, text, agent_id, now,
    )  # fmt: skip
    work.emit(DisputeAnswered(dispute_id=dispute_id))
