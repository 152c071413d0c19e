"""A co-op from a template: whole, in four languages, with the classes and rules that it says."""

from typing import Any

import pytest

from minga_infra.addresses import PublicAddresses
from minga_infra.founding.found import Founding, found
from minga_infra.founding.reactions import REACTIONS
from minga_infra.messages.folder import FolderMessages
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.cooperatives import by_slug
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.locale import LANGUAGES
from minga_platform.kernel.messages import Messages
from minga_platform.market.payments.flows import Addresses
from minga_platform.membership.commands.classes import all_terms
from minga_platform.membership.errors import ProofGone
from minga_platform.register import founding, templates
from minga_platform.rules import queries as rules
from minga_testing import people


@pytest.mark.parametrize("key", templates.KEYS)
async def test_a_template_founds_a_whole_co_op(key, database, worker_database) -> None:
    somebody = await people.sign_up(database, name="Founder")
    slug = f"t{ids.encode('x', ids.new())[-20:]}"
    founding = Founding("New", slug, template=key, officer_id=somebody.viewer.person_id, officer_name="Founder")
    made = await found(worker_database, founding)
    chosen = templates.template(key)
    assert chosen is not None
    async with worker_database.read(Scope(made.cooperative_id), Actor(system="test")) as work:
        terms = await all_terms(work)
        assert {name: one.terms for name, one in terms.items()} == dict(chosen.classes)
        for name, value in chosen.rules.items():
            assert await rules.at(work, name) == value
        document = (await rules.adoptions(work))[-1].document["statutes"]
        assert await work.value("SELECT count(*) FROM role_grant WHERE role = 'officer'") == 1
    assert len(document["articles"]) >= 8
    for text in (document["title"], *(a[part] for a in document["articles"] for part in ("title", "text"))):
        assert set(text) == set(LANGUAGES)


async def test_an_unknown_template_founds_nothing(worker_database) -> None:
    with pytest.raises(InvalidInput):
        await found(worker_database, Founding("New", "never-there", template="feudal"))


def test_who_joins_by_herself_never_votes_without_a_paid_share() -> None:
    for one in templates.all_templates():
        for _, terms in one.classes:
            assert not (terms.is_open and "vote" in terms.rights and terms.begins_at_once)


async def test_somebody_with_the_operators_link_founds_on_a_page(database, worker_database, tmp_path) -> None:
    ports: dict[type, Any] = {
        Addresses: PublicAddresses("http://localhost:8000", Keyring(b"a key of a test, 32 bytes long !"))
    }
    folder = FolderMessages(tmp_path)
    ports[Messages] = folder
    somebody = await people.sign_up(database, name="Founder")
    token = await worker_database.run(Scope(), Actor(system="found"), founding.open_link)
    wish: dict[str, Any] = {
        "name": "New Weavers", "template": "producer", "currency": "EUR", "country": "ES", "language": "en",
        "officers": ["second@example.org"],
    }  # fmt: skip
    slug = f"t{ids.encode('x', ids.new())[-20:]}"
    with pytest.raises(ProofGone):
        await people.do(database, somebody.viewer, founding.ask, token="none", slug=slug, **wish)
    taken = await people.found(worker_database)
    async with worker_database.read(Scope(taken)) as work:
        other = await work.value("SELECT slug FROM cooperative WHERE id = $1", taken)
    with pytest.raises(InvalidInput) as refused:
        await people.do(database, somebody.viewer, founding.ask, token=token, slug=other, **wish)
    assert refused.value.rule == "taken"
    wish_id = await people.do(database, somebody.viewer, founding.ask, token=token, slug=slug, **wish)
    with pytest.raises(ProofGone):
        await people.do(database, somebody.viewer, founding.ask, token=token, slug=f"{slug}-2", **wish)
    event = {"wish_id": str(wish_id), "person_id": str(somebody.viewer.person_id)}
    desk = Desk(worker_database, ports, "founding.found")
    for _ in range(2):
        await REACTIONS[0].run(desk, event)
    async with worker_database.read(Scope(None, somebody.viewer.person_id)) as work:
        row = await work.row("SELECT state, officers FROM founding_wish WHERE id = $1", wish_id)
        here = await by_slug(work, slug)
    assert (row["state"], row["officers"]) == ("founded", [])
    assert here is not None
    async with worker_database.read(Scope(here.id)) as work:
        offices = await work.rows("SELECT a.person_id FROM role_grant g JOIN agent a ON a.id = g.agent_id")
    assert [row["person_id"] for row in offices] == [somebody.viewer.person_id]
    letters = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert f"/c/{slug}/begin?token=" in letters
