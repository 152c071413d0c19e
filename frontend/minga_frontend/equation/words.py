"""The lines of a value equation in sentences."""

from collections.abc import Mapping
from typing import Any, Final

from minga_frontend.royalties.words import kind
from minga_platform.kernel.locale import mark, say, write_money, write_number, write_rate

_FOR: Final[Mapping[str, str]] = {
    "own": mark("to those who gave for the work itself"),
    "upstream": mark("to those who gave for the works that it was made from"),
    "all": mark("to all who gave for the work and for the works that it was made from"),
    "maintainers": mark("in equal parts to those who look after the work"),
}
_HOW: Final[Mapping[tuple[str, str], str]] = {
    ("points", "always"): mark("by points, each time anew"),
    ("points", "once"): mark("by points, each contribution once and then never again"),
    ("points", "owed"): mark("in proportion to what is owed, until it is paid off"),
    ("oldest", "owed"): mark("the oldest debt first, until it is paid off"),
}
PROBLEMS: Final[Mapping[str, str]] = {
    "lines": mark("Please write from one to sixty lines."),
    "buckets": mark("There must be a bucket, each with a name of its own, and together no more than 100 %."),
    "period": mark("Please choose a period that begins before it ends."),
}


def bucket(one: Mapping[str, Any], language: str) -> str:
    """What becomes of one part of an income."""
    if one["source"] == "fund":
        return say(language, mark("to the fund “%(fund)s”"), fund=one["fund"])
    sentence = say(language, _FOR[one["source"]])
    if one["source"] == "maintainers":
        return sentence
    sentence = f"{sentence}, {say(language, _HOW[one['division'], one['claim']])}"
    if one["kinds"]:
        kinds = ", ".join(kind(key, language) for key in one["kinds"])
        sentence = f"{sentence} ({kinds})"
    return sentence


def settings(equation: Mapping[str, Any], currency: str, language: str) -> list[str]:
    """What else the equation says, only where it says something."""
    found = []
    if equation["decayBps"]:
        found.append(
            say(language, mark("Each full year a contribution loses %(rate)s of its weight."),
                rate=write_rate(equation["decayBps"], language))
        )  # fmt: skip
    if equation["generationBps"] != 10_000:
        found.append(
            say(language, mark("Each further generation before counts %(rate)s of the one after it."),
                rate=write_rate(equation["generationBps"], language))
        )  # fmt: skip
    if equation["floorMinor"]:
        found.append(
            say(language, mark("Nobody gets less than %(amount)s of a part by points, while it suffices."),
                amount=write_money(equation["floorMinor"], currency, language))
        )  # fmt: skip
    if equation["capBps"] != 10_000:
        found.append(
            say(language, mark("Nobody gets more than %(rate)s of a part by points."),
                rate=write_rate(equation["capBps"], language))
        )  # fmt: skip
    if equation["ofRemaining"]:
        found.append(say(language, mark("Percentages are of what the parts before have left.")))
    found.append(
        say(language, mark("What a part cannot use stays due and waits."))
        if equation["unusedWaits"] or equation["ofRemaining"]
        else say(language, mark("What a part cannot use goes to the next one."))
    )
    return found


def problem(code: str, language: str) -> str:
    """What is wrong with lines."""
    known = PROBLEMS.get(code)
    if known:
        return say(language, known)
    number = int(code.removeprefix("line "))
    return say(language, mark("Line %(number)s cannot be read."), number=write_number(number, language))
