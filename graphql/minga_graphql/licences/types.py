"""What a licence says, and what "may I?" answers."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry

from minga_commons.licences import asking, sentences
from minga_commons.licences.matrix import Verdict
from minga_commons.licences.profile import Profile
from minga_commons.licences.queries import PairDecision
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids, locale
from minga_platform.kernel.locale import mark, say

GRANT = "grt"
PAIR_DECISION = "lpd"


@strawberry.enum(description="What somebody wants to do with a work.")
class LicenceAct(Enum):
    USE_NONCOMMERCIAL = strawberry.enum_value("use_noncommercial", description="Use it, without commercial advantage.")
    USE_COMMERCIAL = strawberry.enum_value("use_commercial", description="Use it in a business.")
    SHARE = strawberry.enum_value("share", description="Pass it on unchanged.")
    MODIFY = strawberry.enum_value("modify", description="Change it for oneself.")
    PUBLISH_DERIVATIVE = strawberry.enum_value("publish_derivative", description="Publish a changed version.")
    SELL_PRODUCTS = strawberry.enum_value("sell_products", description="Sell products made from it.")
    OFFER_NETWORK = strawberry.enum_value("offer_network", description="Let others use it over a network.")


@strawberry.enum(description="Which kind of licence it is.")
class LicenceFamily(Enum):
    CC = strawberry.enum_value("cc", description="Creative Commons.")
    CERN = strawberry.enum_value("cern", description="CERN Open Hardware Licence.")
    GPL = strawberry.enum_value("gpl", description="GNU licences.")
    PERMISSIVE = strawberry.enum_value("permissive", description="MIT, BSD, Apache.")
    SOLDERPAD = strawberry.enum_value("solderpad", description="Solderpad.")
    TAPR = strawberry.enum_value("tapr", description="TAPR Open Hardware License.")
    RECIPROCITY = strawberry.enum_value("reciprocity", description="Free for those who give back.")
    OWN = strawberry.enum_value("own", description="A licence of the co-op's own.")


@strawberry.enum(description="An agent's status that licences ask about.")
class StatusKey(Enum):
    WORKER_OWNED = strawberry.enum_value("worker_owned", description="Owned by its workers.")
    ALL_GAIN_TO_WORKERS = strawberry.enum_value(
        "all_gain_to_workers", description="All gains are shared among the workers who own it."
    )
    NO_WAGED_PROFIT = strawberry.enum_value(
        "no_waged_profit", description="Makes no profit from the waged work of others."
    )
    COOPERATIVE = strawberry.enum_value("cooperative", description="A co-operative.")
    NON_PROFIT = strawberry.enum_value("non_profit", description="A non-profit organisation.")
    SOCIAL_ECONOMY = strawberry.enum_value("social_economy", description="Of the social and solidarity economy.")
    COOP_OF_EMPLOYEES = strawberry.enum_value(
        "coop_of_employees", description="A co-operative whose workers are employees."
    )
    PORTAGE = strawberry.enum_value("portage", description="Employed through a wage-portage company.")
    CONTRIBUTOR = strawberry.enum_value("contributor", description="Contributed to the commons, with a score.")


@strawberry.enum(description="What is owed by who does not meet a licence's condition.")
class RoyaltyRule(Enum):
    NONE = strawberry.enum_value("none", description="Nothing.")
    THANKS = strawberry.enum_value("thanks", description="Nothing is owed; thanks may be offered.")
    OWED = strawberry.enum_value("owed", description="A part of the net price is owed.")
    AGREEMENT = strawberry.enum_value("agreement", description="A paid licence must be agreed.")


@strawberry.enum(description="Whether a derivative stays under the same licence.")
class ShareAlike(Enum):
    NONE = strawberry.enum_value("none", description="Not asked.")
    SAME = strawberry.enum_value("same", description="The same licence for the whole.")
    SOURCE = strawberry.enum_value("source", description="For changes to the work itself.")


@strawberry.enum(description="An answer about licences.")
class MayAnswerKind(Enum):
    YES = strawberry.enum_value("yes", description="Yes.")
    YES_IF = strawberry.enum_value("yes_if", description="Yes, if the conditions are kept.")
    NO = strawberry.enum_value("no", description="No.")


@strawberry.enum(description="By which right somebody may.")
class MayBasis(Enum):
    OWN = strawberry.enum_value("own", description="It is her own work.")
    OPEN = strawberry.enum_value("open", description="The licence lets everybody.")
    ELIGIBLE = strawberry.enum_value("eligible", description="She is what the licence asks for.")
    CERTIFICATE = strawberry.enum_value("certificate", description="She holds a certificate.")
    PAID = strawberry.enum_value("paid", description="She holds a paid licence.")
    ROYALTY = strawberry.enum_value("royalty", description="She owes a royalty.")
    NONE = strawberry.enum_value("none", description="By none: the answer is no.")


@strawberry.enum(description="Whether a child may be published under its licence.")
class FollowAnswer(Enum):
    YES = strawberry.enum_value("yes", description="Yes.")
    DRAFT = strawberry.enum_value("draft", description="As a draft, until a keeper of the commons decided.")
    NO = strawberry.enum_value("no", description="No.")


@strawberry.type(description="A kind of label by which communities say how their knowledge is to be treated.")
class CommunityLabelKind:
    key: str = strawberry.field(description="Its key: `TK-A`, `BC-P` …")
    name: str = strawberry.field(description="What Local Contexts calls it.")
    text: str = strawberry.field(description="What a label of this kind asks for in general, in the reader's language.")


@strawberry.type(description="A sentence of an answer.")
class LicenceLine:
    code: str = strawberry.field(description="What it is about, for programs.")
    text: str = strawberry.field(description="The sentence, in the reader's language.")
    clause: str = strawberry.field(description="The clause that says so; empty where none does.")


@strawberry.type(description="An aspect of a licence and the clause that says it.")
class LicenceClause:
    aspect: str = strawberry.field(description="The aspect: `commercial`, `attribution` …")
    clause: str = strawberry.field(description="The clause.")


@strawberry.type(description="What a licence asks, as data.")
class LicenceProfile:
    key: str = strawberry.field(description="Its SPDX identifier, or `LicenseRef-…`.")
    family: LicenceFamily = strawberry.field(description="Its family.")
    name: str = strawberry.field(description="Its name.")
    summary: str = strawberry.field(description="What it says, in plain words.")
    source: str = strawberry.field(description="Where its text is published.")
    text: str = strawberry.field(description="Its binding text, where we hold it.")
    is_open: bool = strawberry.field(description="Whether it is open by the definition of open source hardware.")
    is_own: bool = strawberry.field(description="Whether it is this co-op's own.")
    is_ended: bool = strawberry.field(description="Whether it is offered for new works no more.")
    commercial: list[LicenceLine] = strawberry.field(
        description="Who may use it commercially.", metadata=bounds(size=3)
    )
    share_alike: ShareAlike = strawberry.field(description="Whether what is made from it stays under it.")
    attribution: bool = strawberry.field(description="Whether the authors are named.")
    marks_changes: bool = strawberry.field(description="Whether changes are marked.")
    publishes_changes: bool = strawberry.field(description="Whether changed versions may be published.")
    network_source: bool = strawberry.field(description="Whether its source is offered to users over a network.")
    product_source: bool = strawberry.field(description="Whether its source goes with products.")
    royalty: RoyaltyRule = strawberry.field(description="What others owe.")
    royalty_bps: MinorUnits = strawberry.field(description="How much of the net price, in hundredths of a percent.")
    clauses: list[LicenceClause] = strawberry.field(description="Which clause says what.", metadata=bounds(size=5))


@strawberry.type(description="What a text says as a licence expression.")
class LicenceReading:
    expression: str | None = strawberry.field(description="The expression as it is stored; null when it is none.")
    licences: list[str] = strawberry.field(description="Every licence that it names.", metadata=bounds(size=2))
    unknown: list[str] = strawberry.field(description="Those of them without a profile here.", metadata=bounds(size=1))
    problem: str | None = strawberry.field(
        description="What is wrong with it: `unknown_licence`, `unexpected`, `unclosed`, `character` …"
    )
    column: int | None = strawberry.field(description="Where, from 1.")
    found: str = strawberry.field(description="The word that it is about.")


@strawberry.type(description="Whether a work under one licence may follow from a work under another.")
class LicenceVerdict:
    answer: FollowAnswer = strawberry.field(description="Yes, a draft, or no.")
    clause: str = strawberry.field(description="The clause that decides; `matrix` for our own table.")
    why: str = strawberry.field(description="Why, in the reader's language.")
    parent: str = strawberry.field(description="The parent's licence that decided.")
    child: str = strawberry.field(description="The child's licence that decided.")
    advice: str = strawberry.field(description="That this is no legal advice.")


@strawberry.type(description='The answer to "may I?".')
class MayAnswer:
    answer: MayAnswerKind = strawberry.field(description="Yes, yes if, or no.")
    basis: MayBasis = strawberry.field(description="By which right.")
    clause: str = strawberry.field(description="The clause that decides.")
    licence: str = strawberry.field(description="The licence that it was asked of.")
    why: str = strawberry.field(description="Why, in the reader's language.")
    conditions: list[LicenceLine] = strawberry.field(description="What must be kept.", metadata=bounds(size=3))
    would_change: list[LicenceLine] = strawberry.field(
        description="What would change the answer.", metadata=bounds(size=3)
    )
    cites: list[LicenceLine] = strawberry.field(
        description="Labels of communities that bear on it.", metadata=bounds(size=2)
    )
    royalty_bps: MinorUnits = strawberry.field(
        description="What is owed of the net price, in hundredths of a percent; 0 when nothing is."
    )
    grant_id: strawberry.ID | None = strawberry.field(description="The certificate that it rests on, `grt_…`.")
    on: date = strawberry.field(description="The day that was asked about.")
    advice: str = strawberry.field(description="That this is no legal advice.")


@strawberry.type(description="What a keeper decided about a pair that the table leaves open.")
class LicencePairDecision:
    id: strawberry.ID = strawberry.field(description="Its id, `lpd_…`.")
    parent: str = strawberry.field(description="The parent's licence.")
    child: str = strawberry.field(description="The child's licence.")
    is_allowed: bool = strawberry.field(description="Whether such a child may be published.")
    reason: str = strawberry.field(description="Why.")
    decided_at: datetime = strawberry.field(description="When.")
    decided_by: str = strawberry.field(description="By whom.")


def line(one: asking.Line, language: str) -> LicenceLine:
    """A sentence with its places filled."""
    return LicenceLine(code=one.code, text=_said(one, language), clause=one.clause)


def _said(one: asking.Line, language: str) -> str:
    facts: dict[str, Any] = dict(one.facts)
    if "status" in facts:
        facts["status"] = say(language, sentences.STATUSES[facts["status"]])
    if "bps" in facts:
        facts["percent"] = locale.write_rate(facts.pop("bps"), language)
    if facts.get("community") == "":
        facts["community"] = "…"
    return say(language, one.text, **facts)


def answer(one: asking.Answer, on: date, language: str) -> MayAnswer:
    """An answer in the reader's language."""
    return MayAnswer(
        answer=MayAnswerKind(one.answer),
        basis=MayBasis(one.basis),
        clause=one.clause,
        licence=one.licence,
        why=_said(one.why, language),
        conditions=[line(each, language) for each in one.conditions],
        would_change=[line(each, language) for each in one.would_change],
        cites=[line(each, language) for each in one.cites],
        royalty_bps=MinorUnits(one.royalty_bps),
        grant_id=None if one.grant_id is None else strawberry.ID(ids.encode(GRANT, one.grant_id)),
        on=on,
        advice=say(language, sentences.NOT_LEGAL_ADVICE),
    )


def verdict(one: Verdict, language: str) -> LicenceVerdict:
    """A verdict in the reader's language; the reason of a keeper's decision is told as she wrote it."""
    why = one.why if one.clause == "decision" else say(language, one.why)
    return LicenceVerdict(
        answer=FollowAnswer(one.answer), clause=one.clause, why=why, parent=one.parent, child=one.child,
        advice=say(language, sentences.NOT_LEGAL_ADVICE),
    )  # fmt: skip


_ANYBODY = mark("Everybody")
_NOBODY = mark("Nobody, unless all who hold rights agree")
_POINTS = mark("contributors with %(least)s points or more")


def profile(one: Profile, context: Context) -> LicenceProfile:
    """A profile in the reader's language."""
    terms, language = one.terms, context.language
    return LicenceProfile(
        key=one.key,
        family=LicenceFamily(one.family),
        name=context.said(one.names) if one.names else one.name,
        summary=context.said(one.summaries) if one.summaries else say(language, one.summary),
        source=one.source,
        text=one.text,
        is_open=one.open,
        is_own=one.family == "own",
        is_ended=one.ended,
        commercial=_who(terms.commercial, terms, language),
        share_alike=ShareAlike(terms.share_alike),
        attribution=terms.attribution,
        marks_changes=terms.mark_changes,
        publishes_changes=terms.publish_changes,
        network_source=terms.network_source,
        product_source=terms.product_source,
        royalty=RoyaltyRule(terms.royalty),
        royalty_bps=MinorUnits(terms.royalty_bps),
        clauses=[LicenceClause(aspect=key, clause=clause) for key, clause in terms.clauses.items()],
    )


def _who(condition: Any, terms: Any, language: str) -> list[LicenceLine]:
    match condition:
        case {"anyone": True}:
            return [LicenceLine(code="anyone", text=say(language, _ANYBODY), clause=terms.clause("commercial"))]
        case {"status": str(key)}:
            return [LicenceLine(code=key, text=say(language, sentences.STATUSES[key]), clause=terms.clause(key))]
        case {"score": int(least)}:
            return [LicenceLine(code="score", text=say(language, _POINTS, least=least), clause=terms.clause("score"))]
        case {"all": list(parts)} | {"any": list(parts)}:
            return [each for part in parts for each in _who(part, terms, language)]
    return [LicenceLine(code="nobody", text=say(language, _NOBODY), clause=terms.clause("commercial"))]


def pair_decision(one: PairDecision) -> LicencePairDecision:
    """A decision as programs see it."""
    return LicencePairDecision(
        id=strawberry.ID(ids.encode(PAIR_DECISION, one.id)), parent=one.parent, child=one.child,
        is_allowed=one.answer == "yes", reason=one.reason, decided_at=one.decided_at, decided_by=one.decided_by,
    )  # fmt: skip


def plain(one: Enum) -> str:
    """What a member of our enumerations stands for inside."""
    value: str = one.value
    return value
