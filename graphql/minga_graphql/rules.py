"""The rules of a co-op: what holds, within which bounds, since when, and what set it. Open to everybody."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text, say
from minga_platform.rules import queries, texts
from minga_platform.rules.registry import Value

VERSION, ADOPTION = "rule", "adopt"


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
    adopted_at: datetime = strawberry.field(description="When it was adopted.")
    holds: bool = strawberry.field(description="Whether it holds now.")


@strawberry.type(description="One thing that the members decide about their platform.")
class Rule:
    key: str = strawberry.field(description="Its name for programs: `market.fee_bps`.")
    explanation: str = strawberry.field(description="What it means, in the reader's language.")
    unit: str = strawberry.field(description="What a number counts: `minutes`, `basis points` …; empty: nothing.")
    value: RuleValue = strawberry.field(description="What holds now.")
    default: RuleValue = strawberry.field(description="What a co-op starts with that says nothing.")
    minimum: MinorUnits | None = strawberry.field(description="The least it may be.")
    maximum: MinorUnits | None = strawberry.field(description="The most it may be.")
    choices: list[str] = strawberry.field(description="What it may be, where it is a word.")
    history: list[RuleVersion] = strawberry.field(description="All its values, newest first.")


@strawberry.type(description="One article of the statutes.")
class Article:
    title: str = strawberry.field(description="Its title, in the reader's language where it is written.")
    text: str = strawberry.field(description="Its text.")


@strawberry.type(description="The statutes as they were adopted at the founding.")
class Statutes:
    title: str = strawberry.field(description="Their title.")
    articles: list[Article] = strawberry.field(description="Their articles.")
    adopted_at: datetime = strawberry.field(description="When they were adopted.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Every rule of this co-op, by key, with its history.", metadata=bounds(cost=20, size=30)
    )
    async def rules(self, info: Info[Context, None]) -> list[Rule]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            states = await queries.states(work)
        return [_rule(state, context.language) for state in states]

    @strawberry.field(description="The statutes of this co-op; null where it was founded without a text.")
    async def statutes(self, info: Info[Context, None]) -> Statutes | None:
        context = info.context
        cooperative = context.require_cooperative()
        async with context.read() as work:
            adopted = texts.holding(texts.versions(await queries.adoptions(work)), work.now)
        if adopted is None:
            return None

        def said(text: dict[str, str]) -> str:
            return Text.stored(text).read(context.language, cooperative.language)

        articles = [Article(title=said(one["title"]), text=said(one["text"])) for one in adopted.text["articles"]]
        return Statutes(title=said(adopted.text["title"]), articles=articles, adopted_at=adopted.adopted_at)


def _rule(state: queries.RuleState, language: str) -> Rule:
    rule = state.rule
    return Rule(
        key=rule.key,
        explanation=say(language, rule.explanation),
        unit=rule.unit,
        value=_value(state.current.value),
        default=_value(rule.default),
        minimum=None if rule.minimum is None else MinorUnits(rule.minimum),
        maximum=None if rule.maximum is None else MinorUnits(rule.maximum),
        choices=list(rule.choices),
        history=[
            RuleVersion(
                id=strawberry.ID(ids.encode(VERSION, version.id)),
                value=_value(version.value),
                effective_at=version.effective_at,
                set_by=SetBy(adoption.kind),
                statutes_number=adoption.number,
                adopted_at=adoption.adopted_at,
                holds=version.id == state.current.id,
            )
            for version, adoption in state.history
        ],
    )


def _value(value: Value) -> RuleValue:
    if isinstance(value, bool):
        return RuleValue(number=None, is_on=value, words=[])
    if isinstance(value, int):
        return RuleValue(number=MinorUnits(value), is_on=None, words=[])
    return RuleValue(number=None, is_on=None, words=[value] if isinstance(value, str) else list(value))
