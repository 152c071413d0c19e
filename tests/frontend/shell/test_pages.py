"""What every page carries: language, protection, weight, and nothing that a content policy would have to allow."""

import gzip
import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

import minga_frontend
from minga_frontend.shell import pages, styleguide
from minga_frontend.shell.pages import Shell, render
from minga_frontend.shell.protection import Protection
from minga_frontend.shell.static import STATIC
from minga_platform.kernel.locale import LANGUAGES, Text

ROOT = Path(minga_frontend.__file__).parent
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))


def _plain(request: Request) -> Response:
    return PlainTextResponse(request.state.language + " " + request.url.path)


def _paying(request: Request) -> Response:
    return render(request, "shell/base.html", title="Check and pay", form_action=("https://pay.example",))


def _signed_in(request: Request) -> Response:
    return render(request, "shell/base.html", title="Mine", shell=Shell(person_name="Ana"))


def _client(*, https: bool = False) -> TestClient:
    routes = [*styleguide.routes(), STATIC.route(), Route("/plain", _plain), Route("/paying", _paying), Route("/mine", _signed_in)]  # fmt: skip
    return TestClient(Protection(Starlette(routes=routes), https=https), base_url="http://localhost")


def _write(source: str, **context: Any) -> str:
    return pages.environment().from_string(source).render(**context)


def test_a_page_has_a_strict_policy_with_a_nonce_of_its_own() -> None:
    client = _client()
    policies = [client.get("/dev/style").headers["content-security-policy"] for _ in range(2)]
    nonces = [re.search(r"'nonce-([\w-]{20,})'", policy) for policy in policies]
    assert all(nonces)
    assert policies[0] != policies[1]
    assert "unsafe" not in policies[0]
    for part in (
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert part in policies[0]
    page = client.get("/dev/style")
    assert f'nonce="{_nonce(page.headers["content-security-policy"])}"' in page.text


def _nonce(policy: str) -> str:
    found = re.search(r"'nonce-([\w-]+)'", policy)
    assert found
    return found.group(1)


def test_only_the_page_that_leads_to_the_payment_page_may_send_forms_there() -> None:
    client = _client()
    assert "form-action 'self' https://pay.example;" in client.get("/paying").headers["content-security-policy"]
    assert "https://pay.example" not in client.get("/dev/style").headers["content-security-policy"]


def test_answers_that_are_no_pages_may_do_nothing_in_a_browser() -> None:
    answer = _client().get("/plain")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers
    assert "strict-transport-security" in _client(https=True).get("/plain").headers


def test_a_page_for_somebody_signed_in_is_not_kept_by_the_browser() -> None:
    assert _client().get("/mine").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_needs_what_the_policy_forbids(template: str) -> None:
    text = re.sub(r"{#.*?#}", "", (ROOT / template).read_text(), flags=re.DOTALL)
    assert not re.search(r"<[^>]*\sstyle=", text), "style attributes are refused by the policy"
    assert not re.search(r"<[^>]*\son\w+=", text), "inline handlers are refused by the policy"
    assert not re.search(r"<style|javascript:|data:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "nonce=" in script


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_compiles(template: str) -> None:
    pages.environment().get_template(template)


def test_the_address_names_the_language_and_it_is_remembered() -> None:
    client = _client()
    answer = client.get("/ar/plain", headers={"accept-language": "fr"})
    assert answer.text == "ar /plain"
    assert "language=ar" in answer.headers["set-cookie"]
    assert client.get("/plain", headers={"accept-language": "fr"}).text == "ar /plain"
    client.cookies.clear()
    assert client.get("/plain", headers={"accept-language": "de, fr;q=0.8"}).text == "fr /plain"
    assert client.get("/plain", headers={"accept-language": "de"}).text == "en /plain"


def test_a_language_that_is_none_of_ours_is_part_of_the_address() -> None:
    assert _client().get("/de/plain").status_code == 404


def test_a_page_says_its_language_and_direction_and_offers_itself_in_the_others() -> None:
    page = _client().get("/ar/dev/style?accent=leaf").text
    assert '<html lang="ar" dir="rtl"' in page
    for language in LANGUAGES:
        assert f'href="/{language}/dev/style?accent=leaf"' in page


def test_links_keep_the_language_of_the_address_and_only_then() -> None:
    client = _client()
    assert 'href="/es/cart"' in client.get("/es/dev/style").text
    client.cookies.clear()
    assert 'href="/cart"' in client.get("/dev/style").text


def test_what_people_wrote_is_escaped() -> None:
    assert _write("{{ words }}", words='<script>"&') == "&lt;script&gt;&#34;&amp;"
    said = _write("{{ words | said }}", words={"ar": "<b>"})
    assert said == '<span lang="ar" dir="rtl">&lt;b&gt;</span>'


def test_content_in_the_readers_language_is_not_marked() -> None:
    assert _write("{{ words | said }}", words=Text({"en": "Bread", "es": "Pan"})) == "Bread"


def test_a_name_that_nobody_gave_raises_and_a_missing_member_may_be_asked_for() -> None:
    with pytest.raises(UndefinedError):
        _write("{% if nobody %}{% endif %}")
    with pytest.raises(UndefinedError):
        _write("{{ row.price }}", row={})
    assert _write("{% if row.price %}dear{% else %}free{% endif %}", row={}) == "free"


def test_amounts_are_written_from_the_api_s_own_shapes() -> None:
    assert _write("{{ a | money }}", a={"minor": 3420, "currency": "EUR"}) == "€34.20"
    assert _write("{{ a | price(1000, 'GRAM') }}", a={"minor": 280, "currency": "EUR"}) == "€2.80 / kg"
    assert _write("{{ q | quantity }}", q={"base": 1500, "unit": "GRAM"}) == "1.5 kg"
    assert _write("{{ at | moment }}", at="2026-11-28T09:04:00Z") == "28 November 2026, 09:04"
    with pytest.raises(AssertionError, match="zone"):
        _write("{{ at | moment }}", at=datetime(2026, 11, 28))  # noqa: DTZ001 - what must be refused


def test_times_are_told_in_the_co_op_s_zone() -> None:
    # The sample opens at 9:00 UTC, which is 10:00 in Madrid, where the sample's co-op is.
    page = _client().get("/dev/style").text
    assert "Saturday 28 November, 10:00–12:00" in page


def test_static_files_are_kept_for_ever_under_a_name_that_changes_with_them() -> None:
    client = _client()
    path = STATIC.path("minga.css")
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == (ROOT / "static" / "minga.css").read_text()
    assert client.get(path, headers={"accept-encoding": "identity"}).text == answer.text
    assert client.get("/static/minga.css").status_code == 404
    assert client.get("/static/minga.0000000000.css").status_code == 404
    assert client.get("/static/..%2fapp.py").status_code == 404


def test_pages_are_packed_for_browsers_that_unpack_them() -> None:
    client = _client()
    packed = client.get("/dev/style", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    plain = client.get("/dev/style", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(packed.text) == len(plain.text)
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])


def test_the_length_of_a_packed_page_does_not_tell_what_is_on_it() -> None:
    body = b"<p>" + b"the same page " * 500
    assert all(gzip.decompress(pages.packed(body)) == body for _ in range(20))
    assert len({len(pages.packed(body)) for _ in range(60)}) > 10


def test_the_look_weighs_little() -> None:
    weigh = {name: len(gzip.compress((ROOT / "static" / name).read_bytes(), 9)) for name in ("minga.css", "minga.js")}
    assert weigh["minga.css"] <= 10_000
    assert weigh["minga.js"] <= 2_000


def test_the_parts_of_the_money_bar_fill_it_exactly() -> None:
    source = '{% import "shell/components.html" as ui %}{{ ui.money_story(parts, total) }}'
    parts = [{"kind": "maker", "label": "A", "amount": {"minor": minor, "currency": "EUR"}} for minor in (997, 1, 1, 1)]
    svg = _write(source, parts=parts, total={"minor": 1000, "currency": "EUR"})
    rectangles = [(int(x), int(width)) for x, width in re.findall(r'x="(\d+)" width="(\d+)"', svg)]
    assert len(rectangles) == 4
    assert rectangles[-1][0] + rectangles[-1][1] == 1000
    assert all(after[0] == before[0] + before[1] + 6 for before, after in pairwise(rectangles))


def test_letters_in_plain_text_are_not_escaped() -> None:
    environment = pages.environment()
    autoescape = environment.autoescape
    assert callable(autoescape)
    assert autoescape("letters/receipt.txt") is False
    assert autoescape("market/product.html") is True
