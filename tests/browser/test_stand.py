"""A market day where the line is cut: what is sold, weighed, packed and handed over on a telephone waits there, and is sent once."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Dialog, Error, Locator, Page, expect

from minga_testing.buying import checkout_with, issue_voucher, make_discount
from minga_testing.clusters import Server
from minga_testing.people import GOOD_PASSWORD
from minga_testing.shop import Shop, fill, offer, open_stall, place, start
from minga_testing.street import Street, button, open_street, problems
from minga_testing.weighing import offer_cheese

pytestmark = pytest.mark.e2e

BUYERS = ("Inés", "Omar", "Claire", "Vera", "Hugo", "Nadia", "Lena", "Ada")
"""Each ordered 750 g of cheese at €24.50, of which up to 862 g may be packed (€21.12); Omar also butter, Vera with a voucher of €5,
Lena with a code that takes €2.11 off. Ada ordered butter alone, with a voucher of €5."""


async def wait_for_cheese(shop: Shop) -> None:
    dairy = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, dairy, price=2450)
    butter = await offer(shop, dairy, "Butter", price=315)
    for name in BUYERS:
        buyer = shop.visitor()
        await fill(
            buyer, *([] if name == "Ada" else [(cheese, 750)]), *([(butter, 3)] if name in ("Omar", "Ada") else [])
        )
        await start(buyer)
        if name in ("Vera", "Ada"):
            await checkout_with(buyer, await issue_voucher(shop, 500))
        if name == "Lena":
            await make_discount(shop, code="MOON", amount=211, stall=dairy)
            await checkout_with(buyer, "MOON")
        total = {"Omar": 2112 + 3 * 315, "Lena": 2112 - 211, "Ada": 3 * 315}.get(name, 2112)
        done = await place(shop, buyer, total, contact={"name": name, "mail": "someone@example.org"})
        assert done["__typename"] == "PlacedOrder", done


@pytest.fixture(scope="module")
def street(cluster: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A street with a dairy, where orders wait for the scales."""
    name = f"browser_stand_{os.getpid()}"
    with open_street(cluster.copy(template, name), tmp_path_factory.mktemp("stand"), wait_for_cheese) as opened:
        yield opened
    cluster.drop(name)


@pytest.fixture
def potter(street: Street) -> Iterator[Page]:
    page = street.as_(street.stalls["Potter"].maker)
    yield page
    page.context.set_offline(False)
    page.close()


def at_the_table(street: Street, page: Page) -> None:
    page.goto(street.here(f"/stall/{street.stalls['Potter'].slug}/stand"))


def one_field(page: Page) -> str:
    name = page.locator('form[data-deed="sell"] input[data-price]').first.get_attribute("name")
    assert name is not None
    return name


def test_the_line_is_cut_and_nothing_is_lost_or_told_twice(street: Street, potter: Page) -> None:
    page = potter
    at_the_table(street, page)
    expect(page.locator("#stand[data-ready='1']")).to_be_attached(timeout=20_000)
    point = page.get_by_label(re.compile("^Whose till"))
    field = one_field(page)
    page.context.set_offline(True)
    page.reload()  # The telephone was put away, and the page is opened anew where no line is.
    expect(page.locator("[data-state]")).to_contain_text("No line")
    for number in ("2", "1"):
        page.locator(f'input[name="{field}"]').fill(number)
        if point.count() and not point.input_value():
            point.select_option(index=1)
        expect(page.locator("[data-sum]")).to_contain_text("It comes to")
        button(page, "Sold for cash").click()
    waiting = page.locator("[data-queue] li")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("waits to be sent")
    assert not problems(page)
    page.reload()
    expect(waiting).to_have_count(2)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(waiting).to_have_count(0, timeout=20_000)
    page.reload()
    expect(page.get_by_role("heading", name="Sold across the table")).to_be_visible()
    expect(page.locator("section[aria-labelledby=sold] li")).to_have_count(2)


@pytest.mark.parametrize(
    ("wrong", "is_set_right"), [(timedelta(hours=26), False), (timedelta(hours=26), True), (timedelta(days=-40), False)]
)
def test_a_clock_that_is_wrong_keeps_no_sale_from_being_told(
    street: Street, potter: Page, wrong: timedelta, is_set_right: bool
) -> None:
    """A day ahead, or forty days behind; or set right by the network in the moment in which the line is back."""
    page = potter
    page.clock.set_fixed_time(datetime.now(UTC) + wrong)
    at_the_table(street, page)
    expect(page.locator("#stand[data-ready='1']")).to_be_attached(timeout=20_000)
    point = page.get_by_label(re.compile("^Whose till"))
    page.context.set_offline(True)
    page.reload()
    page.locator(f'input[name="{one_field(page)}"]').fill("1")
    if point.count() and not point.input_value():
        point.select_option(index=1)
    button(page, "Sold for cash").click()
    waiting = page.locator("[data-queue] li")
    expect(waiting).to_have_count(1)
    if is_set_right:
        page.clock.set_fixed_time(datetime.now(UTC))
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(waiting).to_have_count(0, timeout=20_000)


def test_a_conflict_is_shown_and_settled_by_who_was_there(street: Street, potter: Page) -> None:
    page = potter
    at_the_table(street, page)
    expect(page.locator("#stand[data-ready='1']")).to_be_attached(timeout=20_000)
    point = page.get_by_label(re.compile("^Whose till"))
    if point.count() and not point.input_value():
        point.select_option(index=1)
    sold = page.locator("section[aria-labelledby=sold] li").count()
    page.locator(f'input[name="{one_field(page)}"]').fill("5000")
    button(page, "Sold for cash").click()
    waiting = page.locator("[data-queue] li")
    expect(waiting).to_contain_text("not taken", timeout=20_000)
    assert not problems(page)
    button(page, "It was there: correct the stock and take it").click()
    expect(waiting).to_have_count(0, timeout=20_000)
    page.reload()
    expect(page.locator("section[aria-labelledby=sold] li")).to_have_count(sold + 1)
    expect(page.locator("section[aria-labelledby=sold] li").first).to_contain_text("stock corrected")


def test_without_script_the_sum_is_told_before_the_cash_is_taken(street: Street) -> None:
    page = street.as_(street.stalls["Potter"].maker, scripts=False)
    at_the_table(street, page)
    button(page, "What does it come to?").click()
    expect(page.get_by_text("Please say how much of something was sold.").first).to_be_visible()
    page.locator(f'input[name="{one_field(page)}"]').fill("1")
    point = page.get_by_label(re.compile("^Whose till"))
    if point.count() and not point.input_value():
        point.select_option(index=1)
    button(page, "What does it come to?").click()
    expect(page.get_by_text(re.compile("^It comes to")).first).to_be_visible()
    page.get_by_label("More was there").check()  # Another test of this street sold what the shop knew of.
    button(page, "Sold, and the cash taken").click()
    expect(page.get_by_text("Sold, and in the books.")).to_be_visible()
    page.close()


@pytest.fixture
def dairy(street: Street) -> Iterator[Page]:
    """The table of the dairy, kept on the telephone."""
    page = street.as_(street.stalls["Dairy"].maker)
    open_table(street, page)
    yield page
    page.context.set_offline(False)
    page.close()


def open_table(street: Street, page: Page) -> None:
    page.goto(street.here(f"/stall/{street.stalls['Dairy'].slug}/stand"))
    expect(page.locator("#stand[data-ready='1']")).to_be_attached(timeout=20_000)


def order_of(page: Page, name: str) -> Locator:
    return page.locator("[data-part]").filter(has=page.get_by_role("heading", name=re.compile(f"· {name}$")))


def weigh(order: Locator, grams: str) -> None:
    order.get_by_label("The scales say").fill(grams)
    order.get_by_role("button", name=re.compile("^Weighed")).click()


def handing(order: Locator, cash: str) -> Locator:
    return order.get_by_role("button", name=re.compile(f"^Handed over, {re.escape(cash)} taken in cash"))


def waiting(page: Page) -> Locator:
    return page.locator("[data-queue] li")


def sell(page: Page, title: str, amount: str) -> None:
    page.get_by_label(re.compile(f"^{title}")).first.fill(amount)
    point = page.get_by_label(re.compile("^Whose till"))
    if not point.input_value():
        point.select_option(index=1)
    button(page, "Sold for cash").click()


def test_weighed_packed_handed_over_and_sold_where_no_line_is(dairy: Page) -> None:
    """The cash follows the scales to the cent, beside what else is in the order, though nobody draws the page anew."""
    page = dairy
    page.context.set_offline(True)
    page.reload()
    order = order_of(page, "Omar")
    expect(order.get_by_role("status")).to_have_text("Weigh first what is paid by its weight.")
    for name in ("It is packed", "Handed over"):
        expect(order.get_by_role("button", name=re.compile(f"^{name}"))).to_be_disabled()
    weigh(order, "650")  # €15.925: half a cent goes up, as on the server.
    expect(handing(order, "€25.38")).to_be_enabled()
    weigh(order, "600")  # The knife slipped: what was said last counts.
    expect(order.get_by_role("status")).to_have_text("It comes to €24.15")
    assert not problems(page)
    page.reload()
    expect(handing(order, "€24.15")).to_be_enabled()
    order.get_by_role("button", name=re.compile("^It is packed")).click()
    handing(order, "€24.15").click()
    sell(page, "Butter", "2")
    expect(waiting(page)).to_have_count(5)
    expect(waiting(page).nth(3)).to_contain_text("€24.15")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(waiting(page)).to_have_count(0, timeout=20_000)
    expect(order.locator("[data-mark]")).to_have_text("Handed over")
    page.context.set_offline(True)
    page.reload()  # The kept page is older than what was sent: it knows all the same.
    expect(order.get_by_role("button", name=re.compile("^Handed over"))).to_be_disabled()
    page.context.set_offline(False)
    page.reload()
    expect(order).to_have_count(0)
    expect(page.locator("section[aria-labelledby=sold] li").first).to_contain_text("Butter")


def test_with_a_line_the_sum_follows_the_scales_too(dairy: Page) -> None:
    page = dairy
    order = order_of(page, "Inés")
    weigh(order, "600")
    expect(waiting(page)).to_have_count(0, timeout=20_000)
    handing(order, "€14.70").click()
    expect(waiting(page)).to_have_count(0, timeout=20_000)
    page.reload()
    expect(order).to_have_count(0)


@pytest.mark.parametrize(("name", "cash"), [("Vera", "€9.70"), ("Lena", "€13.23"), ("Ada", "€4.45")])
def test_what_a_voucher_or_a_code_pays_is_not_taken_in_cash(dairy: Page, name: str, cash: str) -> None:
    """A voucher pays a part of the sum; a discount is less by the scales, in its proportion (€19.01 × 600 g ÷ 862 g)."""
    order = order_of(dairy, name)
    if name != "Ada":
        weigh(order, "600")
    handing(order, cash).click()
    expect(order.locator("[data-mark]")).to_have_text("Handed over", timeout=20_000)
    expect(waiting(dairy)).to_have_count(0)


def test_without_script_the_page_is_drawn_anew_after_weighing(street: Street) -> None:
    page = street.as_(street.stalls["Dairy"].maker, scripts=False)
    page.goto(street.here(f"/stall/{street.stalls['Dairy'].slug}/stand"))
    order = order_of(page, "Nadia")
    expect(order.get_by_text("Weigh first what is paid by its weight.")).to_be_visible()
    expect(order.get_by_role("button", name=re.compile("^Handed over"))).to_be_disabled()
    weigh(order, "550")
    expect(handing(order, "€13.48")).to_be_enabled()
    page.close()


def test_another_weight_than_was_known_is_told_with_the_right_sum(street: Street, dairy: Page) -> None:
    """Two telephones at one table: who took the sum of before is told what it comes to, and takes that."""
    with closing(street.as_(street.stalls["Dairy"].maker)) as other:
        order = order_of(dairy, "Claire")
        weigh(order, "600")
        expect(waiting(dairy)).to_have_count(0, timeout=20_000)
        open_table(street, other)
        weigh(order_of(other, "Claire"), "650")
        expect(waiting(other)).to_have_count(0, timeout=20_000)
    handing(order, "€14.70").click()
    refused = waiting(dairy)
    expect(refused).to_contain_text("not taken: €14.70 was taken, but it comes to €15.93", timeout=20_000)
    expect(refused.get_by_role("button", name="Try again")).to_have_count(0)
    assert not problems(dairy)
    refused.get_by_role("button", name="Handed over, €15.93 taken in cash").click()
    expect(waiting(dairy)).to_have_count(0, timeout=20_000)
    expect(order.locator("[data-mark]")).to_have_text("Handed over")


def test_what_is_done_while_another_is_sent_is_sent_after_it(dairy: Page) -> None:
    page = dairy
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    sold = page.locator("section[aria-labelledby=sold] li").count()
    sell(page, "Butter", "1")
    page.wait_for_timeout(300)
    sell(page, "Butter", "2")
    expect(waiting(page)).to_have_count(2)
    expect(waiting(page)).to_have_count(0, timeout=20_000)
    line.send("Network.emulateNetworkConditions", slow | {"latency": 0})
    page.reload()
    expect(page.locator("section[aria-labelledby=sold] li")).to_have_count(sold + 2)


def test_a_server_that_is_away_is_no_worse_than_no_line(dairy: Page) -> None:
    """503 is answered by what is kept, and is not kept in its place."""
    page = dairy
    [worker] = [one for one in page.context.service_workers if "/stand/" in one.url]
    worker.evaluate(
        "() => { self.asked_ = self.fetch; self.fetch = async () => new Response('gone', { status: 503 }); }"
    )
    page.reload()
    expect(page.locator("[data-state]")).to_contain_text("The server is away.")
    expect(order_of(page, "Hugo")).to_be_visible()
    page.reload()
    expect(order_of(page, "Hugo")).to_be_visible()
    worker.evaluate("() => { self.fetch = self.asked_; }")
    page.reload()
    expect(page.locator("[data-state]")).to_contain_text("There is a line")


def test_ticks_of_the_pick_list_stay_on_the_telephone(dairy: Page) -> None:
    page = dairy
    picks = page.locator("section[aria-labelledby=pick]")
    cheese = picks.get_by_role("checkbox", name=re.compile("kg · Cheese for [0-9]+ orders$"))
    cheese.check()
    page.reload()
    expect(cheese).to_be_checked()
    page.context.set_offline(True)
    page.reload()
    expect(cheese).to_be_checked()
    cheese.uncheck()
    page.reload()
    expect(cheese).not_to_be_checked()


def test_what_somebody_else_weighed_and_did_not_send_is_not_weighed(dairy: Page) -> None:
    """She signed out before there was a line: the next one at this telephone weighs again, and is not refused when the goods have gone."""
    page = dairy
    page.context.set_offline(True)
    weigh(order_of(page, "Hugo"), "700")
    expect(handing(order_of(page, "Hugo"), "€17.15")).to_be_enabled()
    page.evaluate("""() => { for (const name of Object.keys(localStorage)) if (name.startsWith('stand '))
        localStorage.setItem(name, localStorage.getItem(name).replace(/"who":"[^"]*"/, '"who":"agent_of_another"')); }""")
    page.reload()
    expect(waiting(page)).to_contain_text("This waits for somebody else")
    expect(order_of(page, "Hugo").get_by_role("button", name=re.compile("^Handed over"))).to_be_disabled()
    page.evaluate("() => localStorage.clear()")


def test_nothing_is_kept_but_what_was_not_sent(street: Street, dairy: Page) -> None:
    page = dairy
    page.context.set_offline(True)
    weigh(order_of(page, "Hugo"), "700")
    button(page, "Keep nothing on this device").click()
    expect(page.locator("[data-kept]")).to_have_text("Only what waits to be sent is still kept on this device: 1.")
    expect(waiting(page)).to_contain_text("waits to be sent")
    kept = page.evaluate("() => JSON.stringify(localStorage)")
    assert "packed" in kept
    assert not [name for name in BUYERS if name in kept], kept
    assert page.evaluate("() => caches.keys()") == []
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(waiting(page)).to_have_count(0, timeout=20_000)
    button_of_all = page.locator("[data-wipe]")
    expect(button_of_all).to_be_hidden()
    open_table(street, page)
    expect(handing(order_of(page, "Hugo"), "€17.15")).to_be_enabled()


def test_who_signs_out_leaves_no_names_and_loses_nothing(street: Street) -> None:
    page = street.visitor()
    maker = street.stalls["Dairy"].maker

    def sign_in() -> None:
        page.goto("/en/sign-in")
        page.get_by_label("Mail, phone or card number").fill(maker.mail)
        page.get_by_label("Password").fill(GOOD_PASSWORD)
        button(page, "Sign in").click()
        page.wait_for_url("**/account")

    sign_in()
    open_table(street, page)
    page.context.route("**/graphql", lambda route: route.abort())
    weigh(order_of(page, "Nadia"), "500")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/en/account")
    button(page, "Sign out").click()
    page.wait_for_url(re.compile("/en/?$"))
    assert len(asked) == 1
    assert asked[0].startswith("Something that was done at the table is not sent yet.")
    kept = page.evaluate("() => JSON.stringify(localStorage)")
    assert len(json.loads(next(iter(json.loads(kept).values())))) == 1
    assert not [name for name in BUYERS if name in kept], kept
    table = street.here(f"/stall/{street.stalls['Dairy'].slug}/stand")
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.goto(table)
    page.context.set_offline(False)
    page.context.unroute("**/graphql")
    sign_in()
    open_table(street, page)
    expect(waiting(page)).to_have_count(0, timeout=20_000)
    page.reload()
    expect(handing(order_of(page, "Nadia"), "€12.25")).to_be_enabled()
    # Signed out elsewhere: as soon as the server says so, the page is not shown without it either.
    page.context.clear_cookies()
    page.goto(table)
    expect(page.get_by_label("Password")).to_be_visible()
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.goto(table)
    page.context.close()
