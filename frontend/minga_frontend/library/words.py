"""What the library's codes are called."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

KINDS: Final[Mapping[str, str]] = {"TOOL": mark("A tool"), "ROOM": mark("A room")}
STEPS: Final[Mapping[str, str]] = {
    "15": mark("Quarters of an hour"),
    "30": mark("Half hours"),
    "60": mark("Full hours"),
    "1440": mark("Whole days"),
}
STATES: Final[Mapping[str, str]] = {
    "BOOKED": mark("to come"),
    "OUT": mark("out"),
    "RETURNED": mark("over"),
    "CANCELLED": mark("called off"),
    "MISSED": mark("nobody came"),
}
UNIT_STATES: Final[Mapping[str, str]] = {"USABLE": mark("usable"), "BROKEN": mark("broken")}
DEPOSITS: Final[Mapping[str, str]] = {
    "DUE": mark("to be paid at the hand-over"),
    "HELD": mark("with the co-op"),
    "SETTLED": mark("given back"),
}
WAYS: Final[Mapping[str, str]] = {"TILL": mark("In cash"), "BANK": mark("By bank")}
LOG: Final[Mapping[str, str]] = {
    "HANDED_OUT": mark("Handed out"),
    "HANDED_BACK": mark("Brought back"),
    "SERVICED": mark("Looked after"),
    "BROKEN": mark("Found broken"),
    "NOTE": mark("Note"),
}
WEEKDAYS: Final[Mapping[str, str]] = {
    "1": mark("Monday"),
    "2": mark("Tuesday"),
    "3": mark("Wednesday"),
    "4": mark("Thursday"),
    "5": mark("Friday"),
    "6": mark("Saturday"),
    "7": mark("Sunday"),
}
REFUSED: Final[Mapping[str, str]] = {
    "needs_hands": mark("A deposit needs somebody who hands it over."),
}
