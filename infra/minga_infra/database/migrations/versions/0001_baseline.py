"""The first schema: `0001_baseline.sql`, frozen by `minga migrate --freeze`.

Until the first installation exists the schema may still change freely; then there is no such file, and the text is
rendered from the declared tables. From the first release on, this revision never changes again.
"""

from pathlib import Path

from alembic import op

from minga_infra.database import freeze
from minga_infra.database.migrate import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    frozen = Path(__file__).with_suffix(".sql")
    run_script(op.get_bind(), frozen.read_text() if frozen.exists() else freeze.script())


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
