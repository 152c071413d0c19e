"""The database's logins: who owns the tables, who answers requests, who works behind them, who takes backups."""

from typing import Final

OWNER: Final = "minga_owner"
APP: Final = "minga_app"
WORKER: Final = "minga_worker"
BACKUP: Final = "minga_backup"
