"""Proposals, what is said about them, and decisions as the API tells them."""

from datetime import date, datetime
from enum import Enum

import strawberry

from minga_graphql.ballots import types as ballots
from minga_graphql.marks import bounds
from minga_graphql.rules import ArticleDifference, Passage, RuleValue
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalText, Money
from minga_platform.governance.proposals import kinds, states

PROPOSAL, DECISION, AMENDMENT, COMMENT, AGENT, APPLICATION = "mot", "dec", "amd", "cmt", "agent", "appl"


def _enum(name: str, values: tuple[str, ...], description: str) -> type[Enum]:
    made = Enum(name, {value.upper(): value for value in values})  # type: ignore[misc] # the values are data of the platform
    return strawberry.enum(made, name=name, description=description)


ProposalKind = _enum("ProposalKind", tuple(kinds.KINDS), "What a proposal is about; each kind has its default method.")
ProposalState = _enum("ProposalState", states.PROPOSAL_STATES, "Where a proposal stands, as the clock has it.")
AmendmentState = _enum("AmendmentState", states.AMENDMENT_STATES, "Where an amendment stands.")
Stance = _enum("Stance", states.STANCES, "How somebody leans. A mark, never a vote.")
DecisionState = _enum(
    "DecisionState", ("failed", "void", "deferred", "in_force", "impossible"), "What became of a decision."
)


@strawberry.type(description="What a proposal would make of a rule.")
class RuleWish:
    key: str = strawberry.field(description="The rule's name for programs.")
    explanation: str = strawberry.field(description="What the rule means.")
    type: str = strawberry.field(description="`integer`, `text`, `boolean` or `list`.")
    unit: str = strawberry.field(description="What a number counts.")
    choices: list[str] = strawberry.field(description="What it may be, where it is one of a few words.")
    value: RuleValue = strawberry.field(description="What it would be.")
    was: RuleValue | None = strawberry.field(description="What the proposal builds on: the value decided before it.")


@strawberry.type(description="Something voters can choose.")
class ProposalOption:
    key: str = strawberry.field(description="Its name for programs.")
    label: str = strawberry.field(description="What it is called.")
    description: str = strawberry.field(description="More about it.")
    symbol: str = strawberry.field(description="The word for its drawn sign, for who does not read.")
    cost: Money | None = strawberry.field(description="What it would cost, in a budget.")


@strawberry.type(description="How many lean which way.")
class Stances:
    members_for: int = strawberry.field(description="Members for it.")
    members_against: int = strawberry.field(description="Members against it.")
    members_question: int = strawberry.field(description="Members with a question.")
    others_for: int = strawberry.field(description="Others for it: shown apart, never counted.")
    others_against: int = strawberry.field(description="Others against it.")
    others_question: int = strawberry.field(description="Others with a question.")


@strawberry.type(description="By what a proposal is judged; fixed when its vote was announced.")
class ProposalTerms:
    majority: str = strawberry.field(description="`ordinary`, `special` or `concurrent`.")
    quorum_bps: int = strawberry.field(description="Which part of the roll must take part, in basis points.")
    threshold_bps: int = strawberry.field(description="Which part must be for it; 5000 is more than half.")
    notice_days: int = strawberry.field(description="Days of notice.")
    voting_days: int = strawberry.field(description="Days of voting at least.")
    deferral_days: int = strawberry.field(description="Days from the close until it takes effect.")
    concurrent_classes: list[str] = strawberry.field(description="The classes that must each agree, where it is so.")


@strawberry.type(description="Something said in a discussion.")
class Comment:
    id: strawberry.ID = strawberry.field(description="Its id, `cmt_…`.")
    answers: strawberry.ID | None = strawberry.field(description="The comment that began its thread.")
    name: str = strawberry.field(description="Who said it.")
    is_member: bool = strawberry.field(description="Whether a member said it.")
    stance: Stance | None = strawberry.field(description="How she leans now.")  # type: ignore[valid-type]
    text: str = strawberry.field(description="What; empty where it was taken back.")
    at: datetime = strawberry.field(description="When.")
    is_removed: bool = strawberry.field(description="Whether it was taken back.")
    is_mine: bool = strawberry.field(description="Whether the asker said it.")


@strawberry.type(description="Another wording, or other values, for a proposal.")
class Amendment:
    id: strawberry.ID = strawberry.field(description="Its id, `amd_…`.")
    number: int = strawberry.field(description="Counted from 1.")
    author: str = strawberry.field(description="Who asks for it.")
    is_mine: bool = strawberry.field(description="Whether the asker wrote it.")
    state: AmendmentState = strawberry.field(description="Where it stands.")  # type: ignore[valid-type]
    reason: str = strawberry.field(description="Why.")
    difference: list[Passage] = strawberry.field(
        description="What it makes of the text, word by word; empty where it leaves it.", metadata=bounds(size=30)
    )
    rules: list[RuleWish] = strawberry.field(description="The values it asks for; empty where it leaves them.")
    sponsors: int = strawberry.field(description="How many members want a vote on it.")
    is_sponsored_by_me: bool = strawberry.field(description="Whether the asker does.")
    election_id: strawberry.ID | None = strawberry.field(description="Its vote, `elec_…`.")
    opens_at: datetime | None = strawberry.field(description="When its vote opens.")
    closes_at: datetime | None = strawberry.field(description="When its vote closes.")


@strawberry.type(description="A text of a proposal that members have seen.")
class ProposalText:
    number: int = strawberry.field(description="Counted from 1.")
    text: str = strawberry.field(description="The text.")
    because: str = strawberry.field(description="`submitted`, `amended` or `rebased`.")
    at: datetime = strawberry.field(description="From when on it stood.")


@strawberry.type(description="That somebody was told, or waits to be.")
class NoticeProof:
    name: str = strawberry.field(description="Who.")
    purpose: str = strawberry.field(
        description="`notice`, `reminder` or `review`; of an assembly `call` or `cancelled`."
    )
    channel: str | None = strawberry.field(description="`mail`, `phone` or `paper`; null while it waits.")
    served_at: datetime | None = strawberry.field(description="When.")
    proof: str | None = strawberry.field(description="SHA-256 of the letter, in hex.")


@strawberry.type(description="How the members were told.")
class NoticeCounts:
    mail: int = strawberry.field(description="How many by mail.")
    phone: int = strawberry.field(description="How many by text message.")
    paper: int = strawberry.field(description="How many by a letter that is printed.")
    waiting: int = strawberry.field(description="How many not yet.")
    proofs: list[NoticeProof] = strawberry.field(
        description="Each proof for who facilitates; for others their own.", metadata=bounds(size=50)
    )


@strawberry.type(description="What the members decided, as it was certified.")
class Decision:
    id: strawberry.ID = strawberry.field(description="Its id, `dec_…`.")
    number: MinorUnits = strawberry.field(description="Counted from 1.")
    proposal_id: strawberry.ID = strawberry.field(description="The proposal, `mot_…`.")
    election_id: strawberry.ID = strawberry.field(description="The vote, `elec_…`.")
    kind: ProposalKind = strawberry.field(description="About what.")  # type: ignore[valid-type]
    title: str = strawberry.field(description="Its title.")
    text: str = strawberry.field(description="The text that was voted on.")
    passed: bool = strawberry.field(description="Whether the members said yes.")
    state: DecisionState = strawberry.field(description="What became of it.")  # type: ignore[valid-type]
    void_because: str = strawberry.field(description="`base_changed`: what it builds on was decided otherwise before.")
    rules: list[RuleWish] = strawberry.field(description="What it makes of rules.")
    closed_at: datetime = strawberry.field(description="When its vote closed.")
    certified_at: datetime = strawberry.field(description="When it was certified.")
    certified_by: str | None = strawberry.field(description="By whom; null: by itself, after the count.")
    effective_at: datetime | None = strawberry.field(description="From when on it holds.")
    review_on: date | None = strawberry.field(description="When it is looked at again.")
    measure: str = strawberry.field(description="By what it is then judged.")
    terms: ProposalTerms = strawberry.field(description="By what it was judged.")
    outcome: ballots.ElectionOutcome = strawberry.field(description="The result.")
    options: list[ProposalOption] = strawberry.field(description="What could be chosen.")
    method: str = strawberry.field(description="By which method.")
    result_sha256: str = strawberry.field(description="The hash of the published board, in hex.")
    document_sha256: str = strawberry.field(description="The hash of the certificate's document, in hex.")
    document: str = strawberry.field(description="The certificate as JSON, as it is hashed.")
    is_public: bool = strawberry.field(description="Whether everybody may read it.")


@strawberry.type(description="Something put to the members.")
class Proposal:
    id: strawberry.ID = strawberry.field(description="Its id, `mot_…`.")
    number: MinorUnits = strawberry.field(description="Counted from 1.")
    version: int = strawberry.field(description="For `expectedVersion`.")
    kind: ProposalKind = strawberry.field(description="About what.")  # type: ignore[valid-type]
    state: ProposalState = strawberry.field(description="Where it stands.")  # type: ignore[valid-type]
    title: str = strawberry.field(description="Its title, in the reader's language.")
    text: str = strawberry.field(description="Its text.")
    titles: list[LocalText] = strawberry.field(description="The title in every language.")
    texts: list[LocalText] = strawberry.field(description="The text in every language.")
    author: str = strawberry.field(description="Who wrote it.")
    is_mine: bool = strawberry.field(description="Whether the asker did.")
    rules: list[RuleWish] = strawberry.field(description="What it would make of rules.")
    application_id: strawberry.ID | None = strawberry.field(description="Whose admission it asks for, `appl_…`.")
    agent_id: strawberry.ID | None = strawberry.field(description="Whom it is about, `agent_…`.")
    method: str = strawberry.field(description="By which method it is decided.")
    default_method: str = strawberry.field(description="The method of its kind.")
    other_methods: list[str] = strawberry.field(description="The other methods that its kind may be decided by.")
    options: list[ProposalOption] = strawberry.field(description="What voters choose among, if they do.")
    seats: int = strawberry.field(description="How many are elected.")
    budget: Money | None = strawberry.field(description="What may be spent, in a budget.")
    is_secret: bool = strawberry.field(description="Whether the vote is secret.")
    stated_at: datetime | None = strawberry.field(description="It is not in force before.")
    review_on: date | None = strawberry.field(description="When it is looked at again.")
    measure: str = strawberry.field(description="By what it is then judged.")
    measures: list[LocalText] = strawberry.field(description="The same in every language.")
    sponsors: int = strawberry.field(description="How many members want it discussed.")
    sponsors_needed: int = strawberry.field(description="How many it needs.")
    is_sponsored_by_me: bool = strawberry.field(description="Whether the asker does.")
    stances: Stances = strawberry.field(description="How those who said so lean.")
    my_stance: Stance | None = strawberry.field(description="How the asker leans.")  # type: ignore[valid-type]
    comment_count: int = strawberry.field(description="How many comments there are.")
    open_amendments: int = strawberry.field(description="How many amendments wait.")
    created_at: datetime = strawberry.field(description="When it was begun.")
    changed_at: datetime = strawberry.field(description="When it changed last.")
    submitted_at: datetime | None = strawberry.field(description="When the members first saw it.")
    discussion_until: datetime | None = strawberry.field(description="Until when it is discussed at least.")
    frozen_at: datetime | None = strawberry.field(description="When its text was fixed.")
    text_sha256: str | None = strawberry.field(description="The hash of what is put to the vote, in hex.")
    terms: ProposalTerms | None = strawberry.field(description="By what it is judged, once announced.")
    election_id: strawberry.ID | None = strawberry.field(description="Its vote, `elec_…`.")
    opens_at: datetime | None = strawberry.field(description="When its vote opens.")
    closes_at: datetime | None = strawberry.field(description="When its vote closes.")
    effective_at: datetime | None = strawberry.field(description="From when on what was decided holds.")
    ended_because: str = strawberry.field(description="Why nothing more comes of it.")
    decision_id: strawberry.ID | None = strawberry.field(description="Its certificate, `dec_…`.")


@strawberry.type(description="What is said and done about a proposal.")
class Discussion:
    comments: list[Comment] = strawberry.field(
        description="What was said about it, thread by thread.", metadata=bounds(size=30)
    )
    amendments: list[Amendment] = strawberry.field(description="Amendments to it.", metadata=bounds(size=3))
    kept_texts: list[ProposalText] = strawberry.field(
        description="Every text of it that members have seen.", metadata=bounds(size=4)
    )
    statutes_difference: list[ArticleDifference] = strawberry.field(
        description="What an amendment of the statutes changes, article by article and word by word; else empty.",
        metadata=bounds(size=4),
    )
    notice: NoticeCounts | None = strawberry.field(description="How the members were told; null before.")
    moved_ground: str | None = strawberry.field(
        description="The rule on which it builds and that was decided anew since; empty text for the statutes; null: none."
    )


@strawberry.type(description="What needs the asker today. Ballots stand in `waitingBallots`.")
class Agenda:
    facilitates: bool = strawberry.field(description="Whether she facilitates here.")
    tells: bool = strawberry.field(description="Whether she tells votes here.")
    drafts: list[Proposal] = strawberry.field(description="Her drafts.")
    to_sponsor: list[Proposal] = strawberry.field(description="Looking for sponsors.")
    to_discuss: list[Proposal] = strawberry.field(description="Under discussion, and she has not said how she leans.")
    amendments_for_me: list[Proposal] = strawberry.field(description="Hers, with amendments that wait for her.")
    to_freeze: list[Proposal] = strawberry.field(description="Discussed long enough; the text can be fixed.")
    to_announce: list[Proposal] = strawberry.field(description="Fixed; notice can be given.")
    to_certify: list[Proposal] = strawberry.field(description="Closed and not certified.")
    to_review: list[Proposal] = strawberry.field(description="In force, with a review that is due.")
    coming: list[Proposal] = strawberry.field(description="Announced; the vote opens soon.")


@strawberry.type(description="An instant or a day for the diary.")
class GovernanceDate:
    proposal_id: strawberry.ID = strawberry.field(description="Of which proposal, `mot_…`.")
    number: MinorUnits = strawberry.field(description="Its number.")
    title: str = strawberry.field(description="Its title.")
    what: str = strawberry.field(description="`discussed`, `opens`, `closes`, `in_force` or `review`.")
    at: datetime | None = strawberry.field(description="When.")
    on: date | None = strawberry.field(description="On which day, for a review.")


@strawberry.type(description="A proposal changed.")
class ChangedProposal:
    proposal: Proposal = strawberry.field(description="As it is now.")


@strawberry.type(description="A draft is gone.")
class DroppedDraft:
    id: strawberry.ID = strawberry.field(description="Which, `mot_…`.")


@strawberry.type(description="What a link in a letter opens: one vote, for one member.")
class LinkedBallot:
    name: str = strawberry.field(description="For whom.")
    title: str = strawberry.field(description="The vote's title.")
    question: str = strawberry.field(description="The question.")
    method: str = strawberry.field(description="`yes_no`, `consent`, or how options are counted.")
    form: str = strawberry.field(description="What a ballot holds: `say`, `approve`, `score` or `rank`.")
    options: list[ProposalOption] = strawberry.field(description="What can be chosen.")
    is_secret: bool = strawberry.field(description="Whether ballots are secret.")
    opens_at: datetime = strawberry.field(description="When it opens.")
    closes_at: datetime = strawberry.field(description="When it closes.")
    state: str = strawberry.field(description="`announced`, `open`, `closed`, `counted` or `cancelled`.")
    classes: list[str] = strawberry.field(description="The classes in which she has not voted yet.")
