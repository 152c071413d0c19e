"""The demo's market as a visitor meets it: light enough for a weak line, open to everybody, in four languages."""

import asyncio
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response

from minga_infra.cli import _cooperatives
from minga_infra.demo.content import CONTENT
from minga_infra.demo.content_types import DemoContent
from minga_infra.demo.load import load
from minga_infra.files.local_store import LocalStore
from minga_infra.rules import register_all
from minga_testing.browsing import browser, complaints, overflow
from minga_testing.clusters import Server, Urls
from minga_testing.site import serving

pytestmark = pytest.mark.e2e

LARGEST_FIRST_LOAD = 100_000
LARGEST_WORDS = 30_000


def _some() -> DemoContent:
    """Three products of each stall: enough for a full page, quick enough to draw."""
    valley = CONTENT.cooperatives[0]
    chosen = [
        product
        for stall in valley.stalls
        for product in [product for product in valley.products if product.stall == stall.key][:3]
    ]
    return replace(CONTENT, cooperatives=(replace(valley, products=tuple(chosen)),))


async def _fill(urls: Urls, data: Path) -> None:
    register_all()
    async with _cooperatives.database(urls.worker) as database:
        await load(database, LocalStore(data / "files"), _some(), kept_pictures=data / "drawn", tell=lambda _: None)


@pytest.fixture(scope="module")
def site(cluster: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name = f"browser_demo_{os.getpid()}"
    urls = cluster.copy(template, name)
    data = tmp_path_factory.mktemp("demo")
    asyncio.run(_fill(urls, data))
    with serving(urls, data, MINGA_DEMO="true") as address:
        yield address
    cluster.drop(name)


@pytest.fixture(scope="module")
def chromium(site: str) -> Iterator[Browser]:
    assert site
    with browser() as running:
        yield running


def _opened(chromium: Browser, site: str, width: int, *, scripts: bool = True) -> Page:
    return chromium.new_context(
        base_url=site, viewport={"width": width, "height": 800}, java_script_enabled=scripts
    ).new_page()


@pytest.mark.parametrize(("path", "width"), [("/en/c/valle/market", 360), ("/en/c/valle/market", 1280), ("/ar/c/valle", 360), ("/es/", 1280)])  # fmt: skip
def test_a_first_visit_costs_little(chromium: Browser, site: str, path: str, width: int) -> None:
    page = _opened(chromium, site, width)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it marks its listeners, and built-ins cannot be marked
    page.goto(path, wait_until="networkidle")
    weighed: dict[str, int] = defaultdict(int)
    for answer in answers:
        weighed[answer.request.resource_type] += answer.request.sizes()["responseBodySize"]
    assert page.locator("li.card, li .card").count() >= 24
    words = sum(weighed[kind] for kind in ("document", "stylesheet", "script"))
    assert 0 < words <= LARGEST_WORDS, dict(weighed)
    assert weighed["image"] > 0
    assert sum(weighed.values()) <= LARGEST_FIRST_LOAD, dict(weighed)
    page.context.close()


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_market_shuts_nobody_out(chromium: Browser, site: str, language: str) -> None:
    page = _opened(chromium, site, 360)
    for path in (
        "/",
        "/c/valle",
        "/c/valle/market",
        "/c/valle/p/alfombra-del-valle",
        "/c/valle/s/aurora-telares",
        "/about",
    ):
        answer = page.goto(f"/{language}{path}")
        assert answer is not None
        assert answer.status == 200
        assert complaints(page) == [], path
        assert overflow(page) == 0, path
    page.context.close()


def test_goods_are_told_in_the_readers_language(chromium: Browser, site: str) -> None:
    page = _opened(chromium, site, 1280, scripts=False)
    for language, title in (
        ("en", "Valley rug"),
        ("es", "Alfombra del valle"),
        ("fr", "Tapis de la vallée"),
        ("ar", "سجادة الوادي"),
    ):
        page.goto(f"/{language}/c/valle/p/alfombra-del-valle")
        assert page.locator("h1").inner_text() == title
        assert page.locator("html").get_attribute("lang") == language
    page.context.close()
