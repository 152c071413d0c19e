"""How income is shared: the rules in plain words, their history, and what other lines would have given."""

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.equation import words
from minga_frontend.registry.showing import shelf
from minga_frontend.royalties.words import kind
from minga_frontend.shell import deeds
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

EQUATION = document(__file__, "equation.graphql")
TRIAL = document(__file__, "trial.graphql")
_PICTURE: Final = ("fee", "commons", "payment", "maker", "delivery", "tax")
_LONGEST: Final = 6000


async def equation(request: Request) -> Response:
    """`/c/<co-op>/commons/equation`; `lines`, `since` and `until` try other lines out, without changing anything."""
    language = language_of(request)
    cooperative = await here(request)
    assert cooperative is not None
    data = await ask(request, EQUATION)
    versions = data["equationVersions"]
    holding = next((one for one in versions if one["holds"]), None)
    tries = data["standing"] is not None and "royalties.see" in data["standing"]["capabilities"]
    values = {name: request.query_params.get(name, "")[:_LONGEST] for name in ("lines", "since", "until")}
    if not values["lines"] and holding is not None:
        today = datetime.now(ZoneInfo(cooperative.zone)).date()
        values = {
            "lines": "\n".join(holding["equation"]["lines"]),
            "since": (today - timedelta(days=90)).isoformat(),
            "until": today.isoformat(),
        }
    form = Form(values, language=language)
    asked = tries and "lines" in request.query_params
    tried = await _tried(request, form, ZoneInfo(cooperative.zone)) if asked else None
    return await deeds.page(
        request,
        "equation/equation.html",
        say(language, mark("How income is shared")),
        form,
        shelf=shelf(request, "/commons/equation"),
        versions=versions,
        holding=holding,
        parts=_parts(holding["equation"], language) if holding else [],
        settings=words.settings(holding["equation"], cooperative.currency, language) if holding else [],
        kind=lambda key: kind(key, language),
        tries=tries,
        tried=tried,
        proposing=within(request, "/proposals/new")
        + "?"
        + urlencode({"kind": "rule_change", "rule": "commons.value_equation"}),
    )


def _parts(found: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Hundred euros, as the parts of an income: the bar and its legend."""
    parts = [
        {
            "kind": _PICTURE[place % len(_PICTURE)],
            "label": f"{one['name']}",
            "why": words.bucket(one, language),
            "bps": one["bps"],
        }
        for place, one in enumerate(found["buckets"])
    ]
    rest = 10_000 - sum(one["bps"] for one in found["buckets"])
    if rest > 0:
        label = say(language, mark("stays due"))
        parts.append({"kind": "other", "label": label, "why": "", "bps": rest})
    return parts


async def _tried(request: Request, form: Form, zone: ZoneInfo) -> dict[str, Any] | None:
    since, until = form.day("since"), form.day("until")
    if since is None or until is None:
        return None
    lines = [line.strip() for line in form["lines"].splitlines() if line.strip()]
    wish = {
        "lines": lines,
        "since": datetime.combine(since, datetime.min.time(), zone).isoformat(),
        "until": datetime.combine(until + timedelta(days=1), datetime.min.time(), zone).isoformat(),
    }
    found: dict[str, Any] | None = (await ask(request, TRIAL, wish))["equationTrial"]
    if found is not None and found["problem"]:
        # The sentence is whole already: it stands beside the field as it is.
        form.problems["lines"] = words.problem(found["problem"], form.language)
    return found["trial"] if found else None


ROUTES = [Route("/c/{cooperative}/commons/equation", equation)]
