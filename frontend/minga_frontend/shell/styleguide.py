"""Every component with sample words, at `/dev/style`: to look at and to test for accessibility. Not in production."""

from datetime import UTC, datetime
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import Link, Notice, Place, Shell, render
from minga_platform.kernel.locale import mark, say

ACCENTS: Final = ("clay", "leaf", "indigo", "plum", "ochre")


def _euro(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "EUR"}


def _story(language: str) -> list[dict[str, Any]]:
    def tell(sentence: str) -> str:
        return say(language, sentence)

    return [
        {"kind": "maker", "label": "Aurora Telares", "amount": _euro(2410)},
        {
            "kind": "fee",
            "label": tell(mark("The co-op's work")),
            "amount": _euro(226),
            "why": tell(mark("8% of the net price, adopted by the founding assembly")),
            "href": "#",
        },
        {"kind": "commons", "label": tell(mark("Royalty to the designers")), "amount": _euro(96)},
        {"kind": "tax", "label": tell(mark("VAT")), "amount": _euro(594)},
        {"kind": "payment", "label": tell(mark("Cost of the card payment")), "amount": _euro(94)},
    ]


def show(request: Request) -> Response:
    """The page; `?accent=leaf` shows it in another co-op's colour. Only where the demonstration runs."""
    door = getattr(request.app.state, "door", None)
    if door is not None and not door.services.demo:
        raise HTTPException(404)
    accent = request.query_params.get("accent", ACCENTS[0])
    language = request.state.language
    form = Form(
        values={"name": "Ana", "email": "ana@", "pickup": "plaza", "unit": "g", "agree": ""},
        problems={
            "email": say(language, mark("This address has no place after the @. What you typed was kept.")),
            "stock": say(language, mark("Write a whole number, 0 or more.")),
        },
    )
    shell = Shell(
        place=Place("valle", "Minga del Valle", accent if accent in ACCENTS else ACCENTS[0], "Europe/Madrid", "es"),
        person_name="Aurora",
        cart_count=3,
        shelf=tuple(
            Link(say(language, sentence), "#", current=number == 0)
            for number, sentence in enumerate(
                (mark("Everything"), mark("Textiles"), mark("Pottery"), mark("Wood"), mark("Vegetables"), mark("Bread"))
            )
        ),
        notices=(Notice(say(language, mark("Your stall is open.")), "good"),),
        demo=True,
    )
    return render(
        request,
        "shell/styleguide.html",
        shell=shell,
        title=say(language, mark("The parts of our pages")),
        form=form,
        money=_euro,
        story=_story(language),
        accents=ACCENTS,
        start=datetime(2026, 11, 28, 9, tzinfo=UTC),
        end=datetime(2026, 11, 28, 11, tzinfo=UTC),
    )


def routes() -> list[Route]:
    return [Route("/dev/style", show)]
