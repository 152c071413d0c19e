"""On what legal basis the co-op uses features that touch money: open to everybody, recorded by an officer."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.law import words
from minga_frontend.shell.deeds import confirmation, do, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

BASES = document(__file__, "bases.graphql")
RECORD = document(__file__, "record.graphql")
END = document(__file__, "end.graphql")
_RECORDED: Final = told("law.recorded", mark("Recorded. The feature is on."))
_ENDED: Final = told("law.ended", mark("Ended. The feature is off; what was done with it stays."))


async def bases(request: Request) -> Response:
    """`/c/<co-op>/law`."""
    return await _page(request, {})


async def _page(request: Request, typed_in: dict[str, Form]) -> Response:
    data, language = await ask(request, BASES), language_of(request)
    features = [
        {
            **one,
            "name": say(language, words.FEATURES[one["feature"]][0]),
            "question": say(language, words.FEATURES[one["feature"]][1]),
            "form": typed_in.get(one["feature"]) or Form(language=language),
        }
        for one in data["legalBases"]
    ]
    return await page(
        request,
        "law/bases.html",
        say(language, mark("On what legal basis")),
        status=422 if any(form.problems for form in typed_in.values()) else 200,
        features=features,
        may="settings.edit" in (data["standing"]["capabilities"] if data["standing"] else ()),
    )


async def record(request: Request) -> Response:
    """POST `…/law/<feature>`: record a basis."""
    signed_in(request)
    feature = request.path_params["feature"].upper()
    if feature not in words.FEATURES:
        raise HTTPException(404)
    cooperative = await here(request)
    assert cooperative is not None
    form = (await typed(request)).part(feature)
    form.words("basis")
    day = form.day("until", needed=False)
    if not form.problems:
        # The last day counts whole: the basis ends with it, by the co-op's own clock.
        until = (
            datetime.combine(day + timedelta(days=1), time(), ZoneInfo(cooperative.zone)).isoformat() if day else None
        )
        if await do(request, RECORD, {"feature": feature, "basis": form["basis"], "until": until}, form) is not None:
            return see(request, within(request, f"/law#{feature}"), done=_RECORDED)
    return await _page(request, {feature: form.as_part(feature)})


async def end(request: Request) -> Response:
    """POST `…/law/<feature>/end`: switch a feature off, after asking once."""
    signed_in(request)
    feature, language = request.path_params["feature"].upper(), language_of(request)
    if feature not in words.FEATURES:
        raise HTTPException(404)
    form = await typed(request)
    if not form.confirmed:
        return await confirmation(
            request, form, title=say(language, mark("Switch this off?")),
            text=say(language, mark("Nothing new is done with it until somebody records a basis again. What was done stays.")),
            button=say(language, mark("Switch it off")), back=within(request, "/law"),
        )  # fmt: skip
    if await do(request, END, {"feature": feature}, form) is None:
        return await _page(request, {feature: form})
    return see(request, within(request, "/law"), done=_ENDED)


ROUTES = [
    Route("/c/{cooperative}/law", bases),
    Route("/c/{cooperative}/law/{feature}", record, methods=["POST"]),
    Route("/c/{cooperative}/law/{feature}/end", end, methods=["POST"]),
]
