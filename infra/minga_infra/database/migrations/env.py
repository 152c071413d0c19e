"""Alembic's entry: runs on the connection that `minga_infra.database.migrate` opened."""

from alembic import context

from minga_infra.database.models import METADATA


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        transaction_per_migration=True,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
