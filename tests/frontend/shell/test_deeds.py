"""How pages do things: what is wrong is told once above, by the field's own name and leading to it, and once beside the field."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from minga_frontend import app, asking
from minga_frontend.shell import pages
from minga_frontend.shell.deeds import refuse, told
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import Elsewhere, inside, link, see, within
from minga_frontend.shell.pages import Place, Shell
from minga_frontend.shell.protection import Protection

PAGE = """{% extends "shell/base.html" %}{% import "shell/components.html" as ui %}{% block main %}<h1>{{ title }}</h1>
<form method="post">{{ ui.key(form) }}{{ ui.field(form, "name", "Name <of it>") }}{{ ui.select(form, "kind", "Kind", [("a", "A")]) }}
{{ ui.texts(form, "title", "Title", [("en", "English"), ("es", "español")]) }}</form>
<a href="{{ within('/rules') }}">Rules</a>{% endblock %}"""


def _page(form: Form) -> str:
    """As `render` writes it, without a request."""
    environment = pages.environment()
    template = environment.from_string(PAGE)
    environment.cache[(None, "test")] = template  # type: ignore[index]
    reading = pages._Reading(place="valle", address_language="es")
    token = pages._reading.set(reading)
    try:
        written = template.render(
            form=form, title="A page", shell=Shell(place=Place("valle", "Valle")), nonce="n", language="en",
            direction="ltr", path="/",
        )  # fmt: skip
        for place, forms, title in reading.summaries:
            written = written.replace(place, pages._summary(written, forms, title))
    finally:
        pages._reading.reset(token)
    return written


def test_the_summary_names_each_field_and_leads_to_it() -> None:
    form = Form(
        {"name": "<x>"}, {"name": "Too long.", "title-es": "Please fill this in.", "form": "The shop is <shut>."}
    )
    html = _page(form)
    summary = re.search(r'<div class="summary".*?</div>', html, re.DOTALL)
    assert summary
    lines = re.findall(r"<li>(.*?)</li>", summary[0])
    assert lines == [
        '<a href="#name"><span class="which">Name &lt;of it&gt;:</span> Too long.</a>',
        '<a href="#title-es"><span class="which">español:</span> Please fill this in.</a>',
        "The shop is &lt;shut&gt;.",
    ]
    assert "There are 3 problems" in summary[0]
    assert html.index('class="summary"') < html.index("<h1>")
    assert 'aria-describedby="name-error"' in html
    assert "\x00" not in html


def test_without_problems_there_is_no_summary() -> None:
    assert 'class="summary"' not in _page(Form({"name": "x"}))


def test_a_link_within_keeps_language_and_co_op() -> None:
    assert 'href="/es/c/valle/rules"' in _page(Form())


def test_a_form_keeps_its_key() -> None:
    form = Form({"key": "k-1"})
    assert form.key == "k-1"
    fresh = Form()
    assert len(fresh.key) >= 20
    assert f'name="key" value="{fresh.key}"' in _page(fresh)


REFUSAL = {"code": "INVALID_INPUT", "message": "In the API's words.", "field": "price_minor", "rule": "range"}


@pytest.mark.parametrize(
    ("done", "fields", "problems"),
    [
        (REFUSAL | {"minimum": "1", "maximum": "9"}, {"price_minor": "price"}, {"price": "Please write a number between 1 and 9."}),
        (REFUSAL | {"minimum": None, "maximum": "9"}, {"price_minor": "price"}, {"price": "In the API's words."}),
        (REFUSAL | {"field": "title", "rule": "required"}, {}, {"title-en": "Please fill this in."}),
        (REFUSAL | {"field": "contact.name", "rule": "unheard"}, {}, {"contact-name": "In the API's words."}),
        (REFUSAL | {"field": "nowhere", "rule": "required"}, {}, {"nowhere": "Please fill this in."}),
        ({"code": "STOCK_HELD", "message": "Three are held."}, {"STOCK_HELD": "stock"}, {"stock": "Three are held."}),
        ({"code": "STOCK_HELD", "message": "Three are held."}, {}, {"form": "Three are held."}),
        ({"message": "The name or the password is wrong."}, {}, {"form": "The name or the password is wrong."}),
    ],
)  # fmt: skip
def test_a_refusal_finds_its_field(done: dict[str, str], fields: dict[str, str], problems: dict[str, str]) -> None:
    form = Form({"title-en": "", "contact-name": "x", "price": "0"})
    refuse(form, done, fields)
    assert form.problems == problems


def test_a_page_may_say_a_refusal_better() -> None:
    form = Form()
    refuse(form, {"code": "NOT_FOUND", "message": "Not found."}, {}, {"NOT_FOUND": "Please fill this in."})
    assert form.problems == {"form": "Please fill this in."}


def test_all_fields_are_read_before_anything_is_said() -> None:
    form = Form(
        {"price": "12,50", "rate": "8,5 %", "day": "2026-11-28", "at": "2026-11-28T18:00", "bad": "x", "late": "31", "kind": "z",
         "title-en": "Bowl", "title-es": " "},
        several={"tick": ["a", "b"]},
    )  # fmt: skip
    assert form.money("price", "EUR") == 1250
    assert form.rate("rate") == 850
    assert form.day("day") == date(2026, 11, 28)
    moment = form.moment("at", ZoneInfo("Europe/Madrid"))
    assert moment is not None
    assert moment.astimezone(UTC) == datetime(2026, 11, 28, 17, tzinfo=UTC)
    assert form.every("tick") == ["a", "b"]
    languages = [("en", "English"), ("es", "español")]
    before = [{"language": "ar", "text": "وعاء"}, {"language": "es", "text": "Cuenco"}]
    assert form.texts("title", languages, before) == [before[0], {"language": "en", "text": "Bowl"}]
    assert form.problems == {}
    assert form.number("bad") is None
    assert form.number("late", least=1, most=30) is None
    assert form.number("nothing", needed=False) is None
    assert form.money("absent", "EUR") is None
    assert form.choice("kind", ("a", "b")) is None
    assert form.moment("bad", UTC) is None
    assert form.problems == {
        "bad": "Please write a number.",
        "late": "Please write a number between 1 and 30.",
        "absent": "Please fill this in.",
        "kind": "Please choose one of these.",
    }


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "", "/" + "a" * 600]
)
def test_no_way_back_leads_to_another_site(address: str) -> None:
    assert inside(address, "/account") == "/account"


def test_a_way_back_within_the_site_is_taken() -> None:
    assert inside("/es/c/valle/orders?view=done", "/account") == "/es/c/valle/orders?view=done"


async def _first(request: Request) -> Response:
    raise Elsewhere(link(request, "/sign-in", next=link(request, request.url.path)))


async def _went(request: Request) -> Response:
    return see(request, within(request, "/orders#here", a="1", b=""), done="x")


def _client() -> TestClient:
    inner = Starlette(
        routes=[Route("/first", _first), Route("/c/{cooperative}/went", _went, methods=["POST"])],
        exception_handlers={HTTPException: app.not_here},
    )
    return TestClient(Protection(inner), base_url="http://localhost", follow_redirects=False)


def test_whoever_has_to_go_elsewhere_goes_there_and_comes_back() -> None:
    answer = _client().get("/es/first")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/es/sign-in?next=/es/first"


def test_after_a_deed_the_page_is_shown_in_the_same_language_once() -> None:
    answer = _client().post("/es/c/valle/went")
    assert answer.headers["location"] == "/es/c/valle/orders?a=1&done=x#here"


def test_a_flash_sentence_has_one_name() -> None:
    assert told("test.one", "Please fill this in.") == "test.one"
    assert told("test.one", "Please fill this in.") == "test.one"
    with pytest.raises(AssertionError, match="two sentences"):
        told("test.one", "This is too long.")


def test_shared_fragments_stand_in_the_documents_that_spread_them() -> None:
    whole = asking.complete("mutation M { done: leave { __typename ...Why } }")
    assert whole.count("fragment Why on Refusal") == 1
    assert asking.complete(whole) == whole
    assert "fragment" not in asking.complete("query { here { ... on Thing { why } } }")
