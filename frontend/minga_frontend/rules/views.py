"""The rules: each with its value, what it means, its bounds, its history and what set it. Open to everybody."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.shell.around import around
from minga_frontend.shell.pages import language_of, render
from minga_platform.kernel.locale import mark, say, say_many, write_number, write_rate

RULES = document(__file__, "rules.graphql")

_NAMES: Mapping[str, str] = {
    "market.reservation_minutes": mark("Goods held during checkout"),
    "market.cancellation_minutes": mark("Time to cancel"),
    "market.bank_transfer_days": mark("Wait for a bank transfer"),
    "market.hold_days": mark("Hold on earnings"),
    "market.fee_bps": mark("The co-op's fee"),
    "market.fee_tax_bps": mark("Tax on the fee"),
    "market.tax_rounding": mark("How tax is rounded"),
    "market.payout_bank_hold_hours": mark("Pause after a changed payee"),
}
_WORDS: Mapping[str, str] = {"line": mark("on each line"), "order": mark("once per order and rate")}
_SET_BY: Mapping[str, str] = {
    "FOUNDING": mark("founding statutes, version %(number)s"),
    "DECLARED_DEFAULT": mark("default of a rule that came with a new release"),
    "DECISION": mark("decision of the members"),
}


async def rules(request: Request) -> Response:
    """All rules on one page: members should find theirs by reading."""
    data = await ask(request, RULES)
    language = language_of(request)
    return render(
        request,
        "rules/rules.html",
        shell=await around(request),
        title=say(language, mark("Rules")),
        rules=[_told(rule, language) for rule in data["rules"]],
        statutes=data["statutes"],
    )


def _told(rule: Mapping[str, Any], language: str) -> dict[str, Any]:
    name = _NAMES.get(rule["key"])
    unit = rule["unit"]
    bounds = ""
    if rule["minimum"] is not None and rule["maximum"] is not None:
        low, high = (_number(rule[end], unit, language) for end in ("minimum", "maximum"))
        bounds = say(language, mark("from %(low)s to %(high)s"), low=low, high=high)
    elif rule["choices"]:
        bounds = ", ".join(_word(one, language) for one in rule["choices"])
    return {
        "key": rule["key"],
        "name": say(language, name) if name else rule["key"],
        "explanation": rule["explanation"],
        "value": _value(rule["value"], unit, language),
        "bounds": bounds,
        "history": [_version(version, unit, language) for version in rule["history"]],
    }


def _version(version: Mapping[str, Any], unit: str, language: str) -> dict[str, Any]:
    source = _SET_BY[version["setBy"]]
    return {
        "id": version["id"],
        "value": _value(version["value"], unit, language),
        "from": version["effectiveAt"],
        "holds": version["holds"],
        "set_by": say(language, source, number=version["statutesNumber"] or ""),
    }


def _value(value: Mapping[str, Any], unit: str, language: str) -> str:
    if value["number"] is not None:
        return _number(value["number"], unit, language)
    if value["isOn"] is not None:
        return say(language, mark("yes") if value["isOn"] else mark("no"))
    return ", ".join(_word(one, language) for one in value["words"])


def _number(number: int, unit: str, language: str) -> str:
    match unit:
        case "basis points":
            return write_rate(number, language)
        case "minutes":
            return say_many(language, "%(num)s minute", "%(num)s minutes", number)
        case "hours":
            return say_many(language, "%(num)s hour", "%(num)s hours", number)
        case "days":
            return say_many(language, "%(num)s day", "%(num)s days", number)
        case _:
            return f"{write_number(number, language)} {unit}".rstrip()


def _word(word: str, language: str) -> str:
    known = _WORDS.get(word)
    return say(language, known) if known else word


ROUTES = [Route("/c/{cooperative}/rules", rules, methods=["GET"])]
