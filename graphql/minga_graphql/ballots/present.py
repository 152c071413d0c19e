"""From votes as the platform reads them to the API's types, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
import strawberry

from minga_graphql.ballots import types
from minga_graphql.ballots.types import AGENT, ELECTION, FILE
from minga_graphql.context import Context
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import money_of
from minga_platform.governance.ballots import choices, queries
from minga_platform.governance.ballots.tally import ClassResult, Result
from minga_platform.kernel import ids
from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside votes, read for all of a page at once."""

    entries: dict[UUID, list[queries.Entry]]
    outcomes: dict[UUID, queries.Counted]
    checkpoints: dict[UUID, list[queries.Checkpoint]]


async def around(work: Work, context: Context, polls: Sequence[queries.Election]) -> Around:
    return Around(
        await queries.entries(work, context.viewer, polls),
        await queries.counted(work, [one.id for one in polls]),
        await queries.checkpoints(work, [one.id for one in polls]),
    )


def present(
    one: queries.Election, context: Context, around: Around, board: str | None = None, fresh_code: str | None = None
) -> types.Election:
    """A vote as the API tells it."""
    outcome = around.outcomes.get(one.id)
    currency = context.require_cooperative().currency
    bar = one.bar
    return types.Election(
        id=strawberry.ID(ids.encode(ELECTION, one.id)),
        subject_kind=one.subject_kind,
        topic="" if one.secret or one.assembly_id is not None else one.topic,
        title=context.said(dict(one.title)),
        question=context.said(dict(one.question)),
        method=one.method,
        form=choices.form_of(one.method),
        options=[
            types.ElectionOption(
                key=option.key,
                label=context.said(dict(option.label)),
                description=context.said(dict(option.description)) if option.description else "",
                picture_id=strawberry.ID(ids.encode(FILE, option.picture_id)) if option.picture_id else None,
                symbol=option.symbol,
                cost=None if option.cost_minor is None else money_of(option.cost_minor, currency),
            )
            for option in one.options
        ],
        seats=one.seats,
        budget=None if one.budget_minor is None else money_of(one.budget_minor, currency),
        bar=types.ElectionBar(
            quorum_bps=bar.quorum_bps,
            threshold_bps=bar.threshold_bps,
            threshold_of=bar.threshold_of,
            majority=bar.majority,
            classes=[
                types.ClassBar(class_key=key, quorum_bps=own.quorum_bps, threshold_bps=own.threshold_bps)
                for key, own in bar.classes.items()
            ],
            escalations=[
                types.Escalation(class_key=e.class_key, against_bps=e.against_bps, threshold_bps=e.threshold_bps)
                for e in bar.escalations
            ],
        ),
        is_secret=one.secret,
        floor=one.floor,
        small_classes=list(one.small_classes),
        roll=[
            types.RollPart(class_key=part.class_key, weight=MinorUnits(part.weight), size=MinorUnits(part.size))
            for part in one.roll
        ],
        roll_size=MinorUnits(one.roll_size),
        record_at=one.record_at,
        announced_at=one.announced_at,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        state=one.state,
        cancelled_reason=one.cancelled_reason,
        seed_commitment=one.seed_commitment.hex(),
        fresh_code=fresh_code if one.secret else None,
        my_entries=[
            types.BallotEntry(
                agent_id=strawberry.ID(ids.encode(AGENT, own.agent_id)),
                agent_name=own.agent_name,
                is_self=own.is_self,
                class_key=own.class_key,
                weight=MinorUnits(own.weight),
                channel=own.channel,
                open_choice=None if own.open_choice is None else orjson.dumps(own.open_choice).decode(),
            )
            for own in around.entries.get(one.id, ())
        ],
        outcome=None if outcome is None else _outcome(outcome, board),
        checkpoints=[
            types.Checkpoint(number=taken.number, taken_at=taken.taken_at, root=taken.root.hex(), final=taken.final)
            for taken in around.checkpoints.get(one.id, ())
        ],
    )


def _outcome(found: queries.Counted, board: str | None) -> types.ElectionOutcome:
    result: Result = found.result
    return types.ElectionOutcome(
        passed=result.passed,
        winners=list(result.winners),
        overall=_class_outcome(result.overall),
        classes=[_class_outcome(one) for one in result.classes],
        stages=orjson.dumps(list(result.stages)).decode(),
        ties=orjson.dumps(list(result.ties)).decode(),
        reasons=list(result.reasons),
        escalated_by=list(result.escalated_by),
        threshold_bps=result.threshold_bps,
        notes=list(result.notes),
        counted_at=found.counted_at,
        board_sha256=found.board_sha256.hex(),
        board=board,
    )


def present_outcome(found: queries.Counted) -> types.ElectionOutcome:
    """A result without its board: for the certificates of decisions, which keep their own copy of it."""
    return _outcome(found, None)


def _class_outcome(one: ClassResult) -> types.ClassOutcome:
    return types.ClassOutcome(
        classes=list(one.classes),
        roll=MinorUnits(one.roll),
        took_part=None if one.part is None else MinorUnits(one.part),
        numbers=None
        if one.numbers is None
        else [types.ResultNumber(key=key, votes=MinorUnits(votes)) for key, votes in one.numbers.items()],
        has_quorum=one.quorum,
        reached_threshold=one.threshold,
        passed=one.passed,
    )
