"""Whose word has weight (hostile 59, invariant 19): not one's own, not in the household, not in a ring, not a revoked attestor's."""

from uuid import UUID

import pytest

from minga_commons.attestation import queries, weighing
from minga_commons.attestation.commands import claims
from minga_commons.attestation.commands import people as standing_of_people
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_testing import people


class Circle:
    """A co-op whose members speak for one another."""

    def __init__(self, database: Database, worker_database: Database, cooperative_id: UUID) -> None:
        self.database, self.worker, self.cooperative_id = database, worker_database, cooperative_id
        self.by_name: dict[str, people.Somebody] = {}

    async def join(self, *names: str, offices: tuple[str, ...] = ()) -> None:
        for name in names:
            self.by_name[name] = await people.member(
                self.database, self.worker, self.cooperative_id, name=name, classes=("worker",), offices=offices
            )

    async def do(self, name: str, command, **wish):
        return await people.do(self.database, self.by_name[name].viewer, command, self.cooperative_id, **wish)

    async def claim(self, name: str, *, needs: int = 1, about: str = "") -> UUID:
        made: UUID = await self.do(
            name,
            claims.claim,
            subject_kind="trial",
            subject_id=ids.new(),
            about_agent_id=self.by_name[about or name].agent_id,
            needs=needs,
        )
        return made

    async def stands(self, claim_id: UUID) -> tuple[str, int, tuple[str, ...]]:
        async with self.database.read(Scope(self.cooperative_id), Actor(system="test")) as work:
            found = (await queries.standing(work, [claim_id]))[claim_id]
        return found.state, found.counted, found.flags


@pytest.fixture
async def circle(database: Database, worker_database: Database) -> Circle:
    made = Circle(database, worker_database, await people.found(worker_database))
    await made.join("Ana", "Ben", "Cleo", "Dora", "Emil")
    await made.join("Olga", "Kim", offices=("officer",))
    return made


async def test_two_independent_words_are_enough_and_the_same_member_counts_once(circle: Circle) -> None:
    made = await circle.claim("Ana", needs=2)
    await circle.do("Ben", claims.attest, claim_id=made)
    assert await circle.stands(made) == ("open", 1, ())
    await circle.do("Ben", claims.take_back, claim_id=made)
    await circle.do("Ben", claims.attest, claim_id=made)
    assert await circle.stands(made) == ("open", 1, ())
    await circle.do("Cleo", claims.attest, claim_id=made)
    assert await circle.stands(made) == ("recognised", 2, ())
    await circle.do("Cleo", claims.take_back, claim_id=made)
    assert await circle.stands(made) == ("open", 1, ())


async def test_nobody_attests_herself_nor_what_she_wrote_for_another(circle: Circle) -> None:
    own, for_ana = await circle.claim("Ana"), await circle.claim("Ben", about="Ana")
    await circle.do("Ana", claims.attest, claim_id=own)
    await circle.do("Ben", claims.attest, claim_id=for_ana)
    assert await circle.stands(own) == ("open", 0, ("self",))
    assert await circle.stands(for_ana) == ("open", 0, ("author",))


async def test_a_household_has_no_word_for_its_own_not_even_around_a_corner(circle: Circle) -> None:
    made = await circle.claim("Ana")
    await circle.do("Cleo", claims.attest, claim_id=made)
    assert (await circle.stands(made))[0] == "recognised"
    await circle.do("Ana", standing_of_people.say_household, agent_id=circle.by_name["Ben"].agent_id)
    await circle.do("Cleo", standing_of_people.say_household, agent_id=circle.by_name["Ben"].agent_id)
    assert await circle.stands(made) == ("open", 0, ("household",))


async def test_a_ring_of_three_weighs_nothing_until_the_circle_is_wider(circle: Circle) -> None:
    of = {name: await circle.claim(name) for name in ("Ana", "Ben", "Cleo")}
    await circle.do("Ana", claims.attest, claim_id=of["Ben"])
    await circle.do("Ben", claims.attest, claim_id=of["Cleo"])
    assert (await circle.stands(of["Ben"]))[0] == "recognised"
    await circle.do("Cleo", claims.attest, claim_id=of["Ana"])
    for made in of.values():
        assert await circle.stands(made) == ("open", 0, ("ring",))
    await circle.do("Dora", claims.attest, claim_id=of["Ana"])
    assert await circle.stands(of["Ana"]) == ("recognised", 1, ("ring",))
    # Dora's own work is attested by Ana: four now lie around Ana, as in any co-op where people see one another's work. Those
    # who know nobody but each other (Dora and Ana, seen from Dora) still need a word from beyond.
    work = await circle.claim("Dora")
    await circle.do("Ana", claims.attest, claim_id=work)
    assert await circle.stands(work) == ("open", 0, ("ring",))
    assert await circle.stands(of["Ana"]) == ("recognised", 2, ())
    assert await circle.stands(of["Ben"]) == ("open", 0, ("ring",))


async def test_a_revoked_attestor_has_no_word_before_or_after(circle: Circle) -> None:
    before, after = await circle.claim("Ana"), await circle.claim("Cleo")
    await circle.do("Ben", claims.attest, claim_id=before)
    assert (await circle.stands(before))[0] == "recognised"
    ben = circle.by_name["Ben"].agent_id
    await circle.do("Olga", standing_of_people.revoke_attestor, agent_id=ben, reason="Signed without looking.")
    await circle.do("Ben", claims.attest, claim_id=after)
    assert await circle.stands(before) == ("open", 0, ("revoked_attestor",))
    assert await circle.stands(after) == ("open", 0, ("revoked_attestor",))
    await circle.do("Olga", standing_of_people.restore_attestor, agent_id=ben)
    assert (await circle.stands(after))[0] == "recognised"


async def test_what_is_written_down_is_what_weighing_again_gives(circle: Circle) -> None:
    made = [await circle.claim(name) for name in ("Ana", "Ben", "Cleo")]
    for name, one in (("Ana", made[1]), ("Ben", made[0]), ("Dora", made[2]), ("Cleo", made[0])):
        await circle.do(name, claims.attest, claim_id=one)
    async with circle.database.read(Scope(circle.cooperative_id), Actor(system="test")) as work:
        rows = await work.rows("SELECT * FROM claim WHERE cooperative_id = $1", circle.cooperative_id)
        weights = await weighing.weights_of(work, rows)
    for row in rows:
        assert (weights[row["id"]].counted, list(weights[row["id"]].flags)) == (row["counted"], row["flags"])
