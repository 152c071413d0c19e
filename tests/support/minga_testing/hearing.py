"""Reviews, conversations, restrictions, helpers and a maker's day, for the matrices of roles and tenants."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.work import Work
from minga_testing import people
from minga_testing.shop import Goods, Program, Shop, Stall, fill, place, start
from minga_testing.trade import hand_over

Bound = tuple[str, dict[str, Any], bool]


@dataclass
class Heard:
    """Of the member: an order that a helper placed, one that was handed over, what she says of it, and whom she wrote to."""

    order: str = ""
    line: str = ""
    review: str = ""
    hidden: str = ""
    hiding: str = ""
    conversation: str = ""
    message: str = ""
    report: str = ""
    want: str = ""
    want_token: str = ""
    helped: str = ""


async def in_world(shop: Shop, stall: Stall, goods: Goods, made: Mapping[str, Program]) -> Heard:
    """One of each, through the API; two moderators hid one of two reviews."""
    member, heard = made["member"], Heard()
    heard.order, heard.line, heard.review = await _reviewed(shop, stall, goods, member)
    _, _, heard.hidden = await _reviewed(shop, stall, goods, member)
    asked = await made["coordinator"].wish(
        'askToHideReview(id: $id, reason: "An insult")', "... on HidingChanged { id }", id=("ID!", heard.hidden)
    )
    heard.hiding = asked["id"]
    agreed = await made["facilitator"].wish("agreeToHideReview(id: $id, agrees: true)", "", id=("ID!", heard.hiding))
    assert agreed["__typename"] == "HidingChanged", agreed
    begun = await member.wish(
        'writeToStall(stallId: $stall, words: "Is it wool?")',
        "... on ConversationChanged { id }",
        stall=("ID!", stall.id),
    )
    heard.conversation = begun["id"]
    told = await member.ask("query C($id: ID!) { conversation(id: $id) { messages { id } } }", id=heard.conversation)
    heard.message = told["conversation"]["messages"][0]["id"]
    await shop.by(stall.maker).wish('reportMessage(id: $id, reason: "Rude")', "", id=("ID!", heard.message))
    heard.report = (await made["coordinator"].ask("{ reportedMessages { id } }"))["reportedMessages"][0]["id"]
    wanted = await shop.visitor().wish('addWant(words: "Felt boots")', "... on WantNoted { id token }")
    heard.want, heard.want_token = wanted["id"], wanted["token"]
    heard.helped = await _helped(shop, goods, member)
    return heard


async def _reviewed(shop: Shop, stall: Stall, goods: Goods, buyer: Program) -> tuple[str, str, str]:
    """An order that was handed over, its line, and what its buyer says of it."""
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1000))["order"]
    await hand_over(shop, stall, order["parts"][0]["id"], 1000)
    line: str = order["parts"][0]["lines"][0]["id"]
    said = await buyer.wish(
        'reviewLine(lineId: $line, stars: 4, words: "Warm.", shownName: "Berta")',
        "... on ReviewChanged { id }",
        line=("ID!", line),
    )
    return order["id"], line, said["id"]


async def _helped(shop: Shop, goods: Goods, member: Program) -> str:
    """An order that somebody placed for the member, who had agreed to that."""
    database = shop.program.door.services.database
    helper = await people.sign_up(database, name="Helper")

    async def prove(work: Work) -> None:
        await work.execute("UPDATE identifier SET proven_at = $2 WHERE value = $1", helper.mail, work.now)

    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), prove)
    await member.wish("agreeToHelp(helper: $helper, scopes: [ORDERS])", "", helper=("String!", helper.mail))
    assert member.viewer.person_id is not None
    await shop.by(helper).wish("actFor(personId: $id)", "", id=("ID", ids.encode("person", member.viewer.person_id)))
    acting = shop.program.as_(replace(await people.look_again(database, helper.token), visitor_hash=b"h" * 32))
    await fill(acting, (goods, 1))
    await start(acting)
    placed: str = (await place(shop, acting, 1000))["order"]["id"]
    return placed


def wishes(an: Any, stall: str, agent: str) -> dict[str, Bound]:
    """What is wished with a capability; the last: whether what it names is made up."""
    lent = {"scopes": ["LISTS"], "signedOn": "2020-01-01", "endsAt": "2100-01-01T00:00:00Z"}
    laid = {"kind": "SELLING", "reason": "x", "evidence": "x", "endsAt": "2000-01-01T00:00:00Z"}
    return {
        "askToHideReview": ("reviews.moderate", {"id": an("rev"), "reason": "x"}, True),
        "agreeToHideReview": ("reviews.moderate", {"id": an("hid"), "agrees": True}, True),
        "decideReviewAppeal": ("reviews.moderate", {"id": an("hid"), "staysHidden": True}, True),
        "settleMessageReport": ("reviews.moderate", {"id": an("crep"), "outcome": "x"}, True),
        "restrictStall": ("stall.admit", {"stallId": stall, **laid}, False),
        "endRestriction": ("stall.admit", {"id": an("restr"), "because": "x"}, True),
        "enterHelpOnPaper": ("members.admit", {"agentId": agent, "helperAgentId": agent, **lent}, False),
        "setSynonyms": ("words.edit", {"words": "jumper sweater"}, False),
        "removeSynonyms": ("words.edit", {"id": an("syn")}, True),
        "confirmHelpOnPaper": ("members.admit", {"id": an("helppaper")}, True),
    }


def personal(an: Any, stall: str) -> dict[str, dict[str, Any]]:
    """What everybody signed in does for herself; what she names decides."""
    return {
        "answerReview": {"id": an("rev"), "words": "x"},
        "reportReview": {"id": an("rev"), "reason": "x"},
        "writeToStall": {"stallId": stall, "words": "x"},
        "writeToBuyer": {"partId": an("part"), "words": "x"},
        "answerConversation": {"id": an("conv"), "words": "x"},
        "readConversation": {"id": an("conv")},
        "blockConversation": {"id": an("conv"), "blocks": True},
        "reportMessage": {"id": an("cmsg"), "reason": "x"},
    }


def public(an: Any) -> dict[str, dict[str, Any]]:
    """What a visitor may do: an order of hers decides, not who asks."""
    return {
        "reviewLine": {"lineId": an("oline"), "stars": 5, "words": "", "shownName": "x"},
        "appealReviewHiding": {"id": an("rev"), "words": "x"},
        "addWant": {"words": "x"},
        "endWant": {"id": an("want"), "token": "none"},
    }


def reads(stall: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is read with a capability."""
    return {
        "reviewsToModerate": ("reviews.moderate", {}),
        "reportedMessages": ("reviews.moderate", {}),
        "restrictions": ("stall.see", {"stallId": stall}),
        "signedHelp": ("members.admit", {}),
        "makerToday": ("earnings.see", {"stallId": stall}),
        "lookedFor": ("stall.see", {"stallId": stall}),
    }


def named(heard: Heard, stall: str, product: str, other: str, file: str) -> dict[str, dict[str, Any]]:
    """Values for what the matrix of roles leaves out. What takes one thing of several has a recipe for each. `other`: a second product."""
    wanted = {"id": heard.want, "token": heard.want_token}
    about = {"productId": other, "orderId": heard.order}
    return {
        "Mutation.reviewLine": {"lineId": heard.line, "pictureFileId": file},
        **{f"Mutation.{name}": {"id": heard.review} for name in ("answerReview", "reportReview", "askToHideReview")},
        **{f"Mutation.{name}": {"id": heard.hiding} for name in ("agreeToHideReview", "decideReviewAppeal")},
        "Mutation.appealReviewHiding": {"id": heard.hidden},
        **{
            f"Mutation.{name}": {"id": heard.conversation}
            for name in ("answerConversation", "readConversation", "blockConversation")
        },
        "Mutation.reportMessage": {"id": heard.message},
        "Mutation.settleMessageReport": {"id": heard.report},
        **{
            f"Mutation.writeToStall.{argument}": {"stallId": stall, "words": "x", argument: one}
            for argument, one in about.items()
        },
        **{
            f"Query.{name}.{argument}": {argument: one}
            for name in ("reviewTally", "reviews")
            for argument, one in (("productId", product), ("stallId", stall))
        },
        "Query.reviewsOfOrder": {"orderId": heard.order},
        "Query.helperOfOrder": {"orderId": heard.helped},
        "Query.stallConversations": {"stallId": stall},
        "Query.conversation": {"id": heard.conversation},
        "Query.want": wanted,
        "Mutation.endWant": wanted,
    }


OPEN = frozenset({"reviewTally", "reviews", "restrictionRegister", "searchHelp", "synonyms", "want"})
"""Published, the same for everybody."""
OWN = frozenset(
    {
        "reviewsOfOrder",
        "myConversations",
        "myWants",
        "stallConversations",
        "conversation",
        "helpAgreements",
        "helpedDeeds",
        "helperOfOrder",
    }
)
"""Of the asker, or of the stall that she keeps herself."""
