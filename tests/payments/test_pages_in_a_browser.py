"""The hosted pages in a real browser: without script, by keyboard, on a small phone, read by axe."""

from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser

from minga_testing import browsing
from minga_testing.payments import StandInProcess

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as running:
        yield running


@pytest.fixture
def page_url(shared_stand_in: StandInProcess) -> str:
    """A page that leads back to the stand-in itself, the one address that is there."""
    params = {
        "mode": "payment",
        "success_url": f"{shared_stand_in.url}/healthz?s={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{shared_stand_in.url}/healthz?cancelled",
    }
    for place, (name, amount) in enumerate((("Bowl, blue glaze, about 30 cm across", 3_420), ("Apples 2 kg", 580))):
        line = f"line_items[{place}]"
        params |= {
            f"{line}[quantity]": "1",
            f"{line}[price_data][currency]": "eur",
            f"{line}[price_data][unit_amount]": str(amount),
            f"{line}[price_data][product_data][name]": name,
        }
    with httpx.Client(base_url=shared_stand_in.url, trust_env=False) as client:
        headers = {"authorization": f"Bearer sk_test_{uuid4().hex}"}
        answer = client.post("/v1/checkout/sessions", content=urlencode(params), headers=headers)
    url: str = answer.json()["url"]
    return url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("locale", "width"), [("es-ES", 360), ("ar", 360), ("en-GB", 1280)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(
    chromium: Browser, page_url: str, scheme: str, locale: str, width: int
) -> None:
    context = chromium.new_context(
        locale=locale,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(page_url)
    assert browsing.complaints(page) == []
    assert browsing.overflow(page) == 0
    page.get_by_role("button").nth(2).click()
    assert page.get_by_role("alert").is_visible()
    assert browsing.complaints(page) == []
    context.close()


def test_paying_by_keyboard_without_script(chromium: Browser, page_url: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_url)
    page.keyboard.press("Tab")
    page.keyboard.type("rosa@example.org")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/healthz?s=cs_test_*")
    context.close()


def test_the_bank_page_and_the_way_back(chromium: Browser, page_url: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_url)
    page.get_by_role("button", name="Pay, and let the bank ask first").click()
    page.get_by_role("button", name="No, refuse").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_role("button", name="Cancel and go back").click()
    page.wait_for_url("**/healthz?cancelled")
    context.close()
