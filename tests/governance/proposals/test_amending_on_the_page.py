"""Another member asks for other values than the author's, on the proposal's page without script; what was left stays."""

from html import unescape
from typing import Any

from minga_testing.deciding import Parliament
from minga_testing.reading import hidden, reading

RULES = "amendments { state difference { text } rules { key value { number } was { number } } }"


async def test_values_are_amended_on_the_page(hall: Parliament) -> None:
    proposal = await hall.draft(
        "Ana",
        "RULE_CHANGE",
        "Cheaper and slower",
        rules=[{"key": "market.fee_bps", "number": 600}, {"key": "market.hold_days", "number": 20}],
    )
    await hall.act("Ana", "submitProposal", proposal)
    for sponsor in ("Wanda", "Paola"):
        done = await hall.act(sponsor, "sponsorProposal", proposal)
    assert done["proposal"]["state"] == "DISCUSSION"  # type: ignore[possibly-undefined]
    address = f"/en/c/{hall.shop.cooperative.slug}/proposals/{proposal}"
    async with reading(hall.shop.program.door, hall.members["Petra"].viewer) as browser:
        page = unescape((await browser.get(address)).text)
        assert 'name="rule-0"' in page
        assert 'value="6"' in page
        text = {"amended": "Cheaper and slower: because it is time.", "reason": "Six is too low."}

        async def sent(**typed: str) -> Any:
            return await browser.post(f"{address}/amend", data={**hidden(page), **text, **typed})

        nothing = await sent(**{"rule-0": "6", "rule-1": "20"})
        assert nothing.status_code == 422, "what changes nothing is no amendment"
        wrong = await sent(**{"rule-0": "seven", "rule-1": "20"})
        assert wrong.status_code == 422
        assert 'value="seven"' in wrong.text, "what was typed stays"
        too_much = await sent(**{"rule-0": "99", "rule-1": "20"})
        assert too_much.status_code == 422
        done = await sent(**{"rule-0": "7", "rule-1": "20"})
        assert done.status_code == 303, done.text
        again = (await browser.get(address)).text
        assert "7%" in again

    [amendment] = (await hall.talk("Ana", proposal, RULES))["amendments"]
    assert amendment["difference"] == [], "the text was left as it is, and is not asked for anew"
    assert [(one["key"], one["value"]["number"]) for one in amendment["rules"]] == [
        ("market.fee_bps", 700),
        ("market.hold_days", 20),
    ], "values are asked for together, so that none is lost when the author takes them over"
