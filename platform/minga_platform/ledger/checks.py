"""What must hold in the books at any moment, as statements that find what does not.

`minga doctor` and the tests run them, and with them the `CHECKS` of every other feature. A check takes co-ops as
`$1 uuid[]` and returns rows that break the rule, each with its `cooperative_id` and what a person needs to look
further.
"""

from dataclasses import dataclass

from minga_platform.kernel.work import Work
from minga_platform.ledger import chain
from minga_platform.ledger.chart import CHART, AccountKind, AccountName


@dataclass(frozen=True, slots=True)
class Check:
    """A promise and the statement that finds where it is broken. `promise` is a sentence in English."""

    promise: str
    statement: str


CHECKS: tuple[Check, ...] = (
    Check(
        "The accounts of a unit sum to zero",
        """
        SELECT a.cooperative_id, a.unit, sum(coalesce(d.amount, 0) - coalesce(c.amount, 0)) AS off_by FROM account a
        LEFT JOIN (SELECT cooperative_id, debit_id, sum(amount) AS amount FROM transfer
            WHERE state IN ('posted', 'post') GROUP BY 1, 2) d ON (d.cooperative_id, d.debit_id) = (a.cooperative_id,
                a.id)
        LEFT JOIN (SELECT cooperative_id, credit_id, sum(amount) AS amount FROM transfer
            WHERE state IN ('posted', 'post') GROUP BY 1, 2) c ON (c.cooperative_id, c.credit_id) = (a.cooperative_id,
                a.id)
        WHERE a.cooperative_id = ANY ($1::uuid[])
        GROUP BY 1, 2 HAVING sum(coalesce(d.amount, 0) - coalesce(c.amount, 0)) <> 0
        """,
    ),
    Check(
        "A transfer joins two accounts of its own co-op and unit",
        """
        SELECT t.cooperative_id, t.id FROM transfer t
        LEFT JOIN account d ON (d.cooperative_id, d.id, d.unit) = (t.cooperative_id, t.debit_id, t.unit)
        LEFT JOIN account c ON (c.cooperative_id, c.id, c.unit) = (t.cooperative_id, t.credit_id, t.unit)
        WHERE t.cooperative_id = ANY ($1::uuid[])
            AND (d.id IS NULL OR c.id IS NULL OR t.debit_id = t.credit_id OR t.amount < 1)
        """,
    ),
    Check(
        "A balance with a limit is the sum of its transfers",
        """
        SELECT a.cooperative_id, a.id, a.kind, b.posted, b.pending, s.posted AS summed, s.pending AS summed_pending
        FROM account a
        LEFT JOIN balance b ON (b.cooperative_id, b.id) = (a.cooperative_id, a.id)
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN t.state IN ('posted', 'post') THEN
                    CASE WHEN t.debit_id = a.id THEN t.amount ELSE -t.amount END * a.direction END), 0) AS posted,
                coalesce(sum(t.amount) FILTER (WHERE t.state = 'pending'
                    AND (CASE WHEN a.direction = 1 THEN t.credit_id ELSE t.debit_id END) = a.id
                    AND NOT EXISTS (SELECT FROM transfer s WHERE (s.cooperative_id, s.names) = (t.cooperative_id, t.id))
                ), 0) AS pending
            FROM transfer t WHERE t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
        ) s
        WHERE a.cooperative_id = ANY ($1::uuid[]) AND a.minimum IS NOT NULL
            AND (b.id IS NULL OR b.posted <> s.posted OR b.pending <> s.pending)
        """,
    ),
    Check(
        "No account is past its limit",
        """
        SELECT b.cooperative_id, b.id, b.posted, b.pending, b.minimum FROM balance b
        LEFT JOIN account a ON (a.cooperative_id, a.id) = (b.cooperative_id, b.id)
        WHERE b.cooperative_id = ANY ($1::uuid[]) AND (b.posted - b.pending < b.minimum OR b.direction <> a.direction
            OR b.minimum <> a.minimum OR a.id IS NULL)
        """,
    ),
    Check(
        "A checkpoint is the sum of what lies below it",
        """
        SELECT k.cooperative_id, k.account_id, k.below_id, k.debits, k.credits FROM checkpoint k
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount) FILTER (WHERE t.debit_id = k.account_id), 0) AS debits,
                coalesce(sum(t.amount) FILTER (WHERE t.credit_id = k.account_id), 0) AS credits
            FROM transfer t WHERE t.cooperative_id = k.cooperative_id AND k.account_id IN (t.debit_id, t.credit_id)
                AND t.id < k.below_id AND t.state IN ('posted', 'post')
        ) s
        WHERE k.cooperative_id = ANY ($1::uuid[]) AND (k.debits <> s.debits OR k.credits <> s.credits)
        """,
    ),
    Check(
        "What settles or reverses a transfer mirrors it",
        """
        SELECT t.cooperative_id, t.id, t.state FROM transfer t
        LEFT JOIN transfer p ON (p.cooperative_id, p.id) = (t.cooperative_id, coalesce(t.names, t.reverses))
        WHERE t.cooperative_id = ANY ($1::uuid[]) AND coalesce(t.names, t.reverses) IS NOT NULL AND (
            p.id IS NULL OR t.unit <> p.unit
            OR (t.names IS NOT NULL AND (p.state <> 'pending' OR t.debit_id <> p.debit_id
                OR t.credit_id <> p.credit_id OR t.amount > p.amount))
            OR (t.reverses IS NOT NULL AND (t.debit_id <> p.credit_id OR t.credit_id <> p.debit_id
                OR t.amount <> p.amount)))
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a promise is broken, with the facts that the check found."""

    promise: str
    facts: dict[str, object]


async def violations(work: Work, checks: tuple[Check, ...] = CHECKS) -> list[Violation]:
    """Run checks on the co-op of this unit."""
    return [
        Violation(check.promise, dict(row))
        for check in checks
        for row in await work.rows(check.statement, [work.cooperative_id])
    ]


async def unlike_chart(work: Work) -> list[Violation]:
    """Accounts whose row does not follow from their name: somebody changed them behind the program's back."""
    found = []
    for row in await work.rows(
        "SELECT id, unit, kind, holder_id, purpose, direction, minimum FROM account WHERE cooperative_id = $1",
        work.cooperative_id,
    ):
        try:
            name = AccountName(AccountKind(row["kind"]), row["holder_id"], row["purpose"])
            standing = CHART[name.kind]
            fits = (
                row["id"] == name.id_in(work.cooperative_id, row["unit"])
                and row["direction"] == standing.direction
                and row["minimum"] == standing.minimum
            )
        except ValueError:
            fits = False
        if not fits:
            found.append(Violation("An account is what its name says", dict(row)))
    return found


async def verified(work: Work, *, kept: chain.Head | None = None) -> list[Violation]:
    """The co-op's audit chain, as violations."""
    return [
        Violation(
            "A row that never changes did not change",
            {
                "problem": finding.problem,
                "source": finding.source,
                "row_id": finding.row_id,
                "sequence": finding.sequence,
            },
        )
        for finding in await chain.verify(work, kept=kept)
    ]
