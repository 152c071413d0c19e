"""The first schema, with the market, the register and what members decide. Released: it never changes again.

Without the file beside it the schema is rendered from the models: how a working copy is tested while tables still move.
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
