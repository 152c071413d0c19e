"""Passkeys: made, used, refused when anything about the answer is off, and beside a short password."""

from dataclasses import replace
from datetime import timedelta

import pytest

from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import NotFound, SignInNeeded, StepUpNeeded
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.membership import flows, queries
from minga_platform.membership.commands import passkeys
from minga_platform.membership.commands.passkeys import Party
from minga_platform.membership.commands.sessions import OpenedSession
from minga_platform.membership.commands.sign_in import SecondFactorNeeded
from minga_platform.membership.errors import PasskeyNeeded, PasskeyNotAccepted, PasswordTooShort, ProofGone
from minga_testing.authenticator import Device
from minga_testing.people import GOOD_PASSWORD, Somebody, do, look_again, sign_up
from minga_testing.plugin import Clock

US = Party("localhost", "Minga", ("http://localhost:8000",))


async def with_passkey(database: Database, password: str | None = None) -> tuple[Somebody, Device]:
    ana, device = await sign_up(database, password=password), Device()
    options = await do(database, ana.viewer, passkeys.begin_passkey, party=US)
    await do(database, ana.viewer, passkeys.add_passkey, party=US, answer=device.make(options), label="My phone")
    return ana, device


async def sign_in(database: Database, device: Device, second_factor: str | None = None) -> OpenedSession:
    options = await do(database, ANONYMOUS, passkeys.begin_passkey_sign_in, party=US)
    return await do(
        database,
        ANONYMOUS,
        passkeys.sign_in_with_passkey,
        party=US,
        answer=device.answer(options),
        second_factor=second_factor,
    )


async def test_a_passkey_signs_in_without_a_name(database: Database) -> None:
    ana, device = await with_passkey(database)
    opened = await sign_in(database, device)
    assert opened.person_id == ana.viewer.person_id
    async with database.read(ana.viewer.scope(None)) as work:
        (passkey,) = [one for one in await queries.credentials(work, ana.viewer) if one.kind == "passkey"]
    assert passkey.label == "My phone"
    assert passkey.used_at is not None


async def test_a_question_is_answered_once(database: Database) -> None:
    _, device = await with_passkey(database)
    options = await do(database, ANONYMOUS, passkeys.begin_passkey_sign_in, party=US)
    answer = device.answer(options)
    await do(database, ANONYMOUS, passkeys.sign_in_with_passkey, party=US, answer=answer)
    with pytest.raises(ProofGone):
        await do(database, ANONYMOUS, passkeys.sign_in_with_passkey, party=US, answer=answer)


async def test_a_question_runs_out(database: Database, clock: Clock) -> None:
    _, device = await with_passkey(database)
    options = await do(database, ANONYMOUS, passkeys.begin_passkey_sign_in, party=US)
    await clock.move(timedelta(minutes=5, seconds=1))
    with pytest.raises(ProofGone):
        await do(database, ANONYMOUS, passkeys.sign_in_with_passkey, party=US, answer=device.answer(options))


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"verifies": False},
        {"key": Device().key},
        {"passkey_id": b"another passkey"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_an_answer_that_does_not_fit_is_refused(database: Database, change: dict[str, object]) -> None:
    _, device = await with_passkey(database)
    with pytest.raises(PasskeyNotAccepted):
        await sign_in(database, replace(device, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answer", ["", "null", "{}", "[]", "1", '{"response": {"clientDataJSON": "!!!"}}', "x" * 20_000]
)
async def test_what_is_no_answer_is_refused(database: Database, answer: str) -> None:
    with pytest.raises(PasskeyNotAccepted):
        await do(database, ANONYMOUS, passkeys.sign_in_with_passkey, party=US, answer=answer)


async def test_a_copied_device_is_noticed_by_its_counter(database: Database) -> None:
    _, device = await with_passkey(database)
    await sign_in(database, replace(device, counter=7))
    with pytest.raises(PasskeyNotAccepted):
        await sign_in(database, replace(device, counter=7))
    await sign_in(database, replace(device, counter=8))


async def test_a_question_to_one_person_is_not_answered_by_another(database: Database) -> None:
    ana, _ = await with_passkey(database)
    ben, bens = await with_passkey(database)
    options = await do(database, ana.viewer, passkeys.begin_passkey_step_up, party=US)
    with pytest.raises(ProofGone):
        await do(database, ben.viewer, passkeys.step_up_with_passkey, party=US, answer=bens.answer(options))
    options = await do(database, ana.viewer, passkeys.begin_passkey_step_up, party=US)
    with pytest.raises(PasskeyNotAccepted):
        await do(database, ana.viewer, passkeys.step_up_with_passkey, party=US, answer=bens.answer(options))
    with pytest.raises(SignInNeeded):
        await do(database, ANONYMOUS, passkeys.begin_passkey_step_up, party=US)


async def test_a_passkey_is_one_persons(database: Database) -> None:
    _, device = await with_passkey(database)
    ben = await sign_up(database)
    options = await do(database, ben.viewer, passkeys.begin_passkey, party=US)
    with pytest.raises(PasskeyNotAccepted):
        await do(database, ben.viewer, passkeys.add_passkey, party=US, answer=device.make(options), label="Mine now")


async def test_step_up_with_a_passkey(database: Database, clock: Clock) -> None:
    ana, device = await with_passkey(database)
    await clock.move(timedelta(minutes=6))
    with pytest.raises(StepUpNeeded):
        await do(database, ana.viewer, passkeys.begin_passkey, party=US)
    options = await do(database, ana.viewer, passkeys.begin_passkey_step_up, party=US)
    await do(database, ana.viewer, passkeys.step_up_with_passkey, party=US, answer=device.answer(options))
    await do(database, await look_again(database, ana.token), passkeys.begin_passkey, party=US)


async def test_a_short_password_needs_the_passkey_after_it(database: Database) -> None:
    ana, device = await with_passkey(database)
    await flows.set_password(database, ana.viewer, password="eleven owls")
    asked = await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password="eleven owls")
    assert isinstance(asked, SecondFactorNeeded)
    _, bens = await with_passkey(database)
    with pytest.raises(ProofGone):
        await sign_in(database, bens, second_factor=asked.token)
    opened = await sign_in(database, device, second_factor=asked.token)
    assert opened.person_id == ana.viewer.person_id
    with pytest.raises(ProofGone):
        await sign_in(database, device, second_factor=asked.token)


async def test_a_short_password_needs_a_passkey_to_begin_with(database: Database) -> None:
    ana = await sign_up(database)
    with pytest.raises(PasswordTooShort):
        await flows.set_password(database, ana.viewer, password="eleven owls")


async def test_the_last_passkey_stays_while_a_short_password_leans_on_it(database: Database) -> None:
    ana, _ = await with_passkey(database)
    await flows.set_password(database, ana.viewer, password="eleven owls")
    async with database.read(ana.viewer.scope(None)) as work:
        (passkey,) = [one for one in await queries.credentials(work, ana.viewer) if one.kind == "passkey"]
    with pytest.raises(PasskeyNeeded):
        await do(database, ana.viewer, passkeys.remove_passkey, passkey_id=passkey.id)
    await flows.set_password(database, ana.viewer, password=GOOD_PASSWORD)
    ben = await sign_up(database)
    with pytest.raises(NotFound):
        await do(database, ben.viewer, passkeys.remove_passkey, passkey_id=passkey.id)
    await do(database, ana.viewer, passkeys.remove_passkey, passkey_id=passkey.id)
    with pytest.raises(NotFound):
        await do(database, ana.viewer, passkeys.remove_passkey, passkey_id=passkey.id)
