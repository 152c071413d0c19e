"""Every component in a real browser: in each language, light and dark, on a phone and on a desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from minga_frontend.shell import styleguide
from minga_frontend.shell.protection import Protection
from minga_frontend.shell.static import STATIC
from minga_testing.browsing import ORIGIN, answer_from, browser, complaints, overflow

pytestmark = pytest.mark.e2e

APP = Protection(Starlette(routes=[*styleguide.routes(), STATIC.route()]))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


def _open(chromium: Browser, path: str, width: int = 1280, scheme: str = "light", *, scripts: bool = True) -> tuple[Page, list[str]]:  # fmt: skip
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    answer_from(page, APP)
    page.goto(ORIGIN + path)
    return page, told


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1280, "light"), ("es", 360, "dark"), ("fr", 360, "light"), ("ar", 360, "light"), ("ar", 1280, "dark")],
)
def test_nobody_is_shut_out(chromium: Browser, language: str, width: int, scheme: str) -> None:
    page, told = _open(chromium, f"/{language}/dev/style", width, scheme)
    assert complaints(page) == []
    assert overflow(page) == 0
    assert told == []
    page.context.close()


@pytest.mark.parametrize("accent", styleguide.ACCENTS)
def test_each_accent_can_be_read_in_light_and_dark(chromium: Browser, accent: str) -> None:
    page, _ = _open(chromium, f"/en/dev/style?accent={accent}")
    assert complaints(page, "color-contrast") == []
    page.emulate_media(color_scheme="dark")
    assert complaints(page, "color-contrast") == []
    page.context.close()


def test_at_four_hundred_percent_nothing_is_cut_off(chromium: Browser) -> None:
    # 1280 px at 400 % is a window of 320 px (WCAG 1.4.10).
    page, _ = _open(chromium, "/en/dev/style", 320)
    assert overflow(page) == 0
    page.context.close()


def test_the_keyboard_meets_the_skip_link_first_and_sees_where_it_is(chromium: Browser) -> None:
    page, _ = _open(chromium, "/en/dev/style")
    # The summary of problems takes the focus when a refused form comes back; from there on by keyboard.
    assert page.evaluate("document.activeElement.className") == "summary"
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges(); document.body.focus()")
    page.keyboard.press("Control+Home")
    page.goto(f"{ORIGIN}/en/dev/style#top")
    page.evaluate("document.activeElement.blur()")
    page.locator("a.skip").focus()
    assert page.locator("a.skip").bounding_box()["y"] >= 0  # type: ignore[index]  # it is on the page
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_plus_and_minus_move_by_the_step_and_stop_at_the_bounds(chromium: Browser) -> None:
    page, _ = _open(chromium, "/en/dev/style")
    amount = page.locator("#quantity")
    page.locator("#quantity ~ button").first.click()
    assert amount.input_value() == "2"
    for _press in range(4):
        page.locator(".stepper:has(#quantity) button").first.click()
    assert amount.input_value() == "0.5"
    page.context.close()


def test_without_script_nothing_is_missing_but_what_script_adds(chromium: Browser) -> None:
    page, _ = _open(chromium, "/en/dev/style", scripts=False)
    assert page.locator("#quantity").is_visible()
    assert page.locator("[data-print]").is_hidden()
    assert page.locator(".stepper button").count() == 0
    page.context.close()


def test_a_table_becomes_labelled_lines_on_a_phone(chromium: Browser) -> None:
    page, _ = _open(chromium, "/en/dev/style", 360)
    cell = page.locator("table.folds tbody tr:first-child td.num")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Total"'
    page.context.close()


def test_paper_shows_neither_header_nor_forms(chromium: Browser) -> None:
    page, _ = _open(chromium, "/en/dev/style")
    page.emulate_media(media="print")
    assert page.locator("header.top").is_hidden()
    assert page.locator("form.panel").is_hidden()
    assert page.locator("table.story").is_visible()
    page.context.close()
