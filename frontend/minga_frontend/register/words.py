"""What the register's codes mean to people."""

from collections.abc import Mapping
from typing import Any

from minga_platform.kernel.locale import mark, say

RIGHTS: Mapping[str, str] = {
    "vote": mark("vote"),
    "propose": mark("bring proposals"),
    "stand": mark("stand for offices"),
    "attend": mark("come to assemblies"),
}
RIGHTS_FROM: Mapping[str, str] = {
    "admission": mark("Rights begin with admission."),
    "first_instalment": mark("Rights begin with the first payment for the shares."),
    "paid": mark("Rights begin once the shares are paid."),
}
WAYS: Mapping[str, str] = {
    "money": mark("With money"),
    "sales": mark("Out of my sales"),
    "work": mark("By work"),
}
BASES: Mapping[str, str] = {
    "sales": mark("by sales"),
    "purchases": mark("by purchases"),
    "hours": mark("by hours of work"),
    "none": mark("not at all"),
}
STATES: Mapping[str, str] = {
    "sponsoring": mark("Members are asked to vouch"),
    "waiting": mark("The officers decide"),
    "voting": mark("The members decide by vote"),
    "admitted": mark("Admitted"),
    "refused": mark("Refused"),
    "withdrawn": mark("Withdrawn"),
}
FLAWS: Mapping[str, str] = {
    "herself": mark("does not count: nobody vouches for herself"),
    "no_member": mark("does not count: not a member with a vote now"),
    "ring": mark("does not count: they vouched for each other in a ring"),
}
EVENTS: Mapping[str, str] = {
    "joined": mark("Joined"),
    "entitled": mark("Rights began"),
    "suspended": mark("Rights rest"),
    "resumed": mark("Rights are back"),
    "notified": mark("Gave notice"),
    "left": mark("Left"),
    "excluded": mark("Excluded by decision of the members"),
    "moved": mark("Moved to another class"),
}
OBSTACLES: Mapping[str, str] = {
    "open_order": mark("An order is still under way."),
    "open_stall": mark("Your stall is still open: close it first."),
    "borrowed": mark("You have something that belongs to all of us, or a deposit with us: bring it back first."),
    "earnings": mark("Earnings of your stall are not paid out yet."),
    "debt": mark("Something is still owed."),
    "shares": mark("You still hold shares: leave first, and let them be paid back or leave them to the co-op."),
    "office": mark("You still hold an office."),
    "running_vote": mark("A vote is running in which you stand on the roll."),
}
PROBLEMS: Mapping[str, str] = {
    "required": mark("Something that is needed is empty."),
    "class_unknown": mark("There is no such class here."),
    "kind_unknown": mark("Please write person or organisation."),
    "date_unreadable": mark("Please write dates like 2019-05-31."),
    "future": mark("This day is still to come."),
    "number_unreadable": mark("This is no number."),
    "number_taken": mark("This number belongs to somebody else."),
    "amount_unreadable": mark("This is no amount."),
    "class_without_shares": mark("This class has no shares."),
    "mail_address": mark("This is no mail address."),
    "twice": mark("This row stands in the file twice."),
    "too_many_cells": mark("There are more cells than columns."),
    "length": mark("This is too long."),
    "characters": mark("This has a character that cannot be kept. Please type it anew."),
    "one_line": mark("Please write this in one line."),
}


def listed(codes: Any, words: Mapping[str, str], language: str) -> str:
    """Codes in words, with commas between."""
    return ", ".join(say(language, words[code]) for code in words if code in codes)


def terms(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A class's terms with their words."""
    return {
        **one,
        "may": listed(one["rights"], RIGHTS, language),
        "begins": say(language, RIGHTS_FROM[one["rightsFrom"]]) if one["rights"] else "",
        "returns": say(language, BASES[one["patronageBasis"]]),
        "ways": listed(one["shareWays"], WAYS, language),
    }
