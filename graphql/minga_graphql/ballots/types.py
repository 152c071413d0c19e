"""The shapes of votes, ballots, paper and results."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money
from minga_platform.governance.ballots import choices
from minga_platform.governance.ballots.commands import batches
from minga_platform.governance.ballots.states import State

ELECTION, AGENT, FILE, BATCH = "elec", "agent", "file", "batch"

ElectionState = strawberry.enum(State, name="ElectionState", description="Where a vote stands.")


@strawberry.enum(description="An answer to a question.")
class Say(Enum):
    YES = strawberry.enum_value("yes", description="Yes.")
    NO = strawberry.enum_value("no", description="No.")
    AGREE = strawberry.enum_value("agree", description="Agree with what is proposed, where consent is asked.")
    DISAGREE = strawberry.enum_value("disagree", description="Disagree and let it pass all the same.")
    BLOCK = strawberry.enum_value("block", description="Object, with a reason: it shall not pass.")
    ABSTAIN = strawberry.enum_value("abstain", description="Take part without preferring either.")


@strawberry.input(description="Points for an option.")
class ScoreInput:
    option: str = strawberry.field(description="The option's key.", metadata=bounds(longest=60))
    points: MinorUnits = strawberry.field(description="0 to 10.")


@strawberry.input(description="The place of an option.")
class RankInput:
    option: str = strawberry.field(description="The option's key.", metadata=bounds(longest=60))
    rank: MinorUnits = strawberry.field(description="1 is best; equal numbers are equals. Gaps do not matter.")


@strawberry.input(description="What a voter says: exactly the part that the method asks for.")
class ChoiceInput:
    say: Say | None = strawberry.field(default=None, description="For `yes_no` and `consent`.")
    reason: str | None = strawberry.field(
        default=None,
        description="With `BLOCK` needed, with `DISAGREE` possible. Published without a name.",
        metadata=bounds(longest=choices.LONGEST_REASON),
    )
    approve: list[str] | None = strawberry.field(
        default=None, description="For approval, committees and budgets: keys of options.", metadata=bounds(most=100)
    )
    score: list[ScoreInput] | None = strawberry.field(
        default=None, description="For `score`. Options left out get 0.", metadata=bounds(most=100)
    )
    rank: list[RankInput] | None = strawberry.field(
        default=None, description="For rankings. Options left out stand below all others.", metadata=bounds(most=100)
    )

    def read(self) -> dict[str, Any]:
        """As the command takes it."""
        given: dict[str, Any] = {}
        if self.say is not None:
            given["say"] = self.say.value
        if self.reason:
            given["reason"] = self.reason
        if self.approve is not None:
            given["approve"] = list(self.approve)
        if self.score is not None:
            given["score"] = {one.option: one.points for one in self.score}
        if self.rank is not None:
            groups: dict[int, list[str]] = {}
            for one in self.rank:
                groups.setdefault(one.rank, []).append(one.option)
            given["rank"] = [groups[rank] for rank in sorted(groups)]
        return given


@strawberry.type(description="Something that can be chosen.")
class ElectionOption:
    key: str = strawberry.field(description="Its name for programs.")
    label: str = strawberry.field(description="What it is called, in the reader's language.")
    description: str = strawberry.field(description="More about it.")
    picture_id: strawberry.ID | None = strawberry.field(description="Its picture, `file_…`.")
    symbol: str = strawberry.field(description="The word for its drawn sign, for who does not read.")
    cost: Money | None = strawberry.field(description="What it would cost, in a budget.")


@strawberry.type(description="How many may vote in a class.")
class RollPart:
    class_key: str = strawberry.field(description="The class.")
    weight: MinorUnits = strawberry.field(description="What each vote in it weighs.")
    size: MinorUnits = strawberry.field(description="How many voters.")


@strawberry.type(description="What a class must reach by itself.")
class ClassBar:
    class_key: str = strawberry.field(description="The class.")
    quorum_bps: int | None = strawberry.field(description="How much of it must take part, in basis points.")
    threshold_bps: int | None = strawberry.field(description="What its yes must reach, in basis points.")


@strawberry.type(description="A class's right to turn an ordinary decision into a special one.")
class Escalation:
    class_key: str = strawberry.field(description="The class.")
    against_bps: int = strawberry.field(description="From so much no in it, in basis points …")
    threshold_bps: int = strawberry.field(description="… the whole must reach this.")


@strawberry.type(description="What must be reached, fixed at the announcement.")
class ElectionBar:
    quorum_bps: int = strawberry.field(description="How much of the roll must take part, in basis points.")
    threshold_bps: int = strawberry.field(description="What yes must reach; 5000 is more than half, others at least.")
    threshold_of: str = strawberry.field(description="Of what: `cast_without_abstentions`, `cast` or `roll`.")
    majority: str = strawberry.field(description="`simple` and `special` over all, `concurrent` also in each class.")
    classes: list[ClassBar] = strawberry.field(description="Classes with a bar of their own.")
    escalations: list[Escalation] = strawberry.field(description="Rights to escalate.")


@strawberry.type(description="A place on the roll from which the asker votes.")
class BallotEntry:
    agent_id: strawberry.ID = strawberry.field(description="For whom: herself, or an organisation she represents.")
    agent_name: str = strawberry.field(description="Its name.")
    is_self: bool = strawberry.field(description="Whether it is she.")
    class_key: str = strawberry.field(description="In which class.")
    weight: MinorUnits = strawberry.field(description="What the vote weighs.")
    channel: str = strawberry.field(description="`none` so far, `web`, or `paper`.")
    open_choice: str | None = strawberry.field(description="What was said in an open vote, as JSON.")


@strawberry.type(description="How often something was said or chosen, each vote with its weight.")
class ResultNumber:
    key: str = strawberry.field(description="`yes`, `no`, `abstain` …, or an option's key.")
    votes: MinorUnits = strawberry.field(description="How many.")


@strawberry.type(description="The outcome in a class, in several that were counted together, or in all.")
class ClassOutcome:
    classes: list[str] = strawberry.field(description="The classes.")
    roll: MinorUnits = strawberry.field(description="How many might vote.")
    took_part: MinorUnits | None = strawberry.field(description="How many did; null where too few for being shown.")
    numbers: list[ResultNumber] | None = strawberry.field(description="What they said; null likewise.")
    has_quorum: bool | None = strawberry.field(description="Whether enough took part; null where it is not asked.")
    reached_threshold: bool | None = strawberry.field(description="Whether yes reached the bar; null likewise.")
    passed: bool | None = strawberry.field(description="Whether it passed here; null where nothing is judged by class.")


@strawberry.type(description="The outcome of a vote.")
class ElectionOutcome:
    passed: bool | None = strawberry.field(
        description="Whether it passed, or reached its quorum where options are compared. Null: no result, since ballots were touched."
    )
    winners: list[str] = strawberry.field(description="Keys of the options that won, in the order in which they did.")
    overall: ClassOutcome = strawberry.field(description="All voters together.")
    classes: list[ClassOutcome] = strawberry.field(description="Class by class, as far as may be shown.")
    stages: str = strawberry.field(description="The log of the count, as JSON: a list of stages.")
    ties: str = strawberry.field(description="What only the lot told apart, as JSON.")
    reasons: list[str] = strawberry.field(description="Reasons given for objections, without names, sorted.")
    escalated_by: list[str] = strawberry.field(description="Classes that raised the bar.")
    threshold_bps: int = strawberry.field(description="The bar that held in the end.")
    notes: list[str] = strawberry.field(
        description="`merged`, `whole_below_floor`: too few ballots for being shown; `uncountable`; `tampered`."
    )
    counted_at: datetime = strawberry.field(description="When it was counted.")
    board_sha256: str = strawberry.field(description="The hash of the published board, in hex.")
    board: str | None = strawberry.field(
        description="The published board, JSON text to the byte as it is hashed; told by `election`, not in lists.",
        metadata=bounds(cost=50),
    )


@strawberry.type(description="A root over all ballots in the box; note it, and nobody can touch one unseen.")
class Checkpoint:
    number: int = strawberry.field(description="Counted from 1.")
    taken_at: datetime = strawberry.field(description="When.")
    root: str = strawberry.field(description="The root, in hex.")
    final: bool = strawberry.field(description="Whether it is the one of the close.")


@strawberry.type(description="A question put to members.")
class Election:
    id: strawberry.ID = strawberry.field(description="Its id, `elec_…`.")
    subject_kind: str = strawberry.field(description="What kind of thing it decides.")
    topic: str = strawberry.field(description="Under which an open vote may be lent; empty where none may.")
    title: str = strawberry.field(description="Its title.")
    question: str = strawberry.field(description="The question as it was announced; it never changes.")
    method: str = strawberry.field(description="`yes_no`, `consent`, or how options are counted.")
    form: str = strawberry.field(description="What a ballot holds: `say`, `approve`, `score` or `rank`.")
    options: list[ElectionOption] = strawberry.field(description="What can be chosen, in the published order.")
    seats: int = strawberry.field(description="How many are elected.")
    budget: Money | None = strawberry.field(description="What may be spent, in a budget.")
    bar: ElectionBar = strawberry.field(description="What must be reached.")
    is_secret: bool = strawberry.field(description="Whether ballots are secret; open ones stand beside names.")
    floor: int = strawberry.field(description="From how many ballots on a class is shown by itself.")
    small_classes: list[str] = strawberry.field(description="Classes that cannot reach that number.")
    roll: list[RollPart] = strawberry.field(description="How many may vote, class by class.")
    roll_size: MinorUnits = strawberry.field(description="How many in all.")
    record_at: datetime = strawberry.field(description="Who had the vote at this instant is on the roll.")
    announced_at: datetime = strawberry.field(description="When it was announced.")
    opens_at: datetime = strawberry.field(description="From when on ballots are taken.")
    closes_at: datetime = strawberry.field(description="From when on no more.")
    state: ElectionState = strawberry.field(description="Where it stands.")  # type: ignore[valid-type]
    cancelled_reason: str | None = strawberry.field(description="Why it was called off.")
    seed_commitment: str = strawberry.field(description="SHA-256 of the value that ties are drawn from, in hex.")
    fresh_code: str | None = strawberry.field(
        description="A private code that nobody has yet, for a page that wants one before it casts; told by `election` alone."
    )
    my_entries: list[BallotEntry] = strawberry.field(
        description="The places from which the asker votes, her own first; empty for who is not on the roll.",
        metadata=bounds(size=4),
    )
    outcome: ElectionOutcome | None = strawberry.field(description="The outcome; null until it is counted.")
    checkpoints: list[Checkpoint] = strawberry.field(
        description="Roots taken so far, oldest first.", metadata=bounds(size=20)
    )


@strawberry.type(description="A ballot that the asker can still cast.")
class WaitingBallot:
    election_id: strawberry.ID = strawberry.field(description="The vote, `elec_…`.")
    agent_id: strawberry.ID = strawberry.field(description="For whom.")
    class_key: str = strawberry.field(description="In which class.")
    title: str = strawberry.field(description="The vote's title.")
    closes_at: datetime = strawberry.field(description="Until when.")


@strawberry.type(description="A ballot was cast. This is told once and kept nowhere.")
class CastBallot:
    tracking_code: str = strawberry.field(description="Finds the ballot on the board.")
    private_code: str | None = strawberry.field(
        description="Lets its holder vote again until the close. Keep it apart. Null where votes are open."
    )
    revision: int = strawberry.field(description="Which form of the ballot this is, counted from 1.")
    counts: bool = strawberry.field(description="Whether it is the newest form; the highest counts.")
    class_key: str = strawberry.field(description="In which class.")


@strawberry.input(description="So many papers that say the same.")
class PileInput:
    choice: ChoiceInput = strawberry.field(description="What they say; a blank paper is an abstention.")
    times: MinorUnits = strawberry.field(description="How many.")

    def read(self) -> batches.Pile:
        """As the commands take it."""
        return batches.Pile(self.choice.read(), self.times)


@strawberry.type(description="Papers of one class that a teller typed.")
class PaperBatch:
    id: strawberry.ID = strawberry.field(description="Its id, `batch_…`.")
    class_key: str = strawberry.field(description="The class.")
    weight: MinorUnits = strawberry.field(description="What each vote weighs.")
    ballots: MinorUnits = strawberry.field(description="How many papers.")
    entered_by: str = strawberry.field(description="Who typed it.")
    entered_at: datetime = strawberry.field(description="When.")
    is_mine: bool = strawberry.field(description="Whether the asker typed it; then another teller confirms it.")
    confirmed_by: str | None = strawberry.field(description="Who typed the same papers again and agreed.")
    confirmed_at: datetime | None = strawberry.field(description="When.")
    counts: str | None = strawberry.field(
        description="The piles as JSON, `[{choice, times}]`; until it is confirmed told to who typed it only."
    )


@strawberry.type(description="How many voters of a class were given paper.")
class PaperGiven:
    class_key: str = strawberry.field(description="The class.")
    weight: MinorUnits = strawberry.field(description="What each vote weighs.")
    voters: MinorUnits = strawberry.field(description="How many.")


@strawberry.type(description="The paper of a vote, as tellers see it.")
class PaperOfElection:
    given: list[PaperGiven] = strawberry.field(description="Class by class.")
    batches: list[PaperBatch] = strawberry.field(description="What was typed.", metadata=bounds(size=20))


@strawberry.type(description="A batch was typed; another teller has to confirm it.")
class BatchEntered:
    id: strawberry.ID = strawberry.field(description="Its id, `batch_…`.")


@strawberry.type(description="A batch is confirmed, and counts.")
class BatchConfirmed:
    id: strawberry.ID = strawberry.field(description="Its id, `batch_…`.")


@strawberry.type(description="A batch was thrown away.")
class BatchDropped:
    id: strawberry.ID = strawberry.field(description="Its id, `batch_…`.")


@strawberry.type(description="A voter has been given a paper ballot; she does not vote here any more.")
class GivenPaper:
    election_id: strawberry.ID = strawberry.field(description="The vote.")
