"""What members decide about how they decide. All of it needs at least the special majority (`Rule.majority`)."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="governance.sponsors", type="integer", default=2, unit="members", minimum=0, maximum=200,
        explanation=mark("How many other members must support a proposal before it is discussed."),
        story=mark("A high number keeps the agenda short; a low one lets small groups be heard. Nobody sponsors her own proposal."),
    ),
    Rule(
        key="governance.sponsoring_days", type="integer", default=60, unit="days", minimum=7, maximum=365,
        explanation=mark("How long a proposal looks for sponsors before it lapses."),
        story=mark("A lapsed proposal is kept with its text, and anybody may write a new one from it."),
    ),
    Rule(
        key="governance.discussion_days", type="integer", default=7, unit="days", minimum=0, maximum=120,
        explanation=mark("How long a proposal is discussed at least before its text is fixed."),
        story=mark("Members who come by once a week should be able to answer once. Amendments are decided in this time."),
    ),
    Rule(
        key="governance.notice_days", type="integer", default=7, unit="days", minimum=1, maximum=120,
        explanation=mark("How long before a vote opens every voter must have been told."),
        story=mark("Who gets letters on paper needs more days than who reads mail. The law of a country may ask for more; single rules may too."),
    ),
    Rule(
        key="governance.voting_days", type="integer", default=7, unit="days", minimum=1, maximum=60,
        explanation=mark("How long a vote stays open."),
        story=mark("Paper ballots must arrive within this time."),
    ),
    Rule(
        key="governance.deferral_days", type="integer", default=7, unit="days", minimum=0, maximum=365,
        explanation=mark("How long after a vote closes until what was decided takes effect."),
        story=mark("In these days everybody can prepare, and orders that are placed still follow the old rule."),
    ),
    Rule(
        key="governance.quorum_bps", type="integer", default=2000, unit="basis points", minimum=0, maximum=10_000,
        explanation=mark("Which part of those on the roll must take part for an ordinary decision."),
        story=mark("Below it nothing is decided, and everything stays as it is."),
    ),
    Rule(
        key="governance.threshold_bps", type="integer", default=5000, unit="basis points", minimum=5000, maximum=9000,
        explanation=mark("The part of the votes cast, abstentions left out, that carries an ordinary decision."),
        story=mark("One half means more than half: one vote more for than against carries it."),
    ),
    Rule(
        key="governance.special_quorum_bps", type="integer", default=3000, unit="basis points", minimum=0, maximum=10_000,
        explanation=mark("Which part of those on the roll must take part for a special or a concurrent decision."),
        story=mark("Special decisions change how decisions are made, exclude a member, or recall somebody from an office."),
    ),
    Rule(
        key="governance.special_threshold_bps", type="integer", default=6667, unit="basis points", minimum=5000, maximum=9500,
        explanation=mark("The part of the votes cast, abstentions left out, that carries a special decision."),
        story=mark("Rules about rules need this much, so that a small majority cannot first lower the bar and then step over it."),
    ),
    Rule(
        key="governance.concurrent_threshold_bps", type="integer", default=5000, unit="basis points", minimum=5000, maximum=9000,
        explanation=mark("The part that carries a concurrent decision: overall, and in each of the classes that must agree."),
        story=mark("No class can be outvoted by another on what touches the living of both, such as the fee."),
    ),
    Rule(
        key="governance.concurrent_classes", type="list", default=["worker", "producer"], unit="",
        explanation=mark("The classes that must each agree to a concurrent decision. The others vote as well and count in the whole."),
        story=mark("A class that has nobody on the roll is not asked."),
        needs="concurrent",
    ),
    Rule(
        key="governance.escalating_classes", type="list", default=[], unit="",
        explanation=mark("The classes that may turn an ordinary decision into a special one, by voting against it by half or more."),
        story=mark("A guard for who founded the co-op or lives from it: such a class alone decides nothing, but asks the others for more."),
        needs="concurrent",
    ),
    Rule(
        key="governance.statutes_majority", type="text", default="concurrent", unit="", choices=("special", "concurrent"),
        explanation=mark("What changes the text of the statutes: a special majority, or one in each class that must agree."),
        story=mark("The statutes say who the members are to each other; most co-ops let no class be outvoted on them."),
        needs="concurrent",
    ),
    Rule(
        key="governance.secret_votes", type="boolean", default=True, unit="",
        explanation=mark("Whether votes are secret unless a proposal says otherwise."),
        story=mark("In an open vote everybody sees who voted how, and members may lend their vote to others. Votes about people are always secret."),
    ),
    Rule(
        key="governance.public_decisions", type="boolean", default=True, unit="",
        explanation=mark("Whether decisions are published for everybody to read. Those about people never are."),
        story=mark("Buyers, other co-ops and neighbours can then see what the members decided, and with which result."),
    ),
)  # fmt: skip
