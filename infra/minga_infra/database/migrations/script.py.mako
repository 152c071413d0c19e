"""${message}.

Expand, backfill, contract: say here for which co-ops rows are filled, since forced row security hides them from all others.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
