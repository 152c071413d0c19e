"""Letters about one's membership: who is written to, by which channel, once; and never to anybody else."""

from datetime import timedelta

import asyncpg
import pytest

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.membership.terms import EVERY_RIGHT, Terms
from minga_platform.register.commands import admission, applying, classes, leaving
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Shop, open_shop


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


class Told:
    """Who is who, and what has been sent since it was last asked."""

    def __init__(self, shop: Shop, database: Database, admin: asyncpg.Connection) -> None:
        self.shop, self.database, self.admin = shop, database, admin
        self.seen = 0
        self.reached: set[str] = set()
        """Where those of this test are written to; a worker also does what earlier tests left for later."""

    async def person(self, name: str, *classes: str, reach: str = "mail", offices: tuple[str, ...] = ()):
        made = await people.member(
            self.database, self.shop.worker_database, self.shop.id, name=name, classes=classes, offices=offices
        )
        if reach == "paper":
            await self.admin.execute("UPDATE identifier SET proven_at = NULL WHERE value = $1", made.mail)
        elif reach == "phone":
            await self.admin.execute(
                "UPDATE identifier SET kind = 'phone', value = $2, proven_at = created_at WHERE value = $1", made.mail,
                f"+34600{made.known_as.int % 10**6:06}",  # type: ignore[union-attr]
            )  # fmt: skip
            self.reached.add(f"+34600{made.known_as.int % 10**6:06}")  # type: ignore[union-attr]
        else:
            await self.admin.execute("UPDATE identifier SET proven_at = created_at WHERE value = $1", made.mail)
        self.reached |= {made.mail, name}
        return made

    async def do(self, who: people.Somebody, command, **wish):
        return await people.do(self.database, who.viewer, command, self.shop.id, **wish)

    async def sent(self) -> list[tuple[str, str, str, str]]:
        """(channel, to, subject, text), once the worker had its time; a second round of the same adds nothing."""
        for _ in range(2):
            await self.shop.sweep("register.")
            await self.shop.worker.drain()
        # A new account is asked whether its address is right: another promise, tested elsewhere.
        new = [
            one
            for one in self.shop.letters.sent[self.seen :]
            if one.subject != "Is this your address?" and one.to in self.reached
        ]
        assert len({one.id for one in new}) == len(new), "each once"
        self.seen = len(self.shop.letters.sent)
        return [(one.channel, one.to, one.subject, one.text) for one in new]


@pytest.fixture
def told(shop: Shop, database: Database, admin: asyncpg.Connection) -> Told:
    return Told(shop, database, admin)


async def test_from_applying_to_an_answer(told: Told) -> None:
    olga = await told.person("Olga", "worker", offices=("officer",))
    await told.person("Wim", "worker")
    ana, ben = await told.person("Ana"), await told.person("Ben", reach="paper")
    carla = await told.person("Carla", reach="phone")
    asked = {who.known_as: await told.do(who, applying.apply, class_key="worker") for who in (ana, ben, carla)}
    letters = await told.sent()
    assert sorted((channel, to) for channel, to, _, _ in letters) == [
        ("mail", ana.mail), ("paper", "Ben"), ("phone", f"+34600{carla.known_as.int % 10**6:06}"),
    ]  # fmt: skip
    assert all("is in" in subject and "/join" in text for _, _, subject, text in letters)
    await told.do(olga, admission.decide, application_id=asked[ana.known_as], admit=True)
    await told.do(olga, admission.decide, application_id=asked[ben.known_as], admit=False, reason="We are full.")
    welcome, no = sorted(await told.sent())
    assert welcome[:2] == ("mail", ana.mail)
    assert "Welcome" in welcome[2]
    assert "/membership" in welcome[3]
    assert no[:2] == ("paper", "Ben")
    assert "We are full." in no[3]
    # Withdrawn by herself: she knows.
    await told.do(carla, applying.withdraw, application_id=asked[carla.known_as])
    assert await told.sent() == []


async def test_dues_are_reminded_of_once(told: Told, clock: Clock) -> None:
    olga = await told.person("Olga", "worker", offices=("officer",))
    await told.do(
        olga, classes.change_class, class_key="consumer", terms=Terms(rights=EVERY_RIGHT, dues_minor=1250, dues_months=12)
    )  # fmt: skip
    ana = await told.person("Ana", "consumer")
    assert await told.sent() == []
    await clock.move(timedelta(days=60))
    [letter] = await told.sent()
    assert letter[:2] == ("mail", ana.mail)
    assert "€12.50" in letter[3]
    await clock.move(timedelta(days=60))
    assert await told.sent() == []


async def test_a_notice_is_confirmed_with_its_day(told: Told) -> None:
    ana = await told.person("Ana", "worker", reach="paper")
    await told.do(ana, leaving.give_notice, class_key="worker")
    [letter] = await told.sent()
    assert letter[:3] == ("paper", "Ana", letter[2])
    assert "Your notice" in letter[2]
    async with told.shop.worker_database.read(Scope(told.shop.id)) as work:
        leaves_at = await work.value("SELECT leaves_at FROM notice_of_leaving WHERE cooperative_id = $1", told.shop.id)
    assert str(leaves_at.year) in letter[3]
    assert "you may stay" in letter[3]
    # Given and taken back before the worker came: nothing to tell.
    ben = await told.person("Ben", "worker")
    await told.do(ben, leaving.give_notice, class_key="worker")
    await told.do(ben, leaving.stay, class_key="worker")
    assert await told.sent() == []


async def test_an_organisation_is_reached_by_who_stands_for_it(told: Told) -> None:
    olga = await told.person("Olga", "worker")
    await told.do(olga, applying.apply, class_key="producer", organisation="The mill")
    [letter] = await told.sent()
    assert letter[:2] == ("mail", olga.mail)
