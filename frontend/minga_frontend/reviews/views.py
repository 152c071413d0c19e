"""Reviews on the pages of goods, stalls and orders, and the desk where two moderators look at what was reported."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, viewer_of
from minga_frontend.market.showing import answered, sources
from minga_frontend.shell.deeds import do, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say, write_number

SHOWN = document(__file__, "shown.graphql")
OF_ORDER = document(__file__, "of_order.graphql")
REVIEW = document(__file__, "review.graphql")
ANSWER = document(__file__, "answer.graphql")
REPORT = document(__file__, "report.graphql")
APPEAL = document(__file__, "appeal.graphql")
DESK = document(__file__, "desk.graphql")

_THANKS: Final = told("reviews.said", mark("Thank you. What you say stands with the goods."))
_ANSWERED: Final = told("reviews.answered", mark("Your answer stands below the review."))
_REPORTED: Final = told(
    "reviews.reported", mark("The moderators look at it. Nothing is hidden before two of them agree.")
)
_APPEALED: Final = told("reviews.appealed", mark("A third moderator looks at it and decides."))
_DEEDS: Final[Mapping[str, tuple[Document, str]]] = {
    "ask": (
        document(__file__, "ask_to_hide.graphql"),
        told("reviews.asked", mark("A second moderator must agree before it is hidden.")),
    ),
    "agree": (
        document(__file__, "agree.graphql"),
        told("reviews.decided", mark("Written down. Who is concerned is told.")),
    ),
    "decide": (document(__file__, "decide.graphql"), "reviews.decided"),
    "settle": (document(__file__, "settle.graphql"), "reviews.decided"),
}


async def shown(
    request: Request, stall_slug: str, *, product_id: str | None = None, stall_id: str | None = None
) -> dict[str, Any]:
    """What `reviews/list.html` needs; for the pages of a product and of a stall."""
    wish = {"product": product_id, "stall": stall_id, "after": request.query_params.get("reviews")}
    data = await answered(request, SHOWN, wish)
    language = language_of(request)
    tally, listed = data["reviewTally"] or {"reviews": 0, "averageTenths": None}, data["reviews"]
    average = None if tally["averageTenths"] is None else write_number(Decimal(tally["averageTenths"]) / 10, language)
    return {
        "count": tally["reviews"],
        "average": average,
        "nodes": listed["nodes"] if listed else [],
        "after": listed["pageInfo"]["endCursor"] if listed and listed["pageInfo"]["hasNextPage"] else None,
        "stall": stall_id,
        "keeps": any(one["slug"] == stall_slug for one in data["myStalls"]),
        "may_report": data["standing"] is not None,
        "may_moderate": data["standing"] is not None and "reviews.moderate" in data["standing"]["capabilities"],
    }


async def of_order(request: Request, order_id: str, token: str) -> list[dict[str, Any]]:
    """What `reviews/of_order.html` needs; for the page of an order."""
    lines: list[dict[str, Any]] = (await ask(request, OF_ORDER, {"id": order_id, "token": token or None}))[
        "reviewsOfOrder"
    ]
    return lines


async def write(request: Request) -> Response:
    """`/c/<co-op>/orders/<order>/review/<line>?t=`: say something about one thing, or change it."""
    form, order_id, line_id = await typed(request), request.path_params["order"], request.path_params["line"]
    token = (form["t"] or request.query_params.get("t", ""))[:100]
    lines = await of_order(request, order_id, token)
    line = next((one for one in lines if one["lineId"] == line_id), None)
    if line is None:
        raise HTTPException(404)
    review = line["review"]
    back = within(request, f"/orders/{order_id}")
    if request.method == "POST":
        stars = form.number("stars", least=1, most=5)
        if not form.problems:
            wish = {
                "line": line_id, "stars": stars, "words": form["words"], "name": form["name"], "token": token or None,
                "picture": form["picture"] or None,
            }  # fmt: skip
            if await do(request, REVIEW, wish, form, fields={"shownName": "name"}) is not None:
                return see(request, back, t=token, done=_THANKS)
    elif review is not None:
        form.values = {
            **form.values,
            "stars": str(review["stars"]),
            "words": review["words"],
            "name": review["shownName"],
        }
    return await page(
        request,
        "reviews/write.html",
        say(language_of(request), mark("What do you say about %(what)s?"), what=line["title"]),
        form,
        headers={"cache-control": "no-store", "referrer-policy": "no-referrer"},
        line=line,
        order_id=order_id,
        token=token,
        picture=request.query_params.get("file", "") or form["picture"],
        signed=viewer_of(request).person_id is not None,
        sources=sources,
    )


async def appeal(request: Request) -> Response:
    """POST `/c/<co-op>/orders/<order>/appeal`: the author says why it should be shown after all."""
    form = await typed(request)
    wish = {"id": form["review"], "words": form["words"], "token": form["t"][:100] or None}
    back = within(request, f"/orders/{request.path_params['order']}")
    if await do(request, APPEAL, wish, form) is None:
        return await _refused(request, form, back)
    return see(request, back, t=form["t"], done=_APPEALED)


async def answer(request: Request) -> Response:
    """POST `/c/<co-op>/reviews/<review>/<answer|report>`, from the page of the goods."""
    signed_in(request)
    form, verb, review = await typed(request), request.path_params["verb"], request.path_params["review"]
    back = within(request, f"/p/{form['product'][:200]}")
    if verb == "answer":
        done = await do(request, ANSWER, {"id": review, "words": form["words"]}, form)
    elif verb == "report":
        done = await do(request, REPORT, {"id": review, "reason": form["reason"]}, form)
    else:
        raise HTTPException(404)
    if done is None:
        return await _refused(request, form, back)
    return see(request, f"{back}#reviews", done=_ANSWERED if verb == "answer" else _REPORTED)


async def _refused(request: Request, form: Form, back: str) -> Response:
    title = say(language_of(request), mark("That was not possible"))
    return await page(request, "reviews/refused.html", title, form, back=back)


async def desk(request: Request) -> Response:
    """`/c/<co-op>/moderation`: what was reported, what waits for a second one, appeals, and messages that were shown to us."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        what = form["what"]
        if what not in _DEEDS:
            raise HTTPException(404)
        wish: dict[str, Any] = {"id": form["id"]}
        if what == "ask":
            wish["reason"] = form["reason"]
        elif what == "agree":
            wish["agrees"] = form["yes"] == "yes"
        elif what == "decide":
            wish["hidden"] = form["yes"] == "yes"
        else:
            wish["outcome"] = form["reason"]
        asked, sentence = _DEEDS[what]
        if await do(request, asked, wish, form) is not None:
            return see(request, within(request, "/moderation"), done=sentence)
    data = await ask(request, DESK)
    if data["reviewsToModerate"] is None:
        raise HTTPException(404)
    title = say(language_of(request), mark("Moderation"))
    return await page(
        request,
        "reviews/desk.html",
        title,
        form,
        cases=data["reviewsToModerate"],
        messages=data["reportedMessages"] or [],
    )


ROUTES = [
    Route("/c/{cooperative}/orders/{order}/review/{line}", write, methods=["GET", "POST"]),
    Route("/c/{cooperative}/orders/{order}/appeal", appeal, methods=["POST"]),
    Route("/c/{cooperative}/reviews/{review}/{verb}", answer, methods=["POST"]),
    Route("/c/{cooperative}/moderation", desk, methods=["GET", "POST"]),
]
