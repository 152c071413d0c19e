"""Proving addresses, links to sign in with, printed cards: what somebody has who forgot or lost the rest."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import InvalidInput, NotFound, StepUpNeeded, TooManyAttempts
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.membership import flows, queries, reactions, values
from minga_platform.membership.commands import accounts, recovery, sign_in
from minga_platform.membership.commands.recovery import Recovered
from minga_platform.membership.commands.sessions import OpenedSession
from minga_platform.membership.commands.sign_in import SignInFailed
from minga_platform.membership.errors import AddressTaken, ProofGone, WayBackNeeded
from minga_platform.membership.ports import Letter, Letters
from minga_testing.people import GOOD_PASSWORD, Somebody, do, look_again, sign_up
from minga_testing.plugin import Clock


class Postbox:
    """Reads the outbox as the worker does, and keeps the letters."""

    def __init__(self, worker_database: Database, admin: asyncpg.Connection) -> None:
        self.letters: list[Letter] = []
        self._desk = Desk(worker_database, {Letters: self}, "membership.send_letter")
        self._admin = admin

    async def send(self, letter: Letter) -> None:
        self.letters.append(letter)

    async def collect(self) -> list[Letter]:
        """The letters asked for since the last time, delivered."""
        before = len(self.letters)
        events = await self._admin.fetch(
            "UPDATE outbox SET delivered_at = now() WHERE name = 'LetterAsked' AND delivered_at IS NULL RETURNING id, payload->>'proof_id' AS proof"
        )
        for event in sorted(events, key=lambda row: str(row["id"])):
            await reactions.send_letter(self._desk, {"proof_id": event["proof"]})
        return self.letters[before:]


@pytest.fixture
async def postbox(worker_database: Database, admin: asyncpg.Connection) -> Postbox:
    box = Postbox(worker_database, admin)
    await box.collect()
    return box


async def address_of(database: Database, somebody: Somebody) -> queries.Address:
    async with database.read(somebody.viewer.scope(None)) as work:
        (address,) = await queries.addresses(work, somebody.viewer)
    return address


async def proven(database: Database, postbox: Postbox, password: str | None = None) -> Somebody:
    await postbox.collect()
    ana = await sign_up(database, password=password)
    (letter,) = await postbox.collect()
    await prove(database, letter.token)
    return ana


async def prove(database: Database, token: str) -> UUID:
    return await database.run(
        ANONYMOUS.scope(None), ANONYMOUS.actor, lambda work: accounts.prove_address_by_link(work, token=token)
    )


async def ask_link(database: Database, name: str, viewer: Viewer = ANONYMOUS) -> None:
    await do(database, viewer, accounts.ask_sign_in_link, name=name)


async def use_link(database: Database, token: str) -> OpenedSession:
    return await do(database, ANONYMOUS, accounts.sign_in_by_link, token=token)


async def test_the_letters_link_proves_the_address_once(database: Database, postbox: Postbox) -> None:
    ana = await sign_up(database)
    (letter,) = await postbox.collect()
    assert (letter.address, letter.channel, letter.purpose, letter.language) == (ana.mail, "mail", "address", "en")
    await prove(database, letter.token)
    assert (await address_of(database, ana)).proven_at is not None
    with pytest.raises(ProofGone):
        await prove(database, letter.token)


async def test_no_secret_stands_in_the_database(
    database: Database, postbox: Postbox, admin: asyncpg.Connection
) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    (letter,) = await postbox.collect()
    tables = ("person", "identifier", "credential", "session", "proof", "outbox", "job", "attempt", "idempotency")
    everything = "".join([str(await admin.fetch(f"SELECT t::text FROM {table} t")) for table in tables])
    assert ana.mail in everything
    for secret in (letter.token, letter.code, ana.token, GOOD_PASSWORD):
        assert secret not in everything


async def test_the_code_works_five_times_wrong_and_then_no_more(database: Database, postbox: Postbox) -> None:
    ana = await sign_up(database)
    (letter,) = await postbox.collect()
    address = await address_of(database, ana)
    for _ in range(5):
        assert (
            await do(database, ana.viewer, accounts.prove_address_by_code, identifier_id=address.id, code="wrong")
            == "wrong"
        )
    with pytest.raises(ProofGone):
        await do(database, ana.viewer, accounts.prove_address_by_code, identifier_id=address.id, code=letter.code)
    await do(database, ana.viewer, accounts.ask_address_letter, identifier_id=address.id)
    (again,) = await postbox.collect()
    spaced = f" {again.code[:4]} {again.code[4:]} "
    assert (
        await do(database, ana.viewer, accounts.prove_address_by_code, identifier_id=address.id, code=spaced) == "right"
    )
    assert (await address_of(database, ana)).proven_at is not None


async def test_a_code_belongs_to_its_owner(database: Database, postbox: Postbox) -> None:
    ana, ben = await sign_up(database), await sign_up(database)
    letters = {letter.address: letter for letter in await postbox.collect()}
    with pytest.raises(ProofGone):
        await do(
            database,
            ben.viewer,
            accounts.prove_address_by_code,
            identifier_id=(await address_of(database, ana)).id,
            code=letters[ana.mail].code,
        )


async def test_a_letter_runs_out(database: Database, postbox: Postbox, clock: Clock) -> None:
    ana = await sign_up(database)
    (letter,) = await postbox.collect()
    await clock.move(timedelta(minutes=31))
    with pytest.raises(ProofGone):
        await prove(database, letter.token)
    with pytest.raises(ProofGone):
        await do(
            database,
            ana.viewer,
            accounts.prove_address_by_code,
            identifier_id=(await address_of(database, ana)).id,
            code=letter.code,
        )


async def test_a_repeated_delivery_leaves_one_letter_that_works(
    database: Database, postbox: Postbox, worker_database: Database
) -> None:
    await sign_up(database)
    (first,) = await postbox.collect()
    await reactions.send_letter(Desk(worker_database, {Letters: postbox}, "again"), {"proof_id": str(first.proof_id)})
    with pytest.raises(ProofGone):
        await prove(database, first.token)
    await prove(database, postbox.letters[-1].token)


async def test_an_address_in_use_is_accepted_but_only_its_reader_can_prove_it(
    database: Database, postbox: Postbox
) -> None:
    """Hostile case 29: whoever signs up with another's address learns nothing, and gets nothing."""
    ana = await proven(database, postbox, password=GOOD_PASSWORD)
    thief = await flows.sign_up(
        database, ANONYMOUS, name="Thief", language="en", mail=ana.mail, password="eleven black cats asleep"
    )
    assert thief.session.person_id != ana.viewer.person_id
    (letter,) = await postbox.collect()
    with pytest.raises(AddressTaken):
        await prove(database, letter.token)
    opened = await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password=GOOD_PASSWORD)
    assert isinstance(opened, OpenedSession)
    assert opened.person_id == ana.viewer.person_id
    assert (
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password="eleven black cats asleep")
        == SignInFailed()
    )


async def test_an_unproven_claim_does_not_keep_the_owner_out(database: Database, postbox: Postbox) -> None:
    mail = f"{ids.encode('m', ids.new())}@example.org"
    await flows.sign_up(
        database, ANONYMOUS, name="Squatter", language="en", mail=mail, password="eleven black cats asleep"
    )
    await postbox.collect()
    owner = await flows.sign_up(database, ANONYMOUS, name="Owner", language="en", mail=mail, password=GOOD_PASSWORD)
    (letter,) = await postbox.collect()
    await prove(database, letter.token)
    opened = await flows.sign_in_with_password(database, ANONYMOUS, name=mail, password=GOOD_PASSWORD)
    assert isinstance(opened, OpenedSession)
    assert opened.person_id == owner.session.person_id


async def test_two_who_prove_one_address_at_once_give_one_owner(database: Database, postbox: Postbox) -> None:
    mail = f"{ids.encode('m', ids.new())}@example.org"
    for name in ("One", "Other"):
        await flows.sign_up(database, ANONYMOUS, name=name, language="en", mail=mail)
    tokens = [letter.token for letter in await postbox.collect()]
    outcomes = await asyncio.gather(*(prove(database, token) for token in tokens), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) in (["AddressTaken", "UUID"], ["ProofGone", "UUID"])


async def test_a_link_signs_in_once_and_lets_a_new_password_be_set(
    database: Database, postbox: Postbox, clock: Clock
) -> None:
    ana = await proven(database, postbox, password=GOOD_PASSWORD)
    await clock.move(timedelta(hours=1))
    await ask_link(database, ana.mail.upper())
    (letter,) = await postbox.collect()
    assert letter.purpose == "sign_in_link"
    opened = await use_link(database, letter.token)
    with pytest.raises(ProofGone):
        await use_link(database, letter.token)
    await flows.set_password(database, await look_again(database, opened.token), password="nine condors over the lake")
    again = await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password="nine condors over the lake")
    assert isinstance(again, OpenedSession)


async def test_a_link_asked_for_an_unknown_or_unproven_name_sends_nothing(database: Database, postbox: Postbox) -> None:
    unproven = await sign_up(database)
    await postbox.collect()
    for name in ("nobody@example.org", unproven.mail, "nonsense", "", "ABCD-EFGH"):
        await ask_link(database, name, Viewer(address=str(ids.new())))
    assert await postbox.collect() == []


async def test_letters_are_limited_by_account_and_by_address(database: Database, postbox: Postbox) -> None:
    ana = await proven(database, postbox)
    for _ in range(5):
        await ask_link(database, ana.mail)
    with pytest.raises(TooManyAttempts):
        await ask_link(database, ana.mail)
    somewhere = Viewer(address=str(ids.new()))
    for number in range(20):
        await ask_link(database, f"nobody{number}{ids.new()}@example.org", somewhere)
    with pytest.raises(TooManyAttempts):
        await ask_link(database, f"nobody{ids.new()}@example.org", somewhere)


async def test_a_card_alone_is_an_account(database: Database) -> None:
    made = await flows.sign_up(database, ANONYMOUS, name="Tomás", language="es", with_card=True)
    assert made.card is not None
    card = made.card
    typed = card.secret.lower().replace("-", " ")
    used = await do(database, ANONYMOUS, sign_in.sign_in_with_card, number=card.number.lower(), secret=typed)
    assert isinstance(used, Recovered)
    assert used.session.person_id == made.session.person_id
    assert used.card.number == card.number, "the number is her name and stays"
    assert used.card.secret != card.secret
    assert (
        await do(database, ANONYMOUS, sign_in.sign_in_with_card, number=card.number, secret=card.secret)
        == SignInFailed()
    )
    assert isinstance(
        await do(database, ANONYMOUS, sign_in.sign_in_with_card, number=card.number, secret=used.card.secret), Recovered
    )


async def test_a_cards_number_is_a_name_for_the_password_too(database: Database) -> None:
    made = await flows.sign_up(database, ANONYMOUS, name="Tomás", language="es", with_card=True, password=GOOD_PASSWORD)
    assert made.card is not None
    opened = await flows.sign_in_with_password(database, ANONYMOUS, name=made.card.number, password=GOOD_PASSWORD)
    assert isinstance(opened, OpenedSession)


async def test_using_a_card_signs_other_devices_out(database: Database) -> None:
    made = await flows.sign_up(database, ANONYMOUS, name="Tomás", language="es", with_card=True)
    assert made.card is not None
    used = await do(database, ANONYMOUS, sign_in.sign_in_with_card, number=made.card.number, secret=made.card.secret)
    assert isinstance(used, Recovered)
    await look_again(database, used.session.token)
    assert (
        await flows.recognise(
            database, made.session.token, visitor_hash=None, language=None, address="", can_rotate=False
        )
        is None
    )


async def test_one_card_used_twice_at_once_works_once(database: Database) -> None:
    made = await flows.sign_up(database, ANONYMOUS, name="Tomás", language="es", with_card=True)
    assert made.card is not None
    card = made.card
    outcomes = await asyncio.gather(
        *(do(database, ANONYMOUS, sign_in.sign_in_with_card, number=card.number, secret=card.secret) for _ in range(4))
    )
    assert sum(isinstance(outcome, Recovered) for outcome in outcomes) == 1


async def test_cards_are_guessed_as_slowly_as_passwords(database: Database) -> None:
    made = await flows.sign_up(database, ANONYMOUS, name="Tomás", language="es", with_card=True)
    assert made.card is not None
    for wrong in ("", "A" * 24, "not a secret", "0" * 24, values.new_card_secret()):
        assert (
            await do(database, ANONYMOUS, sign_in.sign_in_with_card, number=made.card.number, secret=wrong)
            == SignInFailed()
        )
    with pytest.raises(TooManyAttempts):
        await do(database, ANONYMOUS, sign_in.sign_in_with_card, number=made.card.number, secret=made.card.secret)


async def test_a_new_card_voids_the_old_one_and_needs_step_up(database: Database, clock: Clock) -> None:
    made = await flows.sign_up(database, ANONYMOUS, name="Tomás", language="es", with_card=True)
    assert made.card is not None
    viewer = await look_again(database, made.session.token)
    fresh = await do(database, viewer, recovery.print_card)
    assert (fresh.number, fresh.secret != made.card.secret) == (made.card.number, True)
    await clock.move(timedelta(minutes=6))
    with pytest.raises(StepUpNeeded):
        await do(database, viewer, recovery.print_card)


async def test_the_last_way_back_cannot_be_taken_away(database: Database, postbox: Postbox) -> None:
    ana = await proven(database, postbox)
    address = await address_of(database, ana)
    with pytest.raises(WayBackNeeded):
        await do(database, ana.viewer, accounts.remove_address, identifier_id=address.id)
    phone = await do(database, ana.viewer, accounts.add_address, phone="+34600999888")
    with pytest.raises(WayBackNeeded):
        await do(database, ana.viewer, accounts.remove_address, identifier_id=address.id)
    await do(database, ana.viewer, recovery.print_card)
    await do(database, ana.viewer, accounts.remove_address, identifier_id=address.id)
    await do(database, ana.viewer, accounts.remove_address, identifier_id=phone)
    with pytest.raises(NotFound):
        await do(database, ana.viewer, accounts.remove_address, identifier_id=phone)


async def test_a_proven_address_steps_up_by_code(database: Database, postbox: Postbox, clock: Clock) -> None:
    ana = await proven(database, postbox)
    await clock.move(timedelta(minutes=6))
    address = await address_of(database, ana)
    await do(database, ana.viewer, accounts.ask_address_letter, identifier_id=address.id)
    (letter,) = await postbox.collect()
    assert letter.purpose == "step_up"
    with pytest.raises(ProofGone):
        await prove(database, letter.token)
    await do(database, ana.viewer, accounts.prove_address_by_code, identifier_id=address.id, code=letter.code)
    await do(database, await look_again(database, ana.token), recovery.print_card)


async def test_an_unproven_address_does_not_step_up(database: Database, postbox: Postbox, clock: Clock) -> None:
    ana = await sign_up(database)
    (letter,) = await postbox.collect()
    await clock.move(timedelta(minutes=6))
    address = await address_of(database, ana)
    code = letter.code
    assert (
        await do(database, ana.viewer, accounts.prove_address_by_code, identifier_id=address.id, code=code) == "right"
    )
    with pytest.raises(StepUpNeeded):
        await do(database, await look_again(database, ana.token), recovery.print_card)


@pytest.mark.parametrize("number", ["", "ABC", "ABCD-EFGHJ", "ABCU-EFGH", "ü" * 8])
def test_what_is_no_card_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput):
        values.card_number(number)


def test_letters_mistaken_for_digits_are_read_as_digits() -> None:
    assert values.card_number("o1il-AbCd").value == "0111ABCD"
