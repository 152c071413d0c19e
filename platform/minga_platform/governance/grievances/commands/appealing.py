"""The appeal: the assembly votes, secretly, on whether the grievance was right; its roll is that of the case's opening.

A vote of its own, and neither a proposal nor a line in the minutes: a proposal would be discussed under its author's name
before everybody, and what somebody types into minutes is that person's word; this one is counted, and checkable by its
board. The members read what the appealing party wrote for them, and nothing else of the case.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from minga_platform.governance.ballots.commands.announce import announce
from minga_platform.governance.ballots.judging import Bar
from minga_platform.governance.grievances.asking import around, locked, must_be
from minga_platform.governance.grievances.commands.moving import tell
from minga_platform.governance.grievances.rules import APPEAL
from minga_platform.kernel import ids, locale
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed
from minga_platform.kernel.locale import Text, mark
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.register.queries import electorate
from minga_platform.rules import queries as rules

_LONGEST = 4_000
_HALF = 5000
DAYS_TO_COUNT = 7
"""After the vote closed: for the paper that tellers still type. A result that is not there then decides nothing."""
_TITLE = mark("An appeal to the assembly: grievance %(mark)s")
_QUESTION = mark(
    "Was the grievance right? Yes: it was right. No: it was not. What whoever appeals wrote for all of you:\n\n%(words)s"
)


async def appeal(work: Work, viewer: Viewer, *, grievance_id: UUID, words: str) -> UUID:
    """A party brings it before the assembly, once, while the time to appeal runs; the election's id. `words`: what all
    who vote read.

    Nobody who had a part in the case votes. Refuses: SignInNeeded, NotFound, NotAllowed (no party), InvalidTransition,
    InvalidInput, NobodyVotes. Announces: ElectionAnnounced.
    """
    case = await locked(work, viewer, grievance_id)
    if not set(case.mine) & set(case.parties):
        raise NotAllowed("")
    await must_be(work, case, "appeal")
    if case.row["appealed_at"] is not None:
        raise InvalidTransition("appealed")
    words = words.strip()
    if not words:
        raise InvalidInput("words", "required")
    if len(words) > _LONGEST:
        raise InvalidInput("words", "length", maximum=str(_LONGEST))
    days = await rules.number_at(work, APPEAL)
    closes_at = work.now + timedelta(hours=24 * days)
    apart = await around(work, [*case.parties, case.row["mediator_id"], *case.panel])
    election_id = await announce(
        work,
        subject_kind="grievance",
        subject_id=grievance_id,
        title=_said(_TITLE, mark=ids.encode("griev", grievance_id)[-5:]),
        question=_said(_QUESTION, words=words),
        method="yes_no",
        bar=Bar(await rules.number_at(work, "governance.quorum_bps"), _HALF, majority="simple"),
        without=apart,
        record_at=case.row["opened_at"],
        opens_at=work.now,
        closes_at=closes_at,
    )
    due_at = closes_at + timedelta(days=DAYS_TO_COUNT)
    await work.execute(
        "UPDATE grievance SET appealed_at = $3, election_id = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, case.id, work.now, election_id,
    )  # fmt: skip
    await work.execute(
        "UPDATE grievance_step SET due_at = $3 WHERE cooperative_id = $1 AND grievance_id = $2 AND ended_at IS NULL",
        work.cooperative_id, case.id, due_at,
    )  # fmt: skip
    await tell(work, case.id, case.parties, "assembly", due_at=closes_at)
    voters = {one.agent_id for one in await electorate(work, case.row["opened_at"])} - apart
    await tell(work, case.id, voters, "vote", due_at=closes_at)
    return election_id


def _said(sentence: str, **facts: object) -> Text:
    """In every language of the house: members read a question each in her own."""
    told: Mapping[str, str] = {language: locale.say(language, sentence, **facts) for language in locale.LANGUAGES}
    return Text.stored(told)
