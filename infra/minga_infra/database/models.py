"""The one metadata, whole: what a database is made from, migrated to and compared with."""

from minga_platform.kernel.whole import every_table

METADATA = every_table()
