"""Signing up, in and out; sessions that end, rotate and tell apart."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import InvalidInput, NotFound, SignInNeeded, StepUpNeeded, TooManyAttempts
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import flows, passwords, queries
from minga_platform.membership.commands import accounts, sessions
from minga_platform.membership.commands.sessions import OpenedSession
from minga_platform.membership.commands.sign_in import SignInFailed
from minga_platform.membership.errors import PasswordTooCommon, PasswordTooShort, TooBusy, WayBackNeeded
from minga_platform.membership.ports import JOINED
from minga_testing.people import GOOD_PASSWORD, do, look_again, sign_up
from minga_testing.plugin import Clock


def fresh_mail() -> str:
    return f"{ids.encode('m', ids.new())}@example.org"


async def test_sign_up_signs_in_and_the_token_opens_the_session(database: Database) -> None:
    made = await flows.sign_up(
        database, ANONYMOUS, name="  Ana Quispe ", language="es", mail="  Ana@Example.ORG ", password=GOOD_PASSWORD
    )
    viewer = await look_again(database, made.session.token)
    assert viewer.person_id == made.session.person_id
    assert viewer.language == "es"
    async with database.read(viewer.scope(None)) as work:
        me = await queries.me(work, viewer)
        (address,) = await queries.addresses(work, viewer)
        (session,) = await queries.sessions(work, viewer)
    assert me is not None
    assert (me.name, address.value, address.proven_at, session.is_this) == ("Ana Quispe", "ana@example.org", None, True)


async def test_sign_in_by_any_spelling_of_the_name(database: Database) -> None:
    mail = fresh_mail()
    await flows.sign_up(
        database, ANONYMOUS, name="Ana", language="en", mail=mail, phone="+34 600 123-999", password=GOOD_PASSWORD
    )
    for name in (mail, mail.upper(), f" {mail} ", "0034600123999", "+34 (600) 12 39 99"):
        opened = await flows.sign_in_with_password(database, ANONYMOUS, name=name, password=GOOD_PASSWORD)
        assert isinstance(opened, OpenedSession), name


async def test_wrong_password_and_unknown_name_look_the_same(database: Database) -> None:
    mail = fresh_mail()
    await flows.sign_up(database, ANONYMOUS, name="Ana", language="en", mail=mail, password=GOOD_PASSWORD)
    wrong = await flows.sign_in_with_password(database, ANONYMOUS, name=mail, password="another password entirely")
    unknown = await flows.sign_in_with_password(database, ANONYMOUS, name=fresh_mail(), password=GOOD_PASSWORD)
    nonsense = await flows.sign_in_with_password(database, ANONYMOUS, name="\x00 not a name", password="x" * 5000)
    assert wrong == unknown == nonsense == SignInFailed()


async def test_an_account_needs_a_way_back(database: Database) -> None:
    with pytest.raises(WayBackNeeded):
        await flows.sign_up(database, ANONYMOUS, name="Ana", language="en", password=GOOD_PASSWORD)


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("name", {"name": "   "}),
        ("name", {"name": "a" * 121}),
        ("name", {"name": "Ana\u202eanA"}),
        ("name", {"name": "Ana\x00"}),
        ("name", {"name": "Ana\ud800"}),
        ("mail", {"mail": "ana"}),
        ("mail", {"mail": "ana@localhost"}),
        ("mail", {"mail": "ana@exa mple.org"}),
        ("mail", {"mail": "ana@@example.org"}),
        ("mail", {"mail": "ana\r\nBcc: x@example.org"}),
        ("mail", {"mail": f"{'a' * 300}@example.org"}),
        ("mail", {"mail": "\ud800@example.org"}),
        ("phone", {"phone": "600 123"}),
        ("phone", {"phone": "+0000000000"}),
        ("language", {"language": "xx"}),
    ],
)
async def test_bad_input_is_named_by_its_field(database: Database, field: str, wish: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        await flows.sign_up(database, ANONYMOUS, **{"name": "Ana", "language": "en", "mail": fresh_mail(), **wish})  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("password", ["short", "fourteen chars", "x" * 14])
async def test_a_password_alone_needs_fifteen_characters(database: Database, password: str) -> None:
    with pytest.raises(PasswordTooShort) as refused:
        await flows.sign_up(database, ANONYMOUS, name="Ana", language="en", mail=fresh_mail(), password=password)
    assert (refused.value.minimum, refused.value.minimum_with_passkey) == (15, 8)


async def test_a_password_has_at_most_128_characters(database: Database) -> None:
    await flows.sign_up(database, ANONYMOUS, name="Ana", language="en", mail=fresh_mail(), password="ñandú " * 21)
    with pytest.raises(InvalidInput) as refused:
        await flows.sign_up(database, ANONYMOUS, name="Ana", language="en", mail=fresh_mail(), password="y7" * 65)
    assert refused.value.maximum == "128"


@pytest.mark.parametrize(
    "password",
    [
        "password12345678", "PasswordPassword", "aaaaaaaaaaaaaaaa", "1234567890123456", "qwertyuiopasdfgh", "Contraseña-2026!!",
        "p@ssw0rdp@ssw0rd", "welcomepassword1", "abcdefghijklmnop", "anaquispe1234567", "ana.quispe@exam2", "121212121212121212",
    ],
)  # fmt: skip
async def test_what_many_people_use_is_no_password(database: Database, password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        await flows.sign_up(
            database, ANONYMOUS, name="Ana Quispe", language="en", mail="ana.quispe@exam.org", password=password
        )


@pytest.mark.parametrize(
    "password",
    [
        "seven llamas cross",
        "tres tristes tigres",
        "لا أحد يعرف كلمتي",
        "a password with love in it",
        "0rQz-88hhq-plow-v",
    ],
)
def test_a_sentence_of_ones_own_is_a_password(password: str) -> None:
    assert passwords.checked(password, has_passkey=False, own_words=("Ana", "ana@example.org"))


async def test_the_same_keys_on_another_device_give_the_same_password(database: Database) -> None:
    mail = fresh_mail()
    await flows.sign_up(
        database, ANONYMOUS, name="Zoé", language="fr", mail=mail, password="caf\u00e9 au lait le matin"
    )
    opened = await flows.sign_in_with_password(database, ANONYMOUS, name=mail, password="cafe\u0301 au lait le matin")
    assert isinstance(opened, OpenedSession)


async def test_sign_out_ends_the_session(database: Database) -> None:
    ana = await sign_up(database)
    await do(database, ana.viewer, sessions.sign_out)
    assert await _recognised(database, ana.token) is None
    with pytest.raises(SignInNeeded):
        await do(database, ANONYMOUS, sessions.sign_out)


async def test_signing_in_over_a_session_ends_it(database: Database) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    opened = await flows.sign_in_with_password(database, ana.viewer, name=ana.mail, password=GOOD_PASSWORD)
    assert isinstance(opened, OpenedSession)
    assert await _recognised(database, ana.token) is None
    assert await _recognised(database, opened.token) is not None


async def test_signing_in_over_another_persons_session_ends_that_one(database: Database) -> None:
    ana, ben = await sign_up(database), await sign_up(database, password=GOOD_PASSWORD)
    opened = await flows.sign_in_with_password(database, ana.viewer, name=ben.mail, password=GOOD_PASSWORD)
    assert isinstance(opened, OpenedSession)
    assert opened.person_id == ben.viewer.person_id
    assert await _recognised(database, ana.token) is None


async def test_a_session_idle_for_fourteen_days_is_over(database: Database, clock: Clock) -> None:
    ana = await sign_up(database)
    await clock.move(timedelta(days=13))
    assert await _recognised(database, ana.token) is not None, "being seen prolongs it"
    await clock.move(timedelta(days=13))
    assert await _recognised(database, ana.token) is not None
    await clock.move(timedelta(days=14, minutes=1))
    assert await _recognised(database, ana.token) is None


async def test_a_rotated_token_serves_a_minute_longer(
    database: Database, admin: asyncpg.Connection, clock: Clock
) -> None:
    ana = await sign_up(database)
    await admin.execute("SELECT rotate_sessions($1)", ana.viewer.person_id)
    known = await flows.recognise(database, ana.token, visitor_hash=None, language=None, address="", can_rotate=True)
    assert known is not None
    assert known.new_token not in (None, ana.token)
    again = await flows.recognise(database, ana.token, visitor_hash=None, language=None, address="", can_rotate=True)
    assert again is not None
    assert again.new_token is None, "a request under way with the old token does not rotate once more"
    await clock.move(timedelta(seconds=61))
    assert await _recognised(database, ana.token) is None
    assert await _recognised(database, str(known.new_token)) is not None


async def test_devices_are_listed_and_ended_by_their_owner_only(database: Database) -> None:
    ana, ben = await sign_up(database, password=GOOD_PASSWORD), await sign_up(database)
    phone = await flows.sign_in_with_password(
        database, ANONYMOUS, name=ana.mail, password=GOOD_PASSWORD, device="Old phone\n\x1b[31m"
    )
    assert isinstance(phone, OpenedSession)
    async with database.read(ana.viewer.scope(None)) as work:
        listed = await queries.sessions(work, ana.viewer)
    assert [one.is_this for one in listed] == [True, False]
    assert listed[1].device == "Old phone  [31m"
    with pytest.raises(NotFound):
        await do(database, ben.viewer, sessions.end_session, session_id=phone.session_id)
    await do(database, ana.viewer, sessions.end_session, session_id=phone.session_id)
    assert await _recognised(database, phone.token) is None


async def test_a_new_password_signs_other_devices_out_and_replaces_the_old(database: Database) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    phone = await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password=GOOD_PASSWORD)
    assert isinstance(phone, OpenedSession)
    await flows.set_password(database, ana.viewer, password="nine condors over the lake")
    assert await _recognised(database, phone.token) is None
    known = await flows.recognise(database, ana.token, visitor_hash=None, language=None, address="", can_rotate=True)
    assert known is not None
    assert known.new_token is not None, "this device gets a new token"
    assert (
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password=GOOD_PASSWORD) == SignInFailed()
    )
    assert isinstance(
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password="nine condors over the lake"),
        OpenedSession,
    )


async def test_step_up_runs_out_after_five_minutes_and_a_password_renews_it(database: Database, clock: Clock) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    await clock.move(timedelta(minutes=5, seconds=1))
    with pytest.raises(StepUpNeeded):
        await flows.set_password(database, ana.viewer, password="nine condors over the lake")
    assert await flows.step_up_with_password(database, ana.viewer, password="not that one at all") == "wrong"
    with pytest.raises(StepUpNeeded):
        await flows.set_password(database, await look_again(database, ana.token), password="nine condors over the lake")
    assert await flows.step_up_with_password(database, ana.viewer, password=GOOD_PASSWORD) == "proven"
    await flows.set_password(database, await look_again(database, ana.token), password="nine condors over the lake")


async def test_five_guesses_a_minute_and_the_right_password_waits_too(database: Database, clock: Clock) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    for _ in range(5):
        assert (
            await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password="wrong wrong wrong")
            == SignInFailed()
        )
    with pytest.raises(TooManyAttempts):
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password=GOOD_PASSWORD)
    with pytest.raises(TooManyAttempts):
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail.upper(), password=GOOD_PASSWORD)
    await clock.move(timedelta(seconds=61))
    assert isinstance(
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password=GOOD_PASSWORD), OpenedSession
    )


async def test_the_delay_grows_and_ends_at_a_minute(database: Database, clock: Clock) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    waits = []
    for _ in range(14):
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password="wrong wrong wrong")
        async with database.read(Scope()) as work:
            now = await work.fresh_now()
        try:
            await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password="wrong wrong wrong")
        except TooManyAttempts as refused:
            waits.append((refused.retry_at - now).total_seconds())
            await clock.move(refused.retry_at - now + timedelta(seconds=0.2))
    assert max(waits) <= 60.0
    assert waits[-1] > 50.0
    assert isinstance(
        await flows.sign_in_with_password(database, ANONYMOUS, name=ana.mail, password=GOOD_PASSWORD), OpenedSession
    )


async def test_twenty_attempts_a_minute_from_one_address_whatever_the_names(database: Database) -> None:
    somewhere = Viewer(address=str(ids.new()))
    for _ in range(20):
        await flows.sign_in_with_password(database, somewhere, name=fresh_mail(), password="wrong wrong wrong")
    with pytest.raises(TooManyAttempts):
        await flows.sign_in_with_password(database, somewhere, name=fresh_mail(), password="wrong wrong wrong")
    elsewhere = Viewer(address=str(ids.new()))
    assert await flows.sign_in_with_password(database, elsewhere, name=fresh_mail(), password="wrong") == SignInFailed()


async def test_a_full_queue_of_hashes_says_so_at_once() -> None:
    pool = passwords.Pool(at_once=1, waiting=1)
    gate = asyncio.Event()
    loop = asyncio.get_running_loop()
    busy = [
        asyncio.create_task(pool.run(lambda: asyncio.run_coroutine_threadsafe(gate.wait(), loop).result()))
        for _ in range(2)
    ]
    await asyncio.sleep(0.05)
    with pytest.raises(TooBusy):
        await pool.run(lambda: None)
    gate.set()
    await asyncio.gather(*busy)
    await asyncio.sleep(0.05)
    await pool.run(lambda: None)


async def test_after_sign_in_the_cart_hook_runs_in_the_same_unit(database: Database) -> None:
    seen: list[tuple[object, object, object]] = []

    async def hook(work: Work, person_id: object, visitor_hash: bytes | None) -> None:
        seen.append((person_id, visitor_hash, await work.value("SELECT current_setting('app.person')")))

    JOINED.after_sign_in.append(hook)
    try:
        cart = secrets.digest("a cart's token")
        made = await flows.sign_up(database, Viewer(visitor_hash=cart), name="Ana", language="en", mail=fresh_mail())
    finally:
        JOINED.after_sign_in.remove(hook)
    assert seen == [(made.session.person_id, cart, str(made.session.person_id))]


async def test_nobody_reads_another_persons_rows(database: Database) -> None:
    ana, ben = await sign_up(database, password=GOOD_PASSWORD), await sign_up(database)
    tables = ("person", "identifier", "credential", "session", "proof")
    for scope in (ben.viewer.scope(None), ANONYMOUS.scope(None)):
        async with database.read(scope) as work:
            for table in tables:
                column = "id" if table == "person" else "person_id"
                assert (
                    await work.value(f"SELECT count(*) FROM {table} WHERE {column} = $1", ana.viewer.person_id) == 0
                ), table


async def test_rename(database: Database) -> None:
    ana = await sign_up(database)
    await do(database, ana.viewer, accounts.rename, name="Ana María", language="fr")
    assert (await look_again(database, ana.token)).language == "fr"
    with pytest.raises(SignInNeeded):
        await do(database, ANONYMOUS, accounts.rename, name="Ana María", language="fr")


async def _recognised(database: Database, token: str) -> flows.Recognised | None:
    return await flows.recognise(database, token, visitor_hash=None, language=None, address="", can_rotate=False)
