"""The bench measures what it says: whole answers, of both sides, and the statements behind them."""

from pathlib import Path

from minga_infra.bench import filling, measuring, running


def test_statements_are_told_apart_from_what_opens_a_transaction() -> None:
    log = b"""2026 LOG:  statement: BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
LOG:  execute __asyncpg_stmt_1__: SELECT set_config('app.cooperative', $1, true)
LOG:  execute __asyncpg_stmt_2__: SELECT l.slug
    FROM listing l
DETAIL:  parameters: $1 = 'x'
LOG:  statement: ROLLBACK
LOG:  statement: ALTER SYSTEM SET log_statement = 'none'
"""
    assert measuring.statements_in(log, 1) == measuring.Statements(asked=1, around=3)


def test_rare_words_differ() -> None:
    assert len({filling.rare_word(number) for number in range(20_000)}) == 20_000


def test_a_small_run_counts_at_most_two_statements_for_a_read(tmp_path: Path) -> None:
    """A list costs the same statements whatever its length; and no request of either side is refused."""
    report = running.run(tmp_path, products=120, seconds=0.9, at=[2], only=[])
    by_key = {one.key: one for one in report.results}
    assert set(by_key) == {"W1", "W1x", "W1n", "W2", "W3", "W4", "W5", "W6", "W8", "W9"}
    for one in report.results:
        assert not one.ours.errors, one
        assert not one.limit.errors, one
        assert one.ours.rate > 0, one
    for key in ("W1", "W1x", "W2", "W3", "W8", "W9"):
        counted = by_key[key].statements
        assert counted is not None
        assert counted.asked <= 2, key
