"""What a bank wrote of people is kept as long as the books must be, and then forgotten; the amounts stay."""

from minga_platform.kernel.work import Work
from minga_platform.register.keeping import kept_since


async def forget(work: Work) -> int:
    """Blank who stands on old lines that are explained, and what they wrote; how many. Safe to repeat."""
    since = await kept_since(work)
    return await work.execute(
        """UPDATE statement_line SET counterparty = '', text = '', "references" = '{}'
           WHERE cooperative_id = $1 AND booked_on < $2 AND left_minor = 0 AND (counterparty <> '' OR text <> '')""",
        work.cooperative_id,
        since.date(),
    )
