"""A whole market for a real browser: the server as a process, the stand-in for cards beside it, and people who can sign in.

Everything is founded by the house's own commands before the browser starts, and from then on only the browser acts.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from minga_infra.cli import _cooperatives
from minga_platform.membership import flows
from minga_testing import people
from minga_testing.browsing import browser, complaints, overflow
from minga_testing.clusters import Urls
from minga_testing.payments import StandInProcess
from minga_testing.people import GOOD_PASSWORD, Somebody
from minga_testing.shop import KEY, Shop, Stall, offer, open_shop, open_stall
from minga_testing.site import serving

_WIDTHS = (1280, 360)
GOODS = {"Weaver": ("Scarf", 4850, 2100), "Potter": ("Bowl", 2399, 2100), "Baker": ("Bread", 415, 400)}
"""Stall → what it sells, its price in cents, its tax in basis points."""


@dataclass
class Street:
    """The address, the browser, and who is who in the one co-op there is."""

    address: str
    chromium: Browser
    slug: str
    stalls: dict[str, Stall]
    goods: dict[str, str]
    """Title → slug of the product."""
    coordinator: Somebody
    buyer: Somebody
    officer: Somebody
    """She keeps the register and the books, runs assemblies, and votes among the workers."""
    _known: dict[tuple[str, bool], BrowserContext] = field(default_factory=dict)

    def here(self, path: str = "", language: str = "en") -> str:
        """An address inside the co-op."""
        return f"/{language}/c/{self.slug}{path}"

    def visitor(self, *, scripts: bool = True, width: int = 1280) -> Page:
        """A browser that was never here; close its context afterwards."""
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="en-GB",
        )
        context.set_default_timeout(20_000)
        return context.new_page()

    def as_(self, somebody: Somebody, *, scripts: bool = True) -> Page:
        """A page of somebody who signed in with her password, once for all tests."""
        known = self._known.get((somebody.mail, scripts))
        if known is None:
            page = self.visitor(scripts=scripts)
            page.goto("/en/sign-in")
            page.get_by_label("Mail, phone or card number").fill(somebody.mail)
            page.get_by_label("Password").fill(GOOD_PASSWORD)
            button(page, "Sign in").click()
            page.wait_for_url("**/account")
            known = self._known[(somebody.mail, scripts)] = page.context
            page.close()
        return known.new_page()


def button(page: Page, name: str) -> Locator:
    """The button of this very name in the page itself, not in its header."""
    return page.locator("main").get_by_role("button", name=name, exact=True)


def problems(page: Page) -> list[str]:
    """Of the page as it stands, in both widths and both lights."""
    name = re.sub(r"\w+_[0-9a-z]{20,}", "…", page.url)
    found = []
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        found += [f"{name} at {width}: {one}" for one in complaints(page)]
        if wider := overflow(page):
            found.append(f"{name} at {width}: {wider} px to be scrolled sideways")
    page.emulate_media(color_scheme="dark")
    return found + [f"{name} in the dark: {one}" for one in complaints(page, "color-contrast")]


@contextmanager
def open_street(urls: Urls, folder: Path, besides: Callable[[Shop], Awaitable[None]] | None = None) -> Iterator[Street]:
    """All of it, until the block ends. `besides`: what else is founded before the browser starts."""
    # What is fine on a laptop shall not fail on a machine that does ten things at once.
    expect.set_options(timeout=20_000)
    (folder / "key").write_text(KEY.hex())
    stand_in = StandInProcess(folder / "stripe")
    stand_in.start()
    try:
        shop, goods, buyer, officer = asyncio.run(_found(urls, besides))
        # The browser last: Playwright's loop runs in this thread from there on, and takes no other beside it.
        with (
            serving(urls, folder, MINGA_STRIPE_STAND_IN=stand_in.url) as address,
            browser() as chromium,
        ):
            yield Street(address, chromium, shop.cooperative.slug, shop.stalls, goods, shop.coordinator, buyer, officer)
    finally:
        stand_in.stop()


async def _found(
    urls: Urls, besides: Callable[[Shop], Awaitable[None]] | None
) -> tuple[Shop, dict[str, str], Somebody, Somebody]:
    async with _cooperatives.database(urls.app) as database, _cooperatives.database(urls.worker) as worker_database:
        shop = await open_shop(database, worker_database)
        goods = {}
        for name, (title, price, tax_bps) in GOODS.items():
            stall = await open_stall(shop, name)
            goods[title] = (await offer(shop, stall, title, price=price, tax_bps=tax_bps)).slug
        if besides is not None:
            await besides(shop)
        buyer = await people.member(
            database, worker_database, shop.id, name="Berta", classes=("consumer",), password=GOOD_PASSWORD
        )
        officer = await people.member(
            database, worker_database, shop.id, name="Olga", classes=("worker",),
            offices=("officer", "treasurer", "facilitator"), password=GOOD_PASSWORD,
        )  # fmt: skip
        # Makers and the coordinator were made without a password; on this street everybody comes in by the door.
        for somebody in (shop.coordinator, *(stall.maker for stall in shop.stalls.values())):
            await flows.set_password(database, somebody.viewer, password=GOOD_PASSWORD)
        return shop, goods, buyer, officer
