"""Tell the rules again from the founding and all decisions, from their documents alone (`rules/replay.py`), and hold each
certificate against its own hash and against the adoption that came of it."""

from dataclasses import replace
from datetime import datetime

from minga_platform.kernel.work import Work
from minga_platform.rules.queries import adoptions
from minga_platform.rules.replay import Difference, Replayed
from minga_platform.rules.replay import replay as replay_rules
from minga_platform.rules.statutes import sha256


async def replay(work: Work, instant: datetime | None = None) -> Replayed:
    """What the documents say, and all that differs: in the table of rules, in adoptions, in certificates."""
    told = await replay_rules(work, instant)
    differences = list(told.differences)
    known = {
        row["id"]: row
        for row in await work.rows(
            """SELECT id, passed, void_because, changes, effective_at, document, document_sha256 FROM decision
               WHERE cooperative_id = $1""",
            work.cooperative_id,
        )
    }
    for row in known.values():
        document = row["document"]
        says = (document["passed"], document["void_because"], document["changes"], document["effective_at"])
        effective = row["effective_at"] and row["effective_at"].isoformat()
        if sha256(document) != bytes(row["document_sha256"]) or says != (
            row["passed"], row["void_because"], row["changes"], effective,
        ):  # fmt: skip
            differences.append(Difference("decision_changed", row["id"], "", "", ""))
    adopted = set()
    for adoption in await adoptions(work):
        if adoption.decision_id is None:
            continue
        adopted.add(adoption.decision_id)
        row = known.get(adoption.decision_id)
        if row is None or not row["passed"] or row["void_because"] or not _same(adoption.document, row["document"]):
            differences.append(Difference("not_as_decided", adoption.id, "", "", ""))
    for row in known.values():
        changes_rules = "rules" in row["changes"] or "statutes" in row["changes"]
        if changes_rules and row["passed"] and not row["void_because"] and row["id"] not in adopted:
            differences.append(Difference("missing", row["id"], ", ".join(row["changes"].get("rules", ())), "", ""))
    return replace(told, documents=told.documents + len(known), differences=tuple(differences))


def _same(adopted: dict[str, object], decided: dict[str, object]) -> bool:
    changes = decided["changes"]
    assert isinstance(changes, dict)
    return (
        adopted.get("rules", {}) == changes.get("rules", {})
        and adopted.get("statutes") == changes.get("statutes")
        and datetime.fromisoformat(str(adopted["effective"])) == datetime.fromisoformat(str(decided["effective_at"]))
    )
