"""Files that come in parts (tus 1.0.0): resumed where they stopped, one winner at each place, and never more room than promised."""

import asyncio
import base64
import hashlib
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from minga_commons.files import room, uploads
from minga_infra.files import reactions
from minga_infra.http import uploads as routes
from minga_platform.kernel import ids
from minga_platform.kernel.viewer import ANONYMOUS
from minga_testing.carrying import TUS, Carrying, file_id
from minga_testing.plugin import Clock

GCODE = b"G28\nG1 X10 Y10\n" * 1000


async def test_the_protocol_from_end_to_end(counter: Carrying) -> None:
    """Words and headers as tus 1.0.0 has them: another client than ours finds its way."""
    told = await counter.client.options(f"/c/{counter.hall.slug}/uploads")
    assert (told.status_code, told.headers["tus-version"]) == (204, "1.0.0")
    assert set(told.headers["tus-extension"].split(",")) == {"creation", "expiration", "termination"}
    assert told.headers["tus-max-size"] == str(200 * 1024 * 1024)
    made = await counter.announce("part.gcode", len(GCODE))
    assert made.status_code == 201
    place = made.headers["location"]
    assert place.startswith(f"/c/{counter.hall.slug}/uploads/upl_")
    half = len(GCODE) // 2
    first = await counter.part(place, 0, GCODE[:half])
    assert (first.status_code, first.headers["upload-offset"], first.headers["tus-resumable"]) == (
        204,
        str(half),
        "1.0.0",
    )
    assert "minga-file" not in first.headers
    stands = await counter.where(place)
    assert (stands.status_code, stands.headers["upload-offset"], stands.headers["upload-length"]) == (
        200,
        str(half),
        str(len(GCODE)),
    )
    assert stands.headers["cache-control"] == "no-store"
    wrong = await counter.part(place, half + 1, b"x")
    assert (wrong.status_code, wrong.headers["upload-offset"]) == (409, str(half))
    last = await counter.part(place, half, GCODE[half:])
    assert last.status_code == 204
    kept = last.headers["minga-file"]
    assert (await counter.fetch(kept)).content == GCODE
    assert (await counter.where(place)).headers["minga-file"] == kept, "who missed the answer learns it"
    assert (await counter.row(kept))["excerpt"].startswith("G28\nG1 X10")


async def test_requests_that_are_no_tus_are_told_so(counter: Carrying) -> None:
    place = f"/c/{counter.hall.slug}/uploads"
    refused = await counter.client.post(place, headers={"upload-length": "3"})
    assert (refused.status_code, refused.headers["tus-version"]) == (412, "1.0.0")
    for headers in (
        {"upload-length": "-1"},
        {"upload-length": "٣"},
        {"upload-length": "9" * 40},
        {},
        {"upload-length": "3", "upload-metadata": "filename @@@"},
        {"upload-length": "3", "upload-metadata": "filename YQ==,filename YQ=="},
        {"upload-length": "3", "upload-metadata": "x" * 5000},
    ):
        sent = {name: value.encode() for name, value in {**TUS, **headers}.items()}
        answer = await counter.client.post(place, headers=sent)  # type: ignore[arg-type]
        assert answer.status_code in (415, 422), headers
    assert (await counter.announce("big.stl", 200 * 1024 * 1024 + 1)).status_code == 413
    assert (await counter.announce("page.html", 10)).status_code == 415
    assert (await counter.announce("a.txt", 10, "zz")).status_code == 422
    made = (await counter.announce("a.txt", 3)).headers["location"]
    assert (await counter.part(made, 0, b"abc", **{"content-type": "text/plain"})).status_code == 415
    assert (await counter.part(made, 0, b"abcd")).status_code == 413
    assert (await counter.where(made)).headers["upload-offset"] == "0", "nothing of a refused part is kept"


async def test_a_broken_line_goes_on_at_the_byte_where_it_broke(
    counter: Carrying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "PIECE_BYTES", 1000)

    async def breaks() -> AsyncIterator[bytes]:
        yield GCODE[:3700]
        raise ClientDisconnect

    place = (await counter.announce("a.gcode", len(GCODE))).headers["location"]
    await counter.part(place, 0, breaks())
    offset = int((await counter.where(place)).headers["upload-offset"])
    assert offset == 3700
    done = await counter.part(place, offset, GCODE[offset:])
    assert (await counter.fetch(done.headers["minga-file"])).content == GCODE


async def test_of_many_senders_at_one_place_one_wins(counter: Carrying, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real connections: the same offset, other bytes each; the file is one sender's, byte for byte."""
    monkeypatch.setattr(routes, "PIECE_BYTES", 1000)
    size = 5000
    place = (await counter.announce("a.txt", size)).headers["location"]
    wholes = [bytes([65 + number]) * size for number in range(6)]
    answers = await asyncio.gather(*(counter.part(place, 0, whole) for whole in wholes))
    won = [answer for answer in answers if answer.status_code == 204]
    assert len(won) == 1
    assert [answer.status_code for answer in answers if answer.status_code != 204] == [409] * 5
    content = (await counter.fetch(won[0].headers["minga-file"])).content
    assert content in wholes, "never a mixture"


async def test_one_file_however_often_it_is_put_together(counter: Carrying) -> None:
    """The last answer was lost, and everybody asks at once; the round comes along too."""
    place = (await counter.announce("a.txt", 6)).headers["location"]
    upload_id = ids.decode("upl", place.rpartition("/")[2])
    part = await counter.store.put(_once(b"abcdef"))
    await counter.hall.database.run(
        counter.hall.scope,
        counter.viewer.actor,
        lambda work: uploads.add_part(
            work, upload_id=upload_id, agent_id=counter.hall.maker_agent, begins=0, part=part
        ),
    )
    told = await asyncio.gather(counter.where(place), counter.where(place), counter.sweep(), counter.where(place))
    assert len({answer.headers["minga-file"] for answer in told if answer is not None}) == 1
    rows = await counter.hall.rows("SELECT count(*) AS n FROM file WHERE cooperative_id = $1", counter.hall.id)
    assert rows[0]["n"] == 1


async def test_what_differs_from_its_announcement_is_thrown_away(counter: Carrying) -> None:
    refused = await counter.bring("a.txt", b"abc", announced=hashlib.sha256(b"abd").hexdigest())
    assert (refused.status_code, refused.json()["refusal"]["code"]) == (460, "UPLOAD_DIFFERS")
    liar = await counter.bring("a.step", b"<svg onload=alert(1)>")
    assert (liar.status_code, liar.json()["refusal"]["code"]) == (415, "FILE_KIND_REFUSED")
    rows = await counter.hall.rows("SELECT (SELECT count(*) FROM upload) + (SELECT count(*) FROM file) AS n")
    assert rows[0]["n"] == 0


async def test_an_upload_is_its_senders_alone(counter: Carrying) -> None:
    place = (await counter.announce("a.txt", 3)).headers["location"]
    random = place.rpartition("/")[0] + "/" + ids.encode("upl", ids.new())
    for viewer, status in ((counter.hall.rival, 404), (ANONYMOUS, 401)):
        counter.viewer = viewer
        for ask in (
            counter.where,
            lambda at: counter.part(at, 0, b"abc"),
            lambda at: counter.client.delete(at, headers=TUS),
        ):
            assert (await ask(place)).status_code == status
            assert (await ask(random)).status_code == status
    counter.viewer = counter.hall.maker
    assert (await counter.client.delete(place, headers=TUS)).status_code == 204
    assert (await counter.where(place)).status_code == 404


async def test_room_is_set_aside_before_the_first_byte(counter: Carrying, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members vote on the room (`files.member_mib`); here a MiB is made 5 bytes, so a member has 10,240."""
    monkeypatch.setattr(room, "_MIB", 5)
    answers = await asyncio.gather(*(counter.announce("a.txt", 3000) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [507] * 5
    counter.viewer = counter.hall.rival
    assert (await counter.announce("a.txt", 3000)).status_code == 201, "a quota is one's own"
    counter.viewer = counter.hall.maker
    first = next(answer for answer in answers if answer.status_code == 201)
    assert (await counter.client.delete(first.headers["location"], headers=TUS)).status_code == 204
    assert (await counter.announce("a.txt", 3000)).status_code == 201, "room given back"
    monkeypatch.setattr(room, "_MIB", 0.2)
    assert (await counter.at_once("a.txt", b"x" * 500)).status_code == 422, "the road without parts has the same bound"


async def test_what_nobody_went_on_with_is_thrown_away(counter: Carrying, clock: Clock) -> None:
    place = (await counter.announce("a.txt", 6)).headers["location"]
    await counter.part(place, 0, b"abc")
    await counter.sweep()
    assert (await counter.where(place)).headers["upload-offset"] == "3"
    await clock.move(timedelta(hours=49))
    assert (await counter.where(place)).status_code == 404
    await counter.sweep()
    assert (await counter.hall.rows("SELECT id FROM upload WHERE cooperative_id = $1", counter.hall.id)) == []
    await clock.move(timedelta(hours=2))
    await reactions.sweep(counter.desk)
    assert not await counter.store.exists(hashlib.sha256(b"abc").hexdigest()), "and its bytes with it"


async def test_too_many_crumbs_are_refused(counter: Carrying, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_PARTS", 3)
    place = (await counter.announce("a.txt", 10)).headers["location"]
    assert [(await counter.part(place, at, b"x")).status_code for at in range(4)] == [204, 204, 204, 422]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 4000), max_size=6), data=st.binary(min_size=1, max_size=4000))
async def test_however_it_is_cut_the_file_is_the_same(counter: Carrying, cuts: list[int], data: bytes) -> None:
    text = base64.b64encode(data)
    place = await _announced(counter, len(text), hashlib.sha256(text).hexdigest())
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    answer = None
    for begins, ends in itertools.pairwise(edges):
        answer = await counter.part(place, begins, text[begins:ends])
        assert answer.status_code == 204, answer.text
    assert answer is not None
    kept = await counter.row(answer.headers["minga-file"])
    assert kept["sha256"] == hashlib.sha256(text).digest()
    assert (await counter.fetch(answer.headers["minga-file"])).content == text


async def _announced(counter: Carrying, size: int, sha256: str) -> str:
    """By the command: the route would count how many files come in a minute."""
    made = await counter.hall.database.run(
        counter.hall.scope,
        counter.viewer.actor,
        lambda work: _free_of_counting(work, counter, size, sha256),
    )
    return f"/c/{counter.hall.slug}/uploads/{ids.encode('upl', made)}"


async def _free_of_counting(work, counter, size, sha256):
    upload_id = ids.new()
    await work.execute(
        "INSERT INTO upload (cooperative_id, id, agent_id, name, bytes, sha256, created_at, expires_at) "
        "VALUES ($1, $2, $3, 'a.txt', $4, $5, $6, $7)",
        work.cooperative_id, upload_id, counter.hall.maker_agent, size, bytes.fromhex(sha256), work.now,
        work.now + timedelta(hours=1),
    )  # fmt: skip
    return upload_id


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def test_a_file_is_seen_by_its_uploader_until_something_shows_it(counter: Carrying) -> None:
    from minga_commons.files import keeping

    kept = (await counter.bring("a.txt", b"abc")).headers["minga-file"]
    for viewer, status in ((counter.hall.maker, 200), (counter.hall.rival, 404), (ANONYMOUS, 404)):
        counter.viewer = viewer
        assert (await counter.fetch(kept)).status_code == status
    await counter.hall.do(_publish(keeping.publish, file_id(kept)))
    assert (await counter.fetch(kept)).status_code == 200


def _publish(publish, one):
    async def command(work, _viewer):
        await publish(work, [one])

    return command
