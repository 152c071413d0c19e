"""The pages of the stand-in: plain about the play money, in four languages, without script, safe against clever names."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
import stripe

from minga_infra.local.stripe import words
from minga_infra.payments.stripe_line import HttpxLine
from minga_testing.payments import StandInProcess

LANGUAGES = ("en", "es", "fr", "ar")
BACK = "http://localhost:8000/c/valle/checkout"


async def new_page(raw: stripe.StripeClient, **changes: Any) -> Any:
    line: Any = {
        "quantity": 1,
        "price_data": {"currency": "eur", "unit_amount": 3_420, "product_data": {"name": "Bowl, blue"}},
    }
    params: Any = {
        "mode": "payment",
        "success_url": "http://localhost:8000/c/valle/orders/1?s={CHECKOUT_SESSION_ID}",
        "cancel_url": BACK,
        "line_items": [line],
        **changes,
    }
    return await raw.v1.checkout.sessions.create_async(params)


async def show(url: str, language: str = "en") -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(url, headers={"accept-language": f"{language}-XX,{language};q=0.9"})


def visible(html: str) -> str:
    """What a reader sees."""
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_the_buyers_language_and_says_that_no_money_moves(
    raw: stripe.StripeClient, language: str
) -> None:
    page = await new_page(raw, locale="auto" if language == "ar" else language)
    answer = await show(page.url, language)
    spoken = words.words_for(language)
    seen = visible(answer.text)
    assert answer.status_code == 200
    assert f"<html lang={language} dir={'rtl' if language == 'ar' else 'ltr'}>" in answer.text
    for told in (spoken.test_notice, spoken.test_explained, spoken.what_you_pay, spoken.cancel, "Bowl, blue"):
        assert told in seen
    assert re.search(r"34[.,٫]20|٣٤[.,٫]٢٠", seen), "the amount is shown as people write it"


def test_every_sentence_is_said_in_every_language() -> None:
    english = vars(words.words_for("en"))
    for language in LANGUAGES[1:]:
        other = vars(words.words_for(language))
        same = [name for name, text in english.items() if other[name] == text and name not in ("direction", "total")]
        assert same == [], f"{language} says in English: {same}"
        assert [name for name in english if english[name].count("{}") != other[name].count("{}")] == []


def test_an_unknown_language_is_english() -> None:
    assert words.words_for("tlh").language == "en"
    assert words.words_for("es-419").language == "es"


async def test_there_is_no_script_and_the_browser_would_run_none(raw: stripe.StripeClient) -> None:
    page = await new_page(raw)
    answer = await show(page.url)
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://localhost:8000" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.content) < 20_000


async def test_names_are_text_and_nothing_else(raw: stripe.StripeClient) -> None:
    name = "<script>alert(1)</script> & \"co\" 'x' <b>"
    line: Any = {"quantity": 3, "price_data": {"currency": "jpy", "unit_amount": 100, "product_data": {"name": name}}}
    page = await new_page(raw, line_items=[line], customer_email='"><img src=x>@example.org')
    answer = await show(page.url)
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in answer.text
    assert "× 3" in visible(answer.text)
    assert "¥300" in visible(answer.text)


async def test_paying_leads_back_with_the_pages_reference(stand_in: StandInProcess, raw: stripe.StripeClient) -> None:
    page = await new_page(raw)
    answer = await stand_in.click(page.url, "pay", email="rosa@example.org")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"http://localhost:8000/c/valle/orders/1?s={page.id}"
    seen = (await raw.v1.checkout.sessions.retrieve_async(page.id)).to_dict()
    assert seen["customer_details"]["email"] == "rosa@example.org"


async def test_a_second_click_pays_nothing_and_leads_to_the_same_place(
    stand_in: StandInProcess, raw: stripe.StripeClient
) -> None:
    page = await new_page(raw)
    clicks = [await stand_in.click(page.url) for _ in range(3)] + [await show(page.url)]
    assert len({click.headers["location"] for click in clicks}) == 1
    assert len((await raw.v1.charges.list_async()).data) == 1


async def test_a_declined_card_is_told_and_can_be_tried_again(
    stand_in: StandInProcess, raw: stripe.StripeClient
) -> None:
    page = await new_page(raw)
    answer = await stand_in.click(page.url, "decline")
    assert answer.status_code == 402
    assert "role=alert" in answer.text
    assert "Nothing was paid" in visible(answer.text)
    assert (await stand_in.click(page.url)).status_code == 303
    assert [charge.status for charge in (await raw.v1.charges.list_async()).data] == ["succeeded", "failed"]
    # Both tries are one payment.
    assert len((await raw.v1.payment_intents.list_async()).data) == 1


@pytest.mark.parametrize(("deed", "status", "paid"), [("bank_confirms", 303, "paid"), ("bank_refuses", 402, "unpaid")])
async def test_the_bank_may_ask_first(
    stand_in: StandInProcess, raw: stripe.StripeClient, deed: str, status: int, paid: str
) -> None:
    page = await new_page(raw)
    asked = await stand_in.click(page.url, "ask_bank")
    assert (asked.status_code, "Your bank asks" in visible(asked.text)) == (200, True)
    assert (await raw.v1.checkout.sessions.retrieve_async(page.id)).payment_status == "unpaid"
    assert (await stand_in.click(page.url, deed)).status_code == status
    assert (await raw.v1.checkout.sessions.retrieve_async(page.id)).payment_status == paid


async def test_going_back_leaves_the_page_open(stand_in: StandInProcess, raw: stripe.StripeClient) -> None:
    page = await new_page(raw)
    answer = await stand_in.click(page.url, "cancel")
    assert (answer.status_code, answer.headers["location"]) == (303, BACK)
    assert (await raw.v1.checkout.sessions.retrieve_async(page.id)).status == "open"


async def test_a_closed_page_takes_no_money(stand_in: StandInProcess, raw: stripe.StripeClient) -> None:
    page = await new_page(raw)
    await raw.v1.checkout.sessions.expire_async(page.id)
    for answer in (await show(page.url), await stand_in.click(page.url)):
        assert answer.status_code == 410
        assert "This payment page has closed" in visible(answer.text)
        assert f'href="{BACK}"' in answer.text
    assert (await raw.v1.charges.list_async()).data == []


async def test_a_page_past_its_time_takes_no_money_though_nobody_closed_it(own_stand_in: StandInProcess) -> None:
    line = HttpxLine(httpx.Timeout(20), direct=True)
    key = f"sk_test_{uuid4().hex}"
    raw = stripe.StripeClient(key, base_addresses={"api": own_stand_in.url}, http_client=line)
    page = await new_page(raw)
    await own_stand_in.ask("clock", advance_seconds=24 * 3600 + 1)
    assert (await own_stand_in.click(page.url)).status_code == 410
    assert (await raw.v1.charges.list_async()).data == []
    await line.close_async()


async def test_what_is_no_page_is_a_404(stand_in: StandInProcess) -> None:
    for path in ("/c/pay/cs_test_none", "/c/pay/acct_none", "/c/setup/none", "/c/receipts/ch_none"):
        answer = await show(stand_in.url + path)
        assert (answer.status_code, "There is no such page" in visible(answer.text)) == (404, True)
    assert (await stand_in.click(stand_in.url + "/c/pay/cs_test_none")).status_code == 404


async def test_a_nonsense_deed_pays_nothing(stand_in: StandInProcess, raw: stripe.StripeClient) -> None:
    page = await new_page(raw)
    assert (await stand_in.click(page.url, "steal")).status_code == 404
    assert (await raw.v1.charges.list_async()).data == []


async def test_a_setup_link_works_once_and_makes_the_seller_ready(
    stand_in: StandInProcess, raw: stripe.StripeClient
) -> None:
    account: Any = await raw.v2.core.accounts.create_async(
        {
            "identity": {"country": "es"},
            "configuration": {
                "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
            },
        }
    )
    onboarding: Any = {"refresh_url": "http://localhost:8000/again", "return_url": "http://localhost:8000/back"}
    link = await raw.v2.core.account_links.create_async(
        {"account": account.id, "use_case": {"type": "account_onboarding", "account_onboarding": onboarding}}
    )
    page = await show(link.url, "fr")
    assert "Recevoir de l’argent" in visible(page.text)
    assert (await show(link.url)).headers["location"] == "http://localhost:8000/again"
    assert (await stand_in.click(link.url, "done")).headers["location"] == "http://localhost:8000/back"
    seen: Any = await raw.v2.core.accounts.retrieve_async(account.id, {"include": ["configuration.recipient"]})
    assert seen.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status == "active"
