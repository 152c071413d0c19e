"""What membership does when its own letters are due, and what it tidies up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel import secrets
from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.work import Work
from minga_platform.membership import attempts, values
from minga_platform.membership.commands.accounts import code_digest
from minga_platform.membership.ports import Letter, Letters

_SPENT_PROOFS_STAY = timedelta(days=1)
_ENDED_SESSIONS_STAY = timedelta(days=30)
_CLAIMS_STAY = timedelta(days=30)


async def send_letter(desk: Desk, payload: dict[str, Any]) -> None:
    """Make the secrets of a proof, keep their hashes, send them. A repeat makes fresh ones: the latest letter is the one that works."""
    proof_id = UUID(payload["proof_id"])

    async def command(work: Work) -> Letter | None:
        return await write_letter(work, proof_id)

    letter = await desk.run(command)
    if letter is not None:
        await desk.port(Letters).send(letter)


async def write_letter(work: Work, proof_id: UUID) -> Letter | None:
    """The letter of a proof that is still good for something; None for one that names nobody, was used or ran out."""
    row = await work.row(
        """SELECT p.purpose, i.kind, i.value, n.name, n.language
           FROM proof p JOIN identifier i ON i.id = p.identifier_id JOIN person n ON n.id = p.person_id
           WHERE p.id = $1 AND p.used_at IS NULL AND p.expires_at > $2 FOR UPDATE OF p""",
        proof_id,
        work.now,
    )
    if row is None:
        return None
    token, code = secrets.new_token(), values.new_code()
    await work.execute(
        "UPDATE proof SET secret_hash = $2, code_hash = $3 WHERE id = $1",
        proof_id,
        secrets.digest(token),
        code_digest(proof_id, code),
    )
    return Letter(proof_id, row["purpose"], row["kind"], row["value"], row["name"], row["language"], token, code)


async def tidy(desk: Desk) -> None:
    """Forget what no longer serves anybody: used and outdated proofs, ended sessions, claims never proven beside other ways.

    Runs once per co-op, though these rows are nobody's co-op's: a repeat finds nothing.
    """
    async with desk.work() as work:
        await attempts.sweep(work)
        await work.execute("DELETE FROM proof WHERE expires_at < $1", work.now - _SPENT_PROOFS_STAY)
        await work.execute("DELETE FROM session WHERE ended_at < $1 OR seen_at < $1", work.now - _ENDED_SESSIONS_STAY)
        await work.execute(
            """DELETE FROM identifier i WHERE i.proven_at IS NULL AND i.created_at < $1
               AND EXISTS (SELECT 1 FROM identifier o WHERE o.person_id = i.person_id AND o.proven_at IS NOT NULL)""",
            work.now - _CLAIMS_STAY,
        )


REACTIONS = (Reaction("LetterAsked", "membership.send_letter", send_letter),)
SWEEPS = (Sweep("membership.tidy", 6 * 3600.0, tidy),)
