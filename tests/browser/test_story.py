"""The first sale as people live it, in a real browser: with script and without, and at the end the money goes back."""

import re

import pytest
from playwright.sync_api import Page, expect

from minga_testing.street import GOODS, Street, button, problems

pytestmark = pytest.mark.e2e

TOTAL = sum(price for _, price, _ in GOODS.values())


def euros(minor: int) -> str:
    return f"€{minor // 100}.{minor % 100:02}"


def put_all_into_the_basket(street: Street, page: Page) -> None:
    """From the market's page, as somebody who looks around."""
    for title in street.goods:
        page.goto(street.here("/market"))
        page.locator("main").get_by_role("link", name=title).first.click()
        button(page, "Put into the basket").click()
        page.wait_for_url(re.compile("/cart"))
    for title in street.goods:
        expect(page.locator("main").get_by_role("heading", name=title)).to_be_visible()


def check_out(page: Page, method: str) -> None:
    """Both pages, up to the button that says what it costs."""
    page.locator("main").get_by_role("button", name=re.compile("^Check out at")).click()
    page.get_by_label("Your name").fill("Berta Alba")
    page.get_by_label("Mail address").fill("berta@example.org")
    page.get_by_role("radio", name=re.compile("The old mill")).check()
    page.get_by_role("radio", name=re.compile(f"^{method}")).check()
    button(page, "Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One look at everything")
    button(page, f"Place order, {euros(TOTAL)}").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_three_stalls_one_basket_one_card_and_a_line_goes_back(street: Street, scripts: bool) -> None:
    page = street.visitor(scripts=scripts)
    put_all_into_the_basket(street, page)
    check_out(page, "By card")
    # The provider's page, which is not ours.
    assert not page.url.startswith(street.address)
    page.get_by_role("button", name=re.compile("^Pay")).first.click()
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator(".notice.good")).to_contain_text("Your order is placed")
    expect(page.locator("main .tag").first).to_have_text("Being prepared")
    expect(page.locator("dl.facts")).to_contain_text(euros(TOTAL))
    number = page.get_by_role("heading", level=1).inner_text()

    prepare_and_hand_over(street, number, scripts=scripts)
    refund_the_bowl(street, number, scripts=scripts)

    price = euros(GOODS["Potter"][1])
    page.reload()
    expect(page.locator("main")).to_contain_text(f"Of this {price} goes back to you.")
    expect(page.get_by_role("heading", name="What goes back to you")).to_be_visible()
    expect(page.locator("main")).to_contain_text("a crack in the glaze")
    if scripts:
        assert problems(page) == []
    page.context.close()


def prepare_and_hand_over(street: Street, number: str, *, scripts: bool) -> None:
    """The potter finds the order on her list, says it is ready, and gives it away."""
    potter = street.stalls["Potter"]
    page = street.as_(potter.maker, scripts=scripts)
    page.goto(street.here(f"/stall/{potter.slug}/orders"))
    order = page.locator("section.panel").filter(has_text=number)
    expect(order).to_contain_text("Bowl")
    expect(order).to_contain_text("paid")
    order.get_by_role("button", name="It is ready").click()
    expect(page.locator(".notice.good")).to_contain_text("Marked as ready")
    order.get_by_role("button", name="Handed over").click()
    expect(page.locator(".notice.good")).to_contain_text("Handed over")
    expect(order).to_have_count(0)
    page.get_by_role("link", name="Handed over").click()
    expect(order).to_contain_text("Bowl")
    page.close()


def refund_the_bowl(street: Street, number: str, *, scripts: bool) -> None:
    """The coordinator goes from her list to the order and gives one line's money back."""
    page = street.as_(street.coordinator, scripts=scripts)
    page.goto(street.here("/coordination/orders"))
    page.get_by_role("link", name=number, exact=True).click()
    price = euros(GOODS["Potter"][1])
    page.get_by_label("Refund of Bowl").fill(price.removeprefix("€"))
    page.get_by_label("Reason; the buyer reads it").first.fill("a crack in the glaze")
    button(page, "Refund these amounts").click()
    expect(page.locator("dl.facts")).to_contain_text(f"Gone back\n{price}", use_inner_text=True)
    expect(page.get_by_role("heading", name="Refunds")).to_be_visible()
    if scripts:
        assert problems(page) == []
    page.close()


def test_paying_at_the_pickup_point(street: Street) -> None:
    page = street.visitor(scripts=False)
    put_all_into_the_basket(street, page)
    check_out(page, "In cash at the pickup point")
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator(".notice.good")).to_contain_text("Your order is placed")
    expect(page.locator("main .tag").first).to_have_text("Being prepared")
    expect(page.locator("main")).to_contain_text("The old mill")
    number = page.get_by_role("heading", level=1).inner_text()
    baker = street.stalls["Baker"]
    hers = street.as_(baker.maker)
    hers.goto(street.here(f"/stall/{baker.slug}/orders"))
    order = hers.locator("section.panel").filter(has_text=number)
    order.get_by_role("button", name=re.compile(f"Handed over, {euros(GOODS['Baker'][1])} taken in cash")).click()
    expect(hers.locator(".notice.good")).to_contain_text("Handed over")
    hers.close()
    page.reload()
    expect(page.locator("section").filter(has_text="Bread").locator(".tag").last).to_have_text("Handed over")
    page.context.close()


def test_a_bank_transfer_is_awaited_and_noted(street: Street) -> None:
    page = street.visitor()
    put_all_into_the_basket(street, page)
    check_out(page, "By bank transfer")
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator("main .tag").first).to_have_text("Waiting for your payment")
    # Whose account, which account, how much, which reference: all that a bank asks for, each to be copied.
    expect(page.locator(".transfer")).to_contain_text("ES79 2100 0813 6101 2345 6789")
    expect(page.locator(".transfer")).to_contain_text(euros(TOTAL))
    reference = page.locator(".transfer code").last.inner_text()
    assert len(reference) >= 6
    assert problems(page) == []

    desk = street.as_(street.coordinator)
    desk.goto(street.here("/coordination"))
    expect(desk.locator("main")).to_contain_text(reference)
    assert problems(desk) == []
    desk.get_by_label("Reference on the transfer").fill(reference)
    desk.get_by_label("Amount").fill(euros(TOTAL).removeprefix("€"))
    button(desk, "Note the transfer").click()
    expect(desk.locator("main")).not_to_contain_text(reference)
    desk.close()
    page.reload()
    expect(page.locator("main .tag").first).to_have_text("Being prepared")
    page.context.close()
