"""What buyers are told about lots and weights, and members about what they buy together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

RECALL: Final = Path(__file__).with_name("recall_letter.graphql").read_text()
QUESTION: Final = Path(__file__).with_name("question_letter.graphql").read_text()
"""Run as the recipient, with the token of her link: a letter can tell no more than she may see."""

_RECALL_SUBJECT: Final = mark("Called back: something of your order %(number)s at %(name)s")
_QUESTION_SUBJECT: Final = mark("A question about order %(number)s at %(name)s")
_GROUP_SUBJECT: Final = mark("Bought together: %(title)s")


def write_recall(data: Mapping[str, Any], *, language: str, zone: str, link: str) -> Written:
    """Of everything in this order that is called back. A text message says the same: nothing of it may be left out."""
    return _write("recall.txt", _RECALL_SUBJECT, data, language, zone, link, recalls=data["lotRecalls"])


def write_question(data: Mapping[str, Any], *, language: str, zone: str, link: str) -> Written:
    """What the buyer is asked about weights, as long as her answer is awaited."""
    asked = [one for one in data["weightQuestions"] or [] if one["state"] == "asked"]
    return _write("question.txt", _QUESTION_SUBJECT, data, language, zone, link, questions=asked)


def write_group(facts: Mapping[str, Any], *, language: str, zone: str, link: str) -> Written:
    """`facts`: name, title, state, cases, allotted (as it is shown; empty for nothing), promised (where less came than was promised)."""
    subject = say(language, _GROUP_SUBJECT, title=facts["title"])
    text = render_text("produce/group.txt", language=language, timezone=zone, link=link, **facts)
    return Written(subject, text.strip() + "\n")


def _write(
    template: str, subject: str, data: Mapping[str, Any], language: str, zone: str, link: str, **more: Any
) -> Written:
    facts = {"number": data["order"]["number"], "name": data["here"]["name"]}
    text = render_text(
        f"produce/{template}",
        language=language,
        timezone=zone,
        order=data["order"],
        cooperative=data["here"],
        link=link,
        **more,
    )
    return Written(say(language, subject, **facts), text.strip() + "\n")
