"""Papers go to the buyer's bank with the answer: pictures and PDFs, through the same gate as other uploads, each once."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from minga_infra.files import assembling, naming
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.files.quarantine import quarantine
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.files import FileStore
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names
from minga_testing import people
from minga_testing.disputing import dispute_newest
from minga_testing.plugin import Clock
from minga_testing.shop import Shop, new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import buy, later, rounds

ANSWERED = """... on AnsweredDispute { dispute { answerState papers { name kind } } }
  ... on InvalidInput { field rule } ... on InvalidTransition { current }"""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), (180, 60, 40)).save(kept, "PNG")
    return kept.getvalue()


async def picture(shop: Shop, owner: people.Somebody, tmp_path: Any, name: str = "signature.png") -> str:
    """A photo that came through the cage, as an upload's; its outside id."""
    store = shop.program.door.services.files
    assert store is not None
    workshop = PictureWorkshop()
    async with quarantine(tmp_path, limit=10**6) as incoming:
        incoming.path.write_bytes(photo())
        made = await workshop.make(incoming.path)
    workshop.close()
    kept = [await assembling.store(store, one.data) for one in made.renditions]

    async def command(work: Work) -> str:
        await naming.name(work, [one.sha256 for one in kept])
        return ids.encode(names.FILE, await assembling.write_picture(work, name, made, kept, owner.agent_id))

    found: str = await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)
    return found


async def paper(
    shop: Shop,
    owner: people.Somebody,
    data: bytes = PDF,
    name: str = "receipt.pdf",
    media_type: str = "application/pdf",
) -> str:
    store = shop.program.door.services.files
    assert store is not None
    kept = await assembling.store(store, data)

    async def command(work: Work) -> str:
        await naming.name(work, [kept.sha256])
        file_id = ids.new()
        await work.execute(
            "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            work.cooperative_id, file_id, bytes.fromhex(kept.sha256), media_type, kept.size, name, owner.agent_id, work.now,
        )  # fmt: skip
        return ids.encode(names.FILE, file_id)

    found: str = await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)
    return found


@pytest.fixture
async def disputed(own_till: Till) -> tuple[Till, str]:
    """A bowl was sold by card, and the buyer's bank takes the money back; the dispute's id here."""
    till, shop = own_till, own_till.shop
    joined = shop.program.door.services.ports
    assert isinstance(joined, dict)
    joined[FileStore] = shop.program.door.services.files
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    await dispute_newest(till, reason="fraudulent", respond_days=30)
    await till.heard()
    nodes = (await shop.by(shop.coordinator).ask("{ disputes(first: 1) { nodes { id } } }"))["disputes"]["nodes"]
    return till, nodes[0]["id"]


async def answer(shop: Shop, dispute: str, *papers: tuple[str, str]) -> dict[str, Any]:
    return await shop.by(shop.coordinator).wish(
        'answerDispute(key: $key, id: $id, evidence: "She fetched it herself.", papers: $papers)', ANSWERED,
        key=("String!", new_key()), id=("ID!", dispute),
        papers=("[DisputePaperInput!]!", [{"fileId": file, "kind": kind} for file, kind in papers]),
    )  # fmt: skip


async def test_a_photo_and_a_paper_reach_the_bank_once(disputed: tuple[Till, str], tmp_path: Any, clock: Clock) -> None:
    """The first answer to each upload is lost on the line: asked again under the same key, nothing is uploaded twice."""
    till, dispute = disputed
    shop = till.shop
    given = (
        (await picture(shop, shop.coordinator, tmp_path), "HANDOVER"),
        (await paper(shop, shop.coordinator), "RECEIPT"),
    )
    await till.stand_in.ask(
        "faults", faults=[{"path": "/v1/files", "kind": "hang", "when": "after", "seconds": 0, "times": 2}]
    )
    done = await answer(shop, dispute, *given)
    assert done["dispute"]["papers"] == [
        {"name": "signature.png", "kind": "HANDOVER"}, {"name": "receipt.pdf", "kind": "RECEIPT"},
    ]  # fmt: skip
    for _ in range(3):
        await later(till, clock, timedelta(minutes=5))
    (seen,) = await till.listed("disputes")
    assert seen["status"] == "under_review"
    assert seen["evidence"]["uncategorized_text"] == "She fetched it herself."
    files = {one["id"]: one for one in await till.listed("files")}
    assert len(files) == 2
    # A bank takes no WebP: the picture that was kept as one goes as JPEG.
    told = {
        field: (files[seen["evidence"][field]]["type"], files[seen["evidence"][field]]["filename"])
        for field in ("shipping_documentation", "receipt")
    }
    assert told == {"shipping_documentation": ("jpg", "signature.jpg"), "receipt": ("pdf", "receipt.pdf")}
    assert (await answer(shop, dispute))["__typename"] == "InvalidTransition"


async def test_what_is_anothers_or_too_much_is_not_sent(disputed: tuple[Till, str], tmp_path: Any) -> None:
    till, dispute = disputed
    shop = till.shop
    hers, other = await paper(shop, shop.coordinator), await open_stall(shop, "Weaver")
    theirs = await paper(shop, other.maker)
    assert (await answer(shop, dispute, (theirs, "OTHER")))["__typename"] == "NotFound"
    twice = await answer(shop, dispute, (hers, "OTHER"), (await picture(shop, shop.coordinator, tmp_path), "OTHER"))
    assert (twice["field"], twice["rule"]) == ("attachments.kind", "unique")
    table = await paper(shop, shop.coordinator, b"a;b", "list.csv", "text/csv")
    assert (await answer(shop, dispute, (table, "OTHER")))["field"] == "attachments.fileId"
    large = [await paper(shop, shop.coordinator, PDF + bytes([n]) * 2_300_000, f"{n}.pdf") for n in (1, 2)]
    refused = await answer(shop, dispute, (large[0], "OTHER"), (large[1], "RECEIPT"))
    assert (refused["field"], refused["rule"]) == ("attachments", "range")
    asked = "query D($id: ID!) { dispute(id: $id) { answerState papers { name } } }"
    kept = (await shop.by(shop.coordinator).ask(asked, id=dispute))["dispute"]
    assert kept == {"answerState": "none", "papers": []}, "a refusal leaves nothing"
    assert (await answer(shop, dispute, (large[0], "OTHER")))["__typename"] == "AnsweredDispute"
    await rounds(till)
    assert [one["size"] for one in await till.listed("files")] == [len(PDF) + 2_300_000]


async def test_an_answer_that_was_not_taken_is_given_anew(disputed: tuple[Till, str], clock: Clock) -> None:
    """The provider refuses a paper: nothing is sent, an officer is told, and another answer has papers of its own."""
    till, dispute = disputed
    shop = till.shop
    broken = await paper(shop, shop.coordinator, b"no paper at all", "scan.pdf")
    assert (await answer(shop, dispute, (broken, "RECEIPT")))["__typename"] == "AnsweredDispute"
    await rounds(till)
    asked = "query D($id: ID!) { dispute(id: $id) { state answerState } discrepancies { kind } }"
    found = await shop.by(shop.coordinator).ask(asked, id=dispute)
    assert found["dispute"] == {"state": "needs_response", "answerState": "none"}
    assert "evidence_declined" in {one["kind"] for one in found["discrepancies"]}
    again = await answer(shop, dispute, (await paper(shop, shop.coordinator), "RECEIPT"))
    assert again["dispute"]["papers"] == [{"name": "receipt.pdf", "kind": "RECEIPT"}]
    await later(till, clock, timedelta(minutes=5))
    assert [one["filename"] for one in await till.listed("files")] == ["receipt.pdf"]
    (seen,) = await till.listed("disputes")
    assert seen["status"] == "under_review"
