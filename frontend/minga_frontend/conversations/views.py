"""Messages: a buyer's list, a stall's list, one conversation, and the page that begins one."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document
from minga_frontend.market.inside import at_stall, kept_stall, sections
from minga_frontend.market.showing import answered
from minga_frontend.shell.deeds import confirmation, do, page, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

MINE = document(__file__, "mine.graphql")
OF_STALL = document(__file__, "of_stall.graphql")
ONE = document(__file__, "one.graphql")
ABOUT = document(__file__, "about.graphql")
ORDERED = document(__file__, "ordered.graphql")
PART = document(__file__, "part.graphql")
WRITE = document(__file__, "write.graphql")
WRITE_TO_BUYER = document(__file__, "write_to_buyer.graphql")
ANSWER = document(__file__, "answer.graphql")
READ = document(__file__, "read.graphql")
BLOCK = document(__file__, "block.graphql")
REPORT = document(__file__, "report.graphql")

_SENT: Final = told("messages.sent", mark("Your message is on its way."))
_BLOCKED: Final = told("messages.blocked", mark("You hear no more from the other side. You can end this here."))
_UNBLOCKED: Final = told("messages.unblocked", mark("The two of you can write again."))
_REPORTED: Final = told(
    "messages.reported", mark("The moderators see this one message, and nothing else of what you wrote to each other.")
)


async def mine(request: Request) -> Response:
    """`/c/<co-op>/messages`: what a buyer wrote, and what she was answered."""
    signed_in(request)
    listed = (await answered(request, MINE, {"after": request.query_params.get("after")}))["myConversations"]
    return await _list(request, listed, say(language_of(request), mark("Your messages")), within(request, "/messages"))


async def of_stall(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/messages`: what buyers want to know."""
    stall = await kept_stall(request)
    wish = {"id": stall["id"], "after": request.query_params.get("after")}
    listed = (await answered(request, OF_STALL, wish))["stallConversations"]
    # Whoever coordinates sees the stall's other pages, whose row leads here: she is told why there is nothing for her.
    theirs = listed is None
    if listed is None:
        listed = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    title = say(language_of(request), mark("Messages to %(stall)s"), stall=stall["name"])
    here = at_stall(request, stall["slug"], "/messages")
    return await _list(
        request, listed, title, here, shelf=sections(request, stall["slug"], "messages"), stall=stall, theirs=theirs
    )


async def _list(request: Request, listed: dict[str, Any], title: str, here: str, **more: Any) -> Response:
    info = listed["pageInfo"]
    return await page(
        request,
        "conversations/list.html",
        title,
        headers={"cache-control": "no-store"},
        shelf=more.pop("shelf", ()),
        nodes=listed["nodes"],
        after=f"{here}?after={info['endCursor']}" if info["hasNextPage"] else None,
        stall=more.pop("stall", None),
        theirs=more.pop("theirs", False),
    )


async def one(request: Request) -> Response:
    """`/c/<co-op>/messages/<conversation>`: read, answer, stop it, or show a message to the moderators."""
    signed_in(request)
    form, asked = await typed(request), request.path_params["conversation"]
    here = within(request, f"/messages/{asked}")
    if request.method == "POST":
        answer = await _deed(request, form, asked, here)
        if answer is not None:
            return answer
    found = (await ask(request, ONE, {"id": asked}))["conversation"]
    if found is None:
        raise HTTPException(404)
    if found["isUnread"]:
        await do(request, READ, {"id": asked}, Form())
    stalls = found["side"] == "stall"
    return await page(
        request,
        "conversations/one.html",
        say(
            language_of(request),
            mark("Messages with %(name)s"),
            name=found["buyerName"] if stalls else found["stallName"],
        ),
        form,
        headers={"cache-control": "no-store"},
        shelf=sections(request, found["stallSlug"], "messages") if stalls else (),
        one=found,
        back=at_stall(request, found["stallSlug"], "/messages") if stalls else within(request, "/messages"),
    )


async def _deed(request: Request, form: Form, asked: str, here: str) -> Response | None:
    what, language = form["what"], language_of(request)
    if what == "answer":
        done = await do(request, ANSWER, {"id": asked, "words": form["words"]}, form)
        return None if done is None else see(request, here, done=_SENT)
    if what in ("block", "unblock"):
        if what == "block" and not form.confirmed:
            return await confirmation(
                request, form, title=say(language, mark("Hear no more from the other side?")),
                text=say(language, mark("Neither of you can write to the other until you end this. Nobody else is told.")),
                button=say(language, mark("Hear no more")), back=here,
            )  # fmt: skip
        done = await do(request, BLOCK, {"id": asked, "blocks": what == "block"}, form)
        return None if done is None else see(request, here, done=_BLOCKED if what == "block" else _UNBLOCKED)
    if what == "report":
        done = await do(request, REPORT, {"id": form["message"], "reason": form["reason"]}, form)
        return None if done is None else see(request, here, done=_REPORTED)
    raise HTTPException(404)


async def write(request: Request) -> Response:
    """`/c/<co-op>/s/<stall>/write?product=&order=`: begin a conversation, or go on with the one about the same thing."""
    signed_in(request)
    form, given = await typed(request), request.query_params
    product_slug, order_id = given.get("product", "")[:200], given.get("order", "")[:60]
    wish = {"stall": request.path_params["stall"][:200], "product": product_slug, "order": order_id}
    data = await ask(request, ABOUT, wish)
    stall, product, order = (
        data["stall"],
        data["product"] if product_slug else None,
        data["order"] if order_id else None,
    )
    if stall is None or (product_slug and product is None) or (order_id and order is None):
        raise HTTPException(404)
    sent = {"stall": stall["id"], "order": order and order["id"], "product": product and product["id"]}
    return await _written(
        request, form, WRITE, sent, to=stall["name"], product=product, order=order,
        back=within(request, f"/s/{stall['slug']}"), back_says=mark("Back to the stall"),
    )  # fmt: skip


async def about_order(request: Request) -> Response:
    """`/c/<co-op>/orders/<order>/write/<part>`: its buyer writes to a stall of it, whether or not that is open today."""
    signed_in(request)
    order = (await ask(request, ORDERED, {"id": request.path_params["order"][:60]}))["order"]
    parts = order["parts"] if order else []
    part = next((one for one in parts if one["id"] == request.path_params["part"] and one["takesMessages"]), None)
    if part is None:
        raise HTTPException(404)
    return await _written(
        request, await typed(request), WRITE, {"stall": part["stallId"], "order": order["id"], "product": None},
        to=part["stallName"], order=order, back=within(request, f"/orders/{order['id']}"), back_says=mark("Back to the order"),
    )  # fmt: skip


async def to_buyer(request: Request) -> Response:
    """`/c/<co-op>/stall/<stall>/write/<part>`: who keeps the stall writes to the buyer about her order."""
    stall = await kept_stall(request)
    part = (await ask(request, PART, {"id": request.path_params["part"][:60]}))["sellerOrder"]
    if part is None or part["stallId"] != stall["id"] or not part["takesMessages"]:
        raise HTTPException(404)
    return await _written(
        request, await typed(request), WRITE_TO_BUYER, {"part": part["id"]}, to=part["buyerName"],
        part=part, back=at_stall(request, stall["slug"], "/orders"), back_says=mark("Back to the orders"),
        shelf=sections(request, stall["slug"], "orders"),
    )  # fmt: skip


async def _written(
    request: Request, form: Form, wish: Document, about: dict[str, Any], *, to: str, back_says: str, **more: Any
) -> Response:
    """The page on which something is written, and where it leads once it is on its way."""
    language = language_of(request)
    if request.method == "POST":
        done = await do(request, wish, about | {"words": form["words"]}, form)
        if done is not None:
            return see(request, within(request, f"/messages/{done['id']}"), done=_SENT)
    title = say(language, mark("Write to %(stall)s"), stall=to)
    return await page(
        request, "conversations/write.html", title, form, back_says=say(language, back_says),
        **{"product": None, "order": None, "part": None, **more},
    )  # fmt: skip


ROUTES = [
    Route("/c/{cooperative}/messages", mine),
    Route("/c/{cooperative}/messages/{conversation}", one, methods=["GET", "POST"]),
    Route("/c/{cooperative}/stall/{stall}/messages", of_stall),
    Route("/c/{cooperative}/stall/{stall}/write/{part}", to_buyer, methods=["GET", "POST"]),
    Route("/c/{cooperative}/orders/{order}/write/{part}", about_order, methods=["GET", "POST"]),
    Route("/c/{cooperative}/s/{stall}/write", write, methods=["GET", "POST"]),
]
