"""The page of working groups without script: founded, filled, asked, and told what is wrong where it is."""

import re
from dataclasses import replace
from html import unescape

from minga_testing.deciding import Parliament
from minga_testing.reading import reading


async def test_a_group_on_its_page(hall: Parliament) -> None:
    await hall.join("Olga", "worker", offices=("officer",))
    address = f"/en/c/{hall.shop.cooperative.slug}/groups"
    officer = replace(hall.members["Olga"].viewer, proven_at=await hall.now())
    async with reading(hall.shop.program.door, officer) as browser:
        assert "There are no working groups yet" in (await browser.get(address)).text
        page = (await browser.get(f"{address}/new")).text
        known = {
            unescape(name): agent
            for agent, name in re.findall(r'name="members" value="([^"]+)">\s*<span>([^<]+)', page)
        }
        key = re.findall(r'name="key" value="([^"]+)"', page)[0]
        form = {"key": key, "name-en": "The garden", "about-en": "Beds and hens."}
        alone = await browser.post(f"{address}/new", data={**form, "members": [known["Ana"]]})
        assert alone.status_code == 422
        done = await browser.post(f"{address}/new", data={**form, "members": [known["Ana"], known["Pedro"]]})
        assert done.status_code == 303, done.text
        page = (await browser.get(address)).text
        [group] = set(re.findall(r"(grp_[a-z0-9]+)-grant-amount", page))
        fill = {"what": "grant", "id": group, "key": "k" * 20, f"{group}-grant-reason": "Seeds"}
        too_much = await browser.post(address, data={**fill, f"{group}-grant-amount": "300.01"})
        assert too_much.status_code == 422
        assert "€300" in unescape(too_much.text), "what is left is told"
        assert (await browser.post(address, data={**fill, f"{group}-grant-amount": "120"})).status_code == 303
        assert "€120" in (await browser.get(address)).text
    async with reading(hall.shop.program.door, hall.members["Ana"].viewer) as browser:
        wish = {"what": "ask", "id": group, "key": "q" * 20, f"{group}-ask-payee": "Nursery"}
        wrong = await browser.post(address, data={**wish, f"{group}-ask-purpose": "Hens", f"{group}-ask-amount": "x"})
        assert wrong.status_code == 422
        assert 'value="Hens"' in wrong.text
        done = await browser.post(address, data={**wish, f"{group}-ask-purpose": "Hens", f"{group}-ask-amount": "50"})
        assert done.status_code == 303, done.text
        page = (await browser.get(address)).text
        assert "the group is asked" in page
        assert "Give my consent, or object" in page
    stranger = await hall.join("Sara")
    async with reading(hall.shop.program.door, stranger.viewer) as browser:
        assert (await browser.get(address)).status_code == 404
