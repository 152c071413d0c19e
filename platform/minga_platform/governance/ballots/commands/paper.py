"""The other channel: a teller hands a voter paper, and from then on it is the only way she votes."""

from uuid import UUID

from minga_platform.governance.ballots.errors import ElectionOff, HasVoted, VotingClosed
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


async def give_paper(work: Work, viewer: Viewer, *, election_id: UUID, agent_id: UUID, class_key: str) -> None:
    """Note that a voter was given a paper ballot. Again changes nothing: it is still the one.

    Decided under the lock of her place on the roll, so that paper and web cannot both be first.
    Refuses: as `access.require` for `ballots.tell`, NotFound (no such vote, or not on its roll), ElectionOff, VotingClosed,
    HasVoted (on the web).
    """
    await access.require(work, viewer, "ballots.tell")
    outcome = await work.value("SELECT box.give_paper($1, $2, $3)", election_id, agent_id, class_key)
    match outcome:
        case "cancelled":
            raise ElectionOff
        case "late":
            raise VotingClosed(
                await work.value(
                    "SELECT closes_at FROM election WHERE cooperative_id = $1 AND id = $2",
                    work.cooperative_id,
                    election_id,
                )
            )
        case "has_voted":
            raise HasVoted
        case "given":
            return
    raise NotFound
