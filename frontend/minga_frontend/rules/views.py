"""The rules: each with its value, what it means, its bounds, its history and what set it. Open to everybody."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.rules import words
from minga_frontend.shell.deeds import page
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

RULES = document(__file__, "rules.graphql")
RULE = document(__file__, "rule.graphql")
STATUTES = document(__file__, "statutes.graphql")

_GROUPS = (
    ("market", mark("Selling")),
    ("governance", mark("Deciding")),
    ("register", mark("Membership")),
    ("library", mark("Tools and rooms")),
    ("files", mark("Files")),
)


async def rules(request: Request) -> Response:
    """All rules on one page: members should find theirs by reading."""
    data = await ask(request, RULES)
    language = language_of(request)
    told = [_short(rule, language) for rule in data["rules"]]
    known = {prefix for prefix, _ in _GROUPS}
    groups = [(say(language, name), [one for one in told if one["group"] == prefix]) for prefix, name in _GROUPS]
    groups.append((say(language, mark("Other")), [one for one in told if one["group"] not in known]))
    return await page(
        request,
        "rules/rules.html",
        say(language, mark("Rules")),
        groups=[(name, some) for name, some in groups if some],
        statutes=data["statutes"],
    )


def _short(rule: Mapping[str, Any], language: str) -> dict[str, Any]:
    holding = next((one for one in rule["history"] if one["holds"]), rule["history"][-1])
    coming = [one for one in rule["history"] if not one["holds"] and one["effectiveAt"] > holding["effectiveAt"]]
    return {
        "key": rule["key"],
        "group": rule["key"].partition(".")[0],
        "name": words.name(rule["key"], rule["explanation"], language),
        "explanation": rule["explanation"],
        "value": words.value(rule["value"], rule["unit"], language),
        "is_long": rule["unit"] == "lines",
        "bounds": words.bounds(rule, language),
        "since": holding["effectiveAt"],
        "set_by": words.set_by(holding, language),
        "decision": holding["decisionId"],
        "coming": bool(coming),
    }


async def rule(request: Request) -> Response:
    """`/c/<co-op>/rules/<key>`: one rule, its history, what changes it, and what another value would have meant."""
    key, language = request.path_params["key"], language_of(request)
    form = Form(dict(request.query_params), language=language)
    tried = _tried(form)
    data = await ask(request, RULE, {"key": key, "tried": tried or 0, "trying": tried is not None})
    found = data["rule"]
    if found is None:
        raise HTTPException(404)
    if form["try"] and tried is not None and found["unit"] != "basis points":
        tried = None
    name = words.name(key, found["explanation"], language)
    return await page(
        request,
        "rules/rule.html",
        name,
        form,
        rule=found,
        value=words.value(found["value"], found["unit"], language),
        default=words.value(found["default"], found["unit"], language),
        bounds=words.bounds(found, language),
        majority=say(language, words.MAJORITIES[found["majority"]]),
        history=[
            {
                "value": words.value(one["value"], found["unit"], language),
                "from": one["effectiveAt"],
                "holds": one["holds"],
                "set_by": words.set_by(one, language),
                "decision": one["decisionId"],
            }
            for one in found["history"]
        ],
        waiting=[
            {**one, "value": words.value(wish["value"], found["unit"], language)}
            for one in data["proposalsAboutRule"]
            for wish in one["rules"]
            if wish["key"] == key
        ],
        trial=data.get("trial"),
        tried=None if tried is None else words.number(tried, found["unit"], language),
        can_try=key in ("market.fee_bps", "market.fee_tax_bps") and data["standing"] is not None,
        may_propose=data["standing"] is not None and "proposals.write" in data["standing"]["capabilities"],
    )


def _tried(form: Form) -> int | None:
    return form.rate("try", most=10_000) if form["try"].strip() else None


async def statutes(request: Request) -> Response:
    """`/c/<co-op>/statutes` and `/statutes/<number>`: a text, what set it, and what it changed."""
    number = request.path_params.get("number")
    data = await ask(request, STATUTES, {"version": number})
    if data["statutes"] is None and number is not None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "rules/statutes.html",
        data["statutes"]["title"] if data["statutes"] else say(language, mark("Statutes")),
        statutes=data["statutes"],
        versions=data["statutesVersions"],
        with_difference=request.query_params.get("show") == "difference",
        may_propose=data["standing"] is not None and "proposals.write" in data["standing"]["capabilities"],
    )


ROUTES = [
    Route("/c/{cooperative}/rules", rules, methods=["GET"]),
    Route("/c/{cooperative}/rules/{key}", rule, methods=["GET"]),
    Route("/c/{cooperative}/statutes", statutes, methods=["GET"]),
    Route("/c/{cooperative}/statutes/{number:int}", statutes, methods=["GET"]),
]
