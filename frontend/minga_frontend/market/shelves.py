"""The shelves of a co-op's market: what there is, and one more. For those who run the market's day."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here, viewer_of
from minga_frontend.coordination.views import sections
from minga_frontend.market import typed as reading
from minga_frontend.market.keeping import keeping_page
from minga_frontend.market.typed import onwards, problems_of, refused, sign_in_first, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_number

SHELVES = document(__file__, "shelves.graphql")
ADD_CATEGORY = document(__file__, "add_category.graphql")


async def shelves(request: Request) -> Response:
    """`/c/<co-op>/coordination/shelves`."""
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    cooperative, language = await here(request), language_of(request)
    assert cooperative is not None
    data = await ask(request, SHELVES)
    if data["standing"] is None or "categories.edit" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    languages = reading.languages_of(request, cooperative)
    form = Form()
    if request.method == "POST":
        form = await typed(request)
        done = (await ask(request, ADD_CATEGORY, {"name": reading.read_texts(form, "name", languages)}))["done"]
        if not refused(done):
            return onwards(request, f"/c/{cooperative.slug}/coordination/shelves?done=saved")
        form.problems = problems_of(request, done, {"name": f"name-{languages[0][0]}"})
    return await keeping_page(
        request,
        "shelves.html",
        say(language, mark("Shelves")),
        form,
        shelf=sections(request, "shelves"),
        categories=data["categories"],
        shelf_rows=[[one["name"], write_number(one["listings"], language)] for one in data["categories"]],
        languages=languages,
    )


ROUTES = [Route("/c/{cooperative}/coordination/shelves", shelves, methods=["GET", "POST"])]
