"""A co-op from a template: whole, in four languages, with the classes and rules that it says."""

import pytest

from minga_infra.founding.found import Founding, found
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import LANGUAGES
from minga_platform.membership.commands.classes import all_terms
from minga_platform.register import templates
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
