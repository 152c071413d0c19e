"""What members decide about their register.

There is no rule that lets officers change classes once the members have voted: such a rule would let them choose the
voters who keep it. Before the first vote officers set classes up; after it a class changes by decision only.
"""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        key="register.admission",
        type="text",
        default="officers",
        choices=("officers", "vote"),
        unit="",
        explanation=mark("Who admits applicants: the officers, or the members by vote."),
    ),
    Rule(
        key="register.sponsors",
        type="integer",
        default=0,
        minimum=0,
        maximum=10,
        unit="members",
        explanation=mark("How many members must vouch for an applicant before anybody decides."),
    ),
    Rule(
        key="register.votes_per_member",
        type="text",
        default="each_class",
        choices=("each_class", "one_class"),
        unit="",
        explanation=mark(
            "Whether a member of several classes votes in each of them, or only in the one she joined first."
        ),
    ),
    Rule(
        key="register.notice_days",
        type="integer",
        default=30,
        minimum=0,
        maximum=730,
        unit="days",
        explanation=mark("How long before leaving a member gives notice, in classes that vote or hold shares."),
    ),
    Rule(
        key="register.repayment_wait_days",
        type="integer",
        default=90,
        minimum=0,
        maximum=1825,
        unit="days",
        explanation=mark("How long after somebody left the first part of her shares is paid back."),
    ),
    Rule(
        key="register.repayment_instalments",
        type="integer",
        default=1,
        minimum=1,
        maximum=60,
        unit="months",
        explanation=mark("In how many monthly parts the shares of somebody who left are paid back."),
    ),
    Rule(
        key="register.arrears_reminder_days",
        type="integer",
        default=14,
        minimum=1,
        maximum=365,
        unit="days",
        explanation=mark("How long dues may be open before their member is reminded."),
    ),
    Rule(
        key="register.arrears_suspension_days",
        type="integer",
        default=0,
        minimum=0,
        maximum=730,
        unit="days",
        explanation=mark("How long dues may be open before a member's rights rest until she pays; 0: they never rest."),
    ),
    Rule(
        key="register.work_hour_minor",
        type="integer",
        default=0,
        minimum=0,
        maximum=10_000_000,
        unit="minor units",
        explanation=mark(
            "What an hour of work counts when shares are paid by work, where a class allows that; 0: nothing."
        ),
    ),
    Rule(
        key="register.legal_hold_years",
        type="integer",
        default=6,
        minimum=0,
        maximum=30,
        unit="years",
        explanation=mark("How long it stays on record, as tax law wants, to whom an order was invoiced."),
    ),
)
