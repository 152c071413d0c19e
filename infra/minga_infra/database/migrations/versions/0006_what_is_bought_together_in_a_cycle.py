"""what_is_bought_together_in_a_cycle: `0006_what_is_bought_together_in_a_cycle.sql`, drafted by `minga migrate --next` and read by a person."""

from pathlib import Path

from alembic import op

from minga_infra.database.migrate import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
