"""The whole schema as SQL text, rendered from the declared tables.

The baseline migration is such a text, frozen; tests render it anew and hold the migrated database against it, policies,
functions and triggers included, which Alembic itself does not compare.
"""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.schema import ExecutableDDLElement

from minga_infra.database.models import METADATA
from minga_platform.kernel import tables


def statements() -> list[str]:
    """Every statement that makes the schema, in order, to be run by the owner."""
    made: list[str] = list(tables.functions_ddl())

    def keep(element: ExecutableDDLElement, *_: object, **__: object) -> None:
        made.append(str(element.compile(dialect=engine.dialect)).strip())

    engine = sa.create_mock_engine("postgresql+asyncpg://", keep)
    METADATA.create_all(engine, checkfirst=False)
    for table in METADATA.sorted_tables:
        made.extend(tables.security_ddl(table))
    made.extend(tables.extra_ddl())
    return [_tidy(statement) for statement in made]


def script() -> str:
    """The same as one text for a baseline file."""
    return ";\n\n".join(statements()) + ";\n"


def write_baseline() -> Path:
    """Write the text of the baseline revision; where."""
    path = Path(__file__).parent / "migrations" / "versions" / "0001_baseline.sql"
    path.write_text("-- Made by `minga migrate --freeze`; never edited by hand.\n\n" + script())
    return path


def _tidy(statement: str) -> str:
    return "\n".join(line.rstrip() for line in statement.strip().splitlines())
