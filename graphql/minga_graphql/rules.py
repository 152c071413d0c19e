"""The rules and statutes of a co-op: what holds, within which bounds, since when, and what set it. Open to everybody."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalText, Money, all_languages, money_of
from minga_platform.governance.proposals import queries as proposals
from minga_platform.governance.proposals.asking import is_inside
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import say
from minga_platform.kernel.work import Work
from minga_platform.rules import ports, queries, registry, texts
from minga_platform.rules.registry import Value

VERSION, ADOPTION, DECISION = "rule", "adopt", "dec"


@strawberry.enum(description="What gave a rule its value.")
class SetBy(Enum):
    FOUNDING = strawberry.enum_value("founding", description="The founding statutes.")
    DECLARED_DEFAULT = strawberry.enum_value("declared_default", description="The default of a rule that was new.")
    DECISION = strawberry.enum_value("decision", description="A decision of the members.")


@strawberry.type(description="A value of a rule: a whole number, or words.")
class RuleValue:
    number: MinorUnits | None = strawberry.field(description="The number, where it is one.")
    is_on: bool | None = strawberry.field(description="Yes or no, where it is that.")
    words: list[str] = strawberry.field(description="The words, where it is any.")


@strawberry.type(description="A value that a rule has, had or will have.")
class RuleVersion:
    id: strawberry.ID = strawberry.field(description="Its id, `rule_…`; a line of an order names the one it went by.")
    value: RuleValue = strawberry.field(description="The value.")
    effective_at: datetime = strawberry.field(description="From when on it holds.")
    set_by: SetBy = strawberry.field(description="What set it.")
    statutes_number: int | None = strawberry.field(description="Which version of the founding statutes, if those.")
    decision_id: strawberry.ID | None = strawberry.field(description="Which decision, `dec_…`, if one.")
    adopted_at: datetime = strawberry.field(description="When it was adopted.")
    holds: bool = strawberry.field(description="Whether it holds now.")


@strawberry.type(description="What another value would have meant for the orders of the last month.")
class RuleTrial:
    since: datetime = strawberry.field(description="From when on orders were looked at.")
    orders: MinorUnits = strawberry.field(description="How many orders.")
    sales: Money = strawberry.field(description="What buyers paid for their goods.")
    was: Money = strawberry.field(description="What the rule took, as it was sold, tax on it included.")
    would_be: Money = strawberry.field(description="What it would have taken.")
    earnings_was: Money = strawberry.field(description="What makers earned.")
    earnings_would_be: Money = strawberry.field(description="What they would have earned.")


@strawberry.type(description="One thing that the members decide about their platform.")
class Rule:
    key: str = strawberry.field(description="Its name for programs: `market.fee_bps`.")
    type: str = strawberry.field(description="`integer`, `text`, `boolean` or `list`.")
    explanation: str = strawberry.field(description="What it means, in the reader's language.")
    story: str = strawberry.field(description="More about it: what it does in a member's day, and who gains or pays.")
    unit: str = strawberry.field(description="What a number counts: `minutes`, `basis points` …; empty: nothing.")
    value: RuleValue = strawberry.field(description="What holds now.")
    default: RuleValue = strawberry.field(description="What a co-op starts with that says nothing.")
    minimum: MinorUnits | None = strawberry.field(description="The least it may be.")
    maximum: MinorUnits | None = strawberry.field(description="The most it may be.")
    choices: list[str] = strawberry.field(description="What it may be, where it is a word.")
    majority: str = strawberry.field(description="What changes it: `ordinary`, `special` or `concurrent`.")
    is_about_rules: bool = strawberry.field(description="Whether it says how decisions are made.")
    notice_days: int = strawberry.field(description="Days of notice before a vote on it, as the rules stand now.")
    deferral_days: int = strawberry.field(description="Days from the close of a vote until it takes effect.")
    history: list[RuleVersion] = strawberry.field(description="All its values, newest first.")


@strawberry.type(description="A run of words that stays, is taken out, or is put in.")
class Passage:
    change: str = strawberry.field(description="`same`, `taken` or `put`.")
    text: str = strawberry.field(description="The words.")


@strawberry.type(description="What becomes of one article, word by word.")
class ArticleDifference:
    before: int | None = strawberry.field(description="Its number before; null: it is new.")
    after: int | None = strawberry.field(description="Its number after; null: it goes.")
    is_same: bool = strawberry.field(description="Whether nothing of it changes.")
    title: list[Passage] = strawberry.field(description="Its title.", metadata=bounds(size=3))
    text: list[Passage] = strawberry.field(description="Its text.", metadata=bounds(size=20))


@strawberry.type(description="One article of the statutes.")
class Article:
    title: str = strawberry.field(description="Its title, in the reader's language where it is written.")
    text: str = strawberry.field(description="Its text.")
    titles: list[LocalText] = strawberry.field(description="Its title in every language.")
    texts: list[LocalText] = strawberry.field(description="Its text in every language.")


@strawberry.type(description="A text of the statutes, and what set it.")
class Statutes:
    number: int = strawberry.field(description="Which version, counted from 1.")
    title: str = strawberry.field(description="Their title.")
    titles: list[LocalText] = strawberry.field(description="Their title in every language.")
    articles: list[Article] = strawberry.field(description="Their articles.")
    adopted_at: datetime = strawberry.field(description="When they were adopted.")
    effective_at: datetime = strawberry.field(description="From when on they hold.")
    decision_id: strawberry.ID | None = strawberry.field(description="The decision, `dec_…`; null: the founding.")
    holds: bool = strawberry.field(description="Whether they hold now.")
    difference: list[ArticleDifference] = strawberry.field(
        description="What this version changed of the one before, word by word; empty for the first.",
        metadata=bounds(size=10),
    )


@strawberry.type(description="A version of the statutes, in short.")
class StatutesVersion:
    number: int = strawberry.field(description="Counted from 1; give it to `statutes`.")
    adopted_at: datetime = strawberry.field(description="When it was adopted.")
    effective_at: datetime = strawberry.field(description="From when on it holds.")
    decision_id: strawberry.ID | None = strawberry.field(description="The decision, `dec_…`; null: the founding.")
    holds: bool = strawberry.field(description="Whether it holds now.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Every rule of this co-op, by key, with its history.", metadata=bounds(cost=20, size=40)
    )
    async def rules(self, info: Info[Context, None]) -> list[Rule]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            states = await queries.states(work)
            days = await _days(work)
            seen = await _seen(context, work, states)
        return [_rule(state, context.language, days, seen) for state in states]

    @strawberry.field(description="One rule, by its key; null where there is none.", metadata=bounds(cost=10))
    async def rule(self, info: Info[Context, None], key: str) -> Rule | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            state = next((one for one in await queries.states(work) if one.rule.key == key), None)
            if state is None:
                return None
            days = await _days(work)
            seen = await _seen(context, work, [state])
        return _rule(state, context.language, days, seen)

    @strawberry.field(
        description="The statutes of this co-op as they hold, or a version of them; null where it was founded without a text.",
        metadata=bounds(cost=5),
    )
    async def statutes(self, info: Info[Context, None], version: int | None = None) -> Statutes | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            known = texts.versions(await queries.adoptions(work))
            now = work.now
        holding = texts.holding(known, now)
        shown = holding if version is None else next((one for one in known if one.number == version), None)
        return None if shown is None else _statutes(context, shown, known, holding)

    @strawberry.field(description="Every version of the statutes, the newest first.", metadata=bounds(cost=5, size=4))
    async def statutes_versions(self, info: Info[Context, None]) -> list[StatutesVersion]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            known = texts.versions(await queries.adoptions(work))
            holding = texts.holding(known, work.now)
        return [
            StatutesVersion(
                number=one.number,
                adopted_at=one.adopted_at,
                effective_at=one.effective_at,
                decision_id=strawberry.ID(ids.encode(DECISION, one.decision_id)) if one.decision_id else None,
                holds=one == holding,
            )
            for one in reversed(known)
        ]

    @strawberry.field(
        description="What another value of a rule would have meant for the last month's orders; for members, and null where it cannot be told.",
        metadata=bounds(cost=50),
    )
    async def rule_trial(self, info: Info[Context, None], key: str, number: MinorUnits) -> RuleTrial | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rule = registry.rule(key)
            if rule is None or not await is_inside(work, context.viewer):
                return None
            try:
                found = await ports.what_if(work, key, rule.check(number))
            except InvalidInput:
                return None
        if found is None:
            return None
        return RuleTrial(
            since=found.since,
            orders=MinorUnits(found.orders),
            sales=money_of(found.sales_minor, found.currency),
            was=money_of(found.was_minor, found.currency),
            would_be=money_of(found.would_be_minor, found.currency),
            earnings_was=money_of(found.earnings_was_minor, found.currency),
            earnings_would_be=money_of(found.earnings_would_be_minor, found.currency),
        )


async def _days(work: Work) -> tuple[int, int]:
    return (
        await queries.number_at(work, "governance.notice_days"),
        await queries.number_at(work, "governance.deferral_days"),
    )


async def _seen(context: Context, work: Work, states: list[queries.RuleState]) -> frozenset[UUID]:
    """The decisions behind these values that the asker may read: an id of another would name what she cannot open."""
    wanted = {
        adoption.decision_id for state in states for _, adoption in state.history if adoption.decision_id is not None
    }
    return frozenset(await proposals.decisions_about(work, context.viewer, sorted(wanted))) if wanted else frozenset()


def _rule(state: queries.RuleState, language: str, days: tuple[int, int], seen: frozenset[UUID]) -> Rule:
    rule = state.rule
    return Rule(
        key=rule.key,
        type=rule.type,
        explanation=say(language, rule.explanation),
        story=say(language, rule.story) if rule.story else "",
        unit=rule.unit,
        value=rule_value(state.current.value),
        default=rule_value(rule.default),
        minimum=None if rule.minimum is None else MinorUnits(rule.minimum),
        maximum=None if rule.maximum is None else MinorUnits(rule.maximum),
        choices=list(rule.choices),
        majority=rule.majority,
        is_about_rules=rule.is_about_rules,
        notice_days=max(days[0], rule.notice_days),
        deferral_days=max(days[1], rule.deferral_days),
        history=[
            RuleVersion(
                id=strawberry.ID(ids.encode(VERSION, version.id)),
                value=rule_value(version.value),
                effective_at=version.effective_at,
                set_by=SetBy(adoption.kind),
                statutes_number=adoption.number,
                decision_id=strawberry.ID(ids.encode(DECISION, adoption.decision_id))
                if adoption.decision_id in seen and adoption.decision_id is not None
                else None,
                adopted_at=adoption.adopted_at,
                holds=version.id == state.current.id,
            )
            for version, adoption in state.history
        ],
    )


def _statutes(
    context: Context,
    shown: texts.StatutesVersion,
    known: list[texts.StatutesVersion],
    holding: texts.StatutesVersion | None,
) -> Statutes:
    before = next((one for one in reversed(known) if one.number < shown.number), None)
    return Statutes(
        number=shown.number,
        title=context.said(shown.text["title"]),
        titles=all_languages(shown.text["title"]),
        articles=[
            Article(
                title=context.said(one["title"]),
                text=context.said(one["text"]),
                titles=all_languages(one["title"]),
                texts=all_languages(one["text"]),
            )
            for one in shown.text["articles"]
        ],
        adopted_at=shown.adopted_at,
        effective_at=shown.effective_at,
        decision_id=strawberry.ID(ids.encode(DECISION, shown.decision_id)) if shown.decision_id else None,
        holds=shown == holding,
        difference=[] if before is None else differences(context, before.text, shown.text),
    )


def differences(context: Context, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[ArticleDifference]:
    """What a text makes of another, as the reader reads it."""
    return [
        ArticleDifference(
            before=one.before,
            after=one.after,
            is_same=one.is_same,
            title=passages(one.title),
            text=passages(one.text),
        )
        for one in texts.amendment(old, new, context.language, context.home_language)
    ]


def passages(found: tuple[texts.Passage, ...] | list[texts.Passage]) -> list[Passage]:
    """Runs of words."""
    return [Passage(change=one.change, text=one.text) for one in found]


def rule_value(value: Value) -> RuleValue:
    """A value as the API tells it."""
    if isinstance(value, bool):
        return RuleValue(number=None, is_on=value, words=[])
    if isinstance(value, int):
        return RuleValue(number=MinorUnits(value), is_on=None, words=[])
    return RuleValue(number=None, is_on=None, words=[value] if isinstance(value, str) else list(value))
