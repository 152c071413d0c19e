"""Accounts through the API, as any program sees them."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.database import Database
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import demo
from minga_platform.membership.commands.passkeys import Party
from minga_testing.authenticator import Device
from minga_testing.people import GOOD_PASSWORD, Somebody, found, look_again, member, sign_up

US = Party("localhost", "Minga", ("http://localhost:8000",))


class Program:
    """Sends documents through the door."""

    def __init__(self, database: Database, *, demo: bool = False) -> None:
        self.database = database
        self._door = Door(
            Services(database, Keyring(b"a key of a test, 32 bytes long !"), ports={Party: US}, demo=demo)
        )

    async def ask(
        self,
        document: str,
        viewer: Viewer = ANONYMOUS,
        cooperative: Cooperative | None = None,
        **variables: Any,
    ) -> dict[str, Any]:
        """The data of an answer without errors."""
        read = (await self._door.execute(document, variables, viewer, cooperative)).read()
        assert "errors" not in read, read["errors"]
        data: dict[str, Any] = read["data"]
        return data

    async def wish(
        self, wish: str, viewer: Viewer = ANONYMOUS, cooperative: Cooperative | None = None, **variables: Any
    ) -> dict[str, Any]:
        """One mutation, with what every outcome can tell: `signOut`, or `join(classKey: $key)` with `$key: String!` first."""
        head, _, call = wish.rpartition("=> ")
        parameters = f"({head.strip()})" if head.strip() else ""
        told = (
            "__typename ... on SignedIn { token } ... on SignedUp { token card { number secret } } "
            "... on CardUsed { token card { number secret } } ... on SecondFactorNeeded { token } "
            "... on PasskeyQuestion { options } ... on PrintedCard { number secret } ... on AddressAdded { id } "
            "... on Refusal { code message } ... on InvalidInput { field rule } ... on TooManyAttempts { retryAt } "
            "... on PasswordTooShort { minimum minimumWithPasskey }"
        )
        kept = [part for part in told.split(" ... on ") if part == "__typename" or self._fits(part, call)]
        document = f"mutation Wish{parameters} {{ done: {call} {{ {' ... on '.join(kept)} }} }}"
        data = await self.ask(document, viewer, cooperative, **variables)
        done: dict[str, Any] = data["done"]
        return done

    def _fits(self, part: str, call: str) -> bool:
        """A document may only ask for what its union can hold."""
        from graphql import GraphQLUnionType, get_named_type

        from minga_graphql.schema import SCHEMA

        schema = SCHEMA._schema
        assert schema.mutation_type is not None
        union = get_named_type(schema.mutation_type.fields[call.partition("(")[0].strip()].type)
        assert isinstance(union, GraphQLUnionType)
        name = part.partition(" ")[0]
        return name == "Refusal" or name in {one.name for one in union.types}


@pytest.fixture(scope="module")
def program(database: Database) -> Program:
    return Program(database)


async def the(database: Database, cooperative_id: Any) -> Cooperative:
    async with database.read(Scope(cooperative_id)) as work:
        return (await cooperatives.of_ids(work, [cooperative_id]))[cooperative_id]


SIGN_UP = "$name: String!, $mail: String, $password: String => signUp(name: $name, mail: $mail, password: $password)"
SIGN_IN = "$name: String!, $password: String! => signIn(name: $name, password: $password)"


def fresh_mail() -> str:
    return f"{ids.encode('m', ids.new())}@example.org"


async def test_from_nothing_to_an_account_and_back(program: Program) -> None:
    mail = fresh_mail()
    made = await program.wish(SIGN_UP, name="Ana", mail=mail, password=GOOD_PASSWORD)
    assert made["__typename"] == "SignedUp"
    viewer = await look_again(program.database, made["token"])
    me = (await program.ask("{ me { id name language isHelped } }", viewer))["me"]
    assert me["id"].startswith("person_")
    assert (me["name"], me["language"], me["isHelped"]) == ("Ana", "en", False)
    account = (
        await program.ask(
            "{ account { hasPassword hasCard provenUntil addresses { kind value provenAt } sessions { isThis } } }",
            viewer,
        )
    )["account"]
    assert account["provenUntil"] is not None
    assert (account["hasPassword"], account["hasCard"]) == (True, False)
    assert account["addresses"] == [{"kind": "mail", "value": mail, "provenAt": None}]
    assert (await program.wish("signOut", viewer))["__typename"] == "Done"
    signed_in = await program.wish(SIGN_IN, name=mail, password=GOOD_PASSWORD)
    assert signed_in["__typename"] == "SignedIn"


async def test_a_visitor_has_no_account(program: Program) -> None:
    assert await program.ask("{ me { id } account { hasPassword } standing { roles } }") == {
        "me": None, "account": None, "standing": None,
    }  # fmt: skip


async def test_refusals_tell_their_facts_in_the_readers_language(program: Program) -> None:
    short = await program.wish(SIGN_UP, Viewer(language="es"), name="Ana", mail=fresh_mail(), password="short")
    assert (short["code"], short["minimum"], short["minimumWithPasskey"]) == ("PASSWORD_TOO_SHORT", 15, 8)
    bad = await program.wish(SIGN_UP, name="Ana", mail="not an address")
    assert (bad["code"], bad["field"], bad["rule"]) == ("INVALID_INPUT", "mail", "mail_address")
    none = await program.wish(SIGN_UP, name="Ana")
    assert none["code"] == "WAY_BACK_NEEDED"
    assert (await program.wish("signOut"))["code"] == "SIGN_IN_NEEDED"


async def test_a_failed_sign_in_says_the_same_for_every_name(program: Program) -> None:
    mail = fresh_mail()
    await program.wish(SIGN_UP, name="Ana", mail=mail, password=GOOD_PASSWORD)
    answers = [
        await program.wish(SIGN_IN, name=name, password="wrong wrong wrong") for name in (mail, fresh_mail(), "?")
    ]
    assert answers == [{"__typename": "SignInFailed"}] * 3


async def test_a_hundred_sign_ins_in_one_document_are_refused(program: Program) -> None:
    """Hostile case 48."""
    many = " ".join(f'a{number}: signIn(name: "x", password: "y") {{ __typename }}' for number in range(100))
    read = (await program._door.execute(f"mutation {{ {many} }}", {}, ANONYMOUS)).read()
    assert read["errors"]
    assert read.get("data") is None


async def test_a_passkey_from_end_to_end(program: Program) -> None:
    ana, device = await sign_up(program.database), Device()
    question = await program.wish("beginPasskey", ana.viewer)
    added = await program.wish(
        "$answer: String!, $label: String! => addPasskey(answer: $answer, label: $label)",
        ana.viewer,
        answer=device.make(question["options"]),
        label="My phone",
    )
    assert added["__typename"] == "PasskeyAdded"
    question = await program.wish("beginPasskeySignIn")
    wish = "$answer: String! => signInWithPasskey(answer: $answer)"
    answer = device.answer(question["options"])
    assert (await program.wish(wish, answer=answer))["__typename"] == "SignedIn"
    assert (await program.wish(wish, answer=answer))["code"] == "PROOF_GONE"


async def test_a_printed_card_through_the_api(program: Program) -> None:
    ana = await sign_up(program.database)
    card = await program.wish("printCard", ana.viewer)
    wish = "$number: String!, $secret: String! => signInWithCard(number: $number, secret: $secret)"
    used = await program.wish(wish, number=card["number"], secret=card["secret"])
    assert used["__typename"] == "CardUsed"
    assert used["card"]["secret"] != card["secret"]
    assert (await program.wish(wish, number=card["number"], secret=card["secret"]))["__typename"] == "SignInFailed"


async def test_a_foreign_session_looks_like_none(program: Program) -> None:
    ana, ben = await sign_up(program.database), await sign_up(program.database)
    (theirs,) = (await program.ask("{ account { sessions { id } } }", ben.viewer))["account"]["sessions"]
    wish = "$id: ID! => endSession(id: $id)"
    answers = [
        await program.wish(wish, ana.viewer, id=one)
        for one in (theirs["id"], ids.encode("session", ids.new()), "session_nonsense", "prod_nonsense", "")
    ]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["code"] == "NOT_FOUND"


async def test_offices_in_a_co_op(program: Program, database: Database, worker_database: Database) -> None:
    here = await the(database, await found(worker_database))
    officer = await member(database, worker_database, here.id, name="Olga", offices=("officer",))
    ben = await member(database, worker_database, here.id, name="Ben", classes=("producer",))
    grant = "$agent: ID!, $role: String! => grantRole(agentId: $agent, role: $role)"
    who = ids.encode("agent", ben.agent_id)
    assert (await program.wish(grant, ben.viewer, here, agent=who, role="officer"))["code"] == "NOT_ALLOWED"
    assert (await program.wish(grant, officer.viewer, None, agent=who, role="officer"))["code"] == "NEEDS_COOPERATIVE"
    done = await program.wish(grant, officer.viewer, here, agent=who, role="treasurer")
    assert done["__typename"] == "RoleGranted"
    assert (await program.wish(grant, officer.viewer, here, agent=who, role="treasurer"))["code"] == "HAS_ROLE"
    data = await program.ask(
        "{ offices { agentName role } members(first: 10) { nodes { name classes roles } pageInfo { hasNextPage } } "
        "standing { roles capabilities } }",
        officer.viewer,
        here,
    )
    assert data["offices"] == [{"agentName": "Olga", "role": "officer"}, {"agentName": "Ben", "role": "treasurer"}]
    assert data["members"]["nodes"] == [{"name": "Ben", "classes": ["producer"], "roles": ["treasurer"]}]
    assert "roles.grant" in data["standing"]["capabilities"]
    stranger = await sign_up(database)
    asked = "{ offices { role } members { nodes { name } } standing { roles } }"
    assert await program.ask(asked, stranger.viewer, here) == {"offices": None, "members": None, "standing": None}
    assert await program.ask(asked, ANONYMOUS, here) == {"offices": None, "members": None, "standing": None}


async def test_joining_through_the_api(program: Program, database: Database, worker_database: Database) -> None:
    here = await the(database, await found(worker_database))
    ana: Somebody = await sign_up(database)
    classes = (await program.ask("{ membershipClasses { key name isOpen } }", ANONYMOUS, here))["membershipClasses"]
    assert [one["key"] for one in classes if one["isOpen"]] == ["supporter"]
    wish = "$key: String! => join(classKey: $key)"
    assert (await program.wish(wish, ANONYMOUS, here, key="supporter"))["code"] == "SIGN_IN_NEEDED"
    assert (await program.wish(wish, ana.viewer, here, key="supporter"))["__typename"] == "Joined"
    assert (await program.wish(wish, ana.viewer, here, key="supporter"))["code"] == "IS_MEMBER"
    assert (await program.ask("{ standing { classes } }", ana.viewer, here))["standing"]["classes"] == ["supporter"]


async def test_demo_people_are_only_where_there_is_a_demonstration(
    program: Program, database: Database, worker_database: Database
) -> None:
    ana, ben = await sign_up(database), await sign_up(database)
    assert ana.viewer.person_id is not None
    assert ben.viewer.person_id is not None
    person_id = ana.viewer.person_id
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _add(database, person_id)
    await _add(worker_database, person_id)
    wish = "$id: ID! => signInAsDemoPerson(id: $id)"
    here, bens = ids.encode("person", person_id), ids.encode("person", ben.viewer.person_id)
    assert (await program.ask("{ demoPeople { name } }"))["demoPeople"] == []
    assert (await program.wish(wish, id=here))["code"] == "NOT_FOUND"
    show = Program(database, demo=True)
    people = (await show.ask("{ demoPeople { id title } }"))["demoPeople"]
    assert {"id": here, "title": "A weaver"} in people
    assert (await show.wish(wish, id=bens))["code"] == "NOT_FOUND"
    done = await show.wish(wish, id=here)
    assert (await look_again(database, done["token"])).person_id == person_id


async def _add(database: Database, person_id: UUID) -> None:
    async def command(work: Work) -> None:
        await demo.add(work, person_id=person_id, name="Ana", title={"en": "A weaver"}, cooperative_slug=None, place=1)

    await database.run(Scope(), Actor(system="test"), command)
