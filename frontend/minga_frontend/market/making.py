"""Which design a product is made from: the part of its own page where its maker says so."""

from typing import Any, Final

from starlette.requests import Request

from minga_frontend.asking import ask, document
from minga_frontend.royalties.words import BASES
from minga_frontend.shell.deeds import do, named, told
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_rate

MADE_FROM = document(__file__, "made_from.graphql")
SET = document(__file__, "set_made_from.graphql")
MADE: Final = told("goods.made_from", mark("Noted. The price story tells what stays with the design."))


async def made_from(request: Request, product_id: str, form: Form | None = None) -> dict[str, Any]:
    """What that part of the page needs; `form`: what was typed and refused."""
    data = await ask(request, MADE_FROM, {"id": product_id})
    origin, language = data["productOrigin"], language_of(request)
    releases = [
        (one["releaseId"], f"{one['title']} {one['version']} · {one['licence']}") for one in data["makeableReleases"]
    ]
    if origin and origin["releaseId"] not in {key for key, _ in releases}:
        # An older version than the newest, or one that was withdrawn since: it stays what it is made from.
        releases.insert(0, (origin["releaseId"], f"{origin['title']} {origin['version']} · {origin['licence']}"))
    if form is None:
        values = {"release": origin["releaseId"], "thanks": write_rate(origin["thanksBps"], "en")} if origin else {}
        form = Form({"release": "", "thanks": "0", **values}, language=language)
    return {
        "origin": origin,
        "origin_form": form,
        "releases": [("", say(language, mark("nothing of these"))), *releases],
        "bases": named(request, BASES),
    }


async def save(request: Request, product_id: str, form: Form) -> bool:
    """Send what was typed; whether it was taken."""
    thanks = form.rate("thanks", most=3000, needed=False) or 0
    if form.problems:
        return False
    wish = {"product": product_id, "release": form["release"] or None, "thanks": thanks}
    return await do(request, SET, wish, form, fields={"thanks_bps": "thanks", "NOT_LICENSED": "release"}) is not None
