"""Accounts in a real browser: with script and a passkey, without script, by keyboard, and nobody shut out."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from minga_platform.kernel import ids
from minga_testing.browsing import browser, complaints, overflow
from minga_testing.clusters import Server, Urls
from minga_testing.people import GOOD_PASSWORD

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def urls(cluster: Server, template: str) -> Iterator[Urls]:
    """A database of its own: the worker inside the server would do other tests' work in theirs."""
    name = f"browser_members_{os.getpid()}"
    yield cluster.copy(template, name)
    cluster.drop(name)


@pytest.fixture(scope="module")
def site(urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server as a process of its own, a worker inside; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("data")
    (data / "key").write_text(os.urandom(32).hex())
    address = f"http://localhost:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("MINGA_", "DATABASE_"))},
        "DATABASE_URL": urls.app,
        "WORKER_DATABASE_URL": urls.worker,
        "MINGA_DATA": str(data),
        "MINGA_PUBLIC_URL": address,
        "MINGA_ENV": "test",
        "MINGA_WORKER_INSIDE": "true",
    }
    command = [sys.executable, "-m", "minga_infra.cli.main", "serve", "--port", str(port)]
    with Path(data / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(address, process, data / "log")
            yield address
        finally:
            process.terminate()
            process.wait(120)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()[-6000:]
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text()[-6000:])


@pytest.fixture(scope="module")
def chromium(site: str) -> Iterator[Browser]:
    # After the site and its database: Playwright's loop runs in this thread from here on, and takes no other beside it.
    assert site
    with browser() as running:
        yield running


def opened(chromium: Browser, site: str, *, scripts: bool = True, width: int = 1280) -> Page:
    context = chromium.new_context(
        base_url=site, viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="en-GB"
    )
    return context.new_page()


def fresh_mail() -> str:
    return f"{ids.encode('m', ids.new())}@example.org"


def sign_up(page: Page, mail: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Your name").fill("Ana Quispe")
    page.get_by_role("textbox", name="Mail").fill(mail)
    page.get_by_label("Password").fill(GOOD_PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/account")


def give_passkeys(page: Page) -> None:
    """A device that makes passkeys and always finds its owner."""
    told = page.context.new_cdp_session(page)
    told.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    told.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page: Page) -> None:
    """And see that it is done: going elsewhere meanwhile would cut the form's own way short."""
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()


def test_a_passkey_is_made_signs_in_and_confirms(chromium: Browser, site: str) -> None:
    page = opened(chromium, site)
    give_passkeys(page)
    sign_up(page, fresh_mail())
    page.get_by_label("What do you call this device?").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account?done=account.passkey")
    assert page.get_by_text("My laptop").first.is_visible()
    sign_out(page)
    page.goto("/sign-in?next=/confirm")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/confirm")
    page.get_by_role("button", name="Confirm with a passkey").click()
    page.wait_for_url("**/account")
    page.context.close()


def test_everything_but_passkeys_works_without_script(chromium: Browser, site: str) -> None:
    page, mail = opened(chromium, site, scripts=False), fresh_mail()
    sign_up(page, mail)
    assert page.get_by_role("button", name="Add a passkey").count() == 0
    page.get_by_role("button", name="Print a card").click()
    number, secret = page.locator("dd").all_inner_texts()[:2]
    page.get_by_role("link", name="I have it: go on").click()
    sign_out(page)
    page.goto("/sign-in/card")
    page.get_by_label("Number of the card").fill(number)
    page.get_by_label("Secret of the card").fill(secret)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("heading", name="Your new recovery card").is_visible()
    # The letter that came at sign-up, as the worker wrote it.
    link = _letters_link(page, mail)
    page.goto(link)
    page.get_by_role("button", name="Yes, it is mine").click()
    page.goto("/account")
    assert page.get_by_text("Confirmed", exact=True).is_visible()
    page.context.close()


def _letters_link(page: Page, mail: str) -> str:
    for _ in range(50):
        page.goto("/dev/messages")
        letter = page.locator("article", has_text=mail)
        if letter.count():
            return str(letter.first.get_by_role("link").first.get_attribute("href"))
        time.sleep(0.2)
    raise AssertionError("the letter never came")


def test_sign_up_and_in_by_keyboard_alone(chromium: Browser, site: str) -> None:
    page, mail = opened(chromium, site), fresh_mail()
    page.goto("/sign-up")
    page.get_by_label("Your name").focus()
    for text in ("Ana", mail, "", " ", GOOD_PASSWORD):
        if text == " ":
            page.keyboard.press("Space")
            page.keyboard.press("Space")
        else:
            page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")
    page.context.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 360), ("fr", 360), ("ar", 360)])
def test_nobody_is_shut_out_of_these_pages(chromium: Browser, site: str, language: str, width: int) -> None:
    page = opened(chromium, site, width=width)
    found: dict[str, object] = {}
    for path in ("sign-in", "sign-up", "sign-in/link", "sign-in/card", "prove?token=x", "dev/messages"):
        page.goto(f"/{language}/{path}")
        found[path] = (complaints(page), overflow(page))
    page.goto(f"/{language}/sign-up")
    page.locator("#name").fill("Ana")
    page.locator("#password").fill("short")
    page.locator("form.panel button").click()
    found["sign-up refused"] = (complaints(page), overflow(page))
    page.locator("#mail").fill(fresh_mail())
    page.locator("#password").fill(GOOD_PASSWORD)
    page.locator("form.panel button").click()
    page.wait_for_url("**/account")
    for path in ("account", "confirm"):
        page.goto(f"/{language}/{path}")
        found[path] = (complaints(page), overflow(page))
    assert found == dict.fromkeys(found, ([], 0))
    page.context.close()
