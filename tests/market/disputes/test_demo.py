"""The demo's dispute is one that the stand-in knows: what an officer does about it is taken, and ends."""

import pytest

from minga_infra.demo import everyday
from minga_infra.demo.deciding import Past
from minga_infra.demo.paying import cards
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.disputing import disputes_of
from minga_testing.shop import KEYRING, new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import books, cash, provider_cash, rounds


@pytest.mark.parametrize(
    ("said", "end"), [("She signed for it.", "under_review"), ("winning_evidence", "won"), ("losing_evidence", "lost")]
)
async def test_what_is_answered_to_the_demos_bank_is_taken_and_decided(
    database: Database, worker_database: Database, till: Till, said: str, end: str
) -> None:
    """The books hold at the provider what it has, before and after; there is enough of it to send refunds from."""
    shop = till.shop
    goods = [await offer(shop, await open_stall(shop, name), name, price=2400) for name in ("Potter", "Weaver")]
    omar, ines = [(await people.sign_up(database, name=name)).viewer.person_id for name in ("Omar", "Inés")]
    marta = shop.coordinator.viewer.person_id
    assert None not in (omar, ines, marta)
    past = Past(worker_database, database, shop.id, {"omar": omar, "ines": ines, "marta": marta})  # type: ignore[dict-item]
    variants = [ids.decode("var", one.variant) for one in goods]
    async with cards(till.stand_in.url, KEYRING, shop.id) as opened:
        assert opened is not None
        await everyday.disputed(past, opened, variants, ids.decode("point", shop.point))
    await rounds(till)
    assert await cash(till) == await provider_cash(till) > 0
    [dispute] = await disputes_of(till)
    assert (dispute["state"], dispute["taken"]["minor"]) == ("needs_response", 2400)
    answered = await shop.by(shop.coordinator).wish(
        f'answerDispute(key: $key, id: $id, evidence: "{said}")', "... on AnsweredDispute { dispute { answerState } }",
        key=("String!", new_key()), id=("ID!", dispute["id"]),
    )  # fmt: skip
    assert answered["__typename"] == "AnsweredDispute", answered
    await rounds(till)
    [dispute] = await disputes_of(till)
    assert (dispute["state"], dispute["answerState"]) == (end, "sent")
    assert (await books(shop))[("disputed", "", "")] == (2400 if end == "under_review" else 0)
    assert await cash(till) == await provider_cash(till)
    assert not (await shop.by(shop.coordinator).ask("{ discrepancies { kind } }"))["discrepancies"]
