"""Buying without a mouse: every step is reached with Tab, and whoever looks sees where she is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from minga_testing.street import Street, button

pytestmark = pytest.mark.e2e

_SHOWN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


def reach(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus; each stop on the way is on the screen and has an outline."""
    goal = wanted.element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(_SHOWN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("(goal) => goal === document.activeElement", goal):
            return
    raise AssertionError(f"Tab never comes to {wanted}")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_basket_is_bought_by_keyboard_alone(street: Street, width: int) -> None:
    page = street.visitor(width=width)
    page.goto(street.here(f"/p/{street.goods['Bread']}"))
    reach(page, button(page, "Put into the basket"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/cart"))
    reach(page, page.locator("main").get_by_role("button", name=re.compile("^Check out at")))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/checkout"))
    reach(page, page.get_by_label("Your name"))
    page.keyboard.type("Berta Alba")
    reach(page, page.get_by_label("Mail address"))
    page.keyboard.type("berta@example.org")
    reach(page, page.get_by_role("radio", name=re.compile("The old mill")))
    page.keyboard.press("Space")
    # A group of radios is one stop; the arrows choose within it.
    reach(page, page.get_by_role("radio", name=re.compile("^By card")))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^In cash"))).to_be_checked()
    reach(page, button(page, "Go on"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("One look at everything")
    reach(page, page.locator("main").get_by_role("button", name=re.compile("^Place order")))
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator(".notice.good")).to_contain_text("Your order is placed")
    page.context.close()
