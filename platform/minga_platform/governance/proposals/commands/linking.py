"""One act by one link: a voter casts her ballot with the link of her letter, without signing in.

The link stands for her and for this vote alone. Whoever holds the letter can vote in her place, as with a letter of
any election office; her private code, shown once, is what lets her vote again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_platform.governance.ballots.commands.cast import CastBallot, cast_ballot
from minga_platform.governance.ballots.queries import Election, Entry, election, entries
from minga_platform.kernel.secrets import digest
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.errors import ProofGone


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link opens: a vote, and the places on its roll that are still free."""

    election: Election
    name: str
    free: tuple[Entry, ...]


async def linked_ballot(work: Work, token: str, language: str) -> Linked | None:
    """The vote behind a link; None for one that opens nothing (any more)."""
    row = await _link(work, token)
    if row is None:
        return None
    stand_in = await _stand_in(work, row["agent_id"], language)
    poll = await election(work, stand_in, row["election_id"]) if stand_in else None
    if poll is None or stand_in is None:
        return None
    places = (await entries(work, stand_in, [poll])).get(poll.id, [])
    free = tuple(one for one in places if one.agent_id == row["agent_id"] and one.channel == "none")
    name = await work.value(
        "SELECT name FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, row["agent_id"]
    )
    return Linked(poll, name, free)


async def cast_by_link(
    work: Work, viewer: Viewer, *, token: str, choice: Mapping[str, Any], class_key: str | None = None
) -> CastBallot:
    """Cast the ballot that a link opens. With her last free place on the roll used, the link is gone without a trace:
    a row with the time of its use would tell when she voted.

    Refuses: ProofGone, and as `cast_ballot`. Announces nothing.
    """
    row = await _link(work, token, lock=True)
    stand_in = await _stand_in(work, row["agent_id"], viewer.language) if row else None
    if row is None or stand_in is None:
        raise ProofGone
    done = await cast_ballot(
        work,
        stand_in,
        election_id=row["election_id"],
        choice=choice,
        class_key=class_key,
        as_agent_id=row["agent_id"],
    )
    poll = await election(work, stand_in, row["election_id"])
    assert poll is not None
    left = (await entries(work, stand_in, [poll])).get(poll.id, [])
    if not any(one.agent_id == row["agent_id"] and one.channel == "none" for one in left):
        await work.execute(
            "DELETE FROM act_link WHERE cooperative_id = $1 AND election_id = $2 AND agent_id = $3",
            work.cooperative_id, row["election_id"], row["agent_id"],
        )  # fmt: skip
    return done


async def _link(work: Work, token: str, *, lock: bool = False) -> Any:
    return await work.row(
        "SELECT election_id, agent_id FROM act_link WHERE cooperative_id = $1 AND token_hash = $2 AND act = 'vote'"
        f" AND expires_at > $3{' FOR UPDATE' if lock else ''}",
        work.cooperative_id, digest(token), await work.fresh_now(),
    )  # fmt: skip


async def _stand_in(work: Work, agent_id: UUID, language: str) -> Viewer | None:
    """Whoever the link was written to, proven by holding it: the agent's person, or an organisation's representative."""
    person_id = await work.value(
        """SELECT a.person_id FROM agent a WHERE a.cooperative_id = $1 AND a.person_id IS NOT NULL AND (a.id = $2 OR a.id = (
               SELECT r.agent_id FROM representative r WHERE r.cooperative_id = $1 AND r.organisation_id = $2
               AND r.ended_at IS NULL ORDER BY r.since LIMIT 1)) LIMIT 1""",
        work.cooperative_id, agent_id,
    )  # fmt: skip
    return None if person_id is None else Viewer(person_id=person_id, proven_at=work.now, language=language)
