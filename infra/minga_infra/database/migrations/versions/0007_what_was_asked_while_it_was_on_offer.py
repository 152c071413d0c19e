"""what_was_asked_while_it_was_on_offer: `0007_what_was_asked_while_it_was_on_offer.sql`, drafted by `minga migrate --next` and read by a person."""

from pathlib import Path

from alembic import op

from minga_infra.database.migrate import run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
