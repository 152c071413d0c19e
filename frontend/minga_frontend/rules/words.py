"""Rules and their values in the reader's words; proposals use them as well."""

from collections.abc import Mapping
from typing import Any, Final

from minga_platform.kernel.locale import mark, say, say_many, write_number, write_rate

NAMES: Final[Mapping[str, str]] = {
    "market.reservation_minutes": mark("Goods held during checkout"),
    "market.cancellation_minutes": mark("Time to cancel"),
    "market.bank_transfer_days": mark("Wait for a bank transfer"),
    "market.weight_tolerance_bps": mark("How much heavier it may be"),
    "market.hold_days": mark("Hold on earnings"),
    "market.no_show_fee_bps": mark("Fee for an order not fetched"),
    "market.voucher_months": mark("How long vouchers last"),
    "market.voucher_least": mark("Smallest voucher on sale"),
    "market.voucher_most": mark("Largest voucher on sale"),
    "trade.reminder_days": mark("Days between reminders"),
    "trade.reminders_most": mark("Reminders of an unpaid invoice"),
    "market.fee_bps": mark("The co-op's fee"),
    "market.living_wage_minor": mark("The living wage"),
    "market.fee_tax_bps": mark("Tax on the fee"),
    "market.tax_rounding": mark("How tax is rounded"),
    "market.payout_bank_hold_hours": mark("Pause after a changed payee"),
    "market.payout_onward_days": mark("How long earnings rest in a maker's card account"),
    "market.payout_two_officers_from": mark("Payouts that need two officers"),
    "market.discrepancy_two_officers_from": mark("Differences that two people settle"),
    "market.dispute_fee_party": mark("Who bears the charge of a lost dispute"),
    "market.cancellation_until": mark("Until when a buyer may cancel"),
    "market.card_capture": mark("When a card is charged"),
    "market.card_capture_hours": mark("When kept card money is taken by itself"),
    "market.card_alert_hours": mark("When officers hear that card money lapses"),
    "market.cycle_fees_most_bps": mark("The most that a cycle's fees may take"),
    "market.cycle_grace_minutes": mark("Grace after a cycle closed"),
    "market.cycle_late_payment": mark("Orders paid after their cycle closed"),
    "market.order_words_points": mark("Order of a search: the words"),
    "market.order_season_points": mark("Order of a search: season"),
    "market.order_cycle_points": mark("Order of a search: order cycles"),
    "market.order_there_points": mark("Order of a search: not sold out"),
    "market.order_fresh_points": mark("Order of a search: new goods"),
    "market.order_fresh_days": mark("Order of a search: how long goods are new"),
    "market.order_turn_points": mark("Order of a search: a stall's turn"),
    "market.restriction_days": mark("How long a restriction may last"),
    "market.stand_days": mark("How long afterwards a sale at the table may be told"),
    "market.withdrawal_days": mark("Time to withdraw from a purchase"),
    "market.withdrawal_refund_days": mark("Time to give the money back"),
    "reviews.editing_days": mark("How long a review may be changed"),
    "governance.sponsors": mark("Sponsors of a proposal"),
    "governance.sponsoring_days": mark("Time to find sponsors"),
    "governance.discussion_days": mark("Time to discuss"),
    "governance.notice_days": mark("Notice before a vote"),
    "governance.voting_days": mark("How long a vote is open"),
    "governance.deferral_days": mark("From a vote until it takes effect"),
    "governance.quorum_bps": mark("Quorum of an ordinary decision"),
    "governance.threshold_bps": mark("What carries an ordinary decision"),
    "governance.special_quorum_bps": mark("Quorum of a special decision"),
    "governance.special_threshold_bps": mark("What carries a special decision"),
    "governance.concurrent_threshold_bps": mark("What carries a concurrent decision"),
    "governance.concurrent_classes": mark("Classes that must each agree"),
    "governance.escalating_classes": mark("Classes that may raise the bar"),
    "governance.statutes_majority": mark("What changes the statutes"),
    "governance.secret_votes": mark("Secret votes"),
    "governance.public_decisions": mark("Public decisions"),
    "governance.ballot_floor": mark("Ballots that a class needs to be shown"),
    "contributions.attestors": mark("Words that a contribution needs"),
    "contributions.day_attestors": mark("Words that the hours of a work day need"),
    "contributions.back_days": mark("How long afterwards one may write down what one gave"),
    "contributions.hours_period": mark("Period of the hours owed"),
    "contributions.hours_owed_worker": mark("Hours that workers give"),
    "contributions.hours_owed_producer": mark("Hours that producers give"),
    "contributions.hours_owed_consumer": mark("Hours that consumers give"),
    "contributions.hours_owed_contributor": mark("Hours that contributors give"),
    "contributions.hours_owed_supporter": mark("Hours that supporters give"),
    "contributions.hours_owed_community": mark("Hours that the community gives"),
    "contributions.hours_owed_other": mark("Hours that members of other classes give"),
    "commons.value_equation": mark("How income is shared"),
    "files.member_mib": mark("Room for the files of one member"),
    "files.cooperative_mib": mark("Room for the files of all"),
    "files.upload_hours": mark("How long a half-brought file waits"),
    "library.most_bookings": mark("Bookings that one may have to come"),
    "library.ahead_days": mark("How far ahead one may book"),
    "library.grace_minutes": mark("How long a booking waits for who is late"),
    "groups.officers_grant_minor": mark("What officers may grant a working group"),
    "groups.consent_days": mark("Time for a working group to consent"),
    "register.admission": mark("Who admits new members"),
    "register.votes_per_member": mark("Votes of who is in several classes"),
    "register.sponsors": mark("Members who vouch for an applicant"),
    "register.notice_days": mark("Notice before leaving"),
    "register.repayment_wait_days": mark("Wait before shares are paid back"),
    "register.repayment_instalments": mark("Parts in which shares are paid back"),
    "register.arrears_reminder_days": mark("When open dues are called to mind"),
    "register.arrears_suspension_days": mark("When rights rest because of open dues"),
    "register.work_hour_minor": mark("What an hour of work pays of a share"),
    "register.legal_hold_years": mark("How long invoices keep their names"),
    "assemblies.notice_days": mark("Notice before an assembly"),
    "assemblies.quorum_bps": mark("Quorum of an assembly"),
    "assemblies.most_mandates": mark("Absent members that one may speak for"),
    "assemblies.mandates_count": mark("Mandates count for the quorum"),
    "governance.delegation_depth": mark("Through how many hands a vote may be lent"),
    "grievances.mediation_days": mark("Time for a mediation"),
    "grievances.panel_days": mark("Time for a panel to decide"),
    "grievances.appeal_days": mark("Time to appeal"),
    "offices.pause_terms": mark("Pause after the last term"),
    "offices.handover_days": mark("Time to hand an office over"),
    "grants.certificate_days": mark("How long a certificate holds"),
    "marks.visits": mark("Visits that a mark of quality needs"),
    "attestation.ring_size": mark("Circles that give each other no weight"),
    "attestation.ring_days": mark("Time in which circles are looked for"),
    "attestation.status_needs": mark("Words that a status needs"),
    "attestation.status_days": mark("How long a status counts"),
}
_WORDS: Final[Mapping[str, str]] = {
    "line": mark("on each line"),
    "month": mark("a month"),
    "quarter": mark("a quarter"),
    "half_year": mark("half a year"),
    "year": mark("a year"),
    "order": mark("once per order and rate"),
    "officers": mark("the officers"),
    "vote": mark("the members by vote"),
    "each_class": mark("one in each class"),
    "one_class": mark("one, in the class joined first"),
    "special": mark("a special majority"),
    "concurrent": mark("a majority in each class that must agree"),
    "ordinary": mark("an ordinary majority"),
    "minutes": mark("for some minutes"),
    "preparation": mark("until a stall begins to prepare it"),
    "at_placement": mark("when the order is placed"),
    "at_handover": mark("when its first part is handed over"),
    "accept": mark("the order is taken"),
    "refund": mark("the money goes back"),
    "cooperative": mark("the co-op"),
    "maker": mark("the maker"),
}
MAJORITIES: Final[Mapping[str, str]] = {
    "ordinary": mark("an ordinary majority"),
    "special": mark("a special majority"),
    "concurrent": mark("a majority in each class that must agree"),
}
_SET_BY: Final[Mapping[str, str]] = {
    "FOUNDING": mark("founding statutes, version %(number)s"),
    "DECLARED_DEFAULT": mark("default of a rule that came with a new release"),
    "DECISION": mark("decision of the members"),
}


def name(key: str, explanation: str, language: str) -> str:
    """What a rule is called; a rule that has no name here yet is told by its explanation."""
    known = NAMES.get(key)
    return say(language, known) if known else explanation.rstrip(".")


def value(told: Mapping[str, Any], unit: str, language: str) -> str:
    """A value as people say it."""
    if told["number"] is not None:
        return number(told["number"], unit, language)
    if told["isOn"] is not None:
        return say(language, mark("yes") if told["isOn"] else mark("no"))
    between = " · " if unit == "lines" else ", "
    return between.join(word(one, language) for one in told["words"]) or say(language, mark("none"))


def number(count: int, unit: str, language: str) -> str:  # noqa: C901, PLR0912 - one line for each unit
    """A number with what it counts."""
    match unit:
        case "basis points":
            return write_rate(count, language)
        case "minutes":
            return say_many(language, "%(num)s minute", "%(num)s minutes", count)
        case "hours":
            return say_many(language, "%(num)s hour", "%(num)s hours", count)
        case "days":
            return say_many(language, "%(num)s day", "%(num)s days", count)
        case "members":
            return say_many(language, "%(num)s member", "%(num)s members", count)
        case "ballots":
            return say_many(language, "%(num)s ballot", "%(num)s ballots", count)
        case "hands":
            return say_many(language, "%(num)s hand", "%(num)s hands", count)
        case "mandates":
            return say_many(language, "%(num)s mandate", "%(num)s mandates", count)
        case "bookings":
            return say_many(language, "%(num)s booking", "%(num)s bookings", count)
        case "terms":
            return say_many(language, "%(num)s term of office", "%(num)s terms of office", count)
        case "points":
            return say_many(language, "%(num)s point", "%(num)s points", count)
        case "months":
            return say_many(language, "%(num)s month", "%(num)s months", count)
        case "years":
            return say_many(language, "%(num)s year", "%(num)s years", count)
        case "times":
            return say_many(language, "%(num)s time", "%(num)s times", count)
        case "units of the currency":
            return say_many(language, "%(num)s unit of the currency", "%(num)s units of the currency", count)
        case "cents" | "minor units":
            return say_many(language, "%(num)s cent", "%(num)s cents", count)
        case _:
            return f"{write_number(count, language)} {unit}".rstrip()


def word(code: str, language: str) -> str:
    """A choice by its name; a class of the co-op's own by its key."""
    known = _WORDS.get(code)
    return say(language, known) if known else code


def bounds(rule: Mapping[str, Any], language: str) -> str:
    """What it may be, as a phrase; empty where everything may be."""
    if rule["minimum"] is not None and rule["maximum"] is not None:
        low, high = (number(rule[end], rule["unit"], language) for end in ("minimum", "maximum"))
        return say(language, mark("from %(low)s to %(high)s"), low=low, high=high)
    return ", ".join(word(one, language) for one in rule["choices"])


def set_by(version: Mapping[str, Any], language: str) -> str:
    """What set a value."""
    return say(language, _SET_BY[version["setBy"]], number=version["statutesNumber"] or "")
