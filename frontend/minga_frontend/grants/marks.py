"""Marks of quality: what they say, who holds them, visits and appeals."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.attestation.words import STATES
from minga_frontend.grants import words
from minga_frontend.registry.showing import shelf
from minga_frontend.shell.deeds import do, languages_of, named, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

MARKS = document(__file__, "marks.graphql")
STANDARD = document(__file__, "standard.graphql")
ADOPT = document(__file__, "adopt.graphql")
ASK = document(__file__, "ask_mark.graphql")
VISIT = document(__file__, "visit.graphql")
APPEAL = document(__file__, "appeal.graphql")
DECIDE = document(__file__, "decide_appeal.graphql")
_DONE = told("marks.done", mark("Done."))
_DRAFTED = told(
    "marks.drafted",
    mark("The standard is written. Now put it to the vote: its text, and the letters that name it, stand below."),
)


async def marks(request: Request) -> Response:
    """`/c/<co-op>/commons/marks`: everybody sees what is held; members ask, visit, appeal; keepers adopt and decide.

    `…/marks/<mark>` is the same page for one mark, so that goods can link to what shows it.
    """
    form = await typed(request)
    cooperative = await here(request)
    assert cooperative is not None
    languages = languages_of(request, cooperative)
    if request.method == "POST":
        signed_in(request)
        done = await _deed(request, form, languages)
        if done:
            return see(request, within(request, "/commons/marks"), done=done)
    one = request.path_params.get("mark")
    data = await ask(request, MARKS, {"id": one})
    if one is not None and not data["qualityMarks"]:
        raise HTTPException(404)
    standards = data["qualityStandards"]
    if one is not None:
        standards = [each for each in standards if each["id"] == data["qualityMarks"][0]["standard"]["id"]]
    may = set(data["standing"]["capabilities"]) if data["standing"] else set[str]()
    return await page(
        request,
        "grants/marks.html",
        say(language_of(request), mark("Marks of quality")),
        form,
        shelf=shelf(request, "/commons/marks"),
        languages=languages,
        one_only=one is not None,
        standards=standards,
        marks=data["qualityMarks"],
        me=data["standing"]["agentId"] if data["standing"] else "",
        states=named(request, STATES),
        subjects=named(request, words.SUBJECTS),
        may_write="commons.write" in may,
        may_keep="commons.keep" in may,
    )


async def _deed(request: Request, form: Form, languages: list[tuple[str, str]]) -> str | None:
    """The flash sentence when it was done; None where it was refused and the form says why."""
    wish: dict[str, Any]
    match form["what"]:
        case "standard":
            days = form.number("days", least=30, most=3660)
            lines = {code: form[f"points-{code}"].splitlines() for code, _own in languages}
            longest = max((len(some) for some in lines.values()), default=0)
            points = [
                {"text": [{"language": code, "text": some[place]} for code, some in lines.items() if place < len(some)]}
                for place in range(longest)
            ]
            wish = {
                "name": form.texts("name", languages),
                "text": form.texts("text", languages),
                "points": [one for one in points if any(each["text"].strip() for each in one["text"])],
                "days": days,
            }
            if (
                form.problems
                or await do(request, STANDARD, wish, form, fields={"points": "points-" + languages[0][0]}) is None
            ):
                return None
            return _DRAFTED
        case "adopt":
            asked, wish = ADOPT, {"id": form["id"], "decision": form["decision"].strip()}
        case "ask":
            subject = form.choice("subject", words.SUBJECTS)
            asked, wish = ASK, {
                "standard": form["id"], "subject": subject, "id": form["subject_id"].strip(), "statement": form["statement"],
            }  # fmt: skip
        case "visit":
            on = form.day("on")
            met = set(form.every("met"))
            asked, wish = VISIT, {
                "id": form["id"], "on": on.isoformat() if on else "", "note": form["note"],
                "answers": [str(place) in met for place in range(min(form.whole("points"), 40))],
            }  # fmt: skip
        case "appeal":
            asked, wish = APPEAL, {"id": form["id"], "reason": form["reason"]}
        case "decide":
            granted = form.choice("grant", ("yes", "no"))
            asked, wish = DECIDE, {"id": form["id"], "grant": granted == "yes", "explanation": form["explanation"]}
        case _:
            raise HTTPException(404)
    if form.problems or await do(request, asked, wish, form) is None:
        return None
    return _DONE


ROUTES = [
    Route("/c/{cooperative}/commons/marks", marks, methods=["GET", "POST"]),
    Route("/c/{cooperative}/commons/marks/{mark}", marks, methods=["GET"]),
]
