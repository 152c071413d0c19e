"""The first schema."""

from alembic import op

from minga_infra.database import freeze
from minga_infra.database.migrate import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), freeze.script())


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
