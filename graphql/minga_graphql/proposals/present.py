"""From rows to what the API tells."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import strawberry

from minga_graphql.ballots import types as ballots
from minga_graphql.ballots.present import present_outcome
from minga_graphql.context import Context
from minga_graphql.proposals import types
from minga_graphql.rules import ArticleDifference, differences, passages, rule_value
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import all_languages, money_of
from minga_platform.governance.ballots import queries as elections
from minga_platform.governance.ballots.choices import form_of
from minga_platform.governance.ballots.tally import result_from_json
from minga_platform.governance.proposals import changes, kinds, queries
from minga_platform.governance.proposals.commands.linking import Linked
from minga_platform.kernel import ids
from minga_platform.kernel.locale import say
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules
from minga_platform.rules import registry, texts


def _id(prefix: str, value: UUID) -> strawberry.ID:
    return strawberry.ID(ids.encode(prefix, value))


async def proposals(context: Context, work: Work, found: Sequence[queries.Seen]) -> list[types.Proposal]:
    """Several at once; the values that they build on are read together."""
    based = await _based(work, [one.proposal.base for one in found if one.proposal.kind == "rule_change"])
    return [_proposal(context, one, based) for one in found]


async def _based(work: Work, bases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Version id → its value."""
    wanted = sorted({UUID(one) for base in bases for one in base.values() if one})
    if not wanted:
        return {}
    rows = await work.rows(
        "SELECT id, value FROM rule_version WHERE cooperative_id = $1 AND id = ANY ($2::uuid[])",
        work.cooperative_id,
        wanted,
    )
    return {str(row["id"]): row["value"] for row in rows}


def _wishes(
    context: Context, wanted: Mapping[str, Any], base: Mapping[str, Any], based: Mapping[str, Any]
) -> list[types.RuleWish]:
    found = []
    for key, value in wanted.get("rules", {}).items():
        rule = registry.rule(key)
        version = base.get(key)
        was = based.get(version) if version else (rule.default if rule else None)
        found.append(
            types.RuleWish(
                key=key,
                explanation=say(context.language, rule.explanation) if rule else "",
                type=rule.type if rule else "",
                unit=rule.unit if rule else "",
                choices=list(rule.choices) if rule else [],
                value=rule_value(value),
                was=None if was is None else rule_value(was),
            )
        )
    return found


def _options(context: Context, given: Sequence[Mapping[str, Any]]) -> list[types.ProposalOption]:
    currency = context.require_cooperative().currency
    return [
        types.ProposalOption(
            key=one["key"],
            label=context.said(one["label"]),
            description=context.said(one["description"]) if one["description"] else "",
            symbol=one["symbol"],
            cost=None if one["cost_minor"] is None else money_of(one["cost_minor"], currency),
        )
        for one in given
    ]


def _terms(stored: Mapping[str, Any]) -> types.ProposalTerms:
    return types.ProposalTerms(
        majority=stored["majority"],
        quorum_bps=stored["quorum_bps"],
        threshold_bps=stored["threshold_bps"],
        notice_days=stored["notice_days"],
        voting_days=stored["voting_days"],
        deferral_days=stored["deferral_days"],
        concurrent_classes=stored["concurrent_classes"] if stored["majority"] == "concurrent" else [],
    )


def _proposal(context: Context, found: queries.Seen, based: Mapping[str, Any]) -> types.Proposal:
    one = found.proposal
    kind = kinds.KINDS[one.kind]
    currency = context.require_cooperative().currency
    application, agent = one.changes.get("application_id"), one.changes.get("agent_id")
    leaning = {stance: found.stances.get(stance, (0, 0)) for stance in ("for", "against", "question")}
    return types.Proposal(
        id=_id(types.PROPOSAL, one.id),
        number=MinorUnits(one.number),
        version=one.version,
        kind=types.ProposalKind(one.kind),
        state=types.ProposalState(found.state),
        title=context.said(one.title),
        text=context.said(one.text) if one.text else "",
        titles=all_languages(one.title),
        texts=all_languages(one.text),
        author=found.author_name,
        is_mine=found.is_mine,
        rules=_wishes(context, one.changes, one.base, based),
        application_id=_id(types.APPLICATION, UUID(application)) if application else None,
        agent_id=_id(types.AGENT, UUID(agent)) if agent else None,
        method=one.method,
        default_method=kind.method,
        other_methods=list(kind.methods[1:]),
        options=_options(context, one.options),
        seats=one.seats,
        budget=None if one.budget_minor is None else money_of(one.budget_minor, currency),
        is_secret=one.secret,
        stated_at=one.stated_at,
        review_on=one.review_on,
        measure=context.said(one.measure) if one.measure else "",
        measures=all_languages(one.measure),
        sponsors=found.sponsors,
        sponsors_needed=found.sponsors_needed,
        is_sponsored_by_me=found.is_sponsored_by_me,
        stances=types.Stances(
            members_for=leaning["for"][0],
            members_against=leaning["against"][0],
            members_question=leaning["question"][0],
            others_for=leaning["for"][1],
            others_against=leaning["against"][1],
            others_question=leaning["question"][1],
        ),
        my_stance=types.Stance(found.my_stance) if found.my_stance else None,
        comment_count=found.comments,
        open_amendments=found.open_amendments,
        created_at=one.created_at,
        changed_at=one.changed_at,
        submitted_at=one.submitted_at,
        discussion_until=one.discussion_until,
        frozen_at=one.frozen_at,
        text_sha256=one.text_sha256.hex() if one.text_sha256 else None,
        terms=_terms(one.terms) if one.terms else None,
        election_id=_id(ballots.ELECTION, one.election_id) if one.election_id else None,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        effective_at=one.effective_at,
        ended_because=one.ended_because,
        decision_id=_id(types.DECISION, found.decision_id) if found.decision_id else None,
    )


async def discussion(context: Context, work: Work, told: queries.Seen) -> types.Discussion:
    """What is said and done about a proposal that the asker was found to see."""
    one = told.proposal
    present = await access.standing(work, context.viewer)
    mine = present.agent_id if present else None
    kept = await queries.kept_texts(work, one.id)
    based = await _based(work, [one.base] if one.kind == "rule_change" else [])
    known = texts.versions(await rules.adoptions(work)) if one.kind == "statutes_amendment" else []
    moved = None
    if one.frozen_at is None and one.base:
        moved = changes.moved(one.base, await changes.base_of(work, one.kind, one.changes))
    return types.Discussion(
        comments=[_comment(found, mine) for found in await queries.comments(work, one.id)],
        amendments=[
            _amendment(context, found, told, {text.number: text for text in kept}, based, mine)
            for found in await queries.amendments(work, context.viewer, one.id)
        ],
        kept_texts=[
            types.ProposalText(number=text.number, text=context.said(text.text), because=text.because, at=text.at)
            for text in kept
        ],
        statutes_difference=_statutes_difference(context, one.changes, one.base, known),
        notice=await _notice(context, work, told) if one.opens_at is not None else None,
        moved_ground=moved,
    )


def _comment(one: queries.Comment, mine: UUID | None) -> types.Comment:
    return types.Comment(
        id=_id(types.COMMENT, one.id),
        answers=_id(types.COMMENT, one.answers_id) if one.answers_id else None,
        name=one.name,
        is_member=one.is_member,
        stance=types.Stance(one.stance) if one.stance else None,
        text=one.text,
        at=one.at,
        is_removed=one.is_removed,
        is_mine=one.agent_id == mine,
    )


def _amendment(
    context: Context,
    one: queries.Amendment,
    told: queries.Seen,
    kept: Mapping[int, queries.KeptText],
    based: Mapping[str, Any],
    mine: UUID | None,
) -> types.Amendment:
    """With what it makes of the text it was written for."""
    return types.Amendment(
        id=_id(types.AMENDMENT, one.id),
        number=one.number,
        author=one.author_name,
        is_mine=one.author_id == mine,
        state=types.AmendmentState(one.state),
        reason=context.said(one.reason) if one.reason else "",
        difference=passages(texts.difference(context.said(kept[one.on_text].text), context.said(one.text)))
        if one.text
        else [],
        rules=_wishes(context, one.changes, told.proposal.base, based),
        sponsors=one.sponsors,
        is_sponsored_by_me=one.is_sponsored_by_me,
        election_id=_id(ballots.ELECTION, one.election_id) if one.election_id else None,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
    )


def _statutes_difference(
    context: Context, wanted: Mapping[str, Any], base: Mapping[str, Any], known: Sequence[texts.StatutesVersion]
) -> list[ArticleDifference]:
    """An amendment of the statutes, word by word, beside the text that it builds on."""
    if "statutes" not in wanted:
        return []
    old = next((one.text for one in known if str(one.adoption_id) == base.get("statutes")), None)
    return differences(context, old, wanted["statutes"])


async def _notice(context: Context, work: Work, told_of: queries.Seen) -> types.NoticeCounts:
    """How the members were told."""
    return told(
        await queries.notice_counts(work, told_of.proposal.id),
        await queries.notices(work, context.viewer, told_of.proposal.id),
    )


def told(counts: Mapping[str, int], proofs: Sequence[queries.Served]) -> types.NoticeCounts:
    """How many were told by each channel, and the proofs."""
    return types.NoticeCounts(
        mail=counts.get("mail", 0),
        phone=counts.get("phone", 0),
        paper=counts.get("paper", 0),
        waiting=counts.get("waiting", 0),
        proofs=[
            types.NoticeProof(
                name=one.name,
                purpose=one.purpose,
                channel=one.channel,
                served_at=one.served_at,
                proof=one.proof.hex() if one.proof else None,
            )
            for one in proofs
        ],
    )


def linked(context: Context, found: Linked) -> types.LinkedBallot:
    """What a link opens."""
    poll = found.election
    currency = context.require_cooperative().currency
    return types.LinkedBallot(
        name=found.name,
        title=context.said(dict(poll.title)),
        question=context.said(dict(poll.question)),
        method=poll.method,
        form=form_of(poll.method),
        options=[
            types.ProposalOption(
                key=one.key,
                label=context.said(dict(one.label)),
                description=context.said(dict(one.description)) if one.description else "",
                symbol=one.symbol,
                cost=None if one.cost_minor is None else money_of(one.cost_minor, currency),
            )
            for one in poll.options
        ],
        is_secret=poll.secret,
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        state=str(poll.state.value),
        classes=[one.class_key for one in found.free],
    )


async def decisions(
    context: Context, work: Work, found: Sequence[queries.Decision], now: datetime
) -> list[types.Decision]:
    """Certificates."""
    shown = []
    for one in found:
        document = one.document
        bases = await work.value(
            "SELECT base FROM proposal WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, one.proposal_id
        )
        based = await _based(work, [bases] if one.kind == "rule_change" else [])
        shown.append(
            types.Decision(
                id=_id(types.DECISION, one.id),
                number=MinorUnits(one.number),
                proposal_id=_id(types.PROPOSAL, one.proposal_id),
                election_id=_id(ballots.ELECTION, one.election_id),
                kind=types.ProposalKind(one.kind),
                title=context.said(one.title),
                text=context.said(document["text"]),
                passed=one.passed,
                state=types.DecisionState(one.state(now)),
                void_because=one.void_because,
                rules=_wishes(context, one.changes, bases, based),
                closed_at=one.closed_at,
                certified_at=one.certified_at,
                certified_by=one.certified_by,
                effective_at=one.effective_at,
                review_on=datetime.fromisoformat(document["review_on"]).date() if document["review_on"] else None,
                measure=context.said(document["measure"]) if document["measure"] else "",
                terms=_terms(document["terms"]),
                outcome=present_outcome(
                    elections.Counted(result_from_json(document["result"]), one.certified_at, one.result_sha256)
                ),
                options=_options(context, document["options"]),
                method=document["method"],
                result_sha256=one.result_sha256.hex(),
                document_sha256=one.document_sha256.hex(),
                document=orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode(),
                is_public=one.is_public,
            )
        )
    return shown
