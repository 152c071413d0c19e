"""Statements of a bank for tests: CAMT.053 as banks write it, and the way in that members have (a file, then a wish)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.work import Work
from minga_testing import people
from minga_testing.shop import Program, Shop


@dataclass(frozen=True)
class Booked:
    """One entry: minor units (below zero it went out), its text, who, and perhaps what we called it."""

    minor: int
    text: str = ""
    name: str = "Berta Buyer"
    end_to_end: str = ""
    reference: str = ""
    returned: bool = False
    day: str = "2026-11-20"


def camt(
    *entries: Booked, opening: int = 0, closing: int | None = None, iban: str = "ES7921000813610123456789"
) -> bytes:
    """A statement; the closing balance is right unless given."""
    end = opening + sum(one.minor for one in entries) if closing is None else closing

    def balance(code: str, minor: int) -> str:
        mark = "DBIT" if minor < 0 else "CRDT"
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{abs(minor) / 100:.2f}</Amt>"
            f"<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>"
        )

    def entry(number: int, one: Booked) -> str:
        mark, side = ("DBIT", "Cdtr") if one.minor < 0 else ("CRDT", "Dbtr")
        back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if one.returned else ""
        return (
            f"<Ntry><Amt Ccy='EUR'>{abs(one.minor) / 100:.2f}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
            f"<BookgDt><Dt>{one.day}</Dt></BookgDt><AcctSvcrRef>{one.reference or f'{iban[-4:]}-{opening}-{number}'}</AcctSvcrRef>"
            f"<NtryDtls><TxDtls><Refs><EndToEndId>{one.end_to_end or 'NOTPROVIDED'}</EndToEndId></Refs>"
            f"<RltdPties><{side}><Nm>{one.name}</Nm></{side}></RltdPties><RmtInf><Ustrd>{one.text}</Ustrd></RmtInf>{back}</TxDtls></NtryDtls></Ntry>"
        )

    body = "".join(entry(number, one) for number, one in enumerate(entries))
    return (
        "<?xml version='1.0' encoding='UTF-8'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt>"
        f"<Stmt><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{balance('OPBD', opening)}{balance('CLBD', end)}{body}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


async def uploaded(shop: Shop, data: bytes, by: people.Somebody | None = None) -> str:
    """The file as its owner's upload left it; its outside id."""
    owner = by or shop.coordinator
    store = shop.program.door.services.files
    assert store is not None

    async def chunks() -> Any:
        yield data

    await store.put(chunks())
    file_id = ids.new()

    async def write(work: Work) -> None:
        await work.execute(
            "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at) VALUES ($1, $2, $3, 'text/csv', $4, 's', $5, $6)",
            work.cooperative_id, file_id, hashlib.sha256(data).digest(), len(data), owner.agent_id, work.now,
        )  # fmt: skip

    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), write)
    return ids.encode("file", file_id)


IMPORTED = """... on StatementImported { dryRun lines known certain waiting closing { minor } ledger { minor } }
  ... on StatementUnreadable { problem row } ... on BalanceDiffers { expected { minor } bank: closing { minor } }"""


async def take_in(
    shop: Shop,
    data: bytes,
    *,
    dry: bool = False,
    channel: str = "BANK",
    layout: str | None = None,
    by: Program | None = None,
) -> dict[str, Any]:
    """The coordinator takes a statement in."""
    return await (by or shop.by(shop.coordinator)).wish(
        "importStatement(fileId: $file, channel: $channel, layoutId: $layout, dryRun: $dry)",
        IMPORTED,
        file=("ID!", await uploaded(shop, data)),
        channel=("StatementChannel!", channel),
        layout=("ID", layout),
        dry=("Boolean!", dry),
    )


async def waiting(shop: Shop) -> list[dict[str, Any]]:
    """Lines that wait for a person."""
    asked = """{ waitingLines { nodes { id amount { minor } left { minor } counterparty text isReturn parts { id orderNumber amount { minor } }
      suggestions { kind subjectId label expected { minor } isNamed isNoted } } } }"""
    nodes: list[dict[str, Any]] = (await shop.by(shop.coordinator).ask(asked))["waitingLines"]["nodes"]
    return nodes


async def explain(
    shop: Shop, key: str, line: str, *uses: tuple[str, str | None, int], note: str = ""
) -> dict[str, Any]:
    """Say what a line was: (kind, subject or an order's reference, minor units)."""

    def told(kind: str, subject: str | None, minor: int) -> dict[str, Any]:
        about: dict[str, Any] = (
            {"reference": subject} if kind == "PAYMENT" and "_" not in (subject or "") else {"subjectId": subject}
        )
        return {"kind": kind, "amount": {"minor": minor, "currency": "EUR"}, "note": note} | about

    return await shop.by(shop.coordinator).wish(
        "explainLine(key: $key, lineId: $line, uses: $uses)",
        "... on ExplainedLine { lineId } ... on MoreThanLeft { remaining { minor } } ... on InvalidInput { field rule } ... on InvalidTransition { current }",
        key=("String!", key),
        line=("ID!", line),
        uses=("[LineUseInput!]!", [told(*one) for one in uses]),
    )


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """A bank's table, semicolons between cells."""
    return "\n".join(";".join(row) for row in rows).encode("cp1252")
