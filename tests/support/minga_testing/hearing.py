"""Reviews, conversations, restrictions, helpers and a maker's day, for the matrices of roles and tenants."""

from typing import Any

Bound = tuple[str, dict[str, Any], bool]


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


def named(an: Any, stall: str, product: str, order: str, line: str, file: str) -> dict[str, dict[str, Any]]:
    """Values for what the matrix of roles leaves out."""
    return {
        "Mutation.reviewLine": {"lineId": line, "pictureFileId": file},
        "Mutation.writeToStall": {"productId": product, "orderId": order},
        "Query.reviewTally": {"productId": product, "stallId": stall},
        "Query.reviews": {"productId": product, "stallId": stall},
        "Query.reviewsOfOrder": {"orderId": order},
        "Query.helperOfOrder": {"orderId": order},
        "Query.stallConversations": {"stallId": stall},
        "Query.conversation": {"id": an("conv")},
        "Mutation.setSynonyms": {"id": an("syn"), "words": "jumper sweater"},
        "Query.want": {"id": an("want"), "token": "none"},
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
